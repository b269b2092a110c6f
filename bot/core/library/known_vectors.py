"""Vectors that were made before, elsewhere: of whatever unit the model would be given the very same text.

They are looked up by that text alone, so they say nothing of any other document, and nobody has to trust where they
come from: a wrong one is at worst a worse order of what is found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby

import numpy as np

from bot.core.library import indexing, vector_making
from bot.core.model.documents import CaseId, Document
from bot.core.model.meaning_ports import Array, KnownVectors, Part, VectorIndex
from bot.core.model.ports import Index, Store


def take(store: Store, index: Index, vectors: VectorIndex, known: KnownVectors, cases: Sequence[CaseId]) -> None:
    """Give what is known to the documents of these cases that have no vector yet, unless somebody is making them."""
    with vectors.turn() as ours:
        for case in cases if ours else ():
            held = indexing.snapshot(store, index, [case]).versions()
            made = vectors.made(case, held)
            for some in indexing.batches([one for one in held.ids.tolist() if one not in made]):
                texts = store.texts(some)
                found = [(one, texts[one.id]) for one in store.get(some).values() if one.id in texts]
                parts = [part for one, text in found for part in _parts(one, text, known)]
                vectors.add(case, parts, partial(vector_making.held, store))


def texts(document: Document, text: str) -> list[str]:
    """What the model is given of it, unit by unit."""
    return vector_making.said(document, text, vector_making.cut(document, text).units)


def every(store: Store, vectors: VectorIndex, cases: Sequence[CaseId]) -> Iterator[tuple[str, Array]]:
    """Of each unit that has a vector: what the model was given, and its codes."""
    for case in cases:
        for document in store.documents([case]):
            text = store.texts([document.id])[document.id]
            for part in vectors.of_content(case, vector_making.content(document)):
                yield from zip(vector_making.said(document, text, part.units.tolist()), part.codes, strict=True)


def _parts(document: Document, text: str, known: KnownVectors) -> Iterator[Part]:
    """One for each run of units whose vectors are known."""
    whole = vector_making.cut(document, text)
    found = known.find(vector_making.said(document, text, whole.units))
    for is_known, run in groupby(enumerate(found), key=lambda one: one[1] is not None):
        numbered = list(run)
        if is_known:
            yield vector_making.part(document, whole, numbered[0][0], np.array([codes for _, codes in numbered]))
