"""Letters with places become words, and words become rows; nothing depends on the order in which the file draws them.

But for one thing: where text is printed over text, what was drawn together stays together.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import inf
from operator import attrgetter

from bot.readers.pdf.printed import leftwards
from bot.readers.pdf.printed.glyphs import Glyph
from bot.readers.pdf.printed.placed import Row, Word

SAME_LINE = 0.25  # times the size: baselines of one line differ by less
WORD_GAP = 0.15  # times the size, more than the usual gap between letters: a space
SPACED = 0.12  # times the size: letters that stand so far apart are set spaced
APART = 2.5  # times the size: what the file draws so far on is drawn for itself
FEW = 3  # letters upon letters on one baseline are no accident from here on
SMALL = 0.8  # times the size of what stands beside: a raised or lowered number
RAISED, LOWERED = 0.55, 0.3  # times the size: how far
_FROM_LEFT = attrgetter("x0", "number")
_SIZE = attrgetter("size")
_SUPER = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUB = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def rows(glyphs: Sequence[Glyph], *, rightwards: bool) -> list[Row]:
    """Rows of words from the top of the page; glyphs of a page written from right to left come mirrored."""
    layers = [layer for row in _baselines(glyphs) for layer in _layers(row)]
    return [made for layer in layers if (made := _row(layer, rightwards)).words]


def _baselines(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Letters by baseline, from the top; raised and lowered ones with the line that they belong to."""
    found: list[list[Glyph]] = []
    y = inf  # of the line's first letter
    for glyph in sorted(glyphs, key=attrgetter("y"), reverse=True):
        if glyph.y == y or (found and y - glyph.y <= SAME_LINE * min(glyph.size, found[-1][0].size)):
            found[-1].append(glyph)
        else:
            found.append([glyph])
            y = glyph.y
    return _with_raised(found)


def _with_raised(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    sizes = [max(map(_SIZE, row)) for row in rows]
    kept: list[list[Glyph]] = [[] for _ in rows]
    for at, row in enumerate(rows):
        near = [to for to in (at, at + 1, at - 1) if 0 <= to < len(rows)]
        if min(map(_SIZE, row)) >= SMALL * max(sizes[to] for to in near):
            kept[at] += row
            continue
        for glyph in row:
            homes = (to for to in near if glyph.size < SMALL * sizes[to] and _is_raised(glyph, rows[to]))
            home = next(homes, None)
            kept[at if home is None else home].append(glyph if home is None else _scripted(glyph, rows[home]))
    return [row for row in kept if row]


def _is_raised(glyph: Glyph, row: Sequence[Glyph]) -> bool:
    """Whether it stands right behind a larger letter of the row, a little above or below the row's baseline."""
    return not glyph.text.isspace() and any(
        glyph.size < SMALL * one.size
        and (0.08 < (glyph.y - one.y) / one.size < RAISED or 0.08 < (one.y - glyph.y) / one.size < LOWERED)
        and (-0.4 if glyph.text.isalpha() else -0.2) < (glyph.x0 - one.x1) / one.size < 2 * SMALL - 1
        for one in row
        if not one.text.isspace()
    )


def _scripted(glyph: Glyph, row: Sequence[Glyph]) -> Glyph:
    line = max(row, key=lambda one: one.size).y
    return glyph._replace(y=line, text=glyph.text.translate(_SUPER if glyph.y > line else _SUB))


def _layers(row: Sequence[Glyph]) -> list[list[Glyph]]:
    """The letters of one baseline, apart where text is printed over text; letters printed twice over, once."""
    ordered = sorted(row, key=_FROM_LEFT)
    near = [(left, right) for left, right in pairwise(ordered) if right.x0 < left.x1 and _covers(left, right)]
    if len(near) < FEW and not any(left.text == right.text for left, right in near):
        return [ordered]  # nearly every line
    once = ordered[:1]
    for glyph in ordered[1:]:
        if glyph.text != once[-1].text or not _covers(once[-1], glyph):
            once.append(glyph)
    if sum(_covers(left, right) for left, right in pairwise(once)) < FEW:
        return [once]
    layers: list[list[Glyph]] = []
    for run in _drawn_together(once):
        free = (layer for layer in layers if not any(_crosses(one, run) for one in layer))
        layer = next(free, None)
        if layer is None:
            layers.append(list(run))
        else:
            layer.extend(run)
    return [sorted(layer, key=_FROM_LEFT) for layer in layers]


def _covers(left: Glyph, right: Glyph) -> bool:
    """Whether the second letter stands mostly on the first, and isn't one of the letters of the same ligature."""
    if right.number == left.number + 1 and right.x0 == left.x0:
        return False
    return right.x0 < left.x0 + 0.5 * (left.x1 - left.x0) and not (left.text.isspace() or right.text.isspace())


def _drawn_together(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Letters that the file draws one after the other, from left to right."""
    runs: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda one: one.number):
        if not runs or glyph.x0 < runs[-1][-1].x0 or glyph.x0 - runs[-1][-1].x1 > APART * glyph.size:
            runs.append([])
        runs[-1].append(glyph)
    return runs


def _crosses(one: Glyph, run: Sequence[Glyph]) -> bool:
    return run[0].x0 < one.x1 - 0.1 * one.size and one.x0 < run[-1].x1 - 0.1 * one.size


def _row(ordered: Sequence[Glyph], rightwards: bool) -> Row:
    groups = _spaced_apart(ordered)
    words = [word for word in map(_word, groups) if word.text]
    return Row(leftwards.in_order(words, rightwards=rightwards))


def _spaced_apart(ordered: Sequence[Glyph]) -> list[list[Glyph]]:
    """The letters of each word: parted by spaces, or by gaps wider than those between letters."""
    shown = [one for one in ordered if not one.text.isspace()]
    spaces = [one.x0 for one in ordered if one.text.isspace()]
    base = _letter_gap(shown)
    groups = [shown[:1]] if shown else []
    at = 0
    for before, glyph in pairwise(shown):
        while at < len(spaces) and spaces[at] <= before.x0:
            at += 1
        spaced = at < len(spaces) and spaces[at] <= glyph.x0
        if spaced or glyph.x0 - before.x1 > (base + WORD_GAP) * glyph.size:
            groups.append([glyph])
        else:
            groups[-1].append(glyph)
    return _joined(groups) if _is_letter_spaced(groups) else groups


def _letter_gap(shown: Sequence[Glyph]) -> float:
    """The usual gap between letters of this line, times the size; above 0 only where letters are set spaced."""
    wide = sum(right.x0 - left.x1 > SPACED * right.size for left, right in pairwise(shown))
    count = len(shown) - 1
    if count <= 4 or wide < count - count // 4:  # nearly every line
        return 0.0
    usual = sorted((right.x0 - left.x1) / right.size for left, right in pairwise(shown))[count // 4]
    letters = sum(one.text.isalpha() for one in shown)
    return usual if letters > 0.8 * len(shown) else 0.0


def _is_letter_spaced(groups: Sequence[Sequence[Glyph]]) -> bool:
    """S o   t h a t each letter is a word of its own."""
    single = sum(len(group) == 1 and group[0].text.isalpha() for group in groups)
    return len(groups) > 5 and single > 0.8 * len(groups)


def _joined(groups: Sequence[list[Glyph]]) -> list[list[Glyph]]:
    gaps = sorted(right[0].x0 - left[-1].x1 for left, right in pairwise(groups))
    usual = gaps[len(gaps) // 4]
    joined = [list(groups[0])]
    for left, right in pairwise(groups):
        if right[0].x0 - left[-1].x1 > usual + SPACED * right[0].size:
            joined.append([])
        joined[-1].extend(right)
    return joined


def _word(group: Sequence[Glyph]) -> Word:
    texts, _, ends, baselines, sizes, bold, _ = zip(*group, strict=True)
    size = max(sizes)
    return Word("".join(texts), group[0].x0, max(ends), baselines[sizes.index(size)], size, all(bold))
