"""One immutable segment: the postings, passages and documents of a part of one case, as numpy columns.

Passages are numbered from 0 in the order they were added, a document's passages together. A term's postings are sorted
by passage; a posting is two bytes of passage number (within its block of 65,536 passages) and one of frequency (more
where a frequency above 255 occurs). A *run* is a term's postings within one block.

| column | one a | holds |
|---|---|---|
| lows, counts | posting | passage number modulo 65,536; how often the term occurs there |
| run_blocks, run_starts | run (starts: + 1) | block number; index of its first posting |
| term_runs | term + 1 | index of its first run |
| most, least | term | largest count; smallest length / count, as float32: together they bound the term's scores |
| words, word_ends | term (ends: + 1) | the terms in UTF-8, sorted, in one blob |
| prefixes | term | its first 8 bytes as a number, so that many words are looked up in one call |
| lengths, starts, ends | passage | words; offsets into the document's text, in code points |
| first | document + 1 | its first passage |
| ids, days, languages, digests | document | number; days as in `Entry`; index into the facts; 32 bytes |
| keys, key_ends, key_ranks | document (ends: + 1) | the key in UTF-8; its place among the sorted keys, for ties |
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from bot.indexes.segments import columns
from bot.indexes.segments.columns import Array

BLOCK_BITS = 16
BLOCK = 1 << BLOCK_BITS  # passages
PREFIX = 8  # bytes


def prefixes_of(words: Sequence[bytes]) -> Array:
    """The first 8 bytes of each as a number that sorts as they do."""
    return np.frombuffer(b"".join(word[:PREFIX].ljust(PREFIX, b"\0") for word in words), ">u8").astype(np.uint64)


class Segment:
    """Read access to the columns. `buffer` must stay unchanged: a mapped file, or bytes in memory."""

    def __init__(self, buffer: memoryview) -> None:
        self.facts, c = columns.read(buffer)
        self.size = len(buffer)  # bytes
        self.lows, self.counts = c["lows"], c["counts"]
        self.run_blocks, self.run_starts = c["run_blocks"], c["run_starts"]
        self.term_runs, self.most, self.least = c["term_runs"], c["most"], c["least"]
        self.lengths, self.starts, self.ends, self.first = c["lengths"], c["starts"], c["ends"], c["first"]
        self.ids, self.days, self.languages = c["ids"], c["days"].reshape(-1, 2), c["languages"]
        self.digests, self.key_ranks = c["digests"].reshape(-1, 32), c["key_ranks"]
        self.prefixes = c["prefixes"]
        # single numbers are read through memoryviews: ten times as fast as from an array
        self._runs_of, self._starts_of = c["term_runs"].data, c["run_starts"].data
        self._words, self._word_ends = c["words"].data, c["word_ends"].data
        self._keys, self._key_ends = c["keys"].data, c["key_ends"].data
        self.passages, self.documents, self.terms = len(self.lengths), len(self.ids), len(self.most)

    def word(self, term: int) -> bytes:
        return bytes(self._words[self._word_ends[term] : self._word_ends[term + 1]])

    def words(self, begin: int, end: int) -> list[bytes]:
        """The terms numbered begin to end."""
        ends = self._word_ends[begin : end + 1].tolist()
        blob = bytes(self._words[ends[0] : ends[-1]])
        return [blob[a - ends[0] : b - ends[0]] for a, b in pairwise(ends)]

    def key(self, document: int) -> str:
        return self.key_bytes(document).decode("utf-8", "surrogatepass")

    def key_bytes(self, document: int) -> bytes:
        return bytes(self._keys[self._key_ends[document] : self._key_ends[document + 1]])

    def first_word(self, word: bytes) -> int:
        """The number of the first term that isn't less than `word`."""
        return bisect_left(range(self.terms), word, key=self.word)

    def find(self, words: Sequence[bytes], prefixes: Array) -> list[int]:
        """Each one's number, or -1. prefixes: `prefixes_of(words)`."""
        begins = self.prefixes.searchsorted(prefixes).tolist()
        ends = self.prefixes.searchsorted(prefixes, side="right").tolist()
        return list(map(self._find, words, begins, ends))

    def _find(self, word: bytes, begin: int, end: int) -> int:
        if end - begin > 1:
            begin = bisect_left(range(end), word, begin, key=self.word)
        return begin if begin < end and self.word(begin) == word else -1

    def ranges(self, starts: Sequence[bytes]) -> tuple[Array, Array]:
        """Of each, the first and last + 1 of the terms that begin so, in their first 8 bytes."""
        lasts = [start[:PREFIX].ljust(PREFIX, b"\xff") for start in starts]  # no UTF-8 holds that byte
        return self.prefixes.searchsorted(prefixes_of(starts)), self.prefixes.searchsorted(
            prefixes_of(lasts), side="right"
        )

    def beginning(self, starts: Sequence[bytes]) -> list[bytes]:
        """The terms of these ranges; one twice where it stands in two."""
        begins, ends = (bounds.tolist() for bounds in self.ranges(starts))
        return [word for begin, end in zip(begins, ends, strict=True) if begin < end for word in self.words(begin, end)]

    def extent(self, term: int) -> tuple[int, int]:
        """First and last + 1 of the term's postings."""
        return self._starts_of[self._runs_of[term]], self._starts_of[self._runs_of[term + 1]]

    def passages_of(self, begin: int, end: int) -> Array:
        """The passage numbers (intp) of all postings of the terms begin to end, term by term."""
        first, last = self._runs_of[begin], self._runs_of[end]
        if self.passages <= BLOCK:
            return self.lows[self._starts_of[first] : self._starts_of[last]].astype(np.intp)
        blocks = self.run_blocks[first:last].astype(np.intp)
        blocks <<= BLOCK_BITS
        lows = self.lows[self._starts_of[first] : self._starts_of[last]]
        if len(blocks) == 1:
            passages: Array = lows.astype(np.intp)
            passages += blocks[0]
            return passages
        bounds = self.run_starts[first : last + 1]
        passages = blocks.repeat(bounds[1:] - bounds[:-1])
        passages += lows
        return passages

    def postings(self, term: int) -> tuple[Array, Array]:
        """The term's passage numbers (intp) and counts."""
        begin, end = self.extent(term)
        return self.passages_of(term, term + 1), self.counts[begin:end]

    def document_of(self, passages: Array) -> Array:
        """For each passage number, its document's number within the segment."""
        numbers: Array = self.first.searchsorted(passages, side="right")
        numbers -= 1
        return numbers

    def frequencies(self, begin: int, end: int) -> Array:
        """For the terms begin to end, in how many passages each occurs (deleted ones too)."""
        return np.diff(self.run_starts[self.term_runs[begin : end + 1]].astype(np.int64))

    def term_ranges(self, postings: int, begin: int = 0, stop: int | None = None) -> Iterator[tuple[int, int]]:
        """The terms begin to stop, cut into ranges of about so many postings (a single term may have more)."""
        stop = self.terms if stop is None else stop
        starts = self.run_starts[self.term_runs]
        while begin < stop:
            end = int(starts.searchsorted(int(starts[begin]) + postings, side="right")) - 1
            end = max(begin + 1, min(end, stop))
            yield begin, end
            begin = end
