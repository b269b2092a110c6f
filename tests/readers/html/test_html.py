"""Web pages: the article without what stands around it; and pages made to do harm."""

from __future__ import annotations

import time

import pytest

from bot.core.model.documents import Details, Reading
from bot.core.model.errors import BadDocument, EmptyDocument, TooLarge, UnsafeFile
from bot.core.quoting import said_by
from bot.readers.html.html import HtmlReader, declared

BODY = "".join(
    f"<p>Paragraph {n} says that the letter was signed by <b>many</b>\n people, “all of them” members.</p>"
    for n in range(6)
)
PAGE = f"""<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Who signed - The Example</title>
<link rel="canonical" href="https://example.org/news/letter"><meta property="og:site_name" content="The Example">
<meta property="og:title" content="Who signed"><meta name="author" content="Ann Lee">
<meta property="article:published_time" content="2021-12-15T10:00:00Z"></head>
<body><nav><a href="/">Home</a><a href="/more">Latest News</a></nav><article><h1>Who signed</h1>{BODY}
<h2>The companies</h2><ul><li>NSO Group</li><li>Nexa</li></ul><p>Both denied it,<br>a spokesman said.</p></article>
<footer>Copyright 2024. Accept all cookies.</footer></body></html>"""


def read(page: str | bytes, name: str = "page.html", charset: str | None = None) -> Reading:
    (reading,) = HtmlReader().read(page if isinstance(page, bytes) else page.encode(), name, charset)
    return reading


def test_what_the_head_says_is_read() -> None:
    assert read(PAGE).details == Details(
        title="Who signed",
        source="https://example.org/news/letter",
        publisher="The Example",
        published="2021-12-15",
        language="en",
        author="Ann Lee",
    )


def test_the_article_comes_out_and_its_frame_does_not() -> None:
    text = read(PAGE).text
    assert "Paragraph 5 says that the letter was signed by many people, “all of them” members." in text
    assert "NSO Group\nNexa" in text
    assert "Both denied it,\na spokesman said." in text
    assert all(left not in text for left in ("Latest News", "cookies", "<"))


def test_headings_are_marked() -> None:
    reading = read(PAGE)
    assert [mark.label for mark in reading.marks] == ["Who signed", "The companies"]
    assert all(reading.text[mark.start :].startswith(mark.label) for mark in reading.marks)


def test_a_short_page_gives_its_text_all_the_same() -> None:
    """The precise mode throws short articles away; the default is tried then."""
    assert "signed by Ann" in read("<html><body><p>The letter was signed by Ann.</p></body></html>").text


@pytest.mark.parametrize(
    "meta", ["<meta charset=windows-1251>", "<META http-equiv=Content-Type content='text/html; charset=windows-1251'>"]
)
def test_the_charset_in_the_head_is_honoured(meta: str) -> None:
    page = f"<html><head>{meta}</head><body><p>Да. Нет.</p></body></html>".encode("cp1251")
    assert read(page).text == "Да. Нет."


def test_a_charset_from_outside_goes_before_the_one_in_the_head() -> None:
    page = "<html><head><meta charset=latin1></head><body><p>Да. Нет.</p></body></html>".encode("koi8-r")
    assert read(page, charset="koi8-r").text == "Да. Нет."


def test_a_head_that_can_be_read_is_not_in_utf_16() -> None:
    assert declared(b"<meta charset=utf-16>") == "utf-8"


def test_an_xml_declaration_does_not_matter() -> None:
    assert "signed" in read(f'<?xml version="1.0" encoding="latin-1"?>\n{PAGE}').text


def test_a_table_comes_out_row_by_row() -> None:
    rows = "<tr><th>Who</th><th>When</th></tr><tr><td>Ann</td><td>2021</td></tr>"
    assert (
        "Who | When\nAnn | 2021"
        in read(f"<html><body><article>{BODY}<table>{rows}</table></article></body></html>").text
    )


def test_a_page_without_text_is_empty() -> None:
    with pytest.raises(EmptyDocument):
        read("<html><body><script>var x = 1;</script></body></html>")


def test_scripts_do_not_count_as_tags() -> None:
    script = "<script>for (i=0;i<n;i++) if (a<b) x();</script>" + "<!-- <b> -->" * 300
    assert "signed" in read(PAGE.replace("<body>", "<body>" + script * 300)).text


HOSTILE = {
    "50 MB on one line": (b"<html><p>" + b"word " * 10_000_000, TooLarge),
    "200,000 nested tags": (b"<html>" + b"<div>" * 200_000 + b"x", UnsafeFile),
    "200,000 nested bold tags": (b"<html>" + b"<b>" * 200_000 + b"x", UnsafeFile),
    "500,000 paragraphs": (b"<html>" + b"<p>x" * 500_000, UnsafeFile),
    "200,000 attributes": (b"<html><p " + b" ".join(b"a%d" % n for n in range(200_000)) + b">x", UnsafeFile),
    "unclosed quotes": (b"<html>" + b"<a '" * 500_000, UnsafeFile),
    "unclosed comments": (b"<html>" + b"<!--" * 500_000, EmptyDocument),
    "nothing but space": (b" " * 4_000_000 + b"<html>", EmptyDocument),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_page_made_to_do_harm_is_refused_within_seconds(name: str) -> None:
    page, error = HOSTILE[name]
    before = time.process_time()
    with pytest.raises(error) as refusal:
        read(page, "a\u202ename.html")
    assert time.process_time() - before < 5
    assert isinstance(refusal.value, BadDocument)
    assert "“aname.html”" in str(refusal.value)


def test_what_share_of_the_page_was_left_out_is_said() -> None:
    """Above a quarter, a person is asked to compare."""
    aside = "".join(f"<p>In the year {n} it rained for days.</p>" for n in range(1900, 1960))
    assert not any("Left out" in note for note in read(PAGE).notes)
    small = read(PAGE.replace("<footer>", "<div><p>It may rain today.</p></div><footer>"))
    assert small.notes[-1] == "Left out of the page's text, besides menus and links: 3 %"
    assert "compare it with the page" in read(PAGE.replace("<footer>", f"<aside>{aside}</aside><footer>")).notes[-1]


@pytest.mark.parametrize(
    "said",
    [
        "<blockquote><p>We never sold it.</p><p>We never will.</p><footer>Ida Brandt, chief</footer></blockquote>",
        (
            "<figure><blockquote><p>We never sold it.</p><p>We never will.</p></blockquote>"
            "<figcaption>Ida Brandt, <cite>Harbour Wire</cite></figcaption></figure>"
        ),
    ],
)
def test_a_quotations_credit_is_known_for_what_it_is(said: str) -> None:
    """A mark where the quotation begins says with which words its credit does; nothing around it is credited so."""
    found = read(PAGE.replace("<h2>", f"{said}<h2>"))
    (mark,) = [mark for mark in found.marks if mark.kind == "quotation"]
    assert found.text[mark.start :].startswith("We never sold it.")
    assert mark.label.startswith("Ida Brandt,")
    for quote, name in (("We never sold it.", "Ida Brandt"), ("We never will.", "Ida Brandt"), ("NSO Group", None)):
        span = (at := found.text.index(quote), at + len(quote))
        assert said_by.said_by(found.text, span, span, found.marks, "en") == name


def test_who_is_quoted_stays_with_the_quotation() -> None:
    said = "<blockquote><p>We never sold it.</p><footer>— Ida Brandt, chief executive</footer></blockquote>"
    assert "We never sold it.\n— Ida Brandt, chief executive\n" in read(PAGE.replace("<h2>", f"{said}<h2>")).text


def dated(head: str = "", line: str = "", path: str = "") -> Reading:
    page = PAGE.replace('<meta property="article:published_time" content="2021-12-15T10:00:00Z">', head)
    return read(page.replace("</h1>", f"</h1>{line}").replace("/news/letter", path or "/news/letter"))


DATES = {
    "meta": (
        '<meta property="article:published_time" content="2021-05-03T10:00:00Z">',
        "",
        "Published on 2021-05-03, as the page declares.",
    ),
    "JSON-LD": (
        '<script type="application/ld+json">{"datePublished": "2021-05-03"}</script>',
        "",
        "Published on 2021-05-03, as the page declares.",
    ),
    "printed beside the heading": ("", "<p>Lumen, 3 May 2021</p>", "Published on 2021-05-03, as is printed in it."),
    "an element for it": (
        "",
        '<time datetime="2021-05-03" pubdate>Monday</time>',
        "Published on 2021-05-03? That is a guess: check it.",
    ),
}


@pytest.mark.parametrize("name", DATES)
def test_the_date_of_publication_comes_with_where_it_is_from(name: str) -> None:
    head, line, origin = DATES[name]
    reading = dated(head, line)
    assert reading.details.published == "2021-05-03"
    assert origin in reading.notes


def test_a_change_is_no_publication() -> None:
    """The page's first date counts; the later one is told."""
    times = {"modified": "2022-01-09", "published": "2021-05-03"}
    reading = dated("".join(f'<meta property="article:{kind}_time" content="{day}">' for kind, day in times.items()))
    assert reading.details.published == "2021-05-03"
    assert "It says that it was changed on 2022-01-09." in reading.notes


def test_a_day_in_the_future_is_none() -> None:
    assert dated('<meta property="article:published_time" content="2099-05-03">').details.published is None


def test_a_declared_language_that_the_text_speaks_against_does_not_win() -> None:
    """Templates say "en" whatever is written in them."""
    french = (
        "<p>La commission d'enquête a entendu quatre témoins dans l'ancienne douane du port.</p>"
        "<p>Le procès-verbal est public, et les membres de la presse ont été admis dans la salle.</p>"
        "<p>Les contrats avaient été attribués sans appel d'offres, ce que plusieurs députés ont regretté.</p>"
    )
    reading = read(f'<html lang="en"><body><article><h1>Audience</h1>{french}</article></body></html>')
    assert reading.details.language == "fr"
    assert "It is declared as “en”, but its text is “fr”." in reading.notes
    assert read(PAGE).details.language == "en"


@pytest.mark.parametrize("stray", [b"\0", b"\xff", b"\xe2\x28", b"\x81"])
@pytest.mark.parametrize("label", ["utf-8", "iso-8859-1"])
def test_no_page_is_refused_for_a_stray_byte(stray: bytes, label: str) -> None:
    data = (
        PAGE.replace("utf-8", label)
        .replace("“", "«")
        .replace("”", "»")
        .encode("utf-8" if label == "utf-8" else "cp1252")
    )
    text = read(data.replace(b"Both denied", b"Both " + stray + b"denied")).text
    assert "Paragraph 5 says that the letter was signed by many people" in text
    assert "a spokesman said." in text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (
            "<!doctype html><title>T</title><article><h2>Who</h2><p>Signed.</p></article><p>More.",
            "Who\n\nSigned.\n\nMore.",
        ),
        ("<html lang=en><head><title>T</title><section><p>Signed.</p></section></head></html>", "Signed."),
        ("<!doctype html><title>T</title><x-story>Signed</x-story> by Ann", "Signed by Ann"),
        ("<article><p>Signed.</p></article>", "Signed."),
        ("<!doctype html><title>T</title>Signed <b>by</b> Ann", "Signed by Ann"),
    ],
)
def test_a_page_without_a_body_is_read_as_browsers_do(page: str, text: str) -> None:
    """The body begins with the first thing that belongs in none of a head's places."""
    assert read(page).text == text


def test_noscript_ends_where_it_says_whatever_it_leaves_open() -> None:
    """Where scripts run it is text; else an open <div> in it would hold, and hide, the page."""
    page = "<html><body><noscript><div class=x></noscript><div><p>Signed by Ann.</p></div></body></html>"
    assert read(page).text == "Signed by Ann."
    inside = "<script>document.write('<noscript>')</script><p>Signed by Ann.</p><!-- <noscript> --><p>Both left.</p>"
    assert read(f"<html><body>{inside}<noscript>x</noscript></body></html>").text == "Signed by Ann.\n\nBoth left."
    assert read("<html><body><p>Signed by Ann.</p><noscript><p>No end").text == "Signed by Ann."


def test_a_stray_quotation_mark_in_a_tag_begins_no_value() -> None:
    """As where somebody pasted curly ones: all the attributes after it are not one tag's."""
    stray = '<meta name=“verification” content=“xt8" />' + '<link rel="a" href="b">' * 700
    page = PAGE.replace("</title>", f"</title>{stray}")
    assert "Paragraph 5 says" in read(page).text


SAID = "says that the letter was signed by many people in the old customs house on the harbour, and was sent"
PARTED = "<div><span>Advertisement</span></div>".join(
    "<div class=row><div class='article__body main'>"
    + "".join(f"<p>Part {part}, paragraph {n}, {SAID}.</p>" for n in range(6))
    + "</div><div class=rail><p>Now five pounds off.</p></div></div>"
    for part in "ABC"
)


def test_an_article_that_advertisements_part_is_read_to_its_end() -> None:
    text = read(f"<html><body><h1>Letter</h1>{PARTED}").text
    assert [line[5] for line in text.split("\n\n") if line.startswith("Part")] == list("AAAAAABBBBBBCCCCCC")
    assert "pounds" not in text
    assert "Advertisement" not in text
    others = PARTED.replace("<span>Advertisement</span>", "<h2>Another letter</h2>")
    assert "Part C" not in read(f"<html><body><h1>Letter</h1>{others}").text


ENTRY = "MOTION for leave to file under seal by Corvane Ltd. The motion names exhibits A to F, and asks for an order."
DOCKET = (
    "<html><head><title>Live database</title></head><body><div id=topmenu><a href=/q>Query</a></div>"
    "<div align=center><font>U.S. District Court<br>Western District of Lund<br>Case #: 2:19-cv-00530</font></div>"
    "<table><tr><td>Assigned to: Judge Ann Falk<br>Chapter 7</td><td>Asset</td></tr></table>"
    "<table><tr><td>Date filed:</td><td>12/04/2019</td></tr></table>"
    "<form><table><tr><th>Date</th><th>#</th><th>Docket Text</th></tr>"
    + "".join(
        f"<tr><td>12/{at:02}/2019</td><td><a href=/doc/{at}>{at}</a></td>"
        f"<td>{ENTRY * (at % 5 + 1)} (Lund, Ida)</td></tr>"
        for at in range(4, 16)
    )
    + "</table></form></body></html>"
)


def test_a_courts_docket_is_read_row_by_row_under_its_head() -> None:
    """Each entry with its day and number, however long; the court and the case number, which no heading holds."""
    reading = read(DOCKET)
    lines = reading.text.split("\n")
    assert lines[:3] == ["U.S. District Court", "Western District of Lund", "Case #: 2:19-cv-00530"]
    assert [line.split(" | ")[:2] for line in lines if "Lund, Ida" in line] == [
        [f"12/{at:02}/2019", str(at)] for at in range(4, 16)
    ]
    assert "Query" not in reading.text
    assert reading.details.published == "2019-12-04"


def test_a_page_saved_with_its_pictures_inside() -> None:
    """Pictures written into the page don't count against its size; words that look alike in its text stay."""
    picture = "data:image/png;base64," + "iVBOR/w0+KGgo" * 500_000
    said = "data:text/plain;base64," + "QUJD" * 60
    page = f'<html><body><img src="{picture}"><p>The permit was signed by Ann. It begins {said}</p></body></html>'
    assert read(page).text == f"The permit was signed by Ann. It begins {said}"
