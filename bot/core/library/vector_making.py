"""Vectors of what can be quoted, made in the background, a batch at a time: the newest documents first.

A unit is made with its document's title in front: "it" and "the firm" are nobody without it. What the vectors were made
of is kept as a hash, so that an edit of a publisher, or a new version of the ranking, makes none anew.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from threading import Lock
from typing import Final

import numpy as np

from bot.core.language import parsed_passage
from bot.core.library import indexing
from bot.core.model.documents import CaseId, Document, DocumentId, Span
from bot.core.model.meaning_ports import Array, Meaning, MeaningAway, Part, VectorIndex, Versions
from bot.core.model.ports import Index, Progress, Store
from bot.core.model.quantised import quantised
from bot.core.model.trail import Head

CUT: Final = "1"  # the version of how texts are cut and put before the model: other vectors come of another one
BATCH: Final = 64  # units: what is lost where the process is killed; two to five seconds' work
MANY: Final = 20  # documents, from which on the log tells
TITLE: Final = 150  # characters of it that are put in front
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Cut:
    """A document's passages and its units, each with its passage's number."""

    passages: Sequence[Span]
    units: Sequence[Span]
    within: Sequence[int]


def cut(document: Document, text: str) -> Cut:
    """The same spans that the index has, and the same units that answers are chosen from."""
    tongue = document.details.language or indexing.UNKNOWN
    passages = indexing.spans(document, text)
    found = [
        (unit, number)
        for number, (start, end) in enumerate(passages)
        for unit in parsed_passage.units(text, start, end, tongue)
    ]
    return Cut(passages, [unit for unit, _number in found], [number for _unit, number in found])


def said(document: Document, text: str, units: Sequence[Span]) -> list[str]:
    """What the model is given of these units."""
    title = document.details.title[:TITLE]
    return [f"{title}: {text[start:end]}" for start, end in units]


def part(document: Document, whole: Cut, begin: int, codes: Array) -> Part:
    """The units from the number `begin` on, a row of codes each."""
    here = slice(begin, begin + len(codes))
    units = np.array(whole.units[here], np.int64).reshape(-1, 2)
    within = np.array(whole.within[here], np.int64)
    first, last = (int(within[0]), int(within[-1]) + 1) if len(within) else (0, 0)
    passages = np.array(whole.passages[first:last], np.int64).reshape(-1, 2)
    return Part(
        document.id, indexing.digest(document), content(document), begin, len(whole.units),
        passages, units, within - first, codes,
    )  # fmt: skip


def content(document: Document) -> bytes:
    """32 bytes over all that its vectors are made of."""
    details = document.details
    said = json.dumps([CUT, details.title, details.language, document.text_sha256], ensure_ascii=False)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).digest()


class VectorMaking:
    """Makes what is missing, as long as somebody calls `step`. Safe to use from several threads and processes."""

    def __init__(self, store: Store, index: Index, model: Meaning, vectors: VectorIndex) -> None:
        self._store, self._index = store, index
        self._model, self._vectors = model, vectors
        self._lock = Lock()
        self._head: Head | None = None
        self._dropped = 0
        self._queue: list[Document] = []
        self._untidy: list[CaseId] = []
        self._total = 0
        self._known: tuple[DocumentId, bytes, Cut] | None = None
        self._ended, self._warm = False, False

    @property
    def missing(self) -> int:
        """Documents that haven't all their vectors, as far as is known."""
        return len(self._queue)

    @property
    def units(self) -> int:
        """How many have a vector, of all cases."""
        return sum(self._vectors.view([case], self._held(case)).units for case in self._cases())

    def step(self) -> bool:
        """One batch, or one step of tidying up; whether there may be more to do."""
        if self._ended or not self._lock.acquire(blocking=False):
            return False
        try:
            with self._vectors.turn() as ours:
                return ours and self._step()
        finally:
            self._lock.release()

    def work(self) -> None:
        """As long as there is something to do; the log says when much was begun, and when it is done.

        At first the model is asked something, so that its process has started when the first person asks.
        """
        began, self._warm = False, self._warm or self._model.question("Is anybody there?") is not None
        while self.step():
            if self.missing > MANY and not began:
                log.info("making vectors of %d documents; until then these are found by words alone", self.missing)
                began = True
        if began and not self.missing:
            log.info("all documents have their vectors")

    def run(self, progress: Progress) -> None:
        """All of it, told by documents; ends early where the model fails."""
        while self.step():
            progress(self._total - self.missing, self._total)

    def stop(self) -> None:
        """For good, and soon: what is being made is lost."""
        self._ended = True
        self._model.close()

    def _step(self) -> bool:
        if self._dropped != self._vectors.dropped:
            self._head, self._dropped = None, self._vectors.dropped
        if self._head != self._index.head():
            self._look()
        if not self._queue:
            return self._tidied()
        try:
            self._make(self._queue[0])
        except MeaningAway:
            self._queue.append(self._queue.pop(0))  # were it the document's fault, the others would wait for ever
            return False
        return True

    def _tidied(self) -> bool:
        """One step of it; once there is none left, there is none until something changes."""
        while self._untidy:
            if self._vectors.tidy(self._untidy[-1], self._held(self._untidy[-1])):
                return True
            self._untidy.pop()
        return False

    # --- what is missing

    def _cases(self) -> list[CaseId]:
        return [case.id for case in self._store.cases()]

    def _held(self, case: CaseId) -> Versions:
        return indexing.snapshot(self._store, self._index, [case]).versions()

    def _look(self) -> None:
        """The whole of it at the start, then the cases that have changed."""
        head, cases = self._index.head(), self._changed()
        found = [one for one in self._queue if one.case not in cases]
        found += [document for case in sorted(cases) for document in self._lacking(case)]
        found.sort(key=lambda one: (one.changed_at, one.key), reverse=True)
        self._queue, self._total, self._known = found, len(found), None
        self._head, self._untidy = head, sorted(cases)

    def _changed(self) -> set[CaseId]:
        """The cases in which something may be missing."""
        if self._head is not None and self._store.holds(self._head):
            return {change.case for change in self._store.changes(self._head.sequence)}
        self._drop_erased()
        return set(self._cases())

    def _drop_erased(self) -> None:
        """What is left of documents that are gone for good: whoever erased them was killed before it could do this."""
        held = self._vectors.documents()
        known: set[DocumentId] = set()
        for some in indexing.batches(list(held)):
            known |= self._store.get(some).keys()
        if gone := {document: case for document, case in held.items() if document not in known}:
            self._vectors.purge(gone)

    def _lacking(self, case: CaseId) -> Iterator[Document]:
        versions = self._held(case)
        made = self._vectors.made(case, versions)
        missing = [one for one in versions.ids.tolist() if made.get(one) != -1]
        for some in indexing.batches(missing):
            yield from self._store.get(some).values()

    # --- making it

    def _make(self, document: Document) -> None:
        """Of one document, the next units; it leaves the queue when it has all."""
        digest = indexing.digest(document)
        before = self._vectors.of_content(document.case, content(document))
        own = [one for one in before if (one.document, one.digest) == (document.id, digest)]
        others = [one for one in before if (one.document, one.digest) != (document.id, digest)]
        fresh = [replace(one, document=document.id, digest=digest) for one in _beside(own, others)]
        gap = _gap([*own, *fresh])
        if gap and not fresh:
            made = self._next(document, digest, gap)
            fresh = [] if made is None else [made]
            gap = _gap([*own, *fresh]) if fresh else None
        if fresh:
            self._vectors.add(document.case, fresh, partial(held, self._store))
            self._vectors.tidy(document.case)
        if gap is None:
            self._queue.pop(0)

    def _next(self, document: Document, digest: bytes, gap: Span) -> Part | None:
        """None where the document isn't there any more."""
        known = self._cut(document, digest)
        if known is None:
            return None
        whole, text = known
        begin, end = gap
        units = whole.units[begin : min(begin + BATCH, end)]
        return part(document, whole, begin, quantised(self._model.passages(said(document, text, units))))

    def _cut(self, document: Document, digest: bytes) -> tuple[Cut, str] | None:
        text = self._store.texts([document.id]).get(document.id)
        if text is None:
            return None
        if self._known is None or self._known[:2] != (document.id, digest):
            self._known = (document.id, digest, cut(document, text))
        return self._known[2], text


def held(store: Store, document: DocumentId, digest: bytes) -> bool:
    """Whether the store has that very version: it may have been erased while its vectors were made."""
    found = store.document(document)
    return found is not None and not found.removed and indexing.digest(found) == digest


def _beside(own: Sequence[Part], others: Sequence[Part]) -> list[Part]:
    """Those of the others, in their order, that share no unit with what is there or comes before them."""
    found: list[Part] = []
    taken = np.zeros(max((one.total for one in (*own, *others)), default=0), bool)
    for number, one in enumerate((*own, *others)):
        here = taken[one.begin : one.begin + len(one.units)]
        if number >= len(own) and not here.any():
            found.append(one)
        here[:] = True
    return found


def _gap(parts: Sequence[Part]) -> Span | None:
    """The first units that none of these parts holds, from number to number; None where there are none."""
    at = 0
    for one in sorted(parts, key=lambda each: each.begin):
        if one.begin > at:
            return at, one.begin
        at += len(one.units)
    return None if parts and at >= parts[0].total else (at, parts[0].total if parts else sys.maxsize)
