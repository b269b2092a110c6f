"""From a tree of blocks to text with places."""

from __future__ import annotations

import pytest
from lxml import etree  # type: ignore[import-untyped]  # lxml brings no types

from bot.readers.html_text import emit


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p> one\n <hi>two</hi>  three </p>", "one two three"),
        ("<p>one<lb/>two</p>", "one\ntwo"),
        ("<p>one</p>two<p>three</p>", "one\n\ntwo\n\nthree"),
        ("<list><item>a</item><item>b<list><item>c</item></list>d</item></list>", "a\nb\nc\n\nd"),
        ("<table><row><cell>a</cell><cell>b</cell></row><row><cell><p>c</p></cell></row></table>", "a | b\nc"),
        ("<p/><quote> </quote><p>one</p>", "one"),
        ("<p>a\u00a0b</p>", "a\u00a0b"),
        ("", ""),
    ],
)
def test_blocks_become_paragraphs_items_lines_and_cells_stay_beside(body: str, text: str) -> None:
    assert emit(etree.fromstring(f"<body>{body}</body>"))[0] == text


def test_headings_are_marked_where_they_start() -> None:
    text, marks = emit(etree.fromstring("<body><p>x</p><head>Who<lb/>signed</head><p>y</p></body>"))
    assert text == "x\n\nWho\nsigned\n\ny"
    assert [(mark.start, mark.label) for mark in marks] == [(3, "Who signed")]
