"""Which unit answers best. rank-bm25 ranks the candidates' units; what else speaks for one is in `weights.toml`.

All units of all candidates are weighed together, since the best passage isn't always the one with the best sentence.
A score is a sum of signal x weight, in log odds: the chance that a unit is the right one grows e-fold with each point.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from rank_bm25 import BM25Plus

from bot.core.language import profile
from bot.core.quoting import traits
from bot.core.quoting.traits import Traits
from bot.core.search import answer_types, features, weights
from bot.core.search.query import Asked, Sought
from bot.core.search.units import Array, Unit, Units

K1: Final = 0.6
B: Final = 0.65
KINDS: Final = (*answer_types.KINDS, *answer_types.REFINED)
FORMS: Final = ("yesno", "how", "define")
NAMES: Final = (
    # the question's words: in the unit, with what stands before and after it, in the title
    "words", "cover", "cover_squared", "before", "before_far", "paragraph", "after", "surroundings", "title",
    "passage", "names", "others", "names_near", "others_near", "names_missing", "others_missing", "grams",
    "rare_grams", "pairs", "rare_words",
    # the unit itself
    "length", "short", "long", "begins_document", "begins_passage", "beside", "far_in", "points_back",
    "points_back_far", "asks", "leads_in", "listed", "tabular", "answers_asked", "denies",
    "numbers", "named", "same_year", "other_year", "counted",
    # its passage
    "rank", "score", "document", *(f"passage_{name}" for name in features.NAMES),
    # the kind of thing asked for, and where it stands with the question's words
    *KINDS, "kind", "kind_cover", "kind_before", "kind_near", *(f"{form}_cover" for form in FORMS),
)  # fmt: skip
SHORT: Final = 5  # words of a unit that has little to say
LONG: Final = 45  # words of one that says many things
FAR: Final = 20  # units into a passage: farther is all the same
SAYS: Final = 1e-6  # weight from which on something was asked at all
ALMOST: Final = 0.5  # what a unit holds of a word from which on it counts as holding it
COUNTED: Final = 4  # words from a number to what it counts
ROUNDED: Final = 9  # digits of a score: the last bits differ between processors


@dataclass(frozen=True, slots=True)
class Asks:
    """What of a question the units are compared with, made once.

    shares: of its words; names: which of them are names or numbers. kinds, forms: as in answer_types.
    """

    shares: Array
    names: Array
    kinds: frozenset[str]
    forms: frozenset[str]
    numbers: frozenset[str]
    years: frozenset[str]


@dataclass(frozen=True, slots=True)
class Choice:
    """The units with a row of signals each (as in NAMES), their scores, and the numbers of the best ones first."""

    asks: Asks
    units: Units
    traits: Sequence[Traits]
    signals: Array
    scores: Array
    order: Sequence[int]
    around: Array  # held by the unit, its neighbours, its passage or its title, by word
    kinds: Mapping[str, Array]
    answers: Array | None = None  # log odds by the judge, NaN where it wasn't asked; None: without it


def choose(asked: Asked, units: Units) -> Choice:
    """All units weighed; ties by document and place in it."""
    asks, each = _asks(asked), [traits.of(one.text, one.candidate.language) for one in units.units]
    kinds = _kinds(asked, asks, units)
    near = _Near(units, asks)
    values = _table([
        *_of_words(asked, asks, units, near), *_of_unit(asked, asks, units, each, near), *_of_passage(units),
        *_of_kind(asks, kinds, near),
    ])  # fmt: skip
    found = values @ np.array(weights.values("unit")) + _by_language(asked, units)
    scores = np.round(found, ROUNDED)
    order = sorted(range(len(each)), key=lambda number: (-scores[number], number))
    return Choice(asks, units, each, values, scores, order, near.around, kinds)


def _table(columns: Sequence[Array]) -> Array:
    """As numpy's `column_stack`, of numbers and truths alike, in half the time."""
    values = np.empty((len(columns[0]), len(columns)))
    for number, column in enumerate(columns):
        values[:, number] = column
    return values


def _by_language(asked: Asked, units: Units) -> Array:
    """What nearness in meaning adds, and what units in another language lose or gain, in log odds.

    Only how much nearer one is than another counts, and what has no vector counts as the middle one. Of units in
    another language nearness is nearly all that can speak for them; it is measured without what only tells the
    languages, where that is known of the model. By words alone they lose, since what two languages share is mostly
    names.
    """
    found = np.zeros(len(units.units))
    own = np.array([unit.candidate.language == asked.language for unit in units.units])
    alone = asked.language not in asked.languages or not own.any()
    foreign = ~own if units.freed is not None or not alone else np.zeros(len(own), bool)
    meant = units.meant
    known = np.zeros(len(found), bool) if meant is None else ~np.isnan(meant)
    if known.any():
        assert meant is not None  # noqa: S101 - something of it is known
        found += np.where(known & ~foreign, _nearer(meant, known, ~foreign) * weights.of("meaning")["unit"].value, 0.0)
        found += np.where(known & foreign, _across(units, known, ~foreign), 0.0)
    lost = foreign & ~known
    if lost.any() and not alone:
        names = asked.across
        lost &= np.array([names.isdisjoint(unit.terms) for unit in units.units])
        found -= lost * weights.of("decision")["foreign_unit"].value
    return found


def _nearer(meant: Array, known: Array, own: Array) -> Array:
    """Than the middle one of the question's own language."""
    middle = float(np.median(meant[known & own] if (known & own).any() else meant[known]))
    return np.where(known, meant.astype(float) - middle, 0.0)


def _across(units: Units, known: Array, own: Array) -> Array:
    near, worth = (units.meant, "across") if units.freed is None else (units.freed, "freed")
    assert near is not None  # noqa: S101 - asked only where something of it is known
    found: Array = _nearer(near, known, own) * weights.of(worth)["unit"].value + weights.of(worth)["language"].value
    return found


def _asks(asked: Asked) -> Asks:
    return Asks(
        np.array(asked.shares),
        np.array([is_name(word, asked.language) for word in asked.words], bool),
        asked.kinds,
        asked.forms,
        asked.figures,
        asked.years,
    )


def is_name(word: Sought, language: str) -> bool:
    """A number, or a capital inside the question, where not all nouns have one."""
    named = word.surface[:1].isupper() and word.start > 0 and profile.writing(language).capitals != "nouns"
    return named or word.surface[:1].isdigit()


class _Near:
    """Of each unit, what of the question stands in it (cover), and together with what is near it."""

    def __init__(self, units: Units, asks: Asks) -> None:
        held, shares = units.held, asks.shares
        before, after = [units.beside(step) for step in units.back], [units.beside(step) for step in units.ahead]
        self.held = held
        self.with_before = np.maximum(held, before[0])
        self.with_far = np.maximum.reduce([held, *before])
        self.with_after = np.maximum(held, after[0])
        self.earlier, self.passage = _passages(units)
        self.near = np.maximum.reduce([self.with_far, self.earlier, units.titled])
        self.around = np.maximum.reduce([self.near, self.passage, *after])
        self.cover: Array = held @ shares
        self.before: Array = self.with_before @ shares - self.cover
        self.far: Array = (self.with_far - self.with_before) @ shares


def _passages(units: Units) -> tuple[Array, Array]:
    """Of each unit, what its passage holds before it, and altogether."""
    earlier, whole = np.zeros_like(units.held), np.zeros_like(units.held)
    rows: dict[int, list[int]] = {}
    for row, unit in enumerate(units.units):
        if unit.number >= 0:
            rows.setdefault(unit.place, []).append(row)
    for own in rows.values():
        running = np.maximum.accumulate(units.held[own], axis=0)
        earlier[own[1:]] = running[:-1]
        whole[own] = running[-1]
    for row, unit in enumerate(units.units):
        if unit.number < 0 and unit.place in rows:
            whole[row] = whole[rows[unit.place][0]]
    return earlier, whole


def _of_words(asked: Asked, asks: Asks, units: Units, near: _Near) -> list[Array]:
    shares, names = asks.shares, asks.names
    named, other = _part(shares * names), _part(shares * ~names)
    common = (near.held > ALMOST).sum(0)
    rare = np.log((len(near.held) + 1) / (1 + common))
    return [
        _bm25(asked, units),
        near.cover,
        near.cover**2,
        near.before,
        near.far,
        np.maximum(near.with_far, near.earlier) @ shares - near.with_far @ shares,
        near.with_after @ shares - near.cover,
        near.near @ shares,
        units.titled @ shares,
        near.passage @ shares,
        near.held @ named,
        near.held @ other,
        near.near @ named,
        near.with_before @ other,
        (1 - near.around) @ (shares * names),
        (1 - near.around) @ (shares * ~names),
        np.array([sum(map(asked.grams.__getitem__, sorted(unit.grams))) for unit in units.units]),
        _rare_grams(asked, units),
        np.array([features.share_of_pairs(asked.surface_pairs, unit.plain) for unit in units.units]),
        near.held @ _part(rare),
    ]


def _part(weight: Array) -> Array:
    """As shares of their sum; nothing where there is none."""
    total = weight.sum()
    return weight / total if total > SAYS else np.zeros_like(weight)


def _bm25(asked: Asked, units: Units) -> Array:
    """BM25 of each unit among these, with the viewer's idf, as a share of the most it could be."""
    pool = [unit.terms for unit in units.units]
    ranker = BM25Plus([[term for term in terms if term in asked.numbers] for terms in pool], k1=K1, b=B, delta=0)
    ranker.doc_len = [len(terms) for terms in pool]  # words that nobody asked for only make a unit longer
    ranker.avgdl = max(1.0, sum(ranker.doc_len) / len(pool))
    ranker.idf = {term: asked.words[number].weight for term, number in asked.numbers.items()}
    scores: Array = ranker.get_scores(asked.terms) / ((asked.total or 1.0) * (K1 + 1))
    return scores


def _rare_grams(asked: Asked, units: Units) -> Array:
    """Of the question's 4-grams, those that few units hold count more: their idf among these, as a share of all."""
    counts = Counter(gram for unit in units.units for gram in unit.grams)
    worth = {gram: math.log((len(units.units) + 1) / (1 + counts[gram])) for gram in asked.grams}
    total = sum(worth.values()) or 1.0
    return np.array([sum(map(worth.__getitem__, sorted(unit.grams))) / total for unit in units.units])


def _of_unit(asked: Asked, asks: Asks, units: Units, each: Sequence[Traits], near: _Near) -> list[Array]:
    numbers = np.array([unit.number for unit in units.units])
    lengths = np.array([one.words for one in each])
    asking = np.array([one.asks for one in each])
    pointing = np.array([one.pointing for one in each])
    return [
        np.log(np.maximum(1, lengths)),
        lengths < SHORT,
        lengths > LONG,
        np.array([unit.span[0] == 0 for unit in units.units]),
        numbers == 0,
        numbers < 0,
        np.minimum(1.0, np.maximum(0, numbers) / FAR),
        pointing * near.before,
        pointing * (near.before + near.far),
        asking,
        np.array([one.leads_in for one in each]),
        np.array([one.listed for one in each]),
        np.array([one.tabular for one in each]),
        _beside(asking * near.cover, units.back[0]),
        np.array([one.denies for one in each]),
        np.array([bool(one.numbers - asks.numbers) for one in each]),
        np.array([not one.names <= asked.plain_words for one in each]),
        np.array([bool(asks.years & one.years) for one in each]),
        np.array([bool(asks.years) and not asks.years & one.years and bool(one.years) for one in each]),
        np.array(["number" in asks.kinds and _counts(asked, unit) for unit in units.units]),
    ]


def _beside(values: Array, step: Array) -> Array:
    """The values of the neighbours, 0 where there is none."""
    found: Array = values[step] * (step >= 0)
    return found


def _counts(asked: Asked, unit: Unit) -> bool:
    """Whether a number that the question doesn't hold stands up to three words before one of the question's words."""
    places = [place for place, term in enumerate(unit.terms) if term[0].isdigit() and term not in asked.numbers]
    return any(term in asked.numbers for place in places for term in unit.terms[place + 1 : place + COUNTED])


def _of_passage(units: Units) -> list[Array]:
    own = [unit.candidate for unit in units.units]
    most = max(one.score for one in own) or 1.0
    best: dict[int, float] = {}
    for one in own:
        best[one.document.id] = max(best.get(one.document.id, 0.0), one.score / most)
    return [
        1 / (1 + np.array([unit.place for unit in units.units])),
        np.array([one.score / most for one in own]),
        np.array([best[one.document.id] for one in own]),
        *np.array([one.values for one in own]).T,
    ]


def _kinds(asked: Asked, asks: Asks, units: Units) -> dict[str, Array]:
    """For each kind asked for, which units hold one."""
    found = {
        kind: np.array([_holds(asked, unit, kind) for unit in units.units]) for kind in KINDS if kind in asks.kinds
    }
    return found | {
        kind: np.array([
            answer_types.shows(kind, unit.text, unit.plain, asked.plain_words, unit.candidate.language)
            for unit in units.units
        ])
        for kind in KINDS if kind in asks.forms
    }  # fmt: skip


def _holds(asked: Asked, unit: Unit, kind: str) -> bool:
    if unit.number >= 0:
        return kind in unit.candidate.kinds[unit.number]
    return answer_types.holds(kind, unit.text, unit.plain, asked.plain_words, unit.candidate.language)


def _of_kind(asks: Asks, kinds: Mapping[str, Array], near: _Near) -> list[Array]:
    nothing = np.zeros(len(near.cover))
    told = np.maximum.reduce([nothing, *kinds.values()])
    return [
        *(kinds.get(kind, nothing) for kind in KINDS),
        told,
        told * near.cover,
        told * near.before,
        told * (near.near @ asks.shares),
        *(near.cover if form in asks.forms else nothing for form in FORMS),
    ]
