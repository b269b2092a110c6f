"""The best passages of one segment for some words, without scoring what can't be among them.

Rare words first. Each word's postings add to a score a passage; once the words that are left can't lift a passage that
holds none of the earlier ones to the k-th best, only the passages found so far are looked up in their postings
(MaxScore, Turtle and Flood 1995). What comes out is exactly what scoring everything would give, to the last bit: a
passage's sum runs over the words in the same order whichever way it is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from bot.indexes.columns import Array
from bot.indexes.live import LiveSegment

SLACK = 1.0 + 1e-6  # bounds are rounded to float32 and summed in another order: never prune by less than this
WORTHWHILE = 512  # postings: for a shorter list, looking whether it can be skipped costs more than adding it


@dataclass(frozen=True, slots=True)
class Weighted:
    """A word of the question: idf × (k1 + 1), and its number in the segment."""

    weight: float
    term: int


@dataclass(frozen=True, slots=True)
class Norms:
    """K = floor + slope × length, the part of BM25 that a passage's length decides; `table` holds it by length."""

    floor: float
    slope: float
    table: Array


Allowed = Callable[[Array], Array]  # passage numbers → a bool each


class Scores:
    """Room for one score a passage: zero wherever no search is under way. Lent out, one search at a time."""

    def __init__(self) -> None:
        self._free: list[Array] = []

    @contextmanager
    def lend(self, passages: int) -> Iterator[Array]:
        """An all-zero array of at least that many; whoever borrows it zeroes what he changed.

        After an exception it isn't used again: nobody knows what is in it.
        """
        room = self._free.pop() if self._free else np.zeros(0)
        if len(room) < passages:
            room = np.zeros(passages)
        yield room
        self._free.append(room)


class SegmentSearch:
    """One search in one segment. `words` are in the order in which every segment's sums run."""

    def __init__(self, live: LiveSegment, words: Sequence[Weighted], norms: Norms, allowed: Allowed | None) -> None:
        self._live = live
        self._words = words
        self._norms = norms
        self._allowed = allowed
        ceilings = [self._ceiling(word) for word in words]
        self._left = [sum(ceilings[at:]) * SLACK for at in range(len(words) + 1)]  # the most the words from `at` on add

    def _ceiling(self, word: Weighted) -> float:
        """No passage of the segment gets more than this for the word."""
        segment = self._live.segment
        floor = self._norms.floor / float(segment.most[word.term])
        return word.weight / (1.0 + floor + self._norms.slope * float(segment.least[word.term]) / SLACK)

    def best(self, limit: int, bar: float, room: Array) -> tuple[Array, Array]:
        """Passage numbers and scores of the best `limit`, the best first, ties by key and start.

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
            if found and self._size(word) >= WORTHWHILE:
                bar = max(bar, kth(room.take(np.concatenate(found)), limit))
                if self._left[at] < bar:
                    break
            fresh = self._add(word, room)
            touched.append(fresh)
            found.append(fresh[self._allowed(fresh)] if self._allowed else fresh)
        return np.concatenate(found) if found else np.empty(0, np.intp), bar, at

    def _size(self, word: Weighted) -> int:
        begin, end = self._live.segment.extent(word.term)
        return end - begin

    def _add(self, word: Weighted, room: Array) -> Array:
        """Add the word's share to all its passages; the ones that had nothing before."""
        passages, counts = self._live.segment.postings(word.term)
        shares = self._shares(word, passages, counts)
        before = room.take(passages)
        shares += before
        room[passages] = shares
        fresh: Array = passages[before == 0.0]
        return fresh

    def _raise(self, word: Weighted, found: Array, room: Array) -> None:
        """Add the word's share to those of the found passages that hold it (and maybe to others that aren't zero)."""
        passages, counts = self._live.segment.postings(word.term)
        if len(found) * len(passages).bit_length() < len(passages):
            places = passages.searchsorted(found)
            np.minimum(places, len(passages) - 1, out=places)
            places = places[passages.take(places) == found]
        else:
            places = np.flatnonzero(room.take(passages))
        holders = passages.take(places)
        room[holders] += self._shares(word, holders, counts.take(places))

    def _shares(self, word: Weighted, passages: Array, counts: Array) -> Array:
        """weight × count / (K + count), each passage's."""
        shares = counts.astype(np.float64)
        below = self._norms.table.take(self._live.segment.lengths.take(passages))
        below += shares
        shares /= below
        shares *= word.weight
        return shares

    def _top(self, found: Array, scores: Array, limit: int, bar: float) -> tuple[Array, Array]:
        keep = np.flatnonzero(scores >= max(bar, kth(scores, limit)))
        found, scores = found[keep], scores[keep]
        segment = self._live.segment
        ranks = segment.key_ranks.take(segment.document_of(found))
        order = np.lexsort((found, ranks, -scores))[:limit]
        return found[order], scores[order]


def kth(scores: Array, limit: int) -> float:
    """The limit-th best score, or 0 where there are fewer."""
    if len(scores) < limit:
        return 0.0
    return float(np.partition(scores, len(scores) - limit)[len(scores) - limit])
