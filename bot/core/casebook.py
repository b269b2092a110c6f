"""The façade: all that a front end may call. Every method says what this viewer may see, or changes one thing whole.

Beside it stand the ports of the store that know no viewer (`questions`, `drafts` …): who may is asked by the front end.
"""

from __future__ import annotations

import hashlib
import itertools
import logging
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import replace
from threading import RLock
from typing import cast

from bot.core.library import erasure, indexing, intake
from bot.core.library.intake import Parcel, Read
from bot.core.library.looking_ahead import LookingAhead
from bot.core.model import remembering, visibility
from bot.core.model.answers import Answer, Question
from bot.core.model.claims import Claims
from bot.core.model.documents import (
    SHARED,
    STARTER,
    Actor,
    Audience,
    Case,
    CaseId,
    Details,
    Document,
    DocumentId,
    Reading,
    Retrieval,
    Upload,
    Viewer,
)
from bot.core.model.errors import (
    AmbiguousKey,
    Duplicate,
    KeyTwice,
    NoFetching,
    NotYetGone,
    StoreError,
    Unchanged,
    UnknownCase,
    UnknownDocument,
)
from bot.core.model.judge_ports import Judge
from bot.core.model.meaning_ports import Semantic
from bot.core.model.ports import Draw, Fetcher, Index, Meter, Progress, Store, Unmetered
from bot.core.model.store_ports import (
    Cases,
    Documents,
    Drafts,
    Durable,
    FeedbackCounts,
    Posts,
    Questions,
    Schedules,
    Trail,
    Workspaces,
)
from bot.core.model.trail import Event, Outcome, Receipt
from bot.core.search import pipeline
from bot.core.search.autocomplete import Suggestions
from bot.core.search.document_cache import Shelf

FROM_ALL = "shared/"  # in front of a case's name: the one that every workspace has
log = logging.getLogger(__name__)


class Casebook:
    """Safe to call from several threads. Raises CasebookError kinds only."""

    def __init__(
        self, store: Store, index: Index, read: Read, fetcher: Fetcher | None = None,
        semantic: Semantic | None = None, judge: Judge | None = None,
    ) -> None:  # fmt: skip
        self.meter: Meter = Unmetered()
        self.store = store
        self.index = index
        self.read = read
        self.fetcher = fetcher
        self.draw: Draw | None = None  # of recognised pages, for whoever compares words with them
        self.semantic, self.judge = semantic, judge  # without them, answers come by words
        self.writing = RLock()
        self.claims: Claims = store.claims  # of this process, to what is done once for all that share the store
        self.trail: Trail = store
        self.drafts: Drafts = store
        self.posts: Posts = store
        self.questions: Questions = store
        self.feedback: FeedbackCounts = store
        self.schedules: Schedules = store
        self.workspaces: Workspaces = store
        self.any_cases: Cases = store  # whoever asks: for those who have asked what the viewer may see
        self.any_documents: Documents = store
        self.durable = cast("Durable", store)  # where it is stored on disk
        self.suggestions = Suggestions(store)
        self.shelf, self.ahead = Shelf(), LookingAhead()

    # --- what may be seen

    def viewer(self, audience: Audience) -> Viewer:
        return visibility.viewer(self.store.cases(audience.workspace), audience)

    def cases(self, viewer: Viewer) -> Sequence[Case]:
        """The visible cases, by name."""
        seen = (case for case in self.store.cases(viewer.workspace) if case.id in viewer.cases)
        return sorted(seen, key=lambda case: (case.name, case.id))

    def case(self, viewer: Viewer, name: str) -> Case:
        """The visible case of that name, as `names` has it: a plain one is the workspace's own before a shared one.

        Raises UnknownCase.
        """
        plain, shared = name.removeprefix(FROM_ALL), name.startswith(FROM_ALL)
        named = [case for case in self.cases(viewer) if case.name == plain and (case.workspace == SHARED or not shared)]
        if not named:
            raise UnknownCase(name=name[:80])
        return min(named, key=lambda case: case.workspace == SHARED)

    def names(self, viewer: Viewer) -> Mapping[CaseId, str]:
        """How each visible case is called: `shared/NAME` where the workspace has one of the same name, too."""
        seen = self.cases(viewer)
        own = {case.name for case in seen if case.workspace != SHARED}
        return {
            case.id: f"{FROM_ALL}{case.name}" if case.workspace == SHARED and case.name in own else case.name
            for case in seen
        }

    def ask(self, question: Question, viewer: Viewer) -> Answer:
        """The exact words that answer, or a refusal. Raises BadQuestion kinds and UnknownCase."""
        cases = {case.id: case for case in self.cases(viewer)}
        if question.case is not None:
            cases = {(chosen := self.case(viewer, question.case)).id: chosen}
        for _time in range(3):  # again where what would be quoted was changed meanwhile
            head = self.store.head()
            index = self.ahead.index(self.store, self.index, cases)
            with self.store.within(viewer.workspace):
                answer = pipeline.ask(question, cases, self.store, index, self.semantic, self.judge, self.shelf)
            # the log itself is read: what another process has changed may not have been heard of yet
            if not answer.withheld or not (self.store.changes(head.sequence) or self.store.head() != head):
                break
        self.meter.count("answers", outcome=answer.reason or "answered")
        self.meter.observe("stage", answer.took_ms / 1000, stage="search")
        return answer

    def documents(self, viewer: Viewer, *, removed: bool = False) -> Sequence[Document]:
        """By case, then key."""
        return self.store.documents(viewer.cases, removed=removed)

    def document(self, viewer: Viewer, ref: str | DocumentId, case: str | None = None) -> Document:
        """By number or key, removed ones too. Raises UnknownDocument, in the same words for hidden ones."""
        found = self.store.document(ref) if isinstance(ref, int) else self._by_key(viewer, ref, case)
        if found is None or found.case not in viewer.cases:
            raise UnknownDocument(key=str(ref)[:80])
        return found

    def _by_key(self, viewer: Viewer, key: str, case: str | None) -> Document | None:
        cases = [self.case(viewer, case)] if case else self.cases(viewer)
        found = [one for each in cases if (one := self.store.find(each.id, key))]
        current = [one for one in found if not one.removed] or found
        if len(current) > 1:
            names = self.names(viewer)
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

        Raises BadDocument kinds, and as `take`.
        """
        parcel = intake.read_file(self.read, data, name, charset)
        return self.take(parcel.edited(details), by, workspace=workspace, case=case)

    def add_link(
        self,
        address: str,
        by: Actor,
        *,
        workspace: str = SHARED,
        case: str | None = None,
        details: Callable[[Details], Details] = lambda found: found,
    ) -> Sequence[Receipt]:
        """Fetch a page and take it in; the one of that address in the case gets a new version.

        Raises NotFetched and BadDocument kinds, and as `take`. Takes up to half a minute.
        """
        return self.take(self.page(address).edited(details), by, workspace=workspace, case=case)

    def page(self, address: str) -> Parcel:
        """What is at that address now, read, and kept nowhere. Raises NotFetched and BadDocument kinds.

        Waits for the web for up to half a minute: not for a thread that others wait for.
        """
        if self.fetcher is None:
            raise NoFetching
        return intake.read_page(self.read, self.fetcher.fetch(address))

    def newer(self, address: str, document: Document) -> Parcel:
        """What is at that address now, to become the document's next version, with the details that it has.

        Raises Unchanged for the same bytes, and as `page`. A page that moved brings its new address along.
        """
        parcel = self.page(address)
        if hashlib.sha256(parcel.data).hexdigest() == document.sha256:
            raise Unchanged(key=document.key)
        source = parcel.readings[0].details.source if document.fetched else document.details.source
        reading = replace(
            parcel.readings[0], details=replace(document.details, source=source), key=document.key, named=True
        )
        return replace(parcel, origin=document.origin, readings=(reading,))

    def take(
        self,
        parcel: Parcel,
        by: Actor,
        *,
        workspace: str = SHARED,
        case: str | None = None,
        progress: Progress = lambda done, total: None,
    ) -> Sequence[Receipt]:
        """Put what was read into the case (each document's own, where it names one): all of it, or nothing.

        progress: told how many were compared with what is there; storing and indexing come after.

        Raises BadDetail, BadKey, KeyTwice, and Duplicate where its bytes or text are in the case already; of several
        documents those are left as they are.
        """
        with self.writing:
            by_case: dict[tuple[str, str], list[tuple[Reading, Upload]]] = {}
            for reading, made in zip(parcel.readings, parcel.uploads(), strict=True):
                by_case.setdefault(_home(workspace, case or reading.case or STARTER), []).append((reading, made))
            step = _steps(len(parcel.readings), progress)
            placed = [(place, *self._placed(place, offered, step)) for place, offered in by_case.items()]
            held = [Receipt(Outcome.UNCHANGED, twin) for _, _, twins in placed for twin in twins]
            if len(held) == len(parcel.readings) == 1:
                raise Duplicate(name=intake.shown(parcel.name), key=held[0].document.key)
            receipts = [one for place, made, _ in placed for one in self._put(place, made, by)]
        self.follow()
        return [*receipts, *held]

    def _placed(
        self, place: tuple[str, str], offered: Sequence[tuple[Reading, Upload]], step: Callable[[], None]
    ) -> tuple[list[tuple[Upload, tuple[str, ...]]], list[Document]]:
        """What to put there, each under a key of its own, with notes; and the documents that are there already."""
        target = self._existing(*place)
        made: dict[str, Upload] = {}
        notes: list[tuple[str, ...]] = []
        twins: list[Document] = []
        seen: set[str] = set()  # keys that the file itself names
        for reading, one in offered:
            step()
            named = reading.key is not None and reading.named
            if named and (one.key in seen or one.key in made):
                raise KeyTwice(name=intake.shown(one.origin), key=one.key)
            seen |= {one.key} if named else set()
            twin = self._twin(target, one, by_key=named and reading.original is not None)
            if twin is not None:
                twins.append(twin)
                continue
            key = one.key if named else self._key(target, one, {*made, *seen})
            made[key] = replace(one, key=key)
            notes.append(intake.warnings(reading))
        return list(zip(made.values(), notes, strict=True)), twins

    def _twin(self, target: Case | None, made: Upload, *, by_key: bool) -> Document | None:
        """A current document with the same bytes or text; `by_key`: in a bulk file only that of its own key."""
        twins = self.store.twins(target.id, made) if target else ()
        return next((one for one in twins if not one.removed and (not by_key or one.key == made.key)), None)

    def _key(self, target: Case | None, made: Upload, taken: Container[str]) -> str:
        """The one under which the same came before; else the proposed one, or the next that is free."""
        key, number = self._key_of(target, made.retrieval) or made.key, 1
        while key in taken or (target and self._is_anothers(target, key, made.origin)):
            number += 1
            key = f"{made.key[:76]}-{number}"
        return key

    def _key_of(self, target: Case | None, retrieval: Retrieval | None) -> str | None:
        if target is None or retrieval is None:
            return None
        held = (*self.store.documents([target.id]), *self.store.documents([target.id], removed=True))
        return next((one.key for one in held if one.origin == retrieval.address), None)

    def before(self, case: CaseId, parcel: Parcel, made: Upload) -> Document | None:
        """The document of that case whose next version it would become."""
        target = self.store.case(case)
        (reading,) = parcel.readings
        named = reading.key is not None and reading.named
        return self.store.find(case, made.key if named else self._key(target, made, ()))

    def _is_anothers(self, target: Case, key: str, origin: str) -> bool:
        held = self.store.find(target.id, key)
        return held is not None and held.origin != origin

    def _existing(self, workspace: str, name: str) -> Case | None:
        held = self.store.cases(workspace)
        return next((case for case in held if (case.workspace, case.name) == (workspace, name)), None)

    def _put(
        self, place: tuple[str, str], made: Sequence[tuple[Upload, tuple[str, ...]]], by: Actor
    ) -> Sequence[Receipt]:
        """One transaction. Raises UnknownCase where the case was removed."""
        if not made:
            return []
        case = self.open_case(*place)
        if case.removed:
            raise UnknownCase(name=case.name)
        receipts = self.store.put_many(case.id, [one for one, _ in made], by)
        return [replace(one, notes=notes) for one, (_, notes) in zip(receipts, made, strict=True)]

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
        receipt = self.store.describe(document.id, intake.checked(intake.corrected(document.details, details)), by)
        self.follow()
        return receipt

    def remove(self, viewer: Viewer, ref: str | DocumentId, by: Actor, case: str | None = None) -> Receipt:
        """Out of every answer at once; `restore` brings it back."""
        receipt = self.store.remove(self.document(viewer, ref, case).id, by)
        self.follow()
        return receipt

    def restore(
        self, viewer: Viewer, ref: str | DocumentId, by: Actor, case: str | None = None, version: int | None = None
    ) -> Receipt:
        """A removed document back, or an earlier version as the newest."""
        receipt = self.store.restore(self.document(viewer, ref, case).id, by, version)
        self.follow()
        return receipt

    def erase(self, viewer: Viewer, ref: str | DocumentId, by: Actor, reason: str, case: str | None = None) -> Document:
        """Gone for good, from drafts and index files too, and no folder brings it back. Returns what it was."""
        document = self.document(viewer, ref, case)
        home = self.store.case(document.case)
        with self.writing:
            versions = self.store.versions(document.id)
            erasure.remember(self.store, home, (one.text_sha256 for one in versions), by)
            erasure.drop_drafts(self.store, home, versions)
            left = self._left_of(lambda: self.store.erase(document.id, by, reason))
        left = self._left_of(lambda: self._purge(document)) or left
        if left:
            raise left
        return document

    def _purge(self, document: Document) -> None:
        try:
            self.catch_up()
            self.purge({document.id: document.case})
        except StoreError as error:
            raise NotYetGone from error

    def purge(self, gone: Mapping[DocumentId, CaseId]) -> None:
        """Nothing of these erased documents is left in the files of index and vectors, or known to this process."""
        self.shelf, self.ahead = Shelf(), LookingAhead()
        remembering.forget()
        self.index.purge(gone)
        if self.semantic is not None:
            self.semantic.vectors.purge(gone)

    def _left_of(self, erase: Callable[[], object]) -> NotYetGone | None:
        try:
            erase()
        except NotYetGone as error:
            return error
        return None

    def open_case(self, workspace: str, name: str) -> Case:
        """The case of that name, made if needed; the shared one where the name is the starter case's."""
        return self.store.open_case(*_home(workspace, name), name.replace("-", " ").capitalize())

    def catch_up(self, patience: float | None = None) -> None:
        """Bring the index to the store's head; costs next to nothing where it is there. See `indexing.catch_up`."""
        indexing.catch_up(self.store, self.index, patience)

    def follow(self) -> None:
        """After a change: the index, too. Where it can't now, the change stands, and the next question tries again."""
        try:
            self.catch_up()
        except StoreError as error:
            log.warning("the index could not follow a change yet: %s", error)

    def close(self) -> None:
        self.index.close()
        for helping in (self.semantic, self.judge):
            if helping is not None:
                helping.close()
        self.store.close()


def _home(workspace: str, name: str) -> tuple[str, str]:
    return (SHARED if name == STARTER else workspace), name


def _steps(total: int, progress: Progress) -> Callable[[], None]:
    """What to call for each of so many."""
    done = itertools.count(1)
    return lambda: progress(next(done), total)
