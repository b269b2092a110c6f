"""The body that trafilatura found → one text, paragraphs parted by blank lines, with a mark at each heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bot.core.model import Mark

_BLOCKS = frozenset({"p", "head", "list", "item", "quote", "table", "row", "cell", "code", "div", "ab", "body"})
_GAPS = {"item": "\n", "row": "\n", "cell": " | "}  # what parts a block from the one before; a blank line otherwise
_SPACES = re.compile(r"[ \t\r\n\f]+")  # no-break spaces stay
_BREAK = "\v"  # a <br>, until the spaces around are folded; can't occur in XML
_LABEL = 200  # characters of a heading that are kept as the name of a place

Block = tuple[str, str, str]  # the element's name, the gap before it, its words


def emit(body: Any) -> tuple[str, tuple[Mark, ...]]:
    """The text of an lxml element and its marks. White space within a paragraph is one space, as a browser shows it."""
    parts: list[str] = []
    marks: list[Mark] = []
    length = 0
    for kind, before, words in _blocks(body, ""):
        gap = before if parts else ""
        parts += (gap, words)
        if kind == "head":
            marks.append(Mark(length + len(gap), "heading", words.replace("\n", " ")[:_LABEL]))
        length += len(gap) + len(words)
    return "".join(parts), tuple(marks)


def _blocks(element: Any, gap: str) -> Iterator[Block]:
    """The blocks within, in order. `gap` is what comes before the first of them."""
    run = element.text or ""
    for child in element:
        if child.tag in _BLOCKS:
            own = _GAPS.get(child.tag, "\n\n")
            for kind, before, words in (*_block(element.tag, gap, run), *_blocks(child, gap or own)):
                yield kind, before, words
                gap = own
            run = child.tail or ""
        else:
            run += _inline(child)
    yield from _block(element.tag, gap, run)


def _block(kind: str, gap: str, run: str) -> Iterator[Block]:
    lines = (_SPACES.sub(" ", line).strip(" ") for line in run.split(_BREAK))
    words = "\n".join(line for line in lines if line)
    if words:
        yield kind, gap, words


def _inline(element: Any) -> str:
    """An element's words with what follows it, its own elements included."""
    if element.tag == "lb":
        return _BREAK + (element.tail or "")
    inside = "".join((element.text or "", *map(_inline, element)))
    return inside + (element.tail or "")
