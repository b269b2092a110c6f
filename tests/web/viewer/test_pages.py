"""The viewer's pages as everybody can read them: structure, languages, contrast, anchors, nothing from outside."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest
from lxml import etree, html  # type: ignore[import-untyped]

from bot.core.model.documents import Case, Details, Document, Kind, Mark, Retrieval, Standing
from bot.web.viewer import pages
from bot.web.viewer.pages import Passage, Shown
from bot.web.viewer.style import DARK, HASH, LIGHT, POLICY, STYLE
from bot.wording.catalogue import spoken
from tests.web.rooms import LANGUAGES

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
TEXT = "A heading\n\nOne <two> three.\n\nFour & five."
DETAILS = Details(
    "Who <signed>?",
    source="https://news.example/a?b=1&c=2",
    publisher="صحيفة",
    published="2021",
    language="en",
    sources=("javascript:alert(1)",),
    kind=Kind.SUMMARY,
    standing=Standing.RETRACTED,
)
DOCUMENT = Document(
    7, 1, "key", DETAILS, (Mark(0, "page", "i"), Mark(0, "heading", "A heading"), Mark(29, "page", "ii")),
    len(TEXT), "a" * 64, "b" * 64, 3, "letter.html", True, "cli", NOW, NOW.replace(day=2),
)  # fmt: skip
ARABIC = replace(DOCUMENT, details=Details("رسالة", language="ar"))
SHOWN = Shown(
    DOCUMENT,
    Case(1, "4001", "harbour", "Harbour"),
    TEXT,
    ((11, 27), (29, 41)),
    (Passage(ARABIC, "قالت المحكمة", "¶ 2", "abc#quote"),),
    Retrieval("https://news.example/a", "https://news.example/a", 200, {}, NOW),
    1234,
    NOW,
    "token/original",
)
PAGES = {"page": pages.page(SHOWN), "gone": pages.gone()}


@pytest.fixture(params=sorted(PAGES))
def page(request: pytest.FixtureRequest) -> html.HtmlElement:
    return html.document_fromstring(PAGES[request.param])


@pytest.mark.parametrize("name", sorted(PAGES))
def test_it_is_well_formed(name: str) -> None:
    """Every tag is closed, every attribute quoted, every anchor unique: it parses as XML once void tags are closed."""
    source = PAGES[name].removeprefix("<!DOCTYPE html>\n")
    closed = re.sub(r"<(meta)([^>]*)>", r"<\1\2/>", source).replace(STYLE, "")
    tree = etree.fromstring(closed)
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_the_numbers_of_sources_lead_to_them_and_are_no_part_of_the_text() -> None:
    """They aren't copied along; the stored words are whole without them, within a quote and beside it."""
    sources = ("https://one.example/a", "https://two.example/b")
    marks = (*DOCUMENT.marks, Mark(26, "source", "2"), Mark(26, "source", "1"), Mark(len(TEXT), "source", "1"))
    document = replace(DOCUMENT, details=replace(DETAILS, sources=sources), marks=marks)
    tree = html.document_fromstring(pages.page(replace(SHOWN, document=document)))
    numbers = tree.xpath("//article//sup[@class='cited']")
    assert [one.text_content() for one in numbers] == ["2", "1", "1"]
    assert {one.find("a").get("href") for one in numbers} <= {f"#{found}" for found in tree.xpath("//@id")}
    assert tree.xpath("//span[@id='source-2']/following-sibling::a/@href") == ["https://two.example/b"]
    for one in numbers:
        one.getparent().text_content()
        one.drop_tree()
    assert "One <two> three." in tree.xpath("//article")[0].text_content()
    assert ".cited{" in STYLE
    assert "user-select:none" in STYLE.partition(".cited{")[2].partition("}")[0]


def test_a_summary_says_how_old_it_is() -> None:
    details = replace(DETAILS, published=None, facts_from="2016-08", facts_until="2018-12", checked="2026-11-21")
    drawn = pages.page(replace(SHOWN, document=replace(DOCUMENT, details=details)), spoken("en"))
    assert "Summary of events to December 2018, checked 21 November 2026" in drawn
    assert "<dt>Events from</dt><dd><bdi>August 2016</bdi></dd>" in drawn
    assert "<dt>Checked</dt><dd><bdi>21 November 2026</bdi></dd>" in drawn


def test_it_has_landmarks_a_language_and_a_title(page: html.HtmlElement) -> None:
    """WCAG 2.4.2, 3.1.1, 1.3.1."""
    assert page.get("lang") == "en"
    assert page.findtext("head/title")
    assert len(page.xpath("//main")) == 1
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//meta[@name='viewport']/@content") == ["width=device-width, initial-scale=1"]


def test_every_landmark_of_a_kind_that_may_repeat_has_a_name() -> None:
    tree = html.document_fromstring(PAGES["page"])
    for element in tree.xpath("//nav|//section|//aside|//article"):
        named = element.get("aria-label") or tree.get_element_by_id(element.get("aria-labelledby")).text
        assert named


def test_the_skip_link_comes_first_and_leads_to_the_quote() -> None:
    """WCAG 2.4.1."""
    tree = html.document_fromstring(PAGES["page"])
    assert tree.xpath("//a")[0].get("href") == "#quote"
    assert "One <two> three." in tree.get_element_by_id("quote").text


def test_every_anchor_leads_somewhere() -> None:
    tree = html.document_fromstring(PAGES["page"])
    targets = {href[1:] for href in tree.xpath("//a/@href") if href.startswith("#")}
    assert targets <= set(tree.xpath("//@id"))
    assert {"quote", "passage-2", "page-i", "page-ii", "p1", "p2"} <= targets


def test_headings_go_down_by_one() -> None:
    """WCAG 1.3.1."""
    tree = html.document_fromstring(PAGES["page"])
    assert {element.tag for element in tree.xpath("//h1|//h2|//h3|//h4")} == {"h1", "h2"}


def test_other_languages_say_so() -> None:
    """WCAG 3.1.2."""
    tree = html.document_fromstring(PAGES["page"])
    (quote,) = tree.xpath("//blockquote")
    assert (quote.get("lang"), quote.get("dir")) == ("ar", "rtl")


def test_nothing_comes_from_outside_and_nothing_runs(page: html.HtmlElement) -> None:
    assert not page.xpath("//script|//img|//link|//iframe|//object|//form|//@style|//@src")
    assert not [name for element in page.iter() for name in element.attrib if str(name).startswith("on")]


def test_only_web_addresses_become_links() -> None:
    tree = html.document_fromstring(PAGES["page"])
    outward = [href for href in tree.xpath("//a/@href") if not href.startswith("#")]
    assert outward == ["abc#quote", "https://news.example/a?b=1&c=2", "token/original"]


def test_warnings_are_told_in_words() -> None:
    tree = html.document_fromstring(PAGES["page"])
    told = [element.text for element in tree.xpath("//p[@class='warning']")]
    assert told == ["Retracted: the source has withdrawn this document.", pages.SUMMARY]


def test_what_is_known_is_listed() -> None:
    tree = html.document_fromstring(PAGES["page"])
    names = tree.xpath("//dt/text()")
    assert names == [
        *("Case", "Document", "Source", "Publisher", "Published", "Language", "From", "Quote", "Added"),
        *("Changed", "Fetched", "SHA-256 of the text", "SHA-256 of the original", "Standing"),
    ]


def test_a_plain_source_has_neither_warnings_nor_others() -> None:
    bare = replace(DOCUMENT, details=Details("T"), marks=(), changed_at=NOW)
    source = pages.page(replace(SHOWN, document=bare, others=(), retrieval=None, quotes=((11, 27),)))
    tree = html.document_fromstring(source)
    assert not tree.xpath("//aside|//*[@class='warning']|//*[@class='about']")
    assert "Fetched" not in tree.xpath("//dt/text()")


# --- colours (WCAG 2.2, 1.4.3, 1.4.6, 1.4.11)


def luminance(colour: str) -> float:
    """WCAG 2.2, "relative luminance"."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def pairs() -> Iterator[tuple[dict[str, str], str, str, float]]:
    for palette in (LIGHT, DARK):
        yield from ((palette, "ink", ground, 7.0) for ground in ("paper", "quote", "other", "warning"))
        yield from ((palette, words, "paper", 7.0) for words in ("faint", "link"))
        yield palette, "line", "paper", 3.0


@pytest.mark.parametrize(("palette", "one", "other", "least"), list(pairs()))
def test_every_pair_of_colours_has_enough_contrast(palette: dict[str, str], one: str, other: str, least: float) -> None:
    assert contrast(palette[one], palette[other]) >= least


def test_black_on_white_is_21() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21.0


def test_what_can_be_pressed_is_large_enough_and_shows_its_focus() -> None:
    """WCAG 2.2, 2.5.8 and 2.4.7: 24 by 24 pixels."""
    assert ".anchor{display:inline-block;min-width:24px;min-height:24px" in STYLE
    assert "a:focus-visible" in STYLE
    assert "outline:none" not in STYLE


def test_the_policy_allows_this_style_sheet_alone() -> None:
    assert b64encode(hashlib.sha256(STYLE.encode()).digest()).decode() == HASH
    assert POLICY.startswith(f"default-src 'none'; style-src 'sha256-{HASH}';")
    for source in PAGES.values():
        assert f"<style>{STYLE}</style>" in source


def test_no_colour_is_named_outside_the_palettes() -> None:
    rules = STYLE.partition("*{box-sizing")[2].partition("@media print")[0]
    assert not re.findall(r"#[0-9a-f]{3,6}\b", rules)
    assert set(re.findall(r"var\(--(\w+)\)", STYLE)) <= set(LIGHT) == set(DARK)


def test_both_palettes_are_complete() -> None:
    assert all(
        re.fullmatch(r"#[0-9a-f]{6}", colour)
        for palette, name in product((LIGHT, DARK), LIGHT)
        for colour in [palette[name]]
    )


# --- in the person's language


@pytest.mark.parametrize(("code", "way"), [("es", "ltr"), ("fr", "ltr"), ("ar", "rtl")])
def test_its_own_words_are_in_the_persons_language(code: str, way: str) -> None:
    """WCAG 3.1.1, 3.1.2: the page says its language, the document's words theirs; no English is left among them."""
    tree = html.document_fromstring(pages.page(SHOWN, spoken(code)))
    assert (tree.get("lang"), tree.get("dir")) == (code, way)
    assert {(each.get("lang"), each.get("dir")) for each in tree.xpath("//h1|//article")} == {("en", "ltr")}
    assert not tree.xpath("//*[@lang='en'][not(self::h1 or self::article)]")
    own = tree.xpath("//dt/text()|//nav//a//text()|//footer//text()|//p[@class='download']//text()|//*/@aria-label")
    english = html.document_fromstring(pages.page(SHOWN))
    plain = english.xpath("//dt/text()|//footer//text()|//p[@class='download']//text()|//*/@aria-label")
    same = {each.strip() for each in own} & {each.strip() for each in plain if re.search(r"[A-Za-z]{3}", each)}
    assert same <= {"Document", "Source", "Page i", "Page ii", "12:00 UTC"}  # the same in that language


def test_nothing_is_shown_in_the_browsers_language() -> None:
    """Of a visit nothing may be told, not even whose language it was made in."""
    assert "لا يُعرض شيء هنا" in pages.gone(LANGUAGES.of("", "ar,en;q=0.5"))
    for accepted in ("", "de", "de, *", "en, ar;q=0.9", "x" * 5000, "ar;q=x", ";;,,"):
        assert LANGUAGES.of("", accepted).code == "en", accepted
    assert LANGUAGES.of("", "de, fr-CA;q=0.8, es;q=0.9").code == "es"
    assert LANGUAGES.of("fr", "ar").code == "fr"
    assert LANGUAGES.of("xx", "ar").code == "ar"
