"""A page's letters as lines in reading order, and what is left out of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from bot.readers.pdf.page_layout import Line, Piece
from bot.readers.pdf.printed import leftwards, marginalia, reading_order
from bot.readers.pdf.printed.glyphs import Glyph, mirrored
from bot.readers.pdf.printed.placed import Row, Word
from bot.readers.pdf.printed.print_rows import rows


@dataclass
class Found:
    """A page's lines in reading order, and what was left out of them, in words."""

    lines: list[Line] = field(default_factory=list)
    stamps: list[str] = field(default_factory=list)
    numbered: bool = False


def lines(glyphs: Sequence[Glyph], page: int) -> Found:
    """Lines of a page in the order in which they are read."""
    rightwards = not leftwards.is_leftwards("".join(one.text for one in glyphs))
    found = rows(glyphs if rightwards else mirrored(glyphs), rightwards=rightwards)
    found = found if rightwards else leftwards.spelt_forwards(found)
    found, stamps = marginalia.without_stamps(found)
    found, numbered = marginalia.without_line_numbers(found)
    return Found([_line(row, page) for row in reading_order.ordered(found)], stamps, numbered)


def _line(row: Row, page: int) -> Line:
    parts: list[list[Word]] = [[row.words[0]]]
    least = reading_order.GUTTER if row.is_of_table else reading_order.CELL_GAP
    for before, word in pairwise(row.words):
        if word.x0 - before.x1 > least * word.size:
            parts.append([])
        parts[-1].append(word)
    return Line(tuple(map(_piece, parts)), page)


def _piece(words: Sequence[Word]) -> Piece:
    text = " ".join(word.text for word in words)
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    first = words[0]
    size = median(word.size for word in words)
    return Piece(text, first.x0, first.y, size, all(word.bold for word in words), words[-1].x1)
