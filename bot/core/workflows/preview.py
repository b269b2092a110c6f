"""What a person is shown of a draft: what it would become, what looks wrong, and what the file holds that is like it.

All of it comes from what this viewer may see, so that a duplicate or a key in a hidden case changes no word here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.casebook import Casebook
from bot.core.language import detection, passages, similarity, tokens
from bot.core.language.similarity import Likeness
from bot.core.library import indexing, intake
from bot.core.model.documents import Details, Document, Reading, Viewer
from bot.core.workflows.drafts import Waiting

TERMS: Final = 40  # rarest words of a text by which its likes are looked for
CANDIDATES: Final = 12  # documents that are compared in full


@dataclass(frozen=True, slots=True)
class Glimpse:
    """One document of a draft. passages: how many can be searched. warnings: sentences for a moderator."""

    details: Details
    text: str
    passages: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resemblance:
    """A document of the file that a draft is like: the very same, its version before, or nearly the same.

    quoted: passages that public answers quote from the version before, and that the new one doesn't hold.
    """

    document: Document
    likeness: Likeness
    is_version: bool = False  # publishing makes the next version of it
    quoted: tuple[str, ...] = ()
    is_same: bool = False  # its bytes or its text: publishing would add nothing


@dataclass(frozen=True, slots=True)
class Preview:
    """`like`: of a single document only."""

    waiting: Waiting
    documents: tuple[Glimpse, ...]
    like: Resemblance | None


def preview(casebook: Casebook, viewer: Viewer, waiting: Waiting) -> Preview:
    """Compares with what the viewer may see; takes well under a second for an article."""
    readings = waiting.parcel.readings
    glimpses = tuple(_glimpse(reading, waiting) for reading in readings)
    like = resembling(casebook, viewer, waiting) if len(readings) == 1 else None
    return Preview(waiting, glimpses, like)


def _glimpse(reading: Reading, waiting: Waiting) -> Glimpse:
    made = intake.upload(reading, b"", waiting.parcel.name, "key")
    tongue = made.details.language or "en"
    cut = passages.split(made.text, made.marks, tongue)
    return Glimpse(made.details, made.text, sum(not one.boilerplate for one in cut), intake.warnings(reading))


def resembling(casebook: Casebook, viewer: Viewer, waiting: Waiting) -> Resemblance | None:
    """What is most like the (single) document of a draft, if anything: its own earlier version first."""
    (made,) = waiting.parcel.uploads()
    seen = [case.id for case in casebook.cases(viewer)]
    for case in seen:
        for twin in casebook.store.twins(case, made):
            if not twin.removed:
                return Resemblance(twin, Likeness(1.0, ()), is_same=twin.case == waiting.draft.case)
    if waiting.draft.case in viewer.cases:
        before = casebook.before(waiting.draft.case, waiting.parcel, made)
        if before is not None:
            text = casebook.store.texts([before.id])[before.id]
            gone = lost(casebook, before, made.text)
            return Resemblance(before, similarity.compare(text, made.text), is_version=True, quoted=gone)
    return _nearest(casebook, seen, made.text, made.details.language)


def lost(casebook: Casebook, before: Document, text: str) -> tuple[str, ...]:
    """What public answers quote of a document and the new text doesn't hold, each once."""
    store = casebook.store
    quotations = [one for post in store.posts(before.id) for one in post.quotations if one.document == before.id]
    quotes = ((store.text(before.id, one.version) or "")[one.start : one.end] for one in quotations)
    return tuple(dict.fromkeys(quote for quote in quotes if quote and quote not in text))


def _nearest(casebook: Casebook, cases: Sequence[int], text: str, tongue: str | None) -> Resemblance | None:
    """By its rarest words first, which an index finds at once in a file of any size; then by sketches, then in full."""
    casebook.catch_up()
    snapshot = indexing.snapshot(casebook.store, casebook.index, cases)
    terms = list(dict.fromkeys(tokens.terms(text, tongue or detection.detect(text))))
    known = [(count, term) for count, term in zip(snapshot.frequencies(terms), terms, strict=True) if count]
    rarest = [term for _, term in sorted(known)[:TERMS]]
    hits = snapshot.search(rarest, CANDIDATES * 4) if rarest else ()
    found = list(dict.fromkeys(hit.document for hit in hits))[:CANDIDATES]
    texts = casebook.store.texts(found)
    sketches = {one: similarity.sketch(texts[one]) for one in found if one in texts}
    near = similarity.nearest(text, sketches, texts.__getitem__)
    document = casebook.store.document(near[0]) if near else None
    return Resemblance(document, near[1]) if near and document else None
