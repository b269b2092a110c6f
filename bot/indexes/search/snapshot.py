"""What one viewer can search at one moment: the statistics of their segments, summed, and the search over them."""

from __future__ import annotations

import hashlib
import heapq
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby

import numpy as np

from bot.core.model.answers import Hit
from bot.core.model.documents import DocumentId
from bot.core.model.meaning_ports import Versions
from bot.indexes.search.filters import Filters, allowed, passing
from bot.indexes.search.group import grouped
from bot.indexes.search.maxscore import Best, GroupSearch, Norms, Scores, Weighted, kth
from bot.indexes.segments.building import DIGEST_BITS
from bot.indexes.segments.columns import Array
from bot.indexes.segments.live import LiveSegment
from bot.indexes.segments.segment import Segment, prefixes_of

K1 = 0.6  # both measured to beat the textbook's 1.2 and 0.75 on paragraphs of whole articles
B = 0.65

Found = tuple[int, list[int]]  # frequency; number within each segment, -1 where it isn't


class BM25Snapshot:
    """Immutable; see `ports.Snapshot`. `scores` is shared by all searches of an index."""

    def __init__(self, segments: Sequence[LiveSegment], scores: Scores) -> None:
        self._found: dict[str, Found] = {}  # replaced whole, for other threads
        self._groups = grouped(segments)
        self._segments = [live for group in self._groups for live in group.members]
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
        found = self._find(terms)
        return [found[term][0] for term in terms]

    def vocabulary(self, prefix: str = "") -> Iterator[tuple[str, int]]:
        """The terms that begin so, by code point, each with the number of visible passages that hold it."""
        start = prefix.encode("utf-8", "surrogatepass")
        merged = heapq.merge(*(s.vocabulary(start) for s in self._segments))
        for word, group in groupby(merged, key=lambda pair: pair[0]):
            yield word.decode("utf-8", "surrogatepass"), sum(frequency for _word, frequency in group)

    def begins(self, prefixes: Sequence[str]) -> Sequence[bool]:
        starts = _encoded(prefixes)
        found = np.zeros(len(starts), bool)
        for live in self._segments:
            begins, ends = live.segment.ranges(starts)
            found |= begins < ends
        held: list[bool] = found.tolist()
        return held

    def beginning(self, prefixes: Sequence[str]) -> Sequence[str]:
        starts = _encoded(prefixes)
        words = {word for live in self._segments for word in live.segment.beginning(starts)}
        return [word.decode("utf-8", "surrogatepass") for word in words]

    def versions(
        self, *, within: frozenset[DocumentId] | None = None, after: int = 0, before: int = 0, apart: str = ""
    ) -> Versions:
        filters = Filters((), (), _ids(within), after, before)
        found = [(live.segment, _without(live.segment, passing(live, filters), apart)) for live in self._segments]
        ids = np.concatenate([np.empty(0, np.int64), *(segment.ids[numbers] for segment, numbers in found)])
        digests = [np.empty((0, 32), np.uint8), *(segment.digests[numbers] for segment, numbers in found)]
        order = np.argsort(ids)
        return Versions(ids[order], np.concatenate(digests)[order])

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
        filters = Filters(_encoded(must), _encoded(without), _ids(within), after, before)
        plan = self._plan(terms)
        if limit <= 0 or not plan:
            return []
        return self._hits(self._best(plan, limit, filters), limit)

    def _find(self, terms: Iterable[str]) -> dict[str, Found]:
        """Of each term, the frequency and the number within each segment (-1: not there)."""
        unknown = [term for term in terms if term not in self._found]
        if unknown:
            self._found = {**self._found, **self._looked_up(unknown)}
        return self._found

    def _looked_up(self, terms: Sequence[str]) -> dict[str, Found]:
        words = _encoded(terms)
        prefixes = prefixes_of(words)
        columns = [live.segment.find(words, prefixes) for live in self._segments]
        frequencies = [
            sum(
                live.frequency(column[at])
                for live, column in zip(self._segments, columns, strict=True)
                if column[at] >= 0
            )
            for at in range(len(terms))
        ]
        numbers = zip(*columns, strict=True) if columns else [()] * len(terms)
        return dict(zip(terms, zip(frequencies, map(list, numbers), strict=True), strict=True))

    def _plan(self, terms: Iterable[str]) -> list[tuple[float, list[int]]]:
        """idf × (k1 + 1) and the numbers of the known terms: the rarest first, then as spelt."""
        found = self._find(terms)
        known = [(found[term][0], term, found[term][1]) for term in set(terms) if found[term][0]]
        known.sort(key=lambda one: one[:2])
        return [(math.log((self.passages + 1) / f) * (K1 + 1), numbers) for f, _term, numbers in known]

    def _best(self, plan: list[tuple[float, list[int]]], limit: int, filters: Filters) -> list[Best]:
        bar = 0.0
        best: list[Best] = []
        begin = 0
        with self._scores.lend(max(group.passages for group in self._groups)) as room:
            for group in self._groups:
                end = begin + len(group.members)
                words = [Weighted(weight, numbers[begin:end]) for weight, numbers in plan]
                words = [word for word in words if max(word.terms) >= 0]
                tests = [allowed(live, filters) for live in group.members] if words else []
                best += GroupSearch(group, words, self._norms, tests).best(limit, bar, room)
                bar = max(bar, _kth(best, limit))
                begin = end
        return best

    def _hits(self, best: list[Best], limit: int) -> list[Hit]:
        bar = _kth(best, limit)
        hits = [hit for each in best for hit in _hits_of(each, bar)]
        hits.sort(key=lambda hit: (-hit.score, hit.case, hit.key, hit.start))
        return hits[:limit]


def _kth(best: list[Best], limit: int) -> float:
    return kth(np.concatenate([each.scores for each in best]), limit) if best else 0.0


def _summed(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total = Counter[str]()
    for each in counts:
        total.update(each)
    return dict(sorted(total.items()))


def _without(segment: Segment, numbers: Array, language: str) -> Array:
    """Those of the documents that aren't in that language."""
    names = segment.facts["language_names"]
    return numbers[segment.languages[numbers] != names.index(language)] if language in names else numbers


def _ids(within: frozenset[DocumentId] | None) -> Array | None:
    return None if within is None else np.fromiter(within, np.int64, len(within))


def _encoded(terms: Sequence[str]) -> tuple[bytes, ...]:
    return tuple(term.encode("utf-8", "surrogatepass") for term in terms)


def _hits_of(best: Best, bar: float) -> Iterator[Hit]:
    segment, case = best.live.segment, best.live.case
    found, scores = best.passages[best.scores >= bar], best.scores[best.scores >= bar]
    numbers = segment.document_of(found)
    spans = zip(segment.starts[found].tolist(), segment.ends[found].tolist(), strict=True)
    documents = zip(segment.ids[numbers].tolist(), numbers.tolist(), strict=True)
    for (document, number), (start, end), score in zip(documents, spans, scores.tolist(), strict=True):
        yield Hit(document, case, segment.key(number), start, end, score)
