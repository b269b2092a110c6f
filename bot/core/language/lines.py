"""Lines of text: which breaks between them were made on purpose, and which only wrap a long line.

A break inside a paragraph ends no sentence unless it was made on purpose: before a list item, after a heading, or where
the next word would still have fitted on the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.core.model.documents import Span

_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_ITEM = re.compile(r"\s*(?:[-*•·▪◦‣○●➤→]\s+|#{1,6}\s|[>|]|\(?\d{1,3}[.)]\s+|\(?[a-z]\)\s+)")
_CLOSED = re.compile(r"[.!?。！？…؟۔।;:；：][\"'”’»›)\]」』]*\s*$")
_HEAD = re.compile(r"[\s\"'“”‘’«»‹›„(\[¿¡—–-]*")


def units(block: str) -> Iterator[Span]:
    """The stretches that no sentence crosses: lines joined where the break between them is only a wrapped line."""
    if block.isprintable() or _BREAK.search(block) is None:  # the first is quick, and true of most
        yield 0, len(block)
        return
    lines = _lines(block)
    first = 0
    for index, width in enumerate(_widths(lines)):
        last = lines[index][1]
        if index + 1 == len(lines) or ends_line(lines[index][2], lines[index + 1][2], width):
            yield first, last
            first = last


def _lines(block: str) -> list[tuple[int, int, str]]:
    """(start, end with its break, words) of each line."""
    bounds = [0, *(found.end() for found in _BREAK.finditer(block)), len(block)]
    return [(first, last, block[first:last].rstrip()) for first, last in pairwise(bounds)]


def _widths(lines: list[tuple[int, int, str]]) -> list[int]:
    """For each line, the longest line among those that stand together with it between blank lines."""
    widths = [0] * len(lines)
    first = 0
    for index in range(len(lines) + 1):
        if index == len(lines) or not lines[index][2]:
            widest = max((len(words) for _, _, words in lines[first:index]), default=0)
            widths[first:index] = [widest] * (index - first)
            first = index + 1
    return widths


def ends_line(line: str, following: str, width: int) -> bool:
    """Whether the break between two lines was made on purpose, not by wrapping at `width` characters."""
    if not line or not following.strip():
        return True
    if line.lstrip().startswith(("#", "|")) or not (line.strip("=- ") and following.strip("=- ")):
        return True
    word, *_ = following.split(None, 1)
    fitted = len(line) + len(word) + 4 <= width  # a break made by wrapping leaves no room for the next word
    if _ITEM.match(following):
        return (
            fitted or bool(_CLOSED.search(line)) or _ITEM.match(line) is not None or not following.lstrip()[0].isdigit()
        )
    return fitted and not starts_small(following)


def ends_paragraph(line: str, following: str, width: int) -> bool:
    """Whether a line among wrapped ones ends its paragraph: broken on purpose, after the end of a sentence."""
    return ends_line(line, following, width) and (_CLOSED.search(line) is not None or line.startswith("#"))


def starts_small(words: str) -> bool:
    """Whether the first letter is a small one."""
    head = _HEAD.match(words)
    return head is not None and words[head.end() : head.end() + 1].islower()
