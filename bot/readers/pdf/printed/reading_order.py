"""Rows of a page in the order in which they are read: columns of prose one after the other, tables row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.readers.pdf.printed.placed import Row

GUTTER = 0.9  # times the size: the least space between columns
CELL_GAP = 2.5  # times the size: parts of a row that stand apart
FAR = 3.5  # times the size: rows of columns stand nearer
PROSE = 18  # characters of a line: columns of prose are no narrower on average


def ordered(rows: Sequence[Row]) -> Iterator[Row]:
    """Rows as they are read: columns of prose one after the other, tables row by row."""
    at = 0
    while at < len(rows):
        end, gutter = _run(rows, at)
        run = rows[at:end]
        if gutter is None:
            yield rows[at]
            at += 1
        elif _is_prose(run, gutter):
            left, right = _sides(run, gutter)
            yield from ordered(left)
            yield from ordered(right)
            at = end
        else:
            yield from _table(run, gutter)
            at = end


def _run(rows: Sequence[Row], at: int) -> tuple[int, tuple[float, float] | None]:
    """How far the rows from here share a gutter with text on both sides, and the leftmost such gutter."""
    least = GUTTER * rows[at].size
    shared = rows[at].free(least)
    end = at + 1
    while end < len(rows) and rows[end - 1].y - rows[end].y < FAR * rows[end].size:
        narrowed = _shared(shared, rows[end].free(least), least)
        if not any(_parts(rows[at : end + 1], gap) for gap in narrowed) and any(
            _parts(rows[at:end], gap) for gap in shared
        ):
            break
        if not any(map(_is_inner, narrowed)) and end - at > 2:
            break
        shared = narrowed
        end += 1
    gutter = next((gap for gap in shared if _parts(rows[at:end], gap)), None)
    return end, gutter


def _is_inner(gap: tuple[float, float]) -> bool:
    return gap[0] > -1e8 and gap[1] < 1e8


def _shared(
    some: Sequence[tuple[float, float]], others: Sequence[tuple[float, float]], least: float
) -> list[tuple[float, float]]:
    both = [(max(a, c), min(b, d)) for a, b in some for c, d in others]
    return sorted((a, b) for a, b in both if b - a >= least)


def _parts(rows: Sequence[Row], gap: tuple[float, float]) -> bool:
    """Whether at least two rows have text before this gap and two behind it, side by side."""
    if not _is_inner(gap):
        return False
    middle = (gap[0] + gap[1]) / 2
    sides = [(row.words[0].x0 < middle, row.words[-1].x1 > middle) for row in rows]
    if min(sum(left for left, _ in sides), sum(right for _, right in sides)) < 2:
        return False
    changes = sum(one != other for one, other in pairwise(sides))
    return (True, True) in sides or changes > 2


def _sides(rows: Sequence[Row], gutter: tuple[float, float]) -> tuple[list[Row], list[Row]]:
    middle = (gutter[0] + gutter[1]) / 2
    left = [Row([word for word in row.words if word.x1 <= middle]) for row in rows]
    right = [Row([word for word in row.words if word.x1 > middle]) for row in rows]
    return [row for row in left if row.words], [row for row in right if row.words]


def _is_prose(rows: Sequence[Row], gutter: tuple[float, float]) -> bool:
    """Whether both sides of a gutter are text that runs on from line to line."""
    sides = _sides(rows, gutter)
    if min(sum(len(row.text) for row in side) / len(side) for side in sides) < PROSE:
        return False
    runs_on = sum(_runs_on(upper.text, lower.text) for side in sides for upper, lower in pairwise(side))
    return runs_on > 0 or min(map(len, sides)) > 3


def _runs_on(upper: str, lower: str) -> bool:
    return lower[:1].islower() and upper[-1:] not in ".!?"


def _table(rows: Sequence[Row], gutter: tuple[float, float]) -> Iterator[Row]:
    """Row by row; a row without a first cell goes on in the cells of the one before it."""
    middle = (gutter[0] + gutter[1]) / 2
    waiting: Row | None = None
    for row in rows:
        goes_on = waiting is not None and row.words[0].x0 > middle and waiting.y - row.y < 2 * row.size
        if goes_on and waiting is not None and len(row.gaps(CELL_GAP * row.size)) == 0:
            waiting = Row([*waiting.words, *(replace(word, y=waiting.y, x0=word.x0) for word in row.words)], True)
            continue
        if waiting is not None:
            yield waiting
        waiting = Row(row.words, True)
    if waiting is not None:
        yield waiting
