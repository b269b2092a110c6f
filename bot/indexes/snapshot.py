"""What one viewer can search at one moment: the statistics of his segments, summed, and the search over them."""

from __future__ import annotations

import hashlib
import heapq
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby

import numpy as np

from bot.core.model import DocumentId, Hit
from bot.indexes.building import DIGEST_BITS
from bot.indexes.columns import Array
from bot.indexes.filters import Filters, allowed
from bot.indexes.live import LiveSegment
from bot.indexes.maxscore import Norms, Scores, SegmentSearch, Weighted, kth

K1 = 0.6  # both measured to beat the textbook's 1.2 and 0.75 on paragraphs of whole articles
B = 0.65


class BM25Snapshot:
    """Immutable; see `ports.Snapshot`. `scores` is shared by all searches of an index."""

    def __init__(self, segments: Sequence[LiveSegment], scores: Scores) -> None:
        self._segments = sorted((s for s in segments if s.documents), key=lambda s: -s.passages)
        self._scores = scores
        self.passages = sum(s.passages for s in self._segments)
        self.documents = sum(s.documents for s in self._segments)
        self._words = sum(s.words for s in self._segments)
        self.average_length = self._words / self.passages if self.passages else 0.0
        self.languages: Mapping[str, int] = _summed(s.languages for s in self._segments)

    @cached_property
    def digest(self) -> str:
        total = sum(s.digest for s in self._segments) % (1 << DIGEST_BITS)
        return hashlib.sha256(total.to_bytes(DIGEST_BITS // 8, "big")).hexdigest()

    @cached_property
    def _norms(self) -> Norms:
        floor, slope = K1 * (1.0 - B), K1 * B / self.average_length
        longest = max(int(s.segment.lengths.max(initial=0)) for s in self._segments)
        # the oracle's own expression, operation by operation
        return Norms(floor, slope, K1 * (1 - B + B * np.arange(longest + 1) / self.average_length))

    def frequencies(self, terms: Sequence[str]) -> Sequence[int]:
        found = self._find(dict.fromkeys(terms))
        return [found[term][0] for term in terms]

    def vocabulary(self, prefix: str = "") -> Iterator[tuple[str, int]]:
        """The terms that begin so, by code point, each with the number of visible passages that hold it."""
        start = prefix.encode("utf-8", "surrogatepass")
        merged = heapq.merge(*(s.vocabulary(start) for s in self._segments))
        for word, group in groupby(merged, key=lambda pair: pair[0]):
            yield word.decode("utf-8", "surrogatepass"), sum(frequency for _word, frequency in group)

    def search(
        self,
        terms: Sequence[str],
        limit: int,
        *,
        must: Sequence[str] = (),
        without: Sequence[str] = (),
        within: frozenset[DocumentId] | None = None,
        after: int = 0,
        before: int = 0,
    ) -> Sequence[Hit]:
        documents = None if within is None else np.fromiter(within, np.int64, len(within))
        filters = Filters(_encoded(must), _encoded(without), documents, after, before)
        plan = self._plan(dict.fromkeys(terms))
        if limit <= 0 or not plan:
            return []
        return self._hits(self._best(plan, limit, filters), limit)

    def _find(self, terms: Iterator[str] | dict[str, None]) -> dict[str, tuple[int, list[int]]]:
        """Of each term, the frequency and the number within each segment (-1: not there)."""
        found = {}
        for term in terms:
            word = term.encode("utf-8", "surrogatepass")
            numbers = [s.segment.find(word) for s in self._segments]
            frequency = sum(s.frequency(n) for s, n in zip(self._segments, numbers, strict=True) if n >= 0)
            found[term] = (frequency, numbers)
        return found

    def _plan(self, terms: dict[str, None]) -> list[tuple[float, list[int]]]:
        """idf × (k1 + 1) and the numbers of the known terms: the rarest first, then as spelt."""
        known = [(f, term, numbers) for term, (f, numbers) in self._find(terms).items() if f]
        known.sort(key=lambda one: one[:2])
        return [(math.log((self.passages + 1) / f) * (K1 + 1), numbers) for f, _term, numbers in known]

    def _best(
        self, plan: list[tuple[float, list[int]]], limit: int, filters: Filters
    ) -> list[tuple[LiveSegment, Array, Array]]:
        bar = 0.0
        best: list[tuple[LiveSegment, Array, Array]] = []
        with self._scores.lend(max(s.segment.passages for s in self._segments)) as room:
            for at, live in enumerate(self._segments):
                words = [Weighted(weight, numbers[at]) for weight, numbers in plan if numbers[at] >= 0]
                if words:
                    search = SegmentSearch(live, words, self._norms, allowed(live, filters))
                    best.append((live, *search.best(limit, bar, room)))
                    bar = max(bar, kth(np.concatenate([scores for _live, _found, scores in best]), limit))
        return best

    def _hits(self, best: list[tuple[LiveSegment, Array, Array]], limit: int) -> list[Hit]:
        bar = kth(np.concatenate([scores for _live, _found, scores in best]), limit) if best else 0.0
        hits = [hit for live, found, scores in best for hit in _hits_of(live, found, scores, bar)]
        hits.sort(key=lambda hit: (-hit.score, hit.case, hit.key, hit.start))
        return hits[:limit]


def _summed(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total = Counter[str]()
    for each in counts:
        total.update(each)
    return dict(sorted(total.items()))


def _encoded(terms: Sequence[str]) -> tuple[bytes, ...]:
    return tuple(term.encode("utf-8", "surrogatepass") for term in terms)


def _hits_of(live: LiveSegment, found: Array, scores: Array, bar: float) -> Iterator[Hit]:
    found, scores = found[scores >= bar], scores[scores >= bar]
    segment = live.segment
    numbers = segment.document_of(found)
    spans = zip(segment.starts[found].tolist(), segment.ends[found].tolist(), strict=True)
    documents = zip(segment.ids[numbers].tolist(), numbers.tolist(), strict=True)
    for (document, number), (start, end), score in zip(documents, spans, scores.tolist(), strict=True):
        yield Hit(document, live.case, segment.key(number), start, end, score)
