"""Footnotes of print: small lines at a page's foot that begin with a number or a sign. They stand after the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.readers.pdf.page_layout import Block, Line, body_size

_BEGINS = re.compile(r"([⁰¹²³⁴-⁹]{1,3}|\d{1,3}|[*†‡§]{1,3})\)?\s*(?=[^\W\d_]|[\"'“„«(¿¡])")
_SMALLER = 0.94  # times the size of the text
_APART = 1.6  # times the usual leading: footnotes in the text's own size stand at least so far below it
_LOWER = 0.45  # of the page's height in print: footnotes stand below


def apart(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[Block]]:
    """The pages without their footnotes, and the footnotes, a block each."""
    every = [line for page in pages for line in page]
    if not every:
        return [list(page) for page in pages], []
    body = body_size(every)
    kept, notes = [], []
    for page in pages:
        gone = {id(line) for run in _columns(page) for line in _foot(run, page, body)}
        kept.append([line for line in page if id(line) not in gone])
        notes += list(_blocks([line for line in page if id(line) in gone]))
    return (kept, notes) if any(kept) else ([list(page) for page in pages], [])


def _columns(page: Sequence[Line]) -> Iterator[list[Line]]:
    """Stretches that go down the page."""
    run: list[Line] = []
    for line in page:
        if run and line.first.y > run[-1].first.y:
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _foot(run: Sequence[Line], page: Sequence[Line], body: float) -> Sequence[Line]:
    """The footnotes at the end of a column: from the first line that begins one, if only small print follows."""
    heights = [line.first.y for line in page]
    floor = min(heights) + _LOWER * (max(heights) - min(heights))
    for at, line in enumerate(run):
        if line.first.y <= floor and _begins(line, run[at - 1] if at else None, body):
            size = line.first.size * 1.06
            return run[at:] if all(other.first.size <= size for other in run[at:]) else ()
    return ()


def _begins(line: Line, above: Line | None, body: float) -> bool:
    if _BEGINS.match(line.text) is None:
        return False
    if line.first.size < _SMALLER * body:
        return True
    return above is not None and len(line.pieces) == 1 and above.first.y - line.first.y > 2 * _APART * line.first.size


def _blocks(lines: Sequence[Line]) -> Iterator[Block]:
    starts = [at for at, line in enumerate(lines) if _BEGINS.match(line.text)]
    for first, last in pairwise([*starts, len(lines)]):
        sign = _BEGINS.match(lines[first].text)
        yield Block(tuple(lines[first:last]), note=sign[1] if sign else "")
