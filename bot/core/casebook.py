"""The façade: all that a front end may call. Every method says what this viewer may see, or changes one thing whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from threading import RLock

from bot.core import access, asking, indexing, intake
from bot.core.errors import AmbiguousKey, Duplicate, EmptyDocument, UnknownCase, UnknownDocument
from bot.core.model import (
    SHARED,
    STARTER,
    Actor,
    Answer,
    Audience,
    Case,
    Details,
    Document,
    DocumentId,
    Event,
    Outcome,
    Question,
    Reading,
    Receipt,
    Upload,
    Viewer,
)
from bot.core.ports import Index, Meter, Store, Unmetered

PATIENCE = 1.0  # seconds that a question waits while another process brings the index up to date
Read = Callable[[bytes, str, str | None], Iterable[Reading]]  # bytes, file name, declared charset


class Casebook:
    """Safe to call from several threads. Raises CasebookError kinds only."""

    def __init__(self, store: Store, index: Index, read: Read) -> None:
        self.meter: Meter = Unmetered()
        self.store = store
        self.index = index
        self.read = read
        self._writing = RLock()

    # --- what may be seen

    def viewer(self, audience: Audience) -> Viewer:
        return access.viewer(self.store.cases(), audience)

    def cases(self, viewer: Viewer) -> Sequence[Case]:
        """The visible cases, by name."""
        seen = (case for case in self.store.cases() if case.id in viewer.cases)
        return sorted(seen, key=lambda case: (case.name, case.id))

    def case(self, viewer: Viewer, name: str) -> Case:
        """The visible case of that name, the workspace's own before a shared one. Raises UnknownCase."""
        named = [case for case in self.cases(viewer) if case.name == name]
        if not named:
            raise UnknownCase(name=name[:80])
        return min(named, key=lambda case: case.workspace == SHARED)

    def ask(self, question: Question, viewer: Viewer) -> Answer:
        """The exact words that answer, or a refusal. Raises BadQuestion kinds and UnknownCase."""
        self.catch_up(PATIENCE)
        cases = {case.id: case for case in self.cases(viewer)}
        if question.case is not None:
            chosen = self.case(viewer, question.case)
            cases = {chosen.id: chosen}
        answer = asking.ask(question, cases, self.store, self.index)
        self.meter.count("answers", outcome=answer.reason or "answered")
        self.meter.observe("stage", answer.took_ms / 1000, stage="search")
        return answer

    def documents(self, viewer: Viewer, *, removed: bool = False) -> Sequence[Document]:
        """By case, then key."""
        return self.store.documents(viewer.cases, removed=removed)

    def document(self, viewer: Viewer, ref: str | DocumentId, case: str | None = None) -> Document:
        """By number or key, removed ones too. Raises UnknownDocument, in the same words for hidden ones."""
        found = self._by_id(ref) if isinstance(ref, int) else self._by_key(viewer, ref, case)
        if found is None or found.case not in viewer.cases:
            raise UnknownDocument(key=str(ref)[:80])
        return found

    def _by_id(self, ref: DocumentId) -> Document | None:
        return self.store.document(ref)

    def _by_key(self, viewer: Viewer, key: str, case: str | None) -> Document | None:
        cases = [self.case(viewer, case)] if case else self.cases(viewer)
        found = [one for each in cases if (one := self.store.find(each.id, key))]
        current = [one for one in found if not one.removed] or found
        if len(current) > 1:
            names = {each.id: each.name for each in cases}
            raise AmbiguousKey(key=key[:80], cases=", ".join(names[one.case] for one in current))
        return current[0] if current else None

    def text(self, viewer: Viewer, ref: str | DocumentId, case: str | None = None) -> str:
        """The stored text, exactly."""
        document = self.document(viewer, ref, case)
        return self.store.texts([document.id])[document.id]

    def history(self, viewer: Viewer, ref: str | DocumentId, case: str | None = None) -> Sequence[Event]:
        """Newest first."""
        return self.store.events(self.document(viewer, ref, case).id)

    # --- what may be changed (whether the actor may is asked by the front end, at the start and the end of its flow)

    def add(
        self,
        data: bytes,
        name: str,
        by: Actor,
        *,
        workspace: str = SHARED,
        case: str | None = None,
        details: Callable[[Details], Details] = lambda found: found,
        charset: str | None = None,
    ) -> Sequence[Receipt]:
        """Take in a file; `details` may correct what the reader found. All of its documents, or none.

        Raises BadDocument kinds, BadDetail, BadKey, and Duplicate where the same bytes or text are in the case.
        """
        readings = list(self.read(data, name, charset))
        if not readings:
            raise EmptyDocument(name=intake.shown(name))
        readings = [replace(reading, details=details(reading.details)) for reading in readings]
        with self._writing:
            waiting = [self._prepared(reading, data, name, workspace, case) for reading in readings]
            receipts = self._put(waiting, by)
        self.catch_up()
        return receipts

    def _prepared(
        self, reading: Reading, data: bytes, name: str, workspace: str, case: str | None
    ) -> tuple[tuple[str, str], Upload]:
        """Where it goes (workspace, case) and what goes there. Writes nothing, makes no case."""
        place = _home(workspace, case or reading.case or STARTER)
        made = intake.upload(reading, data, name, reading.key or intake.slug(_stem(name)))
        target = self._existing(*place)
        if target is None:
            return place, made
        twin = next((one for one in self.store.twins(target.id, made) if not one.removed), None)
        if twin is not None:
            raise Duplicate(name=intake.shown(name), key=twin.key)
        return place, replace(made, key=self._free_key(target, made, named=reading.key is not None))

    def _existing(self, workspace: str, name: str) -> Case | None:
        return next((case for case in self.store.cases() if (case.workspace, case.name) == (workspace, name)), None)

    def _put(self, waiting: Sequence[tuple[tuple[str, str], Upload]], by: Actor) -> Sequence[Receipt]:
        """One transaction a case."""
        receipts: list[Receipt] = []
        for place in dict.fromkeys(place for place, _ in waiting):
            target = self.open_case(*place)
            receipts += self.store.put_many(target.id, [made for where, made in waiting if where == place], by)
        return receipts

    def _free_key(self, case: Case, made: Upload, *, named: bool) -> str:
        """The key itself where the file names it or came under this name before; else the next free one."""
        key, number = made.key, 1
        while not named and (held := self.store.find(case.id, key)) and held.origin != made.origin:
            number += 1
            key = f"{made.key[:76]}-{number}"
        return key

    def edit(
        self,
        viewer: Viewer,
        ref: str | DocumentId,
        details: Callable[[Details], Details],
        by: Actor,
        case: str | None = None,
    ) -> Receipt:
        """New details for a document. Raises UnknownDocument, BadDetail."""
        document = self.document(viewer, ref, case)
        receipt = self.store.describe(document.id, intake.checked(details(document.details)), by)
        self.catch_up()
        return receipt

    def remove(self, viewer: Viewer, ref: str | DocumentId, by: Actor, case: str | None = None) -> Receipt:
        """Out of every answer at once; `restore` brings it back."""
        receipt = self.store.remove(self.document(viewer, ref, case).id, by)
        self.catch_up()
        return receipt

    def restore(
        self, viewer: Viewer, ref: str | DocumentId, by: Actor, case: str | None = None, version: int | None = None
    ) -> Receipt:
        """A removed document back, or an earlier version as the newest."""
        receipt = self.store.restore(self.document(viewer, ref, case).id, by, version)
        self.catch_up()
        return receipt

    def erase(self, viewer: Viewer, ref: str | DocumentId, by: Actor, reason: str, case: str | None = None) -> Document:
        """Gone for good, from the index files too. Returns what it was."""
        document = self.document(viewer, ref, case)
        self.store.erase(document.id, by, reason)
        self.catch_up()
        self.index.purge([document.id])
        return document

    def open_case(self, workspace: str, name: str) -> Case:
        """The case of that name, made if needed; the shared one where the name is the starter case's."""
        return self.store.open_case(*_home(workspace, name), name.replace("-", " ").capitalize())

    def catch_up(self, patience: float | None = None) -> None:
        """Bring the index to the store's head; costs next to nothing where it is there. See `indexing.catch_up`."""
        indexing.catch_up(self.store, self.index, patience)

    def close(self) -> None:
        self.index.close()
        self.store.close()


def _home(workspace: str, name: str) -> tuple[str, str]:
    return (SHARED if name == STARTER else workspace), name


def _stem(name: str) -> str:
    return intake.shown(name).rsplit(".", 1)[0]


def changed(receipts: Iterable[Receipt]) -> int:
    """How many of these did something."""
    return sum(receipt.outcome is not Outcome.UNCHANGED for receipt in receipts)
