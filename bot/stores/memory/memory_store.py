"""A store in memory, gone when the process ends: for `--corpus`, and the smallest thing that passes the contract."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.model.documents import SHARED, Actor, Case, CaseId, Details, Document, DocumentId, Retrieval, Upload
from bot.core.model.errors import UnknownCase, UnknownDocument
from bot.core.model.kept_items import Schedule
from bot.core.model.ports import Clock
from bot.core.model.trail import Change, Event, Head, Held, Outcome, Receipt
from bot.stores.content import (
    MOVED,
    Content,
    described,
    draw,
    legible,
    moved,
    outcome,
    text_hash,
    utc_now,
    with_content,
    written_as_text,
)
from bot.stores.memory.kept_in_memory import Beside

SYSTEM = Actor("system")


@dataclass(slots=True)
class _Kept:
    """One document as it is, and its versions as they were made, oldest first, each with its text and original."""

    current: Document
    versions: list[Document]
    texts: list[str]
    originals: list[bytes]


class MemoryStore(Beside):
    """Everything in dictionaries, behind one lock."""

    def __init__(self, clock: Clock = utc_now) -> None:
        super().__init__(clock)
        self._cases: dict[CaseId, Case] = {}
        self._kept: dict[DocumentId, _Kept] = {}
        self._keys: dict[tuple[CaseId, str], DocumentId] = {}
        self._trail: list[tuple[Event, str]] = []  # each with its token; the place in the list is the sequence - 1
        self._settings: dict[tuple[str, str], str] = {}
        self._retrievals: dict[tuple[DocumentId, str], Retrieval] = {}  # by document and hash of the original
        self._used: set[DocumentId] = set()

    # --- the change log

    def head(self) -> Head:
        with self._lock:
            changes = (Head(event.sequence, token) for event, token in reversed(self._trail) if event.document)
            return next(changes, Head(0, ""))

    def holds(self, head: Head) -> bool:
        with self._lock:
            if not 0 < head.sequence <= len(self._trail):
                return head == Head(0, "")
            return self._trail[head.sequence - 1][1] == head.token

    def changes(self, since: int) -> Sequence[Change]:
        with self._lock:
            return [
                Change(event.sequence, event.document, event.case) for event, _ in self._trail[since:] if event.document
            ]

    def events(self, document: DocumentId | None = None, limit: int = 100) -> Sequence[Event]:
        with self._lock:
            newest = (event for event, _ in reversed(self._trail) if document in {None, event.document})
            return [event for event, _ in zip(newest, range(limit), strict=False)]

    def _log(self, by: Actor, action: Outcome, at: datetime, about: Document | CaseId, note: str = "") -> None:
        event = Event(len(self._trail) + 1, at, by.id, action, 0, None, None, 0, legible(note))
        if isinstance(about, Document):
            event = replace(event, case=about.case, document=about.id, key=about.key, version=about.version)
        else:
            event = replace(event, case=about)
        self._trail.append((event, secrets.token_hex(16)))

    # --- cases

    def cases(self, workspace: str | None = None) -> Sequence[Case]:
        with self._lock:
            found = [one for one in self._cases.values() if workspace is None or one.workspace in (workspace, SHARED)]
        return sorted(found, key=lambda case: (case.workspace, case.name))

    def case(self, case: CaseId) -> Case:
        with self._lock:
            return self._case(case)

    def open_case(self, workspace: str, name: str, title: str, by: Actor | None = None) -> Case:
        with self._lock:
            for case in self._cases.values():
                if (case.workspace, case.name) == (workspace, name):
                    return case
            made = Case(draw(self._cases.__contains__), workspace, name, title)
            self._cases[made.id] = made
            self._log(by or SYSTEM, Outcome.ADDED, self._clock(), made.id, f"case {name}")
            return made

    def put_case(self, case: Case, by: Actor) -> Case:
        return self.change_case(case.id, lambda _held: case, by)

    def change_case(self, case: CaseId, made: Callable[[Case], Case], by: Actor) -> Case:
        with self._lock:
            held = self._case(case)
            changed = replace(made(held), id=held.id, workspace=held.workspace, name=held.name)
            with written_as_text(held.name):
                changed.title.encode()
                "".join(map("".join, changed.aliases)).encode()
            if changed != held:
                self._cases[case] = changed
                what = "case" if changed.aliases == held.aliases else "aliases of case"
                self._log(by, Outcome.UPDATED, self._clock(), case, f"{what} {held.name}")
            return changed

    def _case(self, case: CaseId) -> Case:
        if case not in self._cases:
            raise UnknownCase(name=case)
        return self._cases[case]

    # --- changing documents

    def put(self, case: CaseId, upload: Upload, by: Actor) -> Receipt:
        return self.put_many(case, [upload], by)[0]

    def put_many(self, case: CaseId, uploads: Iterable[Upload], by: Actor) -> Sequence[Receipt]:
        offered = [(upload, Content.of_upload(upload)) for upload in uploads]
        with self._lock:
            self._case(case)
            return [self._put(case, upload, content, by) for upload, content in offered]

    def _put(self, case: CaseId, upload: Upload, content: Content, by: Actor) -> Receipt:
        held, at = self.find(case, upload.key), self._clock()
        what = outcome(held, content)
        if held is None:
            made = self._new(case, upload.key, content, by, at)
            self._keys[case, upload.key] = made.id
            self._kept[made.id] = _Kept(made, [made], [upload.text], [upload.original])
            self._keep_retrieval(made.id, content, upload)
            return self._receipt(what, made, by, at)
        if what is Outcome.UPDATED:
            self._keep_retrieval(held.id, content, upload)
            return self._next(held, content, (upload.text, upload.original), what, by, at)
        if what is Outcome.RESTORED:
            return self._set_removed(held, what, by, at)
        return Receipt(what, held)

    def _new(self, case: CaseId, key: str, content: Content, by: Actor, at: datetime) -> Document:
        number = draw(self._used.__contains__)
        self._used.add(number)
        fields = {name: getattr(content, name) for name in Content.__slots__}
        return Document(number, case, key, version=1, added_by=by.id, added_at=at, changed_at=at, **fields)

    def _keep_retrieval(self, document: DocumentId, content: Content, upload: Upload) -> None:
        if upload.retrieval is not None:
            self._retrievals[document, content.sha256] = upload.retrieval

    def _next(
        self,
        held: Document,
        content: Content,
        data: tuple[str, bytes],
        what: Outcome,
        by: Actor,
        at: datetime,
        note: str = "",
        *,
        removed: bool = False,
    ) -> Receipt:
        """One more version of `held`; the ones before stay as they are."""
        kept = self._kept[held.id]
        made = replace(with_content(held, content, at), removed=False)
        kept.current = replace(made, removed=removed)
        kept.versions.append(made)
        kept.texts.append(data[0])
        kept.originals.append(data[1])
        return self._receipt(what, kept.current, by, at, note)

    def _set_removed(self, held: Document, what: Outcome, by: Actor, at: datetime) -> Receipt:
        changed = replace(held, removed=what is Outcome.REMOVED, changed_at=at)
        self._kept[held.id].current = changed
        return self._receipt(what, changed, by, at)

    def _receipt(self, what: Outcome, document: Document, by: Actor, at: datetime, note: str = "") -> Receipt:
        self._log(by, what, at, document, note)
        return Receipt(what, document)

    def describe(self, document: DocumentId, details: Details, by: Actor, note: str = "") -> Receipt:
        with self._lock:
            kept = self._known(document)
            held = kept.current
            if held.details == details:
                return Receipt(Outcome.UNCHANGED, held)
            content = described(held, details)
            with written_as_text(held.key):
                content.digest()
            data = (kept.texts[-1], kept.originals[-1])
            return self._next(held, content, data, Outcome.UPDATED, by, self._clock(), note, removed=held.removed)

    def remove(self, document: DocumentId, by: Actor) -> Receipt:
        return self.remove_many([document], by)[0]

    def remove_many(self, documents: Iterable[DocumentId], by: Actor) -> Sequence[Receipt]:
        with self._lock:
            at, known = self._clock(), [self._known(one).current for one in documents]
            return [
                Receipt(Outcome.UNCHANGED, held) if held.removed else self._set_removed(held, Outcome.REMOVED, by, at)
                for held in known
            ]

    def move_many(self, origins: Mapping[DocumentId, str], by: Actor) -> Sequence[Receipt]:
        with self._lock, written_as_text(next(iter(origins.values()), "")):
            "".join(origins.values()).encode()
            at, known = self._clock(), [self._known(one) for one in origins]
            return [self._moved(kept, origins[kept.current.id], by, at) for kept in known]

    def _moved(self, kept: _Kept, origin: str, by: Actor, at: datetime) -> Receipt:
        held, data = kept.current, (kept.texts[-1], kept.originals[-1])
        return self._next(held, moved(held, origin), data, Outcome.UPDATED, by, at, MOVED, removed=held.removed)

    def restore(self, document: DocumentId, by: Actor, version: int | None = None) -> Receipt:
        with self._lock:
            kept = self._known(document)
            held = kept.current
            if version in {None, held.version}:
                if not held.removed:
                    return Receipt(Outcome.UNCHANGED, held)
                return self._set_removed(held, Outcome.RESTORED, by, self._clock())
            return self._bring_back(kept, version or 0, by)

    def _bring_back(self, kept: _Kept, version: int, by: Actor) -> Receipt:
        held = kept.current
        if not 0 < version < held.version:
            raise UnknownDocument(key=f"{held.key}, version {version}")
        content = Content.of_document(kept.versions[version - 1])
        data = (kept.texts[version - 1], kept.originals[version - 1])
        return self._next(held, content, data, Outcome.RESTORED, by, self._clock(), f"version {version}")

    def erase(self, document: DocumentId, by: Actor, reason: str) -> None:
        with self._lock:
            held = self._known(document).current
            del self._kept[document], self._keys[held.case, held.key]
            self._retrievals = {known: one for known, one in self._retrievals.items() if known[0] != document}
            self._forget_events(lambda event: event.document == document)
            self._erase_beside(document)
            self._log(by, Outcome.ERASED, self._clock(), held, reason)
            event, token = self._trail[-1]
            self._trail[-1] = (replace(event, key=None), token)

    # --- persons

    def held(self, actor: Actor) -> Held:
        with self._lock:
            events = sum(event.actor == actor.id for event, _ in self._trail)
            documents = sum(one.current.added_by == actor.id for one in self._kept.values())
            kept = (self._drafts, self._questions, self._schedules)
            return Held(events, documents, *(sum(one.by == actor.id for one in each.values()) for each in kept))

    def forget(self, actor: Actor, by: Actor) -> None:
        with self._lock:
            if not actor.id or self.held(actor) == Held():
                return
            self._drafts = {one.id: one for one in self._drafts.values() if one.by != actor.id}
            self._forget_beside(actor)
            for kept in self._kept.values():
                kept.current = _unsigned(kept.current, actor)
                kept.versions = [_unsigned(one, actor) for one in kept.versions]
            self._trail = [
                (replace(event, actor="") if event.actor == actor.id else event, token) for event, token in self._trail
            ]
            self._log(by, Outcome.ERASED, self._clock(), 0, "a person")

    def _known(self, document: DocumentId) -> _Kept:
        if document not in self._kept:
            raise UnknownDocument(key=document)
        return self._kept[document]

    # --- reading documents

    def document(self, document: DocumentId) -> Document | None:
        return self.get([document]).get(document)

    def find(self, case: CaseId, key: str) -> Document | None:
        with self._lock:
            document = self._keys.get((case, key))
            return None if document is None else self._kept[document].current

    def twins(self, case: CaseId, upload: Upload) -> Sequence[Document]:
        content = Content.of_upload(upload)
        held = (*self.documents([case]), *self.documents([case], removed=True))
        same = (one for one in held if one.sha256 == content.sha256 or one.text_sha256 == content.text_sha256)
        return sorted(same, key=lambda one: one.key)

    def documents(self, cases: Iterable[CaseId], *, removed: bool = False) -> Sequence[Document]:
        wanted = frozenset(cases)
        with self._lock:
            held = [kept.current for kept in self._kept.values()]
        found = (one for one in held if one.case in wanted and one.removed == removed)
        return sorted(found, key=lambda one: (one.case, one.key))

    def aliased(self, cases: Iterable[CaseId]) -> Sequence[Document]:
        return [one for one in self.documents(cases) if one.details.aliases]

    def get(self, ids: Iterable[DocumentId]) -> Mapping[DocumentId, Document]:
        with self._lock:
            return {one: self._kept[one].current for one in ids if one in self._kept}

    def texts(self, ids: Iterable[DocumentId]) -> Mapping[DocumentId, str]:
        with self._lock:
            return {one: self._kept[one].texts[-1] for one in ids if one in self._kept}

    def text(self, document: DocumentId, version: int) -> str | None:
        with self._lock:
            kept = self._kept.get(document)
            return kept.texts[version - 1] if kept and 0 < version <= len(kept.texts) else None

    def versions(self, document: DocumentId) -> Sequence[Document]:
        with self._lock:
            return tuple(self._kept[document].versions) if document in self._kept else ()

    def original(self, document: DocumentId, version: int | None = None) -> bytes:
        with self._lock:
            kept = self._known(document)
            if version is not None and not 0 < version <= len(kept.originals):
                raise UnknownDocument(key=f"{kept.current.key}, version {version}")
            return kept.originals[(version or 0) - 1]

    # --- texts that are damaged

    def damaged(self) -> Sequence[Document]:
        with self._lock:
            held = [self._kept[one] for one in sorted(self._kept)]
            pairs = (pair for kept in held for pair in zip(kept.versions, kept.texts, strict=True))
            return [version for version, text in pairs if text_hash(text) != version.text_sha256]

    def heal(self, text: str, by: Actor) -> Sequence[Receipt]:
        name, at = text_hash(text), self._clock()
        with self._lock:
            found = sorted({one.id for one in self.damaged() if one.text_sha256 == name})
            for kept in map(self._kept.__getitem__, found):
                pairs = zip(kept.versions, kept.texts, strict=True)
                kept.texts = [text if one.text_sha256 == name else held for one, held in pairs]
            return [self._receipt(Outcome.HEALED, self._kept[one].current, by, at) for one in found]

    def retrieval(self, document: DocumentId) -> Retrieval | None:
        with self._lock:
            kept = self._kept.get(document)
            return self._retrievals.get((document, kept.current.sha256)) if kept else None

    # --- feedback, schedules, workspaces

    def count_feedback(self, workspace: str, document: DocumentId, verdict: str) -> None:
        with self._lock:
            self._known(document)
            self._count_feedback(workspace, document, verdict)

    def put_schedule(self, schedule: Schedule, by: Actor) -> None:
        with self._lock:
            self._case(schedule.case)
            if schedule.document is not None and self._known(schedule.document).current.case != schedule.case:
                raise UnknownDocument(key=schedule.document)
            self._schedules[schedule.case, schedule.document] = replace(schedule, by=by.id)
            note = f"refreshed every {schedule.days} days"
            self._log(by, Outcome.UPDATED, self._clock(), schedule.case, note)

    def drop_schedule(self, case: CaseId, document: DocumentId | None, by: Actor) -> bool:
        with self._lock:
            found = self._schedules.pop((case, document), None)
            if found is not None:
                self._log(by, Outcome.REMOVED, self._clock(), case, "no longer refreshed")
            return found is not None

    def workspaces(self) -> Sequence[str]:
        with self._lock:
            held = (self._cases, self._drafts, self._questions, self._schedules, self._posts)
            named = {one.workspace for each in held for one in each.values()}
            named |= {workspace for workspace, _, _ in self._feedback}
            return sorted(named | {workspace for workspace, _ in self._settings})

    def drop_workspace(self, workspace: str, by: Actor, reason: str) -> None:
        with self._lock:
            self._drop_beside(workspace)
            self._settings = {named: value for named, value in self._settings.items() if named[0] != workspace}
            full = {one.current.case for one in self._kept.values()}
            gone = [one.id for one in self._cases.values() if one.workspace == workspace and one.id not in full]
            self._forget_events(lambda event: event.case in gone and event.document is None)
            for case in gone:
                del self._cases[case]
                self._log(by, Outcome.ERASED, self._clock(), case, reason)
            self._log(by, Outcome.ERASED, self._clock(), 0, reason)

    def _forget_events(self, which: Callable[[Event], bool]) -> None:
        for place, (event, token) in enumerate(self._trail):
            if which(event):
                self._trail[place] = (replace(event, key=None, note=""), token)

    # --- settings

    def setting(self, workspace: str, name: str) -> str | None:
        return self._settings.get((workspace, name))

    def settings(self, name: str) -> Mapping[str, str]:
        with self._lock:
            return {workspace: value for (workspace, held), value in self._settings.items() if held == name}

    def put_setting(self, workspace: str, name: str, value: str | None, by: Actor) -> None:
        with self._lock, written_as_text(name):
            (value or "").encode()
            if value == self.setting(workspace, name):
                return
            if value is None:
                del self._settings[workspace, name]
            else:
                self._settings[workspace, name] = value
            action = Outcome.REMOVED if value is None else Outcome.UPDATED
            self._log(by, action, self._clock(), 0, f"setting {name} of {workspace}")


def _unsigned(document: Document, actor: Actor) -> Document:
    return replace(document, added_by="") if document.added_by == actor.id else document
