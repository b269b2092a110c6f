"""From a document to what an index takes up, and from the store's change log to an index that equals it."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields
from typing import Final

from bot.core.language import detection, passages, tokens
from bot.core.library import intake
from bot.core.model.answers import Entry
from bot.core.model.documents import CaseId, Details, Document, DocumentId, Passage, Span
from bot.core.model.errors import BadDetail, IndexDamaged
from bot.core.model.ports import Index, Searched, Snapshot, Store

RANKING: Final = "3"  # the ranking's own version: part of every corpus version; change it when answers may change
UNKNOWN: Final = "en"  # taken for the language of a document that has none
BATCH: Final = 500  # documents read from the store at a time: bounds memory
log = logging.getLogger(__name__)
_LATER: Final = ("tags", "aliases")  # left out where there are none, so that these index nothing anew
_SAID: Final = [field.name for field in fields(Details) if field.name not in _LATER]


def catch_up(store: Store, index: Index, patience: float | None = None) -> None:
    """Bring the index to the store's head; from nothing where it stands at a point that the store never had.

    Where somebody else is at it, wait for them, at most so many seconds; then leave it to them.
    """
    if index.head() == store.head():
        return
    index.refresh()  # it may be there by now, brought by another process: then nobody's turn is needed
    if index.head() == store.head():
        return
    with index.turn(patience) as ours:
        if ours:
            _catch_up(store, index)


def _catch_up(store: Store, index: Index) -> None:
    head = store.head()
    index.refresh()
    at = index.head()
    if at == head:
        return
    if not store.holds(at):
        index.clear()
        at = index.head()
    changed = {change.document: change.case for change in store.changes(at.sequence)}
    index.apply(changed, entries(store, list(changed)), head)


def snapshot(store: Store, index: Searched, cases: Collection[CaseId]) -> Snapshot:
    """What can be searched of these cases; what is found damaged is made again from the store first."""
    for _case in cases:
        try:
            return index.snapshot(cases)
        except IndexDamaged as found:
            renew(store, index, found.fields["case"])
    return index.snapshot(cases)


def renew(store: Store, index: Searched, case: CaseId) -> None:
    """Make what the index holds of that case again from the store."""
    log.warning("the index of one case is damaged and is made again")
    with index.turn():
        index.renew(case, entries(store, [document.id for document in store.documents([case])]))


def entries(store: Store, changed: Sequence[DocumentId]) -> Iterator[Entry]:
    """Those of the changed documents that are there, read and analysed a batch at a time."""
    for some in batches(changed):
        batch = store.get(some)
        current = {one: document for one, document in batch.items() if not document.removed}
        texts = store.texts(current)
        yield from (entry(document, texts[one]) for one, document in current.items() if one in texts)


def differing(store: Store, index: Index) -> Sequence[CaseId]:
    """The cases of which the index doesn't hold exactly the documents of the store, each in its present version, or
    not all that it names in its files. Opens everything. Raises StoreError kinds."""
    return [case.id for case in store.cases() if not _is_equal(store, index, case.id)]


def _is_equal(store: Store, index: Index, case: CaseId) -> bool:
    wanted = {document.id: digest(document) for document in store.documents([case])}
    try:
        held = index.snapshot([case]).versions()
        lacking = index.lacks([case])
    except IndexDamaged:
        return False
    found = {number: each.tobytes() for number, each in zip(held.ids.tolist(), held.digests, strict=True)}
    return found == wanted and not lacking


def batches(documents: Sequence[DocumentId]) -> Iterator[Sequence[DocumentId]]:
    """At most BATCH at a time."""
    for start in range(0, len(documents), BATCH):
        yield documents[start : start + BATCH]


def entry(document: Document, text: str) -> Entry:
    """The document's passages and their terms, boilerplate left out."""
    tongue, cut = _cut(document, text)
    after, before = _days(document.details)
    return Entry(
        document=document.id,
        case=document.case,
        key=document.key,
        language=tongue,
        digest=digest(document),
        spans=tuple((passage.start, passage.end) for passage in cut),
        terms=_terms(document, text, cut, tongue),
        after_day=after,
        before_day=before,
    )


def spans(document: Document, text: str) -> list[Span]:
    """Those that `entry` has."""
    return [(passage.start, passage.end) for passage in _cut(document, text)[1]]


def _cut(document: Document, text: str) -> tuple[str, list[Passage]]:
    """The text's language, and its passages without boilerplate."""
    tongue = document.details.language or detection.detect(text)
    return tongue, [one for one in passages.split(text, document.marks, tongue) if not one.boilerplate]


def _terms(document: Document, text: str, cut: Sequence[Passage], tongue: str) -> tuple[tuple[str, ...], ...]:
    """Of each passage. The first has the title's too: a review of a kettle may say "kettle" nowhere else."""
    found = [tuple(tokens.terms(text[passage.start : passage.end], tongue)) for passage in cut]
    if found:
        titled = dict.fromkeys(tokens.terms(document.details.title, tongue))
        found[0] += tuple(term for term in titled if term not in found[0])
    return tuple(found)


def digest(document: Document) -> bytes:
    """32 bytes over key, text hash and details, and the ranking's version; the same in every store."""
    details = document.details
    later = [*filter(None, [details.tags]), *(["aliases", details.aliases] if details.aliases else [])]
    said = json.dumps([*(getattr(details, name) for name in _SAID), *later], ensure_ascii=False)
    parts = (RANKING, document.key, document.text_sha256, said)
    return hashlib.sha256("\0".join(parts).encode()).digest()


def _days(details: Details) -> tuple[int, int]:
    """The latest `after` and the earliest `before` that find it; (0, 0) for no date, or for one that an older version
    let in. Where a summary says only when its events began or ended, that is all of their time."""
    first, last = details.facts_from or details.facts_until, details.facts_until or details.facts_from
    try:
        if first and last:
            return intake.days(last)[1], intake.days(first)[0]
        return intake.days(details.published) if details.published else (0, 0)
    except BadDetail:
        return 0, 0
