"""A page's words as a browser shows them, however they are marked up."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html  # type: ignore[import-untyped]  # lxml brings no types

from bot.readers.html.html import HtmlReader
from bot.readers.html.html_layout import blocks
from bot.readers.html.html_text import emit
from tests.readers.html.html_pages import letters, page, short

SENTENCE = "The order was signed on 5 May 2021 by General Vahl in Lumen"


def read(text: str) -> str:
    (reading,) = HtmlReader().read(text.encode(), "page.html")
    return reading.text


def shown(inside: str) -> str:
    return emit(blocks(html.fromstring(f"<html><body>{inside}</body></html>")))[0]


INLINE = re.findall(
    r"\S+",
    "a abbr acronym b bdi big button cite code data dfn em font i ins kbd label mark math nobr output samp small span"
    " strong time tt u var x-name",
)
WITHIN_A_SENTENCE = [
    *(f"<{name}>|</{name}>" for name in INLINE),
    '<span class="link"><a href="https://x.example/a">|</a></span>',
    "<math><mn>|</mn></math>",
    "<span><span>|</span></span>",
    '<time datetime="2021-05-05"><b>|</b></time>',
    "<span hidden>not</span>|",
    "|<!-- a comment -->",
    "5 May<wbr> 2021",
    "5<br>May 2021",
    "5&#32;May&nbsp;2021",
    "<ruby>|<rp>(</rp><rt>fifth</rt><rp>)</rp></ruby>",
    "<span aria-hidden=true>★</span>|",
    "<span style='display:none'>not</span>|",
    "<span style='visibility: hidden'>not</span>|",
    "<span style='display:contents'>|</span>",
    "<template>not</template>|",
    "<svg><title>not</title></svg>|",
    "<img src=x alt=Photo>|",
    "<span popover>not</span>|",
    "<del>not</del> <ins>|</ins>",
    "<slot>|</slot>",
    "<x-date><template shadowrootmode=open><b>|</b></template></x-date>",
    "<x-date><template shadowrootmode=open><b><slot></slot></b></template>|</x-date>",
    "<x-date><template shadowrootmode=open>5 <slot name=m>x</slot> 2021</template><i slot=m>May</i><i>x</i></x-date>",
]
AS_A_BLOCK = [
    "<p>|.</p>",
    "<div>|.</div>",
    "<ul><li>|.</li></ul>",
    "<ul><li><span>|</span></li><li><span>Two reporters were listed as targets under false names</span></li></ul>",
    "<dl><dt>Order</dt><dd>|.</dd></dl>",
    "<blockquote>|.</blockquote>",
    "<blockquote><p>|.</p><footer>— Ida Brandt</footer></blockquote>",
    "<figure><img src=x><figcaption>|.</figcaption></figure>",
    '<aside class="factbox"><h3>What is known</h3><p>|.</p></aside>',
    '<aside class="pullquote"><p>|.</p></aside>',
    '<header><p class="lead">|.</p></header>',
    "<details><summary>More</summary><p>|.</p></details>",
    '<p><a href="/x">|.</a></p>',
    '<p class="correction"><em>Correction: |.</em></p>',
    "<table><caption>|.</caption><tr><th>Who</th><th>When</th></tr><tr><td>Vahl</td><td>2021</td></tr></table>",
    "<table><tr><td>Order</td><td>|.</td></tr></table>",
    "<section><div><div>|.</div></div></section>",
    "<pre>|.</pre>",
    "<center>|.</center>",
    "He said nothing.<br><br>|.<br><br>Nobody asked him.",
    '<p class="footnote">1. |.</p>',
]


@pytest.mark.parametrize("around", [page, short])
@pytest.mark.parametrize("markup", WITHIN_A_SENTENCE)
def test_no_word_of_a_sentence_is_lost_however_it_is_marked_up(markup: str, around: Callable[[str], str]) -> None:
    inside = "<p>" + SENTENCE.replace("5 May 2021", markup.replace("|", "5 May 2021")) + ".</p>"
    assert SENTENCE in read(around(inside)).replace("\n", " ").replace("\u00a0", " ")


@pytest.mark.parametrize("markup", AS_A_BLOCK)
def test_a_sentence_among_an_article_is_kept_whatever_element_it_stands_in(markup: str) -> None:
    assert SENTENCE in read(page(markup.replace("|", SENTENCE)))


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<p> one\n <b>two</b>  three </p>", "one two three"),
        ("<p>one<br>two</p>", "one\ntwo"),
        ("<p>one</p>two<p>three</p>", "one\n\ntwo\n\nthree"),
        ("<div>one<br> <br>two</div>", "one\n\ntwo"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "a\nb\nc"),
        ("<ol start=3><li>a<li value=7>b</ol>", "3. a\n7. b"),
        ("<ol reversed><li>a<li>b</ol>", "2. a\n1. b"),
        ("<ol type=a><li>a<li>b</ol><ol type=I start=4><li>c</ol>", "a. a\nb. b\n\nIV. c"),
        ("<ol style='list-style: none'><li>a</ol>", "a"),
        ("<table><tr><th>a<th>b<tr><td>c<td><p>d</p><p>e</p></table>", "a | b\nc | d e"),
        ("<table><caption>C</caption><tr><th>a<th>b<tr><td><td>d</table>", "C\n\na | b\n | d"),
        ("<table role=presentation><tr><td><p>a</p><td><p>b</p></table>", "a\n\nb"),
        ("<blockquote><p>Never.</p><footer>— Ida Brandt</footer></blockquote>", "Never.\n— Ida Brandt"),
        ("<p>He said <q>never</q>.</p>", "He said “never”."),
        ("<pre>a\n b</pre>", "a\nb"),
        ("<p>a\u00a0b</p><p> </p><p>\u200b</p>", "a\u00a0b"),
        ("", ""),
    ],
)
def test_blocks_become_paragraphs_items_lines_and_cells_stay_beside(inside: str, text: str) -> None:
    assert shown(inside) == text


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("40<sup>3</sup> million", "40 ³ million"),
        ("in 2021<sup><a href=#n>12</a></sup>.", "in 2021 ¹²."),
        ("spyware<sup>3</sup> was", "spyware ³ was"),
        ("spyware.<sup>3</sup>", "spyware.³"),
        ("<a href=#n><sup>a</sup></a>", "a"),
        ("court<sup><a href=#n>a</a></sup> said", "court a said"),
        ("12 m<sup>2</sup> of CO<sub>2</sub>", "12 m² of CO₂"),
        ("the 5<sup>th</sup> of M<sup>me</sup> Roy", "the 5th of Mme Roy"),
        ("told[<sup>3</sup>]", "told[³]"),
        ("<del>never</del> <ins>always</ins>", "always"),
    ],
)
def test_raised_figures_are_set_apart_and_what_was_struck_out_is_gone(inside: str, text: str) -> None:
    assert shown(f"<p>{inside}</p>") == text


HIDDEN = [
    "<p hidden>|</p>",
    "<p style='display: none'>|</p>",
    "<div style='color:red;visibility:hidden'><p>|</p></div>",
    "<p aria-hidden='true'>|</p>",
    "<p style='position:absolute; left:-9999px'>|</p>",
    "<p style='opacity:0'>|</p>",
    "<p style='font-size:0'>|</p>",
    "<p class='sr-only'>|</p>",
    "<p class='gone'>|</p>",
    "<p id='gone'>|</p>",
    "<dialog><p>|</p></dialog>",
    "<template><p>|</p></template>",
    "<noscript><p>|</p></noscript>",
    "<select><option>|</option></select>",
    "<textarea>|</textarea>",
    "<table hidden><tr><td>a</td><td>|</td></tr></table>",
    "<svg><title>|</title></svg>",
]
SHEET = "<style>/* a */ .gone, #gone { color: red; display:none } @media print { .shown { display:none } }</style>"


@pytest.mark.parametrize("around", [page, short])
@pytest.mark.parametrize("markup", HIDDEN)
def test_what_a_browser_hides_is_never_in_the_text(markup: str, around: Callable[[str], str]) -> None:
    seen = "<p class='shown'>The ministry said nothing for two weeks, and then it said no.</p>"
    text = read(around(SHEET + seen + markup.replace("|", SENTENCE + ".")))
    assert SENTENCE not in text
    assert "then it said no" in text


def test_a_page_behind_a_dialog_is_still_a_page() -> None:
    assert SENTENCE in read(short(f"<div aria-hidden=true style='opacity:0'><main><p>{SENTENCE}.</p></main></div>"))


@dataclass(frozen=True)
class Drawn:
    """Markup, and the words in it that a person sees, without white space."""

    markup: str
    seen: str


SAID = ["order", "Vahl", "signed", "3.4", "euros", "não", "café", "приказ", "توقيع", "令", "“no”", "it's", "12"]
WORDS = st.lists(st.sampled_from(SAID), min_size=1)
PARTS = ("p", "div", "section", "blockquote", "ul><li", "figure><figcaption", "aside", "td", "h2", "details")


@st.composite
def runs(draw: st.DrawFn) -> Drawn:
    """Inline content: words, elements within elements, and things that nobody sees."""
    markup = seen = ""
    for words in draw(st.lists(WORDS, min_size=1, max_size=5)):
        said = " ".join(words)
        tag = draw(st.sampled_from(INLINE))
        kind = draw(st.sampled_from(["plain", "within", "nested", "hidden", "struck"]))
        markup += {
            "plain": f"{said} ",
            "within": f"<{tag}>{said}</{tag}> ",
            "nested": f"<span><{tag}>{said}</{tag}></span>\n",
            "hidden": f"<{tag} hidden>{said}</{tag}> ",
            "struck": f"<del>{said}</del>",
        }[kind]
        seen += said if kind in {"plain", "within", "nested"} else ""
    return Drawn(markup, letters(seen))


@st.composite
def pages(draw: st.DrawFn) -> Drawn:
    """Blocks of many kinds, some hidden, in an article or in a bare page."""
    markup = seen = ""
    for part in draw(st.lists(runs(), min_size=1, max_size=6)):
        opening = draw(st.sampled_from(PARTS))
        closing = "".join(f"</{tag}>" for tag in reversed(opening.split("><")))
        hidden = draw(st.booleans()) and draw(st.booleans())
        if opening == "td":
            markup += f"<table><tr><td>{part.markup}</td><td>it</td></tr></table>"
            seen += part.seen + "it"
            continue
        markup += f"<{opening}{' hidden' if hidden else ''}>{part.markup}{closing}"
        seen += "" if hidden else part.seen
    return Drawn(markup, seen)


@settings(max_examples=60, deadline=None)
@given(drawn=pages(), whole=st.booleans())
def test_every_paragraph_is_a_run_of_the_pages_visible_text(drawn: Drawn, whole: bool) -> None:
    """The page speaks: nothing is put together from two places, nothing within a paragraph is missing."""
    if not drawn.seen:
        return
    text = read(page(drawn.markup) if whole else short(drawn.markup))
    visible = letters(shown(page("<i>§</i>"))).replace("§", drawn.seen) if whole else drawn.seen
    for paragraph in text.split("\n"):
        assert letters(paragraph) in visible


@settings(max_examples=60, deadline=None)
@given(drawn=pages())
def test_everything_visible_is_laid_out_once_and_in_order(drawn: Drawn) -> None:
    assert letters(shown(drawn.markup)) == drawn.seen


def test_headings_are_marked_where_they_start() -> None:
    text, marks = emit(blocks(html.fromstring("<body><p>x</p><h2>Who<br>signed</h2><p>y</p></body>")))
    assert text == "x\n\nWho\nsigned\n\ny"
    assert [(mark.start, mark.label) for mark in marks] == [(3, "Who signed")]


@pytest.mark.parametrize(
    "inside",
    [
        "<div>" * 240 + SENTENCE + ".",
        f"<ol>{'<li>One of them signed it.' * 40_000}</ol>",
        "<table>" + "<tr><td>a<td>b" * 12_000,
    ],
    ids=["deep", "long list", "long table"],
)
def test_a_deep_or_long_page_is_read_in_seconds(inside: str) -> None:
    before = time.process_time()  # of work: what others do on the machine meanwhile doesn't count
    assert shown(inside)
    assert time.process_time() - before < 20
