"""The seams: what the core asks of the outside. Each docstring is the contract that `tests/contracts/` holds.

All of it is synchronous and may block; front ends call it in worker threads. Implementations are safe to call from
several threads at once. Anything that fails for a reason a person can do something about raises a `CasebookError`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol, runtime_checkable

from bot.core.model.answers import Entry, Hit
from bot.core.model.documents import (
    Actor,
    Case,
    CaseId,
    Details,
    Document,
    DocumentId,
    Draft,
    Fetched,
    Post,
    Reading,
    Retrieval,
    Upload,
)
from bot.core.model.errors import BadDocument
from bot.core.model.kept_items import Feedback, Schedule, StandingQuestion
from bot.core.model.trail import Change, Event, Head, Held, Receipt

Progress = Callable[[int, int], None]  # (done, total), called now and then from the working thread


class Clock(Protocol):
    """Now, as an aware UTC datetime."""

    def __call__(self) -> datetime: ...


class Meter(Protocol):
    """Counts and times what the bot does, never what it was about. Quick, safe from any thread; never raises.

    Names are of small letters and underscores; a label's values are few and known beforehand.
    """

    def count(self, name: str, **labels: str) -> None: ...

    def observe(self, name: str, seconds: float, **labels: str) -> None: ...

    def gauge(self, name: str, read: Callable[[], float], **labels: str) -> None:
        """`read` is called from another thread whenever somebody looks; the last one of a name and labels counts."""
        ...


class Unmetered:
    """The meter of whoever doesn't want one."""

    def count(self, name: str, **labels: str) -> None:
        pass

    def observe(self, name: str, seconds: float, **labels: str) -> None:
        pass

    def gauge(self, name: str, read: Callable[[], float], **labels: str) -> None:
        pass


class Reader(Protocol):
    """One file type. `accepts` looks at the bytes first, the name second, and costs next to nothing."""

    name: str  # for people: "Markdown"

    def accepts(self, data: bytes, name: str) -> bool: ...

    def read(self, data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
        """The documents in `data`, usually one. Raises a BadDocument; a bulk file BadLine for its first bad line."""
        ...


@runtime_checkable
class BulkReader(Reader, Protocol):
    """A file type that holds many documents, of which some may be bad."""

    def each(self, data: bytes, name: str, charset: str | None = None) -> Iterable[tuple[str, Reading | BadDocument]]:
        """Every member in order, under its name, with what it reads as or what is wrong with it.

        Raises a BadDocument only where the file as a whole can't be opened.
        """
        ...


class Fetcher(Protocol):
    """Brings one page from the public web, and nothing from anywhere else."""

    def fetch(self, address: str) -> Fetched:
        """The body at `address`, redirects followed. Blocks for at most half a minute. Raises a NotFetched."""
        ...


class Store(Protocol):
    """Cases, documents with all their versions, drafts, the audit trail. The only truth; an index is a view of it.

    Every changing method is one transaction: done and on disk when it returns, or not at all. Each writes its audit
    event and its change-log row in the same transaction. Numbers of documents and cases are drawn at random, so that
    they tell nothing of what else there is. Raises StoreError kinds; UnknownDocument for an id that isn't
    there. Removed documents keep everything; erased ones keep only their audit events, without key.
    """

    def head(self) -> Head:
        """The newest point of the change log; (0, "") for a new store. Costs well under a millisecond."""
        ...

    def holds(self, head: Head) -> bool:
        """Whether this very point is in the change log (false after a restore from backup, or for another store)."""
        ...

    def changes(self, since: int) -> Sequence[Change]:
        """Rows after that sequence, oldest first."""
        ...

    def cases(self, workspace: str | None = None) -> Sequence[Case]:
        """By workspace and name: all (of all workspaces), or the workspace's own and those that all share.

        The latter are cheap enough to call for every question, however many workspaces there are.
        """

    def case(self, case: CaseId) -> Case:
        """Removed ones too. Raises UnknownCase."""

    def open_case(self, workspace: str, name: str, title: str, by: Actor | None = None) -> Case:
        """The case of that name, made (open to its workspace) if it isn't there. Nobody told: by "system"."""

    def put_case(self, case: Case, by: Actor) -> Case:
        """Replace title, access, and whether it is removed, of an existing case. Raises UnknownCase."""

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

    def damaged(self) -> Sequence[Document]:
        """The versions, as they were made, whose text no longer has its hash, by document. Reads every text."""
        ...

    def heal(self, text: str, by: Actor) -> Sequence[Receipt]:
        """Put it in the place of the damaged text that has its hash: nothing else becomes different, no new version.

        HEALED, and in the trail and the change log, for every document with a version of that text, removed ones too;
        nothing where no damaged text has that hash.
        """
        ...

    def retrieval(self, document: DocumentId) -> Retrieval | None:
        """How the original bytes of the current version were fetched; None where they weren't."""
        ...

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

    def put_post(self, post: Post) -> None:
        """Record a public answer, in the place of what was recorded of that message; without quotations forget it."""
        ...

    def posts(self, document: DocumentId | None = None) -> Sequence[Post]:
        """The public answers (that quote it, erased or not), oldest first, with all their quotations."""
        ...

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
        """He was certainly not told: it is unmarked, has one try more, and is to be asked anew from `due` on."""
        ...

    def drop_question(self, question: str) -> bool:
        """Its words are gone for good when this returns. Whether it was there."""
        ...

    def expire_questions(self) -> int:
        """Drop those that have expired; how many that were. Costs next to nothing where there are none."""
        ...

    def count_feedback(self, workspace: str, document: DocumentId, verdict: str) -> None:
        """One more. Not in the trail. Raises UnknownDocument."""
        ...

    def feedback(self, workspace: str, document: DocumentId | None = None) -> Sequence[Feedback]:
        """What was said there (of that document), by document and verdict. An erased document's is gone with it."""
        ...

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

    def workspaces(self) -> Sequence[str]:
        """Every workspace of which anything is kept, in order."""
        ...

    def drop_workspace(self, workspace: str, by: Actor, reason: str) -> None:
        """All that is kept of it is gone for good when this returns, names and titles of its cases too.

        But documents, and the cases that hold any: those are erased before. The trail keeps that a case was there, by
        number, and `reason`.
        """
        ...

    def events(self, document: DocumentId | None = None, limit: int = 100) -> Sequence[Event]:
        """Audit events, newest first."""
        ...

    def held(self, actor: Actor) -> Held:
        """What is kept of a person."""
        ...

    def forget(self, actor: Actor, by: Actor) -> None:
        """Take his number out of everything, the trail too, whose checks still hold.

        Drafts and questions of his go altogether; schedules that he set stay.

        The trail says that it was done, by `by`, not of whom. Nothing is written where nothing is kept.
        """
        ...

    def setting(self, workspace: str, name: str) -> str | None:
        """What a workspace has chosen under that name; None where nothing."""

    def settings(self, name: str) -> Mapping[str, str]:
        """What each workspace that has chosen something under that name has chosen."""

    def put_setting(self, workspace: str, name: str, value: str | None, by: Actor) -> None:
        """Choose, or with None choose nothing any more. The trail keeps the name, not the value."""
        ...

    def close(self) -> None: ...


class Snapshot(Protocol):
    """What one viewer can search at one moment: immutable, and exactly as if nothing else existed."""

    passages: int
    documents: int
    average_length: float  # words a passage; 0.0 with no passages
    languages: Mapping[str, int]  # language → documents

    @property
    def digest(self) -> str:
        """Hex SHA-256 over the visible documents' digests, whatever the order they came in."""
        ...

    def frequencies(self, terms: Sequence[str]) -> Sequence[int]:
        """For each term, in how many visible passages it occurs; 0 where in none."""
        ...

    def vocabulary(self, prefix: str = "") -> Iterator[tuple[str, int]]:
        """The terms that begin so, by code point, each with the number of visible passages that hold it."""
        ...

    def search(
        self,
        terms: Sequence[str],
        limit: int,
        *,
        must: Sequence[str] = (),
        without: Sequence[str] = (),
        within: frozenset[DocumentId] | None = None,
        after: int = 0,
        before: int = 0,
    ) -> Sequence[Hit]:
        """At most `limit` passages that hold a term, best first; ties by case, key, start.

        Scores equal `rank_bm25.BM25Plus(k1=0.6, b=0.65, delta=0).get_scores` over all visible passages to 1e-9; each
        distinct term counts once. `must`: passages holding all of these; `without`: none of these; `within`: these
        documents only; after, before: ordinals of days (0: no bound) that hold all of a document's span, undated ones
        left out then. The filters don't change the statistics.
        """
        ...


class Index(Protocol):
    """Finds passages by their words. A view of the store: loses nothing that can't be made again.

    `apply` and `clear` take a lock that holds across processes; snapshots taken before stay valid.
    """

    def turn(self, patience: float | None = None) -> AbstractContextManager[bool]:
        """One at a time, of all threads and processes, may bring this up to date: two would undo each other's work.

        Yields whether it is one's turn, waiting at most `patience` seconds for it; for ever with None.
        """
        ...

    def head(self) -> Head:
        """How far in the store's change log this is; (0, "") when empty or found damaged."""
        ...

    def apply(self, gone: Mapping[DocumentId, CaseId], entries: Iterable[Entry], head: Head) -> None:
        """Forget `gone` and every earlier version of `entries`, take up `entries`, and be at `head`: all or nothing.

        gone: with their cases, which never change. A document may be in both. `entries` is read once, as it comes.
        """

    def renew(self, case: CaseId, entries: Iterable[Entry]) -> None:
        """Put these in the place of all that is held of that case, damaged or not; the head stays."""

    def snapshot(self, cases: Iterable[CaseId]) -> Snapshot:
        """Raises IndexDamaged for a case that must be made again first, StoreStarved without memory or files."""

    def refresh(self) -> None:
        """Take up what another process has written to the same files, if anything."""

    def purge(self, gone: Mapping[DocumentId, CaseId]) -> None:
        """Rewrite the files so that nothing of these documents, each with its case, is left in them, at once."""

    def merge(self) -> bool:
        """One step of tidying up, where one is due: it makes searching faster, and deleted words leave the files.

        False when nothing is due. May take seconds; searches and changes go on beside it.
        """

    def clear(self) -> None: ...

    def close(self) -> None: ...
