"""What is recorded of changes: receipts, the change log, the audit trail, and what is held about a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.model.documents import CaseId, Document, DocumentId


class Outcome(StrEnum):
    """What a change did."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    RESTORED = "restored"
    ERASED = "erased"
    HEALED = "healed"  # its text was damaged, and is again what its hash says


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one document in a change."""

    outcome: Outcome
    document: Document
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A row of the store's change log: this document of this case, at this point of the log, became different."""

    sequence: int
    document: DocumentId
    case: CaseId


@dataclass(frozen=True, slots=True)
class Head:
    """The newest point of a store's change log. `token` is random per change: two histories never look alike."""

    sequence: int
    token: str


@dataclass(frozen=True, slots=True)
class Event:
    """A row of the audit trail: who did what to which document, when. `note` holds no document text.

    case: 0 where it is about no case (a setting). document: None where it is about a case or a setting itself.
    """

    sequence: int
    at: datetime
    actor: str
    action: Outcome
    case: CaseId
    document: DocumentId | None
    key: str | None  # None once erased
    version: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Torn:
    """A row that isn't what the trail says: of that version of the document, or (0) of the document itself.

    origin: what the damaged row still says of where it came from, "" for nothing.
    """

    document: DocumentId
    version: int
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """What is kept of one person: in how many events, documents, drafts, questions, schedules their number stands."""

    events: int = 0
    documents: int = 0
    drafts: int = 0
    questions: int = 0
    schedules: int = 0
