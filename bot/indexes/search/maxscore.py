"""The best passages of a group of segments for some words, without scoring what can't be among them.

Rare words first. Each word's postings add to a score a passage; once the words that are left can't lift a passage that
holds none of the earlier ones to the k-th best, only the passages found so far are looked up in their postings
(MaxScore, Turtle and Flood 1995). What comes out is exactly what scoring everything would give, to the last bit: a
passage's sum runs over the words in the same order whichever way it is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from bot.indexes.search.filters import Allowed
from bot.indexes.search.group import Group, Postings
from bot.indexes.segments.columns import Array
from bot.indexes.segments.live import LiveSegment

SLACK = 1.0 + 1e-6  # bounds are rounded to float32 and summed in another order: never prune by less than this
WORTHWHILE = 512  # postings: for a shorter list, looking whether it can be skipped costs more than adding it


@dataclass(frozen=True, slots=True)
class Weighted:
    """A word of the question: idf × (k1 + 1), and its number in each segment of the group (-1: not there)."""

    weight: float
    terms: Sequence[int]


@dataclass(frozen=True, slots=True)
class Best:
    """Passages of one segment and their scores, the best first, ties by key and start."""

    live: LiveSegment
    passages: Array
    scores: Array


@dataclass(frozen=True, slots=True)
class Norms:
    """K = floor + slope × length, the part of BM25 that a passage's length decides; `table` holds it by length."""

    floor: float
    slope: float
    table: Array


class Scores:
    """Room for one score a passage: zero wherever no search is under way. Lent out, one search at a time."""

    def __init__(self) -> None:
        self._free: list[Array] = []

    @contextmanager
    def lend(self, passages: int) -> Iterator[Array]:
        """An all-zero array of at least that many; whoever borrows it zeroes what they changed.

        After an exception it isn't used again: nobody knows what is in it.
        """
        room = self._free.pop() if self._free else np.zeros(0)
        if len(room) < passages:
            room = np.zeros(passages)
        yield room
        self._free.append(room)


class GroupSearch:
    """One search in one group. `words` are in the order in which all sums run; each is in some segment of the group."""

    def __init__(self, group: Group, words: Sequence[Weighted], norms: Norms, tests: Sequence[Allowed | None]) -> None:
        self._group = group
        self._words = words
        self._norms = norms
        self._tests = tests if any(tests) else ()
        ceilings = [self._ceiling(word) for word in words]
        self._left = [sum(ceilings[at:]) * SLACK for at in range(len(words) + 1)]  # the most the words from `at` on add

    def _ceiling(self, word: Weighted) -> float:
        """No passage of the group gets more than this for the word."""
        most, least = self._group.extremes(word.terms)
        return word.weight / (1.0 + self._norms.floor / most + self._norms.slope * least / SLACK)

    def best(self, limit: int, bar: float, room: Array) -> list[Best]:
        """All that can be among the best `limit`; of one segment at most so many.

        bar: what a passage must reach at least, because `limit` others, elsewhere, do. room: zeros; zeros again after.
        """
        touched: list[Array] = []
        found, bar, at = self._gather(limit, bar, room, touched)
        for position in range(at, len(self._words)):
            scores = room.take(found)
            bar = max(bar, kth(scores, limit))
            found = found[scores + self._left[position] >= bar]
            self._raise(self._words[position], found, room)
        scores = room.take(found)
        for passages in touched:
            room[passages] = 0.0
        return self._top(found, scores, limit, bar)

    def _gather(self, limit: int, bar: float, room: Array, touched: list[Array]) -> tuple[Array, float, int]:
        """Add up whole postings until no new passage can reach the bar.

        The passages found, the bar, and how many words were added. touched: gets all whose score isn't zero any more.
        """
        found: list[Array] = []
        at = 0
        for at, word in enumerate([*self._words, None]):
            if word is None or self._left[at] < bar:
                break
            if found and self._group.size(word.terms) >= WORTHWHILE:
                bar = max(bar, kth(room.take(np.concatenate(found)), limit))
                if self._left[at] < bar:
                    break
            fresh = self._add(word, room)
            touched.append(fresh)
            found.append(self._group.passing(fresh, self._tests) if self._tests else fresh)
        return np.concatenate(found) if found else np.empty(0, np.intp), bar, at

    def _add(self, word: Weighted, room: Array) -> Array:
        """Add the word's share to all its passages; the ones that had nothing before."""
        postings = self._group.postings(word.terms)
        shares = self._shares(word, postings.counts, postings.lengths)
        before = room.take(postings.passages)
        shares += before
        room[postings.passages] = shares
        fresh: Array = postings.passages[before == 0.0]
        return fresh

    def _raise(self, word: Weighted, found: Array, room: Array) -> None:
        """Add the word's share to those of the found passages that hold it (and maybe to others that aren't zero)."""
        postings = self._group.postings(word.terms)
        passages, places = postings.passages, _where(postings, found, room)
        holders = passages.take(places)
        room[holders] += self._shares(word, postings.counts.take(places), postings.lengths.take(places))

    def _shares(self, word: Weighted, counts: Array, lengths: Array) -> Array:
        """weight × count / (K + count), each passage's."""
        shares = counts.astype(np.float64)
        below = self._norms.table.take(lengths)
        below += shares
        shares /= below
        shares *= word.weight
        return shares

    def _top(self, found: Array, scores: Array, limit: int, bar: float) -> list[Best]:
        keep = np.flatnonzero(scores >= max(bar, kth(scores, limit)))
        keep = keep[found[keep].argsort()]
        found, scores = found[keep], scores[keep]
        parts = ((self._group.members[at], own, scores[place]) for at, place, own in self._group.split(found))
        return [_sorted(live, own, each, limit) for live, own, each in parts]


def _where(postings: Postings, found: Array, room: Array) -> Array:
    """Where, among the postings, the found passages are (and maybe others whose score isn't zero)."""
    passages = postings.passages
    if len(found) * len(passages).bit_length() >= len(passages):
        return np.flatnonzero(room.take(passages))
    places = passages.searchsorted(found)
    np.minimum(places, len(passages) - 1, out=places)
    held: Array = places[passages.take(places) == found]
    return held


def _sorted(live: LiveSegment, passages: Array, scores: Array, limit: int) -> Best:
    ranks = live.segment.key_ranks.take(live.segment.document_of(passages))
    order = np.lexsort((passages, ranks, -scores))[:limit]
    return Best(live, passages[order], scores[order])


def kth(scores: Array, limit: int) -> float:
    """The limit-th best score, or 0 where there are fewer."""
    if len(scores) < limit:
        return 0.0
    return float(np.partition(scores, len(scores) - limit)[len(scores) - limit])
