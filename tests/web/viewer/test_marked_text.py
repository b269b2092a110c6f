"""The stored text as HTML: letter for letter, with anchors, and valid whatever is in it."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html  # type: ignore[import-untyped]

from bot.core.model.documents import Details, Document, Mark, Span
from bot.web.viewer.marked_text import blocks, body, direction, language, safe

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LETTERS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Z")) | st.sampled_from("\n\n <>&\"'"))


def shown(text: str, marks: tuple[Mark, ...] = (), quotes: tuple[Span, ...] = ()) -> html.HtmlElement:
    return html.fragment_fromstring(f"<div>{body(text, marks, quotes)}</div>")


def words(element: html.HtmlElement) -> str:
    """The text that can be copied."""
    return "".join(element.xpath("descendant-or-self::*[@class='text']//text()[not(parent::*[@class='unseen'])]"))


def marked(element: html.HtmlElement, kind: str = "quote") -> str:
    return "".join("".join(each.itertext()) for each in element.xpath(f".//mark[@class='{kind}']"))


def test_paragraphs_have_numbers_and_anchors() -> None:
    found = shown("One.\nStill one.\n\nTwo.\n \n\nThree.")
    assert found.xpath(".//*[@class='paragraph']/@id") == ["p1", "p2", "p3"]
    assert found.xpath(".//a/@href") == ["#p1", "#p2", "#p3"]
    assert words(found[0]) == "One.\nStill one."


def test_a_page_recognised_from_a_picture_says_so() -> None:
    """On that page alone."""
    marks = (Mark(0, "page", "1"), Mark(4, "page", "2"), Mark(4, "recognised", "91"), Mark(8, "page", "3"))
    found = shown("One two three.", marks).text_content()
    assert found.count("Recognised from a picture (OCR): compare it with the page") == 1
    assert found.index("Page 2") < found.index("Recognised") < found.index("Page 3")


def test_pages_begin_where_they_do_even_within_a_paragraph() -> None:
    found = shown("One two three.", (Mark(0, "page", "iv"), Mark(4, "page", "A 5")))
    assert found.xpath(".//h2/@id") == ["page-iv", "page-A-5"]


def test_a_page_that_comes_again_with_its_footnotes_has_one_anchor() -> None:
    found = shown("One two three.", (Mark(0, "page", "1"), Mark(4, "page", "2"), Mark(8, "page", "1")))
    assert found.xpath(".//h2/@id") == ["page-1", "page-2"]
    assert len(found.xpath(".//h2")) == 3
    assert words(found) == "One two three."


def test_signs_of_markup_are_set_small_and_stay_where_they_are() -> None:
    """Also where a quote is marked; copied, they are what is stored."""
    text = "## Costs\n\nIt cost **900** euros."
    found = html.fragment_fromstring(f"<div>{body(text, (), ((10, 31),), signs=((0, 2), (18, 20), (23, 25)))}</div>")
    assert found.xpath(".//*[@class='sign']/text()") == ["##", "**", "**"]
    assert words(found) == "## CostsIt cost **900** euros."
    assert marked(found) == "It cost **900** euros"


def test_headings_are_headings_and_no_paragraphs() -> None:
    found = shown("The letter\n\nIt was signed.", (Mark(0, "heading", "The letter"),))
    assert [each.tag for each in found] == ["h2", "div"]
    assert found.xpath(".//*[@id='p1']")


def test_a_quote_over_paragraphs_is_marked_in_each_with_one_anchor() -> None:
    found = shown("One two.\n\nThree four.", quotes=((4, 15),))
    assert found.xpath(".//mark/@id") == ["quote"]
    assert [mark.text for mark in found.xpath(".//mark")] == ["two.", "Three"]
    assert [each.text.strip() for each in found.xpath(".//*[@class='unseen']")] == [
        "The quote begins.",
        "The quote ends.",
    ]


def test_where_quotes_overlap_the_first_counts() -> None:
    found = shown("One two three.", quotes=((4, 7), (0, 13)))
    assert marked(found) == "two"
    assert found.xpath(".//mark[@class='other']/@id") == ["passage-2"]
    assert marked(found, "other") == "One  three"


@given(LETTERS, st.data())
def test_not_a_letter_is_changed_and_the_quote_is_what_is_marked(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = shown(text, quotes=((start, end),))
    assert "".join(words(found).split()) == "".join(text.split())
    assert "".join(marked(found).split()) == "".join(text[start:end].split())


@given(LETTERS, st.lists(st.integers(0, 50)))
def test_every_character_that_is_not_blank_is_in_one_block(text: str, pages: list[int]) -> None:
    marks = tuple(Mark(at, "page", str(at)) for at in sorted({*pages}) if at <= len(text))
    found = list(blocks(text, marks))
    assert "".join("".join(text[one.start : one.end] for one in found).split()) == "".join(text.split())
    assert all(first.end <= second.start for first, second in pairwise(found))


def test_what_html_may_not_hold_is_replaced() -> None:
    assert safe("a\x00b\x1b\ud800<c>") == "a\ufffdb\ufffd\ufffd&lt;c&gt;"


@pytest.mark.parametrize(("code", "way"), [("ar", "rtl"), ("he", "rtl"), ("en", "ltr"), (None, "auto")])
def test_the_language_says_which_way_it_runs(code: str | None, way: str) -> None:
    assert direction(code) == way
    document = Document(1, 1, "k", Details("T", language=code), (), 0, "", "", 1, "", False, "cli", NOW, NOW)
    assert language(document) == (f' lang="{code}"' if code else "") + f' dir="{way}"'
