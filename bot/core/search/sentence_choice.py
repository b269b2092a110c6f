"""Which sentence of a passage answers the question. rank-bm25 ranks them, the small signals of `weights.toml` add."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul
from typing import Final

from rank_bm25 import BM25Plus

from bot.core.search import answer_types, features, weights
from bot.core.search.query import Asked
from bot.core.search.ranking import Candidate

NAMES: Final = ("words", "union", "rare_grams", "surface_pairs", "following", *answer_types.KINDS)
_NO_KINDS: Final = (0.0,) * len(answer_types.KINDS)
K1: Final = 0.6
B: Final = 0.65


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a candidate: `values` as in NAMES, `cover` the share of the question's weight that it holds."""

    number: int
    values: tuple[float, ...]
    score: float
    cover: float


def sentences(asked: Asked, candidates: Sequence[Candidate]) -> list[list[Sentence]]:
    """For each candidate its sentences in order, scored."""
    bm25 = _bm25(asked, [terms for candidate in candidates for terms in candidate.body.terms])
    found, done = [], 0
    for candidate in candidates:
        count = len(candidate.body.terms)
        found.append(_of_one(asked, candidate, bm25[done : done + count]))
        done += count
    return found


def _bm25(asked: Asked, pool: Sequence[Sequence[str]]) -> list[float]:
    """BM25 of each sentence among these, with the viewer's idf, as a share of the most it could be."""
    if not any(pool) or not asked.total:
        return [0.0] * len(pool)
    ranker = BM25Plus([[term for term in terms if term in asked.numbers] for terms in pool], k1=K1, b=B, delta=0)
    ranker.doc_len = [len(terms) for terms in pool]  # words that nobody asked for only make a sentence longer
    ranker.avgdl = sum(ranker.doc_len) / len(pool)
    ranker.idf = {term: asked.words[number].weight for term, number in asked.numbers.items()}
    scores = ranker.get_scores(asked.terms)
    return [float(score) / (asked.total * (K1 + 1)) for score in scores]


def _of_one(asked: Asked, candidate: Candidate, bm25: Sequence[float]) -> list[Sentence]:
    body = candidate.body
    asks, shares, worth = asked.numbers, asked.shares, weights.values("sentence")
    held = [{asks[term] for term in terms if term in asks} for terms in body.terms]
    local = _local_grams(asked, candidate.grams)
    nothing: set[int] = set()
    found = []
    for number, (own, before, after) in enumerate(zip(held, [nothing, *held], [*held[1:], nothing], strict=False)):
        kinds = candidate.kinds[number]
        values = (
            bm25[number],
            _weight(shares, own | before),
            sum(map(local.__getitem__, candidate.grams[number])),
            features.share_of_pairs(asked.surface_pairs, body.plain[number]),
            _weight(shares, after - own),
            *([float(kind in kinds) for kind in answer_types.KINDS] if kinds else _NO_KINDS),
        )
        found.append(Sentence(number, values, sum(map(mul, values, worth)), _weight(shares, own)))
    return found


def _weight(shares: Sequence[float], numbers: set[int]) -> float:
    return sum(map(shares.__getitem__, sorted(numbers))) if numbers else 0.0


def _local_grams(asked: Asked, grams: Sequence[Sequence[str]]) -> dict[str, float]:
    """What each 4-gram is worth where it tells this passage's sentences apart: its idf among them."""
    counts = Counter(gram for held in grams for gram in held)
    total = len(grams)
    worth = {gram: math.log((total + 1) / (1 + count)) for gram, count in counts.items()}
    most = sum(worth.values()) + math.log(total + 1) * (len(asked.grams) - len(worth))
    return {gram: value / most for gram, value in worth.items()} if most else worth
