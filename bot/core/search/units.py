"""What can be quoted of the candidates, and which of the question's words each unit and its neighbours hold.

A unit is a sentence, a list item or a table row: of the candidate passages, and of the paragraphs right before and
after the first of them, since the unit that names a thing is often not the one that answers ("It asked 1,204 people").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bot.core.language import parsed_passage
from bot.core.model.documents import DocumentId, Span
from bot.core.quoting import surroundings
from bot.core.search.query import Asked
from bot.core.search.ranking import Candidate
from bot.core.search.semantic_search import Sense

Array = NDArray[Any]
AROUND: Final = 6  # candidates whose neighbouring paragraphs are looked at
BACK: Final = 3  # units before one that it may refer to
AHEAD: Final = 2  # units after one that may go on
ALIKE: Final = 0.5  # share of a word's 4-grams from which on a unit may hold another form of it
FORM: Final = 0.9  # what another form counts, beside the word itself


@dataclass(frozen=True, slots=True)
class Unit:
    """`place`: of its candidate, from 0; `number`: within that passage, -1 in a paragraph beside it."""

    candidate: Candidate
    place: int
    number: int
    span: Span
    terms: Sequence[str]
    plain: str
    grams: frozenset[str]  # the question's 4-grams that are in its letters

    @property
    def text(self) -> str:
        return self.candidate.text[self.span[0] : self.span[1]]


@dataclass(frozen=True, slots=True)
class Units:
    """All units of a question's candidates, document by document in the order of their text.

    held: units x words, 1 where the unit holds the word, less where only another form of it, 0 where neither.
    titled: the same for the title of each unit's document. back, ahead: for each step, the number of the unit before or
    after each in its text, -1 where none of these stands there. meant: each one's cosine with the question, float32,
    NaN where it has no vector; None where the answer comes by words alone. freed: the same without what only tells the
    languages, where there are several.
    """

    units: Sequence[Unit]
    held: Array
    titled: Array
    back: Sequence[Array]
    ahead: Sequence[Array]
    meant: Array | None = None
    freed: Array | None = None

    def beside(self, step: Array) -> Array:
        """`held` of the neighbours at `back[k]` or `ahead[k]`; nothing where there is none."""
        found: Array = self.held[step] * (step >= 0)[:, None]
        return found


def gather(asked: Asked, candidates: Sequence[Candidate], sense: Sense | None = None) -> Units:
    """`candidates` best first; at least one."""
    found = list(_in_order(asked, candidates))
    several = [(number, frozenset(grams)) for number, grams in enumerate(asked.word_grams) if len(grams) > 1]
    held = np.array([_held(unit, asked, several) for unit in found])
    titles = {one.document.id: _titled(asked, one) for one in candidates}
    places = [(unit.candidate.document.id, unit.span) for unit in found]
    follows = np.array([*(_follows(one, other) for one, other in pairwise(found)), False])
    return Units(
        found,
        held,
        np.array([titles[unit.candidate.document.id] for unit in found]),
        [_step(follows, -distance) for distance in range(1, BACK + 1)],
        [_step(follows, distance) for distance in range(1, AHEAD + 1)],
        None if sense is None else sense.cosines(places),
        None if sense is None else sense.freed(places),
    )


def _in_order(asked: Asked, candidates: Sequence[Candidate]) -> Iterator[Unit]:
    """Document by document, in the order of the best candidate of each."""
    order = {one.document.id: place for place, one in reversed(list(enumerate(candidates)))}
    own = [unit for place, one in enumerate(candidates) for unit in _of_passage(place, one)]
    known = {(unit.candidate.document.id, unit.span[0]) for unit in own}
    spans = {(one.document.id, one.hit.start, one.hit.end) for one in candidates}
    for place, one in enumerate(candidates[:AROUND]):
        for span in _around(one):
            if (one.document.id, span[0]) not in known and not _inside(one.document.id, span, spans):
                known.add((one.document.id, span[0]))
                own.append(_beside(asked, place, one, span))
    yield from sorted(own, key=lambda unit: (order[unit.candidate.document.id], unit.span))


def _of_passage(place: int, one: Candidate) -> Iterator[Unit]:
    for number, (span, terms, plain) in enumerate(zip(one.body.spans, one.body.terms, one.body.plain, strict=True)):
        yield Unit(one, place, number, span, terms, plain, frozenset(one.grams[number]))


def _around(one: Candidate) -> list[Span]:
    before = surroundings.before(one.text, one.hit.start, one.language, items=0)
    return [*before, *surroundings.after(one.text, one.hit.end, one.language)]


def _beside(asked: Asked, place: int, one: Candidate, span: Span) -> Unit:
    sentence = one.text[slice(*span)]
    plain = asked.letters(parsed_passage.letters(sentence, one.language), one.language)
    grams = frozenset(gram for gram in asked.grams if gram in plain)
    return Unit(one, place, -1, span, asked.terms_of(sentence, one.language), plain, grams)


def _inside(document: DocumentId, span: Span, spans: set[tuple[DocumentId, int, int]]) -> bool:
    return any(own == document and start <= span[0] < end for own, start, end in spans)


def _held(unit: Unit, asked: Asked, several: Sequence[tuple[int, frozenset[str]]]) -> list[float]:
    """How far it holds each word. several: the words of more than one 4-gram, with these."""
    held = [0.0] * len(asked.words)
    for number in map(asked.numbers.get, unit.terms):
        if number is not None:
            held[number] = 1.0
    for number, grams in several if unit.grams else ():
        if not held[number]:
            alike = len(grams & unit.grams) / len(grams)
            if alike >= ALIKE:
                held[number] = FORM * alike
    return held


def _titled(asked: Asked, one: Candidate) -> Array:
    terms = set(asked.terms_of(one.document.details.title, one.language))
    return np.array([float(not terms.isdisjoint(word.terms)) for word in asked.words])


def _follows(one: Unit, other: Unit) -> bool:
    """Whether nothing but space stands between the two."""
    if one.candidate.document.id != other.candidate.document.id:
        return False
    return not one.candidate.text[one.span[1] : other.span[0]].strip()


def _step(follows: Array, distance: int) -> Array:
    """For each unit, the number of the one so many steps on in the same stretch of text, -1 for none."""
    count = len(follows)
    found = np.arange(count)
    for _ in range(abs(distance)):
        if distance > 0:
            found = np.where((found >= 0) & follows[found], found + 1, -1)
        else:
            earlier = np.maximum(0, found - 1)
            found = np.where((found > 0) & follows[earlier], earlier, -1)
    return found
