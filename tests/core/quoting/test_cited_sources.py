"""The sources behind the very words that are quoted."""

from __future__ import annotations

from dataclasses import replace

from bot.core.model.documents import Kind, Mark
from bot.core.quoting import cited_sources
from tests.core.small_library import library

TEXT = "The court heard him. She left."
MARKS = (Mark(0, "heading", "T"), Mark(19, "source", "2"), Mark(20, "source", "1"), Mark(29, "source", "9"))
FILES = library({"a": TEXT}, kind=Kind.SUMMARY, sources=("https://a.example", "https://b.example"), marks=MARKS)


def test_a_number_within_a_sentence_or_right_after_it_is_its_own() -> None:
    document = FILES.store.documents(FILES.cases)[0]
    assert cited_sources.cited(document, 0, 20) == ("https://b.example", "https://a.example")


def test_without_one_all_are_named() -> None:
    """And one that leads to no source counts as none."""
    document = FILES.store.documents(FILES.cases)[0]
    assert cited_sources.cited(document, 21, 30) == ()
    assert cited_sources.based_on(document, 21, 30) == ("https://a.example", "https://b.example")


def test_what_is_quoted_and_searched_has_no_number() -> None:
    (first,) = FILES.ask("who heard him?").nearest[:1]
    assert first.quote == "The court heard him."
    assert cited_sources.cited(first.document, first.start, first.end) == ("https://b.example", "https://a.example")


def test_what_stands_around_a_quote_rests_on_what_the_quote_does_not() -> None:
    """Without a source of its own, the quote's are all of the summary's: nothing is left to be told apart."""
    (first,) = FILES.ask("who heard him?").nearest[:1]
    assert cited_sources.told(first) == (("https://b.example", "https://a.example"), ())
    second = replace(first, start=21, end=30)
    assert cited_sources.told(second) == ((), ())
    heard = replace(first, start=0, end=19, shown="The court heard him.", shown_start=0, shown_end=20)
    assert cited_sources.told(heard) == (("https://b.example",), ("https://a.example",))
    assert cited_sources.told(replace(heard, shown="")) == (("https://b.example",), ())
    assert cited_sources.told(replace(heard, also=((19, 20),))) == (("https://b.example", "https://a.example"), ())
