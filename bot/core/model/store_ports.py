"""What a store promises, one port a noun; `ports.Store` is all of them. `tests/contracts/` holds every one.

Every changing method is one transaction: done and on disk when it returns, or not at all. Each writes its audit event
and its change-log row in the same transaction. Raises StoreError kinds; UnknownDocument for an id that isn't there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot.core.model.documents import (
    Actor,
    Case,
    CaseId,
    Details,
    Document,
    DocumentId,
    Draft,
    Post,
    Retrieval,
    Upload,
)
from bot.core.model.kept_items import Feedback, Schedule, StandingQuestion
from bot.core.model.trail import Change, Event, Head, Held, Receipt


class Trail(Protocol):
    """The history of every change, and the log that an index is brought up to date from."""

    def head(self) -> Head:
        """The newest point of the change log; (0, "") for a new store. Costs well under a millisecond."""
        ...

    def holds(self, head: Head) -> bool:
        """Whether this very point is in the change log (false after a restore from backup, or for another store)."""
        ...

    def changes(self, since: int) -> Sequence[Change]:
        """Rows after that sequence, oldest first."""
        ...

    def events(self, document: DocumentId | None = None, limit: int = 100) -> Sequence[Event]:
        """Audit events, newest first."""
        ...


class Cases(Protocol):
    """Named sets of documents in a workspace."""

    def cases(self, workspace: str | None = None) -> Sequence[Case]:
        """By workspace and name: all (of all workspaces), or the workspace's own and those that all share.

        The latter are cheap enough to call for every question, however many workspaces there are.
        """

    def case(self, case: CaseId) -> Case:
        """Removed ones too. Raises UnknownCase."""

    def open_case(self, workspace: str, name: str, title: str, by: Actor | None = None) -> Case:
        """The case of that name, made (open to its workspace) if it isn't there. Nobody told: by "system"."""

    def put_case(self, case: Case, by: Actor) -> Case:
        """Replace title, access, aliases, and whether it is removed, of an existing case. Raises UnknownCase."""

    def change_case(self, case: CaseId, made: Callable[[Case], Case], by: Actor) -> Case:
        """`put_case` of what is made of the case as it is in that very moment: nobody else's change is lost.

        Raises UnknownCase, and what `made` raises: nothing is changed then.
        """


class Documents(Protocol):
    """Documents with all their versions. Removed ones keep everything, erased ones only their events, without key."""

    def put(self, case: CaseId, upload: Upload, by: Actor) -> Receipt:
        """Add, or make the next version of, the document `upload.key` of `case`.

        UNCHANGED (nothing written) where original bytes, text, marks and details are the same and it isn't removed.
        A removed document of that key comes back as UPDATED or, unchanged, as RESTORED.
        """
        ...

    def put_many(self, case: CaseId, uploads: Iterable[Upload], by: Actor) -> Sequence[Receipt]:
        """`put` for each, in one transaction."""

    def describe(self, document: DocumentId, details: Details, by: Actor, note: str = "") -> Receipt:
        """New details, text as it is: a new version. With another source it no longer counts as fetched."""
        ...

    def remove(self, document: DocumentId, by: Actor) -> Receipt:
        """Out of `documents`; everything is kept. UNCHANGED where it is removed already."""

    def remove_many(self, documents: Iterable[DocumentId], by: Actor) -> Sequence[Receipt]:
        """`remove` for each, in one transaction."""

    def move_many(self, origins: Mapping[DocumentId, str], by: Actor) -> Sequence[Receipt]:
        """These come from elsewhere now, as a file that was renamed: a new version of each, all else as it is."""
        ...

    def restore(self, document: DocumentId, by: Actor, version: int | None = None) -> Receipt:
        """Bring back a removed document, or (with `version`) an earlier version as the newest one.

        Raises UnknownDocument for a version that isn't there. UNCHANGED where there is nothing to bring back.
        """
        ...

    def erase(self, document: DocumentId, by: Actor, reason: str) -> None:
        """Bytes, texts, versions and names gone for good; the trail keeps that it happened, and `reason`."""
        ...

    def document(self, document: DocumentId) -> Document | None: ...

    def find(self, case: CaseId, key: str) -> Document | None:
        """By key, removed ones too."""

    def twins(self, case: CaseId, upload: Upload) -> Sequence[Document]:
        """Documents of the case with the same original bytes or the same text, removed ones too, by key."""
        ...

    def documents(self, cases: Iterable[CaseId], *, removed: bool = False) -> Sequence[Document]:
        """The current (or with `removed`, the removed) documents of these cases, by case, then key."""
        ...

    def aliased(self, cases: Iterable[CaseId]) -> Sequence[Document]:
        """The current documents of these cases that have aliases, by case, then key. Costs nothing for all others."""

    def get(self, ids: Iterable[DocumentId]) -> Mapping[DocumentId, Document]:
        """These documents, removed ones too; missing ids are left out."""

    def texts(self, ids: Iterable[DocumentId]) -> Mapping[DocumentId, str]:
        """The current texts, exactly as put. Not checked against their hashes: the quote contract does that."""
        ...

    def text(self, document: DocumentId, version: int) -> str | None: ...

    def versions(self, document: DocumentId) -> Sequence[Document]:
        """The document as it was when each version was made (`changed_at`), oldest first; empty for an unknown id."""
        ...

    def original(self, document: DocumentId, version: int | None = None) -> bytes:
        """The bytes as they came, of the current version or that one. Raises UnknownDocument."""
        ...

    def retrieval(self, document: DocumentId) -> Retrieval | None:
        """How the original bytes of the current version were fetched; None where they weren't."""
        ...

    def damaged(self) -> Sequence[Document]:
        """The versions, as they were made, whose text no longer has its hash, by document. Reads every text."""
        ...

    def heal(self, text: str, by: Actor) -> Sequence[Receipt]:
        """Put it in the place of the damaged text that has its hash: nothing else becomes different, no new version.

        HEALED, and in the trail and the change log, for every document with a version of that text, removed ones too;
        nothing where no damaged text has that hash.
        """
        ...


class Drafts(Protocol):
    """Documents on their way in."""

    def put_draft(self, draft: Draft) -> None:
        """Keep it, in the place of the one of that id. Not in the trail: nothing is published yet."""
        ...

    def draft(self, draft: str) -> Draft | None:
        """None too for one that has expired."""
        ...

    def drafts(self, workspace: str | None = None) -> Sequence[Draft]:
        """Those (of that workspace) that haven't expired, oldest first, each with an empty body."""
        ...

    def drop_draft(self, draft: str) -> bool:
        """Its words are gone for good when this returns. Whether it was there."""
        ...

    def expire_drafts(self) -> int:
        """Drop those that have expired; how many that were. Costs next to nothing where there are none."""
        ...


class Posts(Protocol):
    """Public answers: where they stand, and what they quote."""

    def put_post(self, post: Post) -> None:
        """Record a public answer, in the place of what was recorded of that message; without quotations forget it."""
        ...

    def posts(self, document: DocumentId | None = None) -> Sequence[Post]:
        """The public answers (that quote it, erased or not), oldest first, with all their quotations."""
        ...


class Questions(Protocol):
    """Standing questions, kept until the files answer them."""

    def put_question(self, question: StandingQuestion) -> None:
        """Keep it, in the place of the one of that id. Nothing of questions is ever in the trail."""
        ...

    def questions(self, workspace: str | None = None, by: Actor | None = None) -> Sequence[StandingQuestion]:
        """Those (of that workspace, of that person) that haven't expired, oldest first."""
        ...

    def seen_questions(self, questions: Iterable[str], sequence: int) -> None:
        """These have been asked again at that point of the change log."""
        ...

    def claim_question(self, question: str, at: datetime) -> bool:
        """Mark it as told at that moment; True for one caller only, of all threads and processes."""
        ...

    def release_question(self, question: str, due: datetime) -> None:
        """They were certainly not told: it is unmarked, has one try more, and is to be asked anew from `due` on."""
        ...

    def drop_question(self, question: str) -> bool:
        """Its words are gone for good when this returns. Whether it was there."""
        ...

    def expire_questions(self) -> int:
        """Drop those that have expired; how many that were. Costs next to nothing where there are none."""
        ...


class FeedbackCounts(Protocol):
    """What readers said of quotes, counted."""

    def count_feedback(self, workspace: str, document: DocumentId, verdict: str) -> None:
        """One more. Not in the trail. Raises UnknownDocument."""
        ...

    def feedback(self, workspace: str, document: DocumentId | None = None) -> Sequence[Feedback]:
        """What was said there (of that document), by document and verdict. An erased document's is gone with it."""
        ...


class Schedules(Protocol):
    """What is to be fetched again, and when."""

    def put_schedule(self, schedule: Schedule, by: Actor) -> None:
        """Set it, in the place of the one of the same case and document; the trail says so. `by` overrides its own.

        Raises UnknownCase; UnknownDocument for a document that isn't of that case.
        """
        ...

    def schedules(self, workspace: str | None = None) -> Sequence[Schedule]:
        """Those (of that workspace), the one due first in front; then by case and document, the case's own first."""
        ...

    def looked(self, case: CaseId, document: DocumentId | None, at: datetime, due: datetime) -> None:
        """What is scheduled there was fetched again, and is next due then. Not in the trail; nothing where none is."""
        ...

    def drop_schedule(self, case: CaseId, document: DocumentId | None, by: Actor) -> bool:
        """Whether it was there; the trail says so. An erased document's goes with it."""
        ...


class Verdict(Protocol):
    """events: how many there are. flaws: each in a sentence of its own."""

    @property
    def events(self) -> int: ...

    @property
    def flaws(self) -> Sequence[object]: ...


class Durable(Protocol):
    """What only a store on disk can do."""

    def verify(self) -> Verdict:
        """Whether every text, every row and every event is as it was put there. Reads all of them."""
        ...

    def backup(self, path: Path) -> Head:
        """Write all of it to one file, as it is at the returned point of the log."""
        ...


class Workspaces(Protocol):
    """What a workspace has chosen, what is kept of a person, and how both end."""

    def within(self, workspace: str) -> AbstractContextManager[None]:
        """Until it ends this thread reads only for that workspace: its own rows and what all share.

        A second wall: a store that can sees to it by itself, should a reading forget to say for whom it is.
        """
        ...

    def setting(self, workspace: str, name: str) -> str | None:
        """What a workspace has chosen under that name; None where nothing."""

    def settings(self, name: str) -> Mapping[str, str]:
        """What each workspace that has chosen something under that name has chosen."""

    def put_setting(self, workspace: str, name: str, value: str | None, by: Actor) -> None:
        """Choose, or with None choose nothing any more. The trail keeps the name, not the value."""
        ...

    def workspaces(self) -> Sequence[str]:
        """Every workspace of which anything is kept, in order."""
        ...

    def drop_workspace(self, workspace: str, by: Actor, reason: str) -> None:
        """All that is kept of it is gone for good when this returns, names and titles of its cases too.

        But documents, and the cases that hold any: those are erased before. The trail keeps that a case was there, by
        number, and `reason`.
        """
        ...

    def held(self, actor: Actor) -> Held:
        """What is kept of a person."""
        ...

    def forget(self, actor: Actor, by: Actor) -> None:
        """Take their number out of everything, the trail too, whose checks still hold.

        Drafts and questions of theirs go altogether; schedules that they set stay.

        The trail says that it was done, by `by`, not of whom. Nothing is written where nothing is kept.
        """
        ...
