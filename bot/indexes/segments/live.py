"""A segment without its deleted documents: exactly what is left, and its statistics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from bot.indexes.segments.building import DIGEST_BITS, digest_sum
from bot.indexes.segments.columns import Array
from bot.indexes.segments.segment import Segment

POSTINGS_AT_ONCE = 1 << 20  # bounds the memory of a walk over all terms


class LiveSegment:
    """A segment and the document numbers (sorted) that are gone from it. Immutable."""

    def __init__(self, segment: Segment, gone: Array) -> None:
        self.segment = segment
        self.gone = gone
        self.dead: Array | None = None  # a bool a passage; None where nothing is gone
        self.case: int = segment.facts["case"]
        self.documents = segment.documents - len(gone)
        self.passages = segment.passages
        self.words: int = segment.facts["words"]
        self.digest = int(segment.facts["digest"], 16)
        self.languages = Counter[str](segment.facts["languages"])
        if len(gone):
            self._subtract()

    def _subtract(self) -> None:
        segment = self.segment
        sizes = np.diff(segment.first.astype(np.int64))[self.gone]
        self.dead = self._mask(sizes)
        self.passages -= int(sizes.sum())
        self.words -= int(segment.lengths[self.dead].sum(dtype=np.int64))
        self.digest -= digest_sum([bytes(segment.digests[document]) for document in self.gone])
        self.digest %= 1 << DIGEST_BITS
        names = segment.facts["language_names"]
        self.languages -= Counter(names[number] for number in segment.languages[self.gone])

    def _mask(self, sizes: Array) -> Array:
        dead = np.zeros(self.segment.passages, bool)
        for begin, size in zip(self.segment.first[self.gone].tolist(), sizes.tolist(), strict=True):
            dead[begin : begin + size] = True
        return dead

    def without(self, numbers: Array) -> LiveSegment:
        """With these document numbers gone, too."""
        return LiveSegment(self.segment, np.union1d(self.gone, numbers).astype(np.uint32))

    def numbers_of(self, documents: Array) -> Array:
        """The numbers, within the segment, of those of the documents (ids) that are live in it."""
        found = np.flatnonzero(np.isin(self.segment.ids, documents))
        return found[~np.isin(found, self.gone)] if len(self.gone) else found

    def frequency(self, term: int) -> int:
        """In how many live passages the term occurs."""
        begin, end = self.segment.extent(term)
        if self.dead is None:
            return end - begin
        dead = self.dead.take(self.segment.passages_of(term, term + 1))
        return end - begin - int(np.count_nonzero(dead))

    def frequencies(self, begin: int, end: int) -> Array:
        """`frequency` of the terms begin to end."""
        counts = self.segment.frequencies(begin, end)
        if self.dead is None:
            return counts
        dead = self.dead.take(self.segment.passages_of(begin, end))
        return counts - np.add.reduceat(dead, np.cumsum(counts) - counts, dtype=np.int64)

    def vocabulary(self, prefix: bytes) -> Iterator[tuple[bytes, int]]:
        """The live terms that begin so, in their order, with their frequencies."""
        segment = self.segment
        end = segment.first_word(prefix + b"\xff") if prefix else segment.terms  # no UTF-8 holds that byte
        for first, last in segment.term_ranges(POSTINGS_AT_ONCE, segment.first_word(prefix), end):
            words = segment.words(first, last)
            for word, frequency in zip(words, self.frequencies(first, last).tolist(), strict=True):
                if frequency:
                    yield word, frequency
