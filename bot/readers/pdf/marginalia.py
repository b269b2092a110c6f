"""What is on a page of print and no part of its text: stamps across its lines, the numbers that count its lines."""

from __future__ import annotations

from itertools import pairwise

from bot.readers.pdf.placed import Row

OVER = 0.7  # times the size: lines of print stand no nearer


def without_stamps(rows: list[Row]) -> tuple[list[Row], list[str]]:
    """Rows that lie across others go: lines of print never stand so near."""
    gone: list[Row] = []
    for at, upper in enumerate(rows):
        for lower in rows[at + 1 : at + 4]:
            if _overlap(upper, lower) and not any(one is row for one in gone for row in (upper, lower)):
                gone.append(min(upper, lower, key=lambda row: len(row.text)))
    kept = [row for row in rows if not any(row is one for one in gone)]
    return kept, [row.text for row in gone]


def _overlap(upper: Row, lower: Row) -> bool:
    if upper.lowest - lower.highest >= OVER * max(upper.largest, lower.largest):
        return False
    return any(
        one.x0 < other.x1 and other.x0 < one.x1 and abs(one.y - other.y) < OVER * min(one.size, other.size)
        for one in upper.words
        for other in lower.words
    )


def without_line_numbers(rows: list[Row]) -> tuple[list[Row], bool]:
    """The numbers that count a page's lines in its margin, as pleadings and hearings have them."""
    first = [
        (row, int(row.words[0].text)) for row in rows if row.words[0].text.isdecimal() and len(row.words[0].text) < 4
    ]
    steps = [new - old for (_, old), (_, new) in pairwise(first)]
    counted = sum(step == 1 for step in steps)
    if len(first) < 5 or len(first) < 0.6 * len(rows) or counted < 0.8 * len(steps):
        return rows, False
    if sum(row.words[1].text[:1].islower() for row, _ in first if len(row.words) > 1) < 0.25 * len(first):
        return rows, False  # a list, a table of contents: its lines don't run on
    kept = [Row(row.words[1:]) if any(row is one for one, _ in first) else row for row in rows]
    return [row for row in kept if row.words], True
