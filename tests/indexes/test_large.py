"""More passages than one block of postings holds, against rank-bm25: the numbers that need more than two bytes."""

from __future__ import annotations

import numpy as np
import pytest
from rank_bm25 import BM25Plus

from bot.core.model.answers import Entry
from bot.core.model.trail import Head
from bot.indexes.bm25 import BM25Index
from bot.indexes.segments import merge
from bot.indexes.segments.segment import BLOCK

DOCUMENTS, PASSAGES = 160, 1000
GONE = range(10, 30)
Texts = list[tuple[tuple[str, ...], ...]]


@pytest.fixture(scope="module")
def texts() -> Texts:
    """160 documents of 1,000 passages of up to five words, a few of which are rare."""
    random = np.random.default_rng(7)
    lengths = random.integers(0, 6, (DOCUMENTS, PASSAGES))
    ranks = np.minimum(random.zipf(1.3, (DOCUMENTS, PASSAGES, 5)), 5000)
    names = [f"w{rank}" for rank in range(5001)]
    return [
        tuple(tuple(names[rank] for rank in row[:length]) for row, length in zip(rows, sizes, strict=True))
        for rows, sizes in zip(ranks.tolist(), lengths.tolist(), strict=True)
    ]


def entry(number: int, passages: tuple[tuple[str, ...], ...]) -> Entry:
    spans = tuple((at, at + 1) for at in range(len(passages)))
    return Entry(number, 1, f"k{number * 37 % 1000:04}", "en", bytes(32), spans, passages)


@pytest.fixture(scope="module")
def index(texts: Texts) -> BM25Index:
    """One segment of all blocks, with deletions, beside one of a single document."""
    index = BM25Index(None)
    index.apply({}, (entry(number, passages) for number, passages in enumerate(texts[:-1])), Head(1, "t"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merge, "ENOUGH", 1)
        assert index.merge()
    index.apply(dict.fromkeys(GONE, 1), [entry(DOCUMENTS - 1, texts[-1])], Head(2, "t"))
    return index


def test_it_has_several_blocks(index: BM25Index) -> None:
    assert index._state.opened(1).live[0].segment.passages > 2 * BLOCK


@pytest.mark.parametrize("limit", [3, 40])
def test_search_equals_rank_bm25(index: BM25Index, texts: Texts, limit: int) -> None:
    """Best scores, and which passages, ties included."""
    live = [(number, at) for number in range(DOCUMENTS) if number not in GONE for at in range(PASSAGES)]
    oracle = BM25Plus([texts[number][at] for number, at in live], k1=0.6, b=0.65, delta=0)
    keys = [(f"k{number * 37 % 1000:04}", at) for number, at in live]
    snapshot = index.snapshot([1])
    for terms in (["w1"], ["w4999", "w2", "w1"], ["w700", "w60", "w5", "w3"], ["w4000", "w4001", "w4002", "w4003"]):
        scores = oracle.get_scores(terms)
        floor = np.sort(scores)[-limit] - 1e-9
        near = [(-round(float(scores[at]), 9), keys[at]) for at in np.flatnonzero((scores > 0) & (scores >= floor))]
        hits = snapshot.search(terms, limit)
        assert [(hit.key, hit.start) for hit in hits] == [key for _score, key in sorted(near)[:limit]]
        assert [hit.score for hit in hits] == pytest.approx([-score for score, _key in sorted(near)[:limit]], abs=2e-9)


def test_rewritten_without_the_deleted(index: BM25Index) -> None:
    """Statistics and answers stay when the deleted documents leave the files."""
    before = index.snapshot([1])
    index.purge(dict.fromkeys(GONE, 1))
    after = index.snapshot([1])
    assert index._state.opened(1).live[0].dead is None
    assert list(after.vocabulary()) == list(before.vocabulary())
    assert after.search(["w60", "w5", "w1"], 40) == before.search(["w60", "w5", "w1"], 40)
