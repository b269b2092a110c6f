"""Two quotes that stand side by side in a text are shown in one block, both bold: nobody reads the same words twice.

Each is shown in its place, and what stands around one often is, or holds, the other. A block of both takes the room of
one, and what is as near but elsewhere gets the room that becomes free.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.core.model.answers import Excerpt
from bot.core.quoting import in_place, recognised

WORDS: Final = in_place.WORDS + in_place.TURNS * in_place.MORE  # of a block: as long as one quote's may grow


def joined(first: Excerpt, other: Excerpt, *, quoted: bool = True) -> Excerpt | None:
    """`first` in a block with `other`, where the two would show some of the same words; None where they wouldn't, or
    would fill more room than either may.

    quoted: whether the words of `other` can stand as a quote. They are marked as one only if the line below, which says
    whose words the first's are, is true of them, too.
    """
    if first.document.id != other.document.id or not _overlap(first, other):
        return None
    start, words = _stitched((first.shown_start, first.shown), (other.shown_start, other.shown))
    end = start + len(words)
    if in_place.words(words) > max(WORDS, *map(in_place.words, (first.shown, other.shown))):
        return None
    is_theirs = (first.speaker, first.namesakes) == (other.speaker, other.namesakes)
    return replace(
        first,
        passage=_stitched((start, words), _passage(first), _passage(other))[1],
        shown=words,
        shown_start=start,
        shown_end=end,
        also=(*first.also, *(other.quotes if quoted and is_theirs else ())),
        notes=tuple(one for one in dict.fromkeys((*first.notes, *other.notes)) if one.end <= start or one.start >= end),
        recognised=recognised.certainty(first.document.marks, start, end),
    )


def once(found: Sequence[Excerpt]) -> list[Excerpt]:
    """These in their order, each that shows the words of an earlier one in the block of that one."""
    kept: list[Excerpt] = []
    for excerpt in found:
        kept = added(kept, excerpt)
    return kept


def added(kept: Sequence[Excerpt], excerpt: Excerpt, *, quoted: bool = True) -> list[Excerpt]:
    """With one more: in the block of the first that it can be joined with, else behind them. A block that has grown so
    far as to show words of another is joined with that, too.
    """
    for place, one in enumerate(kept):
        if (both := joined(one, excerpt, quoted=quoted)) is not None:
            return once([*kept[:place], both, *kept[place + 1 :]])
    return [*kept, excerpt]


def _passage(one: Excerpt) -> tuple[int, str]:
    """Its passage and where that begins; of a quote that stands there more than once, what is shown with it."""
    if one.passage.count(one.quote) != 1:
        return one.shown_start, one.shown
    return one.start - one.passage.index(one.quote), one.passage


def _stitched(*pieces: tuple[int, str]) -> tuple[int, str]:
    """Stretches of one text, by where each begins, as one: the first given, and what the others have beyond it. Each
    has words in common with it.
    """
    start, words = pieces[0]
    for first, more in pieces[1:]:
        words = more[: max(0, start - first)] + words + more[max(0, start + len(words) - first) :]
        start = min(start, first)
    return start, words


def _overlap(one: Excerpt, other: Excerpt) -> bool:
    return bool(one.shown and other.shown) and one.shown_start < other.shown_end and other.shown_start < one.shown_end
