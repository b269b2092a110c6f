"""Is there an answer at all? One calibrated confidence: the probability that the first excerpt answers the question."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from bot.core.language import tokens
from bot.core.model.answers import Reason
from bot.core.search import name_query, weights
from bot.core.search.query import Asked
from bot.core.search.ranking import Candidate
from bot.core.search.sentence_choice import NAMES as SENTENCE_NAMES
from bot.core.search.sentence_choice import Sentence

NAMES: Final = (
    "score",
    "ahead",
    "document_ahead",
    "unknown",
    "title",
    "names",
    "complete",
    "kind",
    "length",
)
FAR: Final = 10.0  # points of score: being further ahead says no more
THRESHOLD: Final = "threshold"  # the name under which an operator's own is kept in the store
CAPITAL_NOUNS: Final = frozenset({"de"})
ALMOST: Final = 0.999
A_WORD: Final = {"vi": 1.5, "zh": 1.6, "ja": 2.0, "ko": 1.6, "th": 6.0}  # syllables or overlapping pieces to a word
MOSTLY: Final = 0.5  # share of the question's weight


def confidence(asked: Asked, ranked: Sequence[Candidate], best: Sentence) -> float:
    """`ranked`: the candidates, best first; `best`: the sentence chosen in the first. 0 to 1."""
    known = weights.of("evidence")
    found = features(asked, ranked, best)
    odds = known["constant"].value + sum(value * known[name].value for name, value in zip(NAMES, found, strict=True))
    sure = 1 / (1 + math.exp(-odds))
    if unknown(asked, mended=False) >= MOSTLY:
        return sure * weights.of("decision")["unknown"].value
    least = weights.of("decision")["bare"].value
    return least + (1 - least) * sure if _is_bare_name(asked, best) else sure


def _is_bare_name(asked: Asked, best: Sentence) -> bool:
    """One to three words and nothing else, all in the sentence: "Viktor Orbán" asks what is said of them."""
    known = all(word.known or word.corrected for word in asked.words)
    return name_query.is_bare(asked) and best.cover > ALMOST and known


def features(asked: Asked, ranked: Sequence[Candidate], best: Sentence) -> tuple[float, ...]:
    """What speaks for and against an answer, as in NAMES."""
    first, others = ranked[0], ranked[1:]
    elsewhere = max((one.score for one in others if one.hit.document != first.hit.document), default=0.0)
    held = holding(asked, first)
    return (
        first.score,
        min(FAR, first.score - (others[0].score if others else 0.0)),
        (first.score - elsewhere) / first.score if first.score > 0 else 0.0,
        unknown(asked),
        first.value("title"),
        _names_missing(asked, held | _titled(asked, first)),
        float(len(held) == len(asked.words)),
        _kind_missing(asked, best),
        math.log(max(1.0, len(asked.words) / A_WORD.get(asked.language, 1.0))),
    )


def _titled(asked: Asked, candidate: Candidate) -> frozenset[int]:
    """The numbers of the question's words that the document's title holds."""
    terms = tokens.terms(candidate.document.details.title, candidate.language)
    return frozenset(asked.numbers[term] for term in terms if term in asked.numbers)


def _names_missing(asked: Asked, held: frozenset[int]) -> float:
    """The share of the question's weight in words with a capital that passage and title lack; all German nouns have
    one."""
    if asked.language in CAPITAL_NOUNS:
        return 0.0
    lacked = (number for number, word in enumerate(asked.words) if word.start and word.surface[0].isupper())
    return sum(asked.shares[number] for number in lacked if number not in held)


def threshold(own: str | None) -> float:
    """From which confidence on there is an answer: the operator's own (the setting THRESHOLD), else the fitted one."""
    return float(own) if own is not None else weights.of("decision")["threshold"].value


def holding(asked: Asked, candidate: Candidate) -> frozenset[int]:
    """The numbers of the question's words that the passage holds."""
    return frozenset(asked.numbers[term] for terms in candidate.body.terms for term in terms if term in asked.numbers)


def cover(asked: Asked, candidate: Candidate) -> float:
    """The share of the question's weight that the passage holds."""
    return sum(asked.shares[number] for number in sorted(holding(asked, candidate)))


def unknown_words(asked: Asked) -> tuple[str, ...]:
    """As they were asked; pieces of writing without spaces are no words that a person would know again."""
    found = (word.surface for word in asked.words if not word.known and not tokens.is_unspaced(word.surface))
    return tuple(dict.fromkeys(found))


def unknown(asked: Asked, *, mended: bool = True) -> float:
    """The share of the question's weight in words that the files don't hold as asked; with or without the mended."""
    return sum(
        share
        for share, word in zip(asked.shares, asked.words, strict=True)
        if not word.known and (mended or word.corrected is None)
    )


def _kind_missing(asked: Asked, best: Sentence) -> float:
    held = dict(zip(SENTENCE_NAMES, best.values, strict=True))
    return float(bool(asked.kinds) and not any(held[kind] for kind in asked.kinds))


def reason(asked: Asked, ranked: Sequence[Candidate]) -> Reason:
    """Why the evidence isn't enough, in the order in which a person would want to know."""
    if not ranked or unknown(asked, mended=False) >= MOSTLY:
        return Reason.UNKNOWN_WORDS
    if max(cover(asked, candidate) for candidate in ranked) < 1.0 - MOSTLY / 2:
        return Reason.NOT_TOGETHER
    return Reason.UNCERTAIN
