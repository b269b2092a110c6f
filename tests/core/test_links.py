"""A link lands on the words only where it can, and every letter of it is exact."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest

from bot.core import links
from bot.core.model import Details, Document, Kind, Mark

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PAGE = Document(
    1, 1, "page", Details("Page", "https://example.org/a"), (), 0, "", "", 1, "", True, "cli", NOW, NOW
)  # fmt: skip


def linked(text: str, quote: str, document: Document = PAGE) -> tuple[str | None, bool]:
    start = text.rindex(quote)
    return links.link(document, text, (start, start + len(quote)))


def test_a_fetched_page_opens_at_the_words() -> None:
    assert linked("He said, a well-known fact & more.", "a well-known fact & more.") == (
        "https://example.org/a#:~:text=a%20well%2Dknown%20fact%20%26%20more.",
        True,
    )


def test_a_repeated_quote_is_told_by_the_words_around() -> None:
    address, _ = linked("One two three. Yes. Four five. Six. Yes. Seven.", "Yes.")
    assert address is not None
    assert unquote(address).endswith("#:~:text=three. Yes. Four five. Six.-,Yes.,-Seven.") or "-,Yes.,-" in unquote(
        address
    )


def test_a_long_quote_is_given_by_its_ends() -> None:
    words = [f"word{number}" for number in range(40)]
    address, _ = linked(" ".join(words), " ".join(words))
    assert unquote(address or "").endswith("=word0 word1 word2 word3 word4,word35 word36 word37 word38 word39")


def test_a_long_quote_of_few_words_is_halved() -> None:
    address, _ = linked("a" * 90 + " " + "b" * 90, "a" * 90 + " " + "b" * 90)
    assert unquote(address or "").endswith("=" + "a" * 90 + "," + "b" * 90)


def test_an_own_fragment_of_the_address_is_kept() -> None:
    document = replace(PAGE, details=Details("Page", "https://example.org/a#top"))
    assert linked("Yes.", "Yes.", document) == ("https://example.org/a#top:~:text=Yes.", True)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (replace(PAGE, details=Details("Page")), None),
        (replace(PAGE, fetched=False), "https://example.org/a"),
        (replace(PAGE, details=Details("Page", "https://example.org/a", kind=Kind.SUMMARY)), "https://example.org/a"),
    ],
)
def test_where_it_cannot_land_it_is_plain(document: Document, expected: str | None) -> None:
    assert linked("Yes.", "Yes.", document) == (expected, False)


def test_a_pdf_opens_at_its_page() -> None:
    """Counted from 1, whatever number is printed on it."""
    details = Details("Report", "https://example.org/r.pdf#old")
    pages = (Mark(0, "page", "iv"), Mark(10, "page", "v"))
    assert linked("x" * 12 + "Yes.", "Yes.", replace(PAGE, details=details, marks=pages)) == (
        "https://example.org/r.pdf#page=2",
        False,
    )
    assert linked("Yes.", "Yes.", replace(PAGE, details=details, fetched=False)) == (
        "https://example.org/r.pdf#old",
        False,
    )
