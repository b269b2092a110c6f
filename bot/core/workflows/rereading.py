"""Documents read anew from the bytes that came in, by the readers as they are now: for what they read wrongly before.

What differs becomes the next version; every earlier one stays, and what was quoted of it can still be looked up there.
Details (title, date …) stay as they are, since somebody may have corrected them. What reads so differently that it may
be another document's text, out of a file of many, is left alone and named.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.core.language import similarity
from bot.core.language.similarity import Likeness
from bot.core.library import intake
from bot.core.model.documents import Actor, Document, Reading, Upload
from bot.core.model.errors import CasebookError, Damaged, EmptyDocument
from bot.core.model.ports import Progress
from bot.core.workflows import preview, repair

if TYPE_CHECKING:  # it brings all that searches along
    from bot.core.casebook import Casebook

LIKE: Final = 0.5  # of 1: texts that have less in common aren't taken for the same document's
ENDINGS: Final = (*repair.ENDINGS, ".csv", ".srt", ".vtt")
PLAIN: Final = (".pdf", ".docx", ".html", ".htm", ".md", ".txt", ".csv", ".rtf", ".odt", ".srt", ".vtt", ".png", ".jpg")


@dataclass(frozen=True, slots=True)
class Anew:
    """A document that has a new version. lost: what public answers quote of it, and its text no longer holds."""

    document: Document
    likeness: Likeness
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rereading:
    """same: how many read as before. doubtful: those that read so differently that they were left. unread: with why."""

    changed: tuple[Anew, ...]
    doubtful: tuple[Document, ...]
    unread: tuple[tuple[Document, CasebookError], ...]
    same: int


def reread(casebook: Casebook, by: Actor, progress: Progress = lambda done, total: None) -> Rereading:
    """Read every document's original again; one after the other, each stored at once. Raises StoreError kinds.

    Those that somebody changes meanwhile stay as they are then.
    """
    cases = [case.id for case in casebook.any_cases.cases() if not case.removed]
    held = casebook.any_documents.documents(cases)
    changed: list[Anew] = []
    doubtful: list[Document] = []
    unread: list[tuple[Document, CasebookError]] = []
    for count, document in enumerate(held, 1):
        try:
            found = _one(casebook, document, by)
        except CasebookError as fault:
            unread.append((document, fault))
        else:
            if isinstance(found, Anew):
                changed.append(found)
            elif found is not None:
                doubtful.append(found)
        progress(count, len(held))
    if changed:
        casebook.follow()
    same = len(held) - len(changed) - len(doubtful) - len(unread)
    return Rereading(tuple(changed), tuple(doubtful), tuple(unread), same)


def _one(casebook: Casebook, document: Document, by: Actor) -> Anew | Document | None:
    """Its new version; the document itself where that is doubtful; None where it reads as before."""
    before, data = (
        casebook.store.text(document.id, document.version),
        casebook.store.original(document.id, document.version),
    )
    if before is None or hashlib.sha256(data).hexdigest() != document.sha256:
        raise Damaged(name=intake.shown(document.origin))
    reading = _likeliest(casebook, document, data, before)
    if (reading.text, reading.marks) == (before, document.marks):
        return None
    likeness = similarity.compare(before, reading.text)
    if likeness.share < LIKE:
        return document
    lost = preview.lost(casebook, document, reading.text)
    with casebook.writing:
        now = casebook.store.document(document.id)
        if now is None or (now.version, now.removed) != (document.version, False):
            return None
        about, origin = document.details, document.origin
        made = Upload(document.key, about, reading.text, data, origin, reading.marks, document.fetched)
        receipt = casebook.store.put(document.case, made, by)
    return Anew(receipt.document, likeness, lost)


def _likeliest(casebook: Casebook, document: Document, data: bytes, before: str) -> Reading:
    """The reading that is the document: out of a file of many, and whatever name the file had, the one most like it.

    Raises the BadDocument of its own name where it can't be read under any.
    """
    found: list[Reading] = []
    fault: CasebookError = EmptyDocument(name=intake.shown(document.origin))
    charset = repair.charset(casebook, document)
    for ending in ENDINGS[:1] if document.origin.lower().endswith(PLAIN) else ENDINGS:
        try:
            found += casebook.read(data, document.origin + ending, charset)
        except CasebookError as error:
            fault = error if not ending else fault
        if found:
            best = max(found, key=lambda one: similarity.compare(before, one.text).share)
            if similarity.compare(before, best.text).is_nearly_the_same:
                return best
    if not found:
        raise fault
    return best
