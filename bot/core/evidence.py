"""Is there an answer at all? One calibrated confidence: the probability that the first excerpt answers the question."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from bot.core import answer_types, weights
from bot.core.asked import Asked
from bot.core.choosing import NAMES as SENTENCE_NAMES
from bot.core.choosing import Sentence
from bot.core.model import SHARED, Reason
from bot.core.ports import Store
from bot.core.ranking import Candidate

NAMES: Final = ("score", "ahead", "document_ahead", "unknown", "title", "missing", "kind")
FAR: Final = 10.0  # points of score: being further ahead says no more
THRESHOLD: Final = "threshold"  # the name under which an operator's own is kept in the store
MOSTLY: Final = 0.5  # share of the question's weight


def confidence(asked: Asked, ranked: Sequence[Candidate], best: Sentence) -> float:
    """`ranked`: the candidates, best first; `best`: the sentence chosen in the first. 0 to 1."""
    known = weights.of("evidence")
    found = features(asked, ranked, best)
    odds = known["constant"].value + sum(value * known[name].value for name, value in zip(NAMES, found, strict=True))
    return 1 / (1 + math.exp(-odds))


def features(asked: Asked, ranked: Sequence[Candidate], best: Sentence) -> tuple[float, ...]:
    """What speaks for and against an answer, as in NAMES."""
    first = ranked[0]
    next_score = ranked[1].score if len(ranked) > 1 else 0.0
    elsewhere = max((one.score for one in ranked if one.hit.document != first.hit.document), default=0.0)
    return (
        first.score,
        min(FAR, first.score - next_score),
        (first.score - elsewhere) / first.score if first.score > 0 else 0.0,
        unknown(asked),
        first.value("title"),
        1.0 - cover(asked, first) ** 2,
        _kind_missing(asked, best),
    )


def threshold(store: Store) -> float:
    """From which confidence on there is an answer: the operator's own, else the fitted one."""
    own = store.setting(SHARED, THRESHOLD)
    return float(own) if own is not None else weights.of("decision")["threshold"].value


def cover(asked: Asked, candidate: Candidate) -> float:
    """The share of the question's weight that the passage holds."""
    held = {asked.numbers[term] for terms in candidate.body.terms for term in terms if term in asked.numbers}
    return sum(asked.shares[number] for number in sorted(held))


def unknown(asked: Asked) -> float:
    """The share of the question's weight in words that the files don't hold as asked."""
    return sum(share for share, word in zip(asked.shares, asked.words, strict=True) if not word.known)


def _kind_missing(asked: Asked, best: Sentence) -> float:
    wanted = answer_types.wanted(asked.text, asked.language)
    held = dict(zip(SENTENCE_NAMES, best.values, strict=True))
    return float(bool(wanted) and not any(held[kind] for kind in wanted))


def reason(asked: Asked, ranked: Sequence[Candidate]) -> Reason:
    """Why the evidence isn't enough, in the order in which a person would want to know."""
    if not ranked or unknown(asked) >= MOSTLY:
        return Reason.UNKNOWN_WORDS
    if max(cover(asked, candidate) for candidate in ranked) < 1.0 - MOSTLY / 2:
        return Reason.NOT_TOGETHER
    return Reason.UNCERTAIN
