"""A link lands on the words only where it can, and every letter of it is exact."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core.model.documents import Details, Document, Kind, Mark
from bot.core.quoting import text_fragment

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PAGE = Document(
    1, 1, "page", Details("Page", "https://example.org/a"), (), 0, "", "", 1, "", True, "cli", NOW, NOW
)  # fmt: skip


def linked(text: str, quote: str, document: Document = PAGE, at: int | None = None) -> tuple[str | None, bool]:
    start = text.rindex(quote) if at is None else at
    return text_fragment.link(document, text, (start, start + len(quote)))


def target(text: str, quote: str, at: int | None = None) -> str:
    """The directive, decoded."""
    address, exact = linked(text, quote, at=at)
    assert exact
    assert address is not None
    return unquote(address.partition("#:~:text=")[2])


# --- what it says


def test_every_letter_with_a_meaning_is_encoded() -> None:
    assert linked("A well-known fact, so & more.", "A well-known fact, so & more.") == (
        "https://example.org/a#:~:text=A%20well%2Dknown%20fact%2C%20so%20%26%20more.",
        True,
    )


def test_what_stands_before_in_the_paragraph_is_said() -> None:
    """The page may hold the words in a menu or a teaser, too, which the stored text hasn't."""
    assert target("He came home. They signed. It rained.", "They signed.") == "He came home.-,They signed."


def test_at_a_paragraphs_beginning_it_is_what_stands_after() -> None:
    assert target("A head\n\nThey signed. It rained.", "They signed.") == "They signed.,-It rained."


def test_a_whole_paragraph_says_nothing_around() -> None:
    """Between paragraphs a page may hold pictures and boxes that the stored text hasn't."""
    assert target("One.\n\nThey signed.\n\nTwo.", "They signed.") == "They signed."


def test_a_repeated_paragraph_is_told_by_its_neighbours() -> None:
    assert target("One.\n\nThey signed.\n\nTwo.\n\nThey signed.\n\nThree.", "They signed.") == (
        "Two.-,They signed.,-Three."
    )


def test_the_first_of_several_needs_no_more() -> None:
    assert target("They signed.\n\nThey signed.", "They signed.", at=0) == "They signed."


def test_more_is_said_until_it_is_the_only_one() -> None:
    text = "He said so again. No. Then he left. She said so again. No. Then she left."
    assert target(text, "No.") == "She said so again.-,No."


def test_a_long_quote_is_given_by_its_ends() -> None:
    words = [f"word{number}" for number in range(40)]
    assert (
        target(" ".join(words), " ".join(words)) == "word0 word1 word2 word3 word4,word35 word36 word37 word38 word39"
    )


def test_a_long_quote_of_few_words_is_halved() -> None:
    assert target("a" * 90 + " " + "b" * 90, "a" * 90 + " " + "b" * 90) == "a" * 90 + "," + "b" * 90


def test_ends_that_come_again_within_are_made_longer() -> None:
    """A browser takes the first end that it finds."""
    said = "it is so as it was said"
    quote = f"{' '.join('abcdefghijklmnopqrstu')} {said} {' '.join('abcdefghijklmnopqrstu')} then {said}"
    assert target(quote, quote).endswith(f",then {said}")


def test_an_end_is_told_by_what_follows() -> None:
    quote = " ".join(["again"] * 30)
    text = f"First {quote} it said."
    assert target(text, quote) == ",".join(["First-", " ".join(["again"] * 5), " ".join(["again"] * 5), "-it said."])


@pytest.mark.parametrize("quote", ["One cell | Another cell", "First line.\nSecond line.", "One end. Next"])
def test_no_part_reaches_over_a_cell_a_line_or_a_sentence(quote: str) -> None:
    """The page may have a block's end there, or two blanks."""
    assert "," in target(quote, quote)


def test_scripts_without_spaces_are_cut_at_punctuation() -> None:
    """Only a dictionary knows where their words end."""
    quote = "法院认定该公司出售软件，" * 3 + "部长拒绝回答记者的问题。"
    assert target(quote + "以后。", quote).split(",")[0] in {"法院认定该公司出售软件，", "法院认定该公司出售软件，" * 2}


def test_blanks_around_the_span_do_not_count() -> None:
    assert text_fragment.link(PAGE, "  Yes.  ", (0, 8)) == ("https://example.org/a#:~:text=Yes.", True)


def test_it_fits_into_a_button_where_it_can() -> None:
    """Arabic letters take six characters each."""
    quote = " ".join(["قالت المحكمة إن الشركة باعت البرنامج إلى الحكومة في العام الماضي"] * 2) + "."
    address, exact = linked(f"كلمة أخرى. {quote} بعد ذلك.", quote)
    assert exact
    assert len(address or "") <= text_fragment.LIMIT


def test_where_it_cannot_fit_it_still_lands() -> None:
    document = replace(PAGE, details=Details("Page", "https://example.org/" + "a" * 600))
    address, exact = linked("Yes.", "Yes.", document)
    assert exact
    assert str(address).endswith(":~:text=Yes.")


# --- when it can't be known


def test_twins_with_the_same_neighbours_get_a_plain_link() -> None:
    text = "\n\n".join(["One.", "Two.", "One.", "Two.", "One."])
    assert linked(text, "Two.") == ("https://example.org/a", False)


def test_nothing_gets_a_plain_link() -> None:
    assert text_fragment.link(PAGE, "Yes.", (2, 2)) == ("https://example.org/a", False)


def test_other_capitals_accents_and_quotation_marks_match_as_well() -> None:
    """A browser makes no difference between them, so the first of these is not the quote."""
    text = "“L’ÉTÉ” came first.\n\n'l'ete' came second."
    assert target(text, "'l'ete' came") == "'l'ete' came,-second."
    assert linked("L’ÉTÉ.\n\nl'ete.", "l'ete.") == (
        "https://example.org/a#:~:text=L%E2%80%99%C3%89T%C3%89.-,l%27ete.",
        True,
    )


def test_an_own_fragment_of_the_address_is_kept() -> None:
    document = replace(PAGE, details=Details("Page", "https://example.org/a#top"))
    assert linked("Yes.", "Yes.", document) == ("https://example.org/a#top:~:text=Yes.", True)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (replace(PAGE, details=Details("Page")), None),
        (replace(PAGE, fetched=False), "https://example.org/a"),
        (replace(PAGE, details=Details("Page", "https://example.org/a", kind=Kind.SUMMARY)), "https://example.org/a"),
        (replace(PAGE, details=Details("Page", "https://example.org/a.docx?x")), "https://example.org/a.docx?x"),
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


def test_the_page_of_a_footnote_at_the_end() -> None:
    """Its own, however many pages stand before it in the text; pages without text count."""
    marks = (Mark(0, "page", "iv (2)"), Mark(10, "page", "5"), Mark(12, "page", "iv (2)"))
    document = replace(PAGE, fetched=True, marks=marks)
    assert linked("x" * 12 + "Yes.", "Yes.", document) == ("https://example.org/a#page=2", False)
    assert linked("x" * 10 + "No. Yes.", "No.", replace(document, marks=marks[:2])) == (
        "https://example.org/a#page=5",
        False,
    )


def test_a_fetched_pdf_is_known_by_its_pages() -> None:
    document = replace(PAGE, marks=(Mark(0, "page", "1"),))
    assert linked("Yes.", "Yes.", document) == ("https://example.org/a#page=1", False)
    assert linked("Yes.", "Yes.", replace(document, fetched=False)) == ("https://example.org/a", False)


# --- whatever the text


PARTS = ["One.", "Two, so.", "“No,” he said.", "no", "été", "\n\n", "a | b", "One. Two"]


def first_match(text: str, directive: str) -> tuple[int, int]:
    """Where a directive leads, by another way: as a regular expression."""
    terms = directive.split(",")
    prefix = terms.pop(0)[:-1] if terms[0].endswith("-") else ""
    suffix = terms.pop()[1:] if terms[-1].startswith("-") else ""
    start, *end = (_pattern(term) for term in terms)
    before = f"{_pattern(prefix)}\\s*" if prefix else ""
    after = f"(?=\\s*{_pattern(suffix)})" if suffix else ""
    found = re.search(f"{before}({start}{'.*?' if end else ''}{''.join(end)}){after}", text, re.DOTALL)
    assert found
    return found.span(1)


def _pattern(term: str) -> str:
    """No part of a directive reaches over a block's end, as the specification has it."""
    return "[^\\S\n]+".join(re.escape(unquote(word)) for word in unquote(term).split())


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=12), st.data())
def test_a_link_that_says_so_leads_to_the_quote(parts: list[str], data: st.DataObject) -> None:
    """Read as the specification says, on the stored text, the first match is the quote."""
    text = " ".join(parts)
    words = list(re.finditer(r"[^\s|]+", text))
    assume(words)
    first = data.draw(st.integers(0, len(words) - 1))
    span = words[first].start(), words[data.draw(st.integers(first, len(words) - 1))].end()
    address, exact = text_fragment.link(PAGE, text, span)
    assert exact == (":~:text=" in (address or ""))
    if exact:
        assert first_match(text.replace("|", " "), str(address).partition("text=")[2]) == span


@given(st.text(max_size=60))
def test_any_text_gives_an_address(text: str) -> None:
    address, _ = text_fragment.link(PAGE, text, (0, len(text)))
    assert address is not None
    assert address.isascii()


def test_words_are_looked_for_wherever_they_stand() -> None:
    """Overlapping ones too, to the text's end."""
    assert list(text_fragment._places("aaab", "aa", 0)) == [0, 1]
