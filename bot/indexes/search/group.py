"""Segments searched as one: a large one alone, small ones together, because each search costs the same few calls.

A group numbers its passages through: a segment's own numbers, from its base on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from bot.indexes.search.filters import Allowed
from bot.indexes.segments.columns import Array
from bot.indexes.segments.live import LiveSegment
from bot.indexes.segments.merge import LARGEST
from bot.indexes.segments.segment import BLOCK

SMALL = BLOCK  # passages: for larger ones, putting postings together costs more than a search of its own


@dataclass(frozen=True, slots=True)
class Postings:
    """A word's passages (numbers in the group, ascending), how often each holds it, and each one's length in words."""

    passages: Array
    counts: Array
    lengths: Array


class Group:
    """Some live segments of any cases. `terms`: a word's number in each of them; -1 where it isn't there."""

    def __init__(self, members: Sequence[LiveSegment]) -> None:
        self.members = members
        ends = np.cumsum([live.segment.passages for live in members])
        self._bases: list[int] = [0, *ends.tolist()]
        self.passages = self._bases[-1]

    def _holding(self, terms: Sequence[int]) -> Iterator[tuple[LiveSegment, int, int]]:
        for live, base, term in zip(self.members, self._bases, terms, strict=False):
            if term >= 0:
                yield live, base, term

    def size(self, terms: Sequence[int]) -> int:
        """How many postings."""
        extents = (live.segment.extent(term) for live, _base, term in self._holding(terms))
        return sum(end - begin for begin, end in extents)

    def extremes(self, terms: Sequence[int]) -> tuple[float, float]:
        """The largest count, and the smallest length / count (rounded: see `maxscore.SLACK`)."""
        held = list(self._holding(terms))
        most = max(float(live.segment.most[term]) for live, _base, term in held)
        return most, min(float(live.segment.least[term]) for live, _base, term in held)

    def postings(self, terms: Sequence[int]) -> Postings:
        parts = [_postings(live, base, term) for live, base, term in self._holding(terms)]
        if len(parts) == 1:
            return parts[0]
        passages, counts, lengths = zip(*((part.passages, part.counts, part.lengths) for part in parts), strict=True)
        return Postings(np.concatenate(passages), np.concatenate(counts), np.concatenate(lengths))

    def split(self, passages: Array) -> Iterator[tuple[int, slice, Array]]:
        """Of ascending passages: each member that holds some (its index), where, and their numbers within it."""
        places = passages.searchsorted(self._bases).tolist()
        for at, (begin, end) in enumerate(pairwise(places)):
            if begin < end:
                yield at, slice(begin, end), passages[begin:end] - self._bases[at]

    def passing(self, passages: Array, tests: Sequence[Allowed | None]) -> Array:
        """Those of the (ascending) passages that pass their segment's test; None lets all pass."""
        passed = np.ones(len(passages), bool)
        for at, place, own in self.split(passages):
            test = tests[at]
            if test:
                passed[place] = test(own)
        return passages[passed]


def _postings(live: LiveSegment, base: int, term: int) -> Postings:
    passages, counts = live.segment.postings(term)
    lengths = live.segment.lengths.take(passages)
    if base:
        passages += base
    return Postings(passages, counts, lengths)


def grouped(segments: Sequence[LiveSegment]) -> list[Group]:
    """The largest first; none of more than LARGEST passages, but of one segment."""
    groups: list[list[LiveSegment]] = []
    room = 0
    for live in sorted(segments, key=lambda live: -live.segment.passages):
        passages = live.segment.passages
        if not groups or passages > SMALL or passages > room:
            groups.append([])
            room = 0 if passages > SMALL else LARGEST
        groups[-1].append(live)
        room -= passages
    return [Group(members) for members in groups]
