"""What a question means, beside its words: passages near to it, and how near each unit is.

Nothing of it is needed: without a model, without vectors, too slow, and all is as by words alone, byte for byte. A
cosine knows no other document, so what a viewer may not see changes nothing. How to use it:

    sense = semantic_search.sense(semantic, sought, cases, snapshot, limits)        # None: by words
    found = semantic_search.widened(sense, sought, limits, found, snapshot, shelf, store)  # found.meant: further hits
    candidates = ranking.rank(sought, found.hits, found.documents, found.texts, meant=found.meant)
    units.gather(sought, candidates, sense).meant                                        # each unit's cosine, or None
    units.gather(sought, candidates, sense).freed                                        # the same across languages
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from bot.core.model.answers import Hit
from bot.core.model.documents import CaseId, DocumentId, Span
from bot.core.model.errors import StoreError
from bot.core.model.meaning_ports import (
    Array,
    LanguageBias,
    Meaning,
    Near,
    Semantic,
    Vector,
    VectorIndex,
    VectorView,
)
from bot.core.model.ports import Snapshot, Store
from bot.core.search import language_bias, retrieval
from bot.core.search.document_cache import Shelf
from bot.core.search.query import Asked
from bot.core.search.retrieval import Found, Limits

log = logging.getLogger(__name__)
NEAREST: Final = 48  # units asked for
PASSAGES: Final = 12  # of theirs become candidates, beside those found by words
ACROSS: Final = 12  # and of those in other languages
SCORED: Final = 4_000  # passages of those documents whose BM25 scores are looked up


@dataclass(frozen=True, slots=True)
class Sense:
    """A question's vector, and the vectors of what its asker may see within its limits. across: of what of it is in
    another language than the question. bias: see `language_bias`; None: nobody knows it of this model."""

    vector: Vector
    view: VectorView
    across: VectorView | None = None
    bias: LanguageBias | None = None

    def cosines(self, units: Sequence[tuple[DocumentId, Span]]) -> Array:
        """Of each, float32; NaN where it has no vector."""
        return self.view.cosines(self.vector, units)

    def freed(self, units: Sequence[tuple[DocumentId, Span]]) -> Array | None:
        """The same without what tells a language; None where that isn't known, or nothing is in another."""
        if self.bias is None or self.across is None or not units:
            return None
        codes = self.view.codes(units)
        if not len(codes):
            return np.full(len(units), np.nan, np.float32)
        return language_bias.cosines(language_bias.freed(self.vector, self.bias), codes, self.bias)

    def farther(self, count: int) -> Sequence[Near]:
        """Of the units in other languages at most `count`, the nearest first."""
        if self.across is None:
            return []
        if self.bias is None:
            return self.across.nearest(self.vector, count)
        found = self.across.nearest(language_bias.freed(self.vector, self.bias), count)
        near = self.freed([(one.document, one.span) for one in found])
        order = sorted(range(len(found)), key=lambda place: (-near[place], place)) if near is not None else ()
        return [found[place] for place in order]


def sense(
    semantic: Semantic | None, sought: Asked, cases: Iterable[CaseId], snapshot: Snapshot, limits: Limits
) -> Sense | None:
    """None where the answer comes by words alone. Asks the model only where there is something to compare with."""
    if semantic is None or semantic.model is None:
        return None
    try:
        return _sense(semantic.model, semantic.vectors, sought, cases, snapshot, limits)
    except (StoreError, OSError) as error:  # what is only a help mustn't stop an answer
        log.warning("the vectors can't be read, answering by words: %s", error)
        return None


def _sense(
    model: Meaning, vectors: VectorIndex, sought: Asked, cases: Iterable[CaseId], snapshot: Snapshot, limits: Limits
) -> Sense | None:
    def view(apart: str) -> VectorView:
        found = snapshot.versions(within=limits.within, after=limits.after, before=limits.before, apart=apart)
        return vectors.view(cases, found)

    every = view(apart="")
    vector = model.question(sought.text) if every.units else None
    if vector is None:
        return None
    several = set(snapshot.languages) - {sought.language} and (model.bias or sought.language in snapshot.languages)
    return Sense(vector, every, view(apart=sought.language) if several else None, model.bias)


def widened(
    sensed: Sense | None, sought: Asked, limits: Limits, found: Found, snapshot: Snapshot, shelf: Shelf, store: Store
) -> Found:
    """What was found by words, and in `meant` the passages nearest in meaning, with their BM25 scores (0.0: none)."""
    if sensed is None:
        return found
    near = _passages(sensed.view.nearest(sensed.vector, NEAREST))
    far = _passages(sensed.farther(NEAREST))
    documents, texts = shelf.read(store, {one.document for one in (*near, *far)})

    def first(found: Sequence[Near], count: int) -> list[Near]:
        held = (one for one in found if one.document in texts)
        return [one for one in held if retrieval.allowed(texts[one.document][slice(*one.passage)], limits)][:count]

    there = _passages([*first(near, PASSAGES), *first(far, ACROSS)])
    scores = _scores(sought, {one.document for one in there}, snapshot)
    meant = [_hit(one, documents[one.document].key, scores) for one in there]
    return replace(found, documents={**found.documents, **documents}, texts={**found.texts, **texts}, meant=meant)


def _hit(one: Near, key: str, scores: Mapping[tuple[DocumentId, int], float]) -> Hit:
    start, end = one.passage
    return Hit(one.document, one.case, key, start, end, scores.get((one.document, start), 0.0))


def _passages(near: Iterable[Near]) -> list[Near]:
    """The nearest unit of each passage, in their order."""
    first: dict[tuple[DocumentId, Span], Near] = {}
    for one in near:
        first.setdefault((one.document, one.passage), one)
    return list(first.values())


def _scores(sought: Asked, documents: set[DocumentId], snapshot: Snapshot) -> dict[tuple[DocumentId, int], float]:
    """BM25 of these documents' passages, by document and start."""
    hits = snapshot.search(sought.terms, SCORED, within=frozenset(documents))
    return {(hit.document, hit.start): hit.score for hit in hits}
