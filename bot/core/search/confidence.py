"""Does the chosen unit answer at all? One calibrated confidence: the probability that it does.

Choosing and judging are two questions: the best unit there is may still leave out the year, the name or the deed that
was asked for. So each thing asked is looked for by itself: names, numbers, years, other words, the kind of thing.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import compress
from typing import Final

import numpy as np

from bot.core.language import tokens, values
from bot.core.model.answers import Excerpt, Reason
from bot.core.model.documents import DocumentId
from bot.core.search import judging, name_query, query, sentence_choice, weights
from bot.core.search.query import Asked, Sought
from bot.core.search.ranking import Candidate
from bot.core.search.sentence_choice import Choice
from bot.core.search.units import Array, Unit
from bot.core.search.words import rewordings

OF_UNIT: Final = (
    "words", "cover", "before", "before_far", "after", "surroundings", "title", "passage", "others", "others_near",
    "names_missing", "others_missing", "grams", "pairs", "rare_words", "length", "points_back", "asks",
    "answers_asked", "denies", "numbers", "same_year", "other_year", "counted", "rank", "document",
    "passage_words", "passage_window", "passage_ordered_pairs", "passage_title_rest", "kind", "kind_cover",
)  # fmt: skip
SINGLE: Final = (
    *OF_UNIT,
    "probability", "ahead", "document_ahead", "alike", "score",
    "unknown", "unknown_names", "respelt", "heaviest_missing", "heaviest_missing_near", "heaviest_name_missing",
    "names_left_out", "only_names", "kind_missing", "year_missing", "number_missing", "missing", "missing_near",
    "asked_words", "heaviest",
    *(f"asks_{name}" for name in (*sentence_choice.KINDS, *sentence_choice.FORMS)),
)  # fmt: skip
TOGETHER: Final = (  # signals of which one changes what the other says: the weightiest of all pairs of the main ones
    ("heaviest", "heaviest"), ("asked_words", "asked_words"), ("heaviest", "missing"),
    ("score", "length"), ("heaviest", "unknown"), ("heaviest", "passage_words"),
    ("heaviest_missing", "score"), ("probability", "heaviest"), ("probability", "asked_words"),
    ("score", "score"), ("asked_words", "score"), ("missing", "length"),
    ("heaviest_missing", "title"), ("surroundings", "kind_missing"), ("others_missing", "others_missing"),
)  # fmt: skip
NAMES: Final = (*SINGLE, *(f"{one}_x_{other}" for one, other in TOGETHER))
_PLACES: Final = [(SINGLE.index(one), SINGLE.index(other)) for one, other in TOGETHER]
FAR: Final = 6.0  # log odds: being farther ahead says no more
ALIKE: Final = 1.0  # log odds: units as near to the best one as this could be it as well
SAME: Final = 2 / 3  # of the terms of the longer of two units
HALF: Final = 0.5
WEIGHTY: Final = 0.05  # share of a question's weight from which on a word's absence counts
THRESHOLD: Final = "threshold"  # the name under which an operator's own is kept in the store
ALMOST: Final = 0.999
MOSTLY: Final = 0.5  # share of the question's weight
SCORES: Final = 30.0  # a good passage's score


def confidence(asked: Asked, choice: Choice, row: int, copies: Collection[DocumentId] = ()) -> float:
    """That the unit of that row (of `choice.signals`) answers: 0 to 1. Its document's `copies` are no rivals of it."""
    sure = 1 / (1 + math.exp(-_with_judge(without_judge(asked, choice, row, copies), asked, choice, row)))
    if unknown(asked, mended=False) >= MOSTLY:
        return sure * weights.of("decision")["unknown"].value
    least = weights.of("decision")["bare"].value
    return least + (1 - least) * sure if _is_bare_name(asked, choice, row) else sure


def without_judge(asked: Asked, choice: Choice, row: int, copies: Collection[DocumentId] = ()) -> float:
    """The log odds by words and meaning."""
    known, found = weights.of("evidence"), features(asked, choice, row, copies)
    odds = known["constant"].value + sum(value * known[name].value for name, value in zip(NAMES, found, strict=True))
    return _with_meaning(odds, choice, row)


def _with_meaning(odds: float, choice: Choice, row: int) -> float:
    """The log odds by words, and how near the unit is to the question in meaning, where that is known."""
    meant = choice.units.meant
    if meant is None or math.isnan(meant[row]):
        return odds
    own = weights.of("meaning")
    return own["constant"].value + own["words"].value * odds + own["near"].value * float(meant[row])


def _with_judge(odds: float, asked: Asked, choice: Choice, row: int) -> float:
    """The log odds so far, and what the judge says of the unit, where it was asked."""
    if choice.answers is None or not judging.has_read(choice, row):
        return odds
    own = judging.worth(asked, choice.units.units[row].candidate.language)
    said = own["others"].value * odds + own["answers"].value * float(choice.answers[row])
    return own["constant"].value + said + _of_nearness(own, choice, row)


def _of_nearness(own: Mapping[str, weights.Weight], choice: Choice, row: int) -> float:
    """Of a unit in another language, how near it is without what only tells the languages; the middle, if unknown."""
    if "near" not in own:
        return 0.0
    freed = choice.units.freed
    near = math.nan if freed is None else float(freed[row])
    return own["near"].value * (own["middle"].value if math.isnan(near) else near)


def _is_bare_name(asked: Asked, choice: Choice, row: int) -> bool:
    """One to three words and nothing else, all in the unit: "Viktor Orbán" asks what is said of them, and "What is
    Pegasus?" is answered by a unit that tells it."""
    if not all(word.known or word.corrected for word in asked.words) or choice.units.held[row].min() <= ALMOST:
        return False
    unit = choice.units.units[row]
    return name_query.is_bare(asked) or (
        name_query.is_defined(asked) and name_query.is_told(asked, unit.text, unit.candidate.language)
    )


def features(asked: Asked, choice: Choice, row: int, copies: Collection[DocumentId] = ()) -> tuple[float, ...]:
    """What speaks for and against an answer, as in NAMES."""
    named = dict(zip(sentence_choice.NAMES, choice.signals[row].tolist(), strict=True))
    return complete(
        (*(named[name] for name in OF_UNIT), *_of_order(choice, row, copies), *of_question(asked, choice, row))
    )


def complete(single: Sequence[float]) -> tuple[float, ...]:
    """The values of SINGLE with their products: those of NAMES."""
    return (*single, *(single[one] * single[other] for one, other in _PLACES))


def _of_order(choice: Choice, row: int, copies: Collection[DocumentId]) -> tuple[float, ...]:
    own = [unit.candidate for unit in choice.units.units]
    said = set(choice.units.units[row].terms)
    rivals = [
        place
        for place, one in enumerate(choice.units.units)
        if place == row or (one.candidate.document.id not in copies and not _repeats(one, said))
    ]
    documents = np.array([own[place].document.id for place in rivals])
    return of_order(choice.scores[rivals], documents, rivals.index(row), own[row].score)


def _repeats(one: Unit, said: AbstractSet[str]) -> bool:
    """Whether a unit says the same in nearly the same words, or differs in a value alone: then both answer."""
    if len(one.terms) < SAME * len(said):
        return False
    terms = set(one.terms)
    return len(terms & said) >= SAME * max(len(terms), len(said))


def of_order(scores: Array, documents: Array, row: int, passage: float) -> tuple[float, ...]:
    """How a unit stands among the others: NAMES from "probability" to "score". documents: of each unit; passage: the
    score of its own. Units of its own document are no rivals: what is told twice is no less sure."""
    own, others, elsewhere = scores[row], np.delete(scores, row), scores[documents != documents[row]]
    chances = np.exp(np.minimum(scores - own, FAR * 2))
    return (
        float(chances[documents == documents[row]].sum() / chances.sum()),
        min(FAR, float(own - others.max(initial=own - FAR))),
        min(FAR, float(own - elsewhere.max(initial=own - FAR))),
        float(np.log1p((elsewhere > own - ALIKE).sum())),
        passage / SCORES,
    )


def of_question(asked: Asked, choice: Choice, row: int) -> tuple[float, ...]:
    """What of the question a unit leaves open: the last of NAMES, from "unknown" on."""
    asks, held, near = choice.asks, choice.units.held[row], choice.around[row]
    shares, names = asks.shares, asks.names
    unheard = np.array([not word.known and word.corrected is None for word in asked.words], bool)
    own = choice.traits[row]
    return (
        float(shares[unheard].sum()),
        float(shares[unheard & names].sum()),
        float(shares[np.array([word.corrected is not None for word in asked.words], bool)].sum()),
        _heaviest((1 - held) * shares * ~names),
        _heaviest((1 - near) * shares * ~names),
        _heaviest((1 - near) * shares * names),
        float(((1 - held) * shares * names).sum()),
        float(held[names].any() and not (held[~names] > HALF).any() and bool((shares * ~names).sum() > WEIGHTY)),
        float(bool(choice.kinds) and not any(kind[row] for kind in choice.kinds.values())),
        float(bool(asks.years - own.years)),
        float(bool(asks.numbers - asks.years - own.numbers)),
        float(((held < HALF) & (shares > WEIGHTY)).sum()),
        float(((near < HALF) & (shares > WEIGHTY)).sum()),
        math.log(max(1, len(asked.words))),
        float(shares.max(initial=0.0)),
        *(float(name in asks.kinds or name in asks.forms) for name in (*sentence_choice.KINDS, *sentence_choice.FORMS)),
    )


def _heaviest(missing: Array) -> float:
    return float(missing.max(initial=0.0))


def threshold(own: str | None, *, is_across: bool = False) -> float:
    """From which confidence on there is an answer: the operator's own (the setting THRESHOLD), else the fitted one, of
    quotes in another language than the question a higher one."""
    fitted = weights.of("decision")["threshold_across" if is_across else "threshold"].value
    return float(own) if own is not None else fitted


def lacking(asked: Asked, choice: Choice, row: int, excerpt: Excerpt, sure: float) -> tuple[str, ...]:
    """The words of weight that are nowhere in the files, and the years neither in the excerpt's place nor in its
    passage, title or date: then it is no answer, however near it comes.

    Where the judge has read the unit in the question's own language and it is `sure` enough, only names and numbers
    count: the judge knows that who asks whether a code must be "obeyed" is answered by "voluntary".
    """
    known, details = weights.of("decision"), excerpt.document.details
    is_own = choice.units.units[row].candidate.language == asked.language
    read = is_own and judging.has_read(choice, row) and sure >= known["unheard"].value
    told = f"{excerpt.shown} {excerpt.passage} {details.title} {details.published or ''}"
    absent = [
        word.surface
        for word, share in zip(asked.words, asked.shares, strict=True)
        if share >= known["absent"].value
        and not word.known
        and word.corrected is None
        and not (read and _may_be_called_otherwise(word, asked.language))
    ]
    return tuple(dict.fromkeys((*absent, *sorted(year for year in asked.years if year not in told))))


def _may_be_called_otherwise(word: Sought, language: str) -> bool:
    """Whether it is no name, also of a country in small letters, and no number, also in letters."""
    if sentence_choice.is_name(word, language) or rewordings.is_named(word.surface, language):
        return False
    return not values.numbers(word.surface, language)


def is_guess(asked: Asked) -> bool:
    """Whether it was searched by mended spellings alone: no answer then, since nothing else says what was meant."""
    mended = [word for word in asked.words if word.corrected and not asked.others(word)]
    return bool(mended) and not any(word.known and not word.corrected for word in asked.words)


def speaks_another(asked: Asked, excerpt: Excerpt) -> bool:
    """Whether somebody else says what is quoted than who is asked for: "What did Orbán say?" isn't answered by what
    is said of the person."""
    speaks = tokens.fold(excerpt.speaker or "", excerpt.document.details.language or "").split()
    return bool(asked.speaker and speaks) and asked.speaker.isdisjoint(speaks)


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


def reason(asked: Asked, ranked: Sequence[Candidate], choice: Choice | None) -> Reason:
    """Why the evidence isn't enough, in the order in which a person would want to know."""
    crosses = any(candidate.language != asked.language for candidate in ranked)
    if choice is None or _is_absent(asked, choice, crosses=crosses):
        return Reason.UNKNOWN_WORDS
    if max(cover(asked, candidate) for candidate in ranked) < 1.0 - MOSTLY / 2:
        return Reason.NOT_TOGETHER
    return Reason.UNCERTAIN


def _is_absent(asked: Asked, choice: Choice, *, crosses: bool) -> bool:
    """Whether the files hold what is asked for in no form: most of its weight, the name among it, or all but small
    words. Another word may be the files' own for it: who is a boss here may be a director there; and what is near in
    another language (`crosses`) has other words for all but the names."""
    held = np.maximum(choice.units.held, choice.units.titled).max(0)
    absent = [not (word.known or word.corrected or form) for word, form in zip(asked.words, held, strict=True)]
    if sum(compress(asked.shares, absent)) < MOSTLY:
        return False
    known = [word for word, one in zip(asked.words, absent, strict=True) if not one]
    names = choice.asks.names
    named = any(not word.surface[:1].isdigit() for word in compress(asked.words, names & absent))
    if named and not names[~np.array(absent)].any():
        return True
    return not crosses and all(query.is_light(word, asked.language) for word in known)
