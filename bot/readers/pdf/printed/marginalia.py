"""What is on a page of print and no part of its text: stamps across its lines, the numbers that count its lines."""

from __future__ import annotations

from itertools import pairwise
from statistics import median

from bot.readers.pdf.printed.placed import Row

LEAST = 5  # numbers that count lines
OVER = 0.7  # times the size: lines of print stand no nearer


def without_stamps(rows: list[Row]) -> tuple[list[Row], list[str]]:
    """Rows most of which lies across others go: lines of print never stand so near."""
    gone: list[Row] = []
    for at, upper in enumerate(rows):
        for lower in rows[at + 1 : at + 4]:
            if any(one is row for one in gone for row in (upper, lower)):
                continue
            shorter, longer = sorted((upper, lower), key=lambda row: len(row.text))
            if _lies_across(shorter, longer, upper.lowest - lower.highest):
                gone.append(shorter)
    kept = [row for row in rows if not any(row is one for one in gone)]
    return kept, [row.text for row in gone]


def _lies_across(shorter: Row, longer: Row, between: float) -> bool:
    """A letter that stands low, as in TeX's name, may have come into a line of the next column: it takes none along."""
    if between >= OVER * max(shorter.largest, longer.largest):
        return False
    across = sum(
        len(one.text)
        for one in shorter.words
        if any(
            one.x0 < other.x1 and other.x0 < one.x1 and abs(one.y - other.y) < OVER * min(one.size, other.size)
            for other in longer.words
        )
    )
    return 2 * across > len(shorter.text)


def without_line_numbers(rows: list[Row]) -> tuple[list[Row], bool]:
    """The numbers that count a page's lines in its margin, as pleadings and hearings have them."""
    first = [
        (row, int(row.words[0].text)) for row in rows if row.words[0].text.isdecimal() and len(row.words[0].text) < 4
    ]
    place = median(row.words[0].x0 for row, _ in first) if first else 0.0
    first = [(row, number) for row, number in first if abs(row.words[0].x0 - place) < 2 * row.words[0].size]
    steps = [new - old for (_, old), (_, new) in pairwise(first)]
    counted = sum(step == 1 for step in steps)
    if len(first) < LEAST or counted < 0.8 * len(steps):
        return rows, False
    numbered = [row for row, _ in first]
    if not (_on_most(numbered, rows) or _apart(numbered, rows)):
        return rows, False
    kept = [Row(row.words[1:]) if any(row is one for one in numbered) else row for row in rows]
    return [row for row in kept if row.words], True


def _on_most(numbered: list[Row], rows: list[Row]) -> bool:
    """On most lines, which run on: in a list or a table of contents they don't."""
    run_on = sum(row.words[1].text[:1].islower() for row in numbered if len(row.words) > 1)
    return len(numbered) >= 0.6 * len(rows) and run_on >= 0.25 * len(numbered)


def _apart(numbered: list[Row], rows: list[Row]) -> bool:
    """On paper with printed numbers, at equal distances left of all print, many of them beside no line's beginning."""
    alone = [row for row in numbered if len(row.words) == 1]
    counts = {id(row) for row in numbered}
    others = (row.words[1:] if id(row) in counts else row.words for row in rows)
    print_begins = min((word.x0 for words in others for word in words), default=0.0)
    distances = [upper.y - lower.y for upper, lower in pairwise(numbered)]
    usual = median(distances)
    return (
        len(numbered) >= 2 * LEAST
        and len(alone) >= 0.3 * len(numbered)
        and max(row.words[0].x1 for row in numbered) < print_begins
        and sum(abs(distance - usual) < 0.1 * usual for distance in distances) >= 0.8 * len(distances)
    )
