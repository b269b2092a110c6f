"""Against rank-bm25, over random histories: segments, deletions, merges, cases, filters, restarts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rank_bm25 import BM25Plus

from bot.core.model.answers import Entry
from bot.core.model.ports import Snapshot
from bot.core.model.trail import Head
from bot.indexes.bm25 import BM25Index
from bot.indexes.search import maxscore
from bot.indexes.segments import merge

WORDS = tuple("abcdefgh")
DAYS = ((0, 0), (5, 5), (3, 9))
CASES = frozenset({0, 1, 2})

# rare words and common ones, so that some can be skipped
words = st.lists(st.sampled_from(WORDS + 9 * ("a", "b") + 3 * ("c",)), max_size=9).map(tuple)
ids = st.integers(1, 12)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    document = draw(ids)
    passages = draw(st.lists(words, max_size=4))
    return Entry(
        document=document,
        case=document % 3,
        key=f"k{document * 7 % 13}",  # another order than the numbers'
        language=draw(st.sampled_from(["en", "de"])),
        digest=draw(st.binary(min_size=32, max_size=32)),
        spans=tuple((10 * n, 10 * n + 9) for n in range(len(passages))),
        terms=tuple(passages),
        after_day=(days := draw(st.sampled_from(DAYS)))[0],
        before_day=days[1],
    )


@dataclass(frozen=True)
class Step:
    """One change: documents gone, entries, merge after it or not."""

    gone: list[int]
    entries: list[Entry]
    merged: bool


steps = st.lists(
    st.builds(Step, st.lists(ids, max_size=3), st.lists(entries(), max_size=8), st.booleans()), min_size=1, max_size=5
)


@dataclass(frozen=True)
class Query:
    """The arguments of a search."""

    terms: list[str]
    limit: int
    cases: frozenset[int]
    must: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    within: frozenset[int] | None = None
    after: int = 0
    before: int = 0

    def on(self, snapshot: Snapshot) -> list[tuple[float, int, str, int]]:
        hits = snapshot.search(
            self.terms,
            self.limit,
            must=self.must,
            without=self.without,
            within=self.within,
            after=self.after,
            before=self.before,
        )
        return [(hit.score, hit.case, hit.key, hit.start) for hit in hits]

    def lets(self, one: Entry, terms: tuple[str, ...]) -> bool:
        """Whether a passage may be found."""
        held = set(terms)
        dated = one.after_day > max(0, self.after - 1) and (not self.before or one.before_day <= self.before)
        return (
            not held.isdisjoint(self.terms)
            and held.issuperset(self.must)
            and held.isdisjoint(self.without)
            and (self.within is None or one.document in self.within)
            and (dated or not (self.after or self.before))
        )


terms = st.lists(st.sampled_from((*WORDS, "unknown")), min_size=1, max_size=6)
some = st.lists(st.sampled_from(WORDS), max_size=1)
queries = st.builds(
    Query,
    terms,
    st.sampled_from([1, 2, 5, 100]),
    st.sets(st.sampled_from(sorted(CASES)), min_size=1).map(frozenset),
    some,
    some,
    st.none() | st.frozensets(ids, min_size=3),
    st.sampled_from([0, 0, 4, 9]),
    st.sampled_from([0, 0, 4, 9]),
)


def play(index: BM25Index, history: list[Step]) -> list[Entry]:
    """Apply the steps; what is left at the end, the expected documents."""
    left: dict[int, Entry] = {}
    for number, step in enumerate(history, 1):
        index.apply({gone: gone % 3 for gone in step.gone}, step.entries, Head(number, "t"))
        for document in step.gone:
            left.pop(document, None)
        left.update((one.document, one) for one in step.entries)
        while step.merged and index.merge():
            pass
    return list(left.values())


def expected(documents: list[Entry], query: Query) -> list[tuple[float, int, str, int]]:
    """By rank-bm25, every passage scored, then filtered, then sorted."""
    seen = [(one, at) for one in documents if one.case in query.cases for at in range(len(one.spans))]
    if not any(one.terms[at] for one, at in seen):
        return []
    oracle = BM25Plus([list(one.terms[at]) for one, at in seen], k1=0.6, b=0.65, delta=0)
    scores = oracle.get_scores(list(dict.fromkeys(query.terms)))
    found = [
        (float(score), one.case, one.key, one.spans[at][0])
        for score, (one, at) in zip(scores, seen, strict=True)
        if query.lets(one, one.terms[at])
    ]
    return sorted(found, key=lambda hit: (-round(hit[0], 10), *hit[1:]))[: query.limit]


@pytest.fixture(autouse=True)
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small corpora meet what large ones do: skipping, merging, rewriting."""
    monkeypatch.setattr(maxscore, "WORTHWHILE", 0)
    monkeypatch.setattr(merge, "ENOUGH", 1)
    monkeypatch.setattr(merge, "MUCH", 0.0)
    monkeypatch.setattr(merge, "POSTINGS_AT_ONCE", 5)


relaxed = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@relaxed
@given(steps, st.lists(queries, min_size=1, max_size=4))
def test_search_equals_rank_bm25(history: list[Step], asked: list[Query]) -> None:
    """Scores to 1e-9, the passages and their order exactly, whatever the segments; no scratch left behind."""
    index = BM25Index(None)
    documents = play(index, history)
    for query in asked:
        found, wanted = query.on(index.snapshot(query.cases)), expected(documents, query)
        assert [hit[1:] for hit in found] == [hit[1:] for hit in wanted]
        assert [hit[0] for hit in found] == pytest.approx([hit[0] for hit in wanted], abs=1e-9)
    assert not any(room.any() for room in index._scores._free)


@relaxed
@given(steps, queries)
def test_history_leaves_no_trace(history: list[Step], query: Query) -> None:
    """An index that went through it all and one made at once from what is left say the same, bit by bit."""
    index, fresh = BM25Index(None), BM25Index(None)
    documents = play(index, history)
    fresh.apply({}, reversed(documents), Head(1, "t"))
    one, other = index.snapshot(query.cases), fresh.snapshot(query.cases)
    assert query.on(one) == query.on(other)
    assert one.digest == other.digest
    assert one.average_length == other.average_length
    assert one.languages == other.languages
    assert list(one.vocabulary()) == list(other.vocabulary())
    assert one.frequencies(WORDS) == other.frequencies(WORDS)


@relaxed
@given(steps)
def test_statistics_are_counts(history: list[Step]) -> None:
    """Passages, documents, frequencies and vocabulary are those of the live passages, counted one by one."""
    index = BM25Index(None)
    documents = play(index, history)
    snapshot = index.snapshot(CASES)
    counts = Counter(term for one in documents for terms in one.terms for term in set(terms))
    assert dict(snapshot.vocabulary()) == counts
    assert snapshot.documents == len(documents)
    assert snapshot.passages == sum(len(one.spans) for one in documents)
    assert snapshot.languages == Counter(one.language for one in documents)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps, queries)
def test_restart(tmp_path_factory: pytest.TempPathFactory, history: list[Step], query: Query) -> None:
    """From its files, the index answers as from memory."""
    folder: Path = tmp_path_factory.mktemp("index")
    index = BM25Index(folder)
    play(index, history)
    again = BM25Index(folder)
    assert again.head() == index.head()
    assert query.on(again.snapshot(query.cases)) == query.on(index.snapshot(query.cases))
    assert again.snapshot(CASES).digest == index.snapshot(CASES).digest
