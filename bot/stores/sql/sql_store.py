"""The store in a database: what the port promises, over the tables, one transaction a change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, or_, select

from bot.core.model.claims import Claims
from bot.core.model.documents import SHARED, Actor, Case, CaseId, Details, Document, DocumentId, Post, Retrieval, Upload
from bot.core.model.errors import UnknownCase, UnknownDocument
from bot.core.model.ports import Clock
from bot.core.model.trail import Change, Event, Head, Held, Outcome, Receipt, Torn
from bot.stores.content import MOVED, Content, described, draw, legible, moved, utc_now, written_as_text
from bot.stores.sql.backup import copying
from bot.stores.sql.database import opening
from bot.stores.sql.database.database import holds
from bot.stores.sql.database.tables import CASES, DOCUMENTS, EVENTS, ORIGINALS, SETTINGS, TEXTS, VERSIONS
from bot.stores.sql.documents import rows
from bot.stores.sql.documents.batch import chunks, possible
from bot.stores.sql.documents.memo import Memo
from bot.stores.sql.keep import persons, posts
from bot.stores.sql.keep.feedback_and_schedules import BesideTable
from bot.stores.sql.trail import audit, chain, mending
from bot.stores.sql.trail.audit import Verdict

SYSTEM = Actor("system")
RESERVE = 32_000_000  # bytes

_HEAD = (
    select(EVENTS.c.sequence, EVENTS.c.hash)
    .where(EVENTS.c.document_id.is_not(None))
    .order_by(EVENTS.c.sequence.desc())
    .limit(1)
)


_TEXTS = (
    select(DOCUMENTS.c.id, TEXTS.c.text)
    .join_from(DOCUMENTS, VERSIONS, VERSIONS.c.document_id == DOCUMENTS.c.id)
    .join(TEXTS, TEXTS.c.sha256 == VERSIONS.c.text_sha256)
    .where(VERSIONS.c.version == DOCUMENTS.c.version)
)
_OWN = rows.CURRENT.where(DOCUMENTS.c.case_id == bindparam("case")).order_by(DOCUMENTS.c.id)
_OF_CASE = _OWN.where(DOCUMENTS.c.removed == bindparam("removed"))
_ALIASED = _OF_CASE.where(VERSIONS.c.aliases.is_not(None))
_FOUND = _OWN.where(DOCUMENTS.c.key == bindparam("key"))
_TWINS = _OWN.where(or_(VERSIONS.c.sha256 == bindparam("original"), VERSIONS.c.text_sha256 == bindparam("text")))
_CASES = select(CASES).order_by(CASES.c.workspace, CASES.c.name)


class SqlStore(BesideTable):
    """The database at `address`, made if it isn't there, upgraded if it is older.

    `sqlite:////folder/file.db`, or `postgresql://user@host/name`. Raises StoreError kinds. Every write waits at most
    5 s for other writers. reserve: bytes to leave free on a file's disk. key: what a server's history is signed with.
    """

    def __init__(self, address: str, clock: Clock = utc_now, *, reserve: int = RESERVE, key: str | None = None) -> None:
        super().__init__(opening.opened(address, clock, reserve, key), clock)
        self._memo = Memo(self.database)

    @property
    def claims(self) -> Claims:
        return self.database.claims

    def close(self) -> None:
        self.database.close()

    def within(self, workspace: str) -> AbstractContextManager[None]:
        return self.database.within(workspace)

    def verify(self) -> Verdict:
        """What is wrong with the audit trail, if anything. Reads all of it."""
        return audit.verify(self.database)

    def backup(self, path: Path) -> Head:
        """One consistent file, while others read and write. Returns where in the change log it stands."""
        return copying.backup(self.database, path)

    # --- the change log and the trail

    def head(self) -> Head:
        return self._memo.of("head", self._head)

    def _head(self) -> Head:
        with self._reading() as connection:
            row = connection.execute(_HEAD).first()
        return Head(row[0], row[1]) if row else Head(0, "")

    def holds(self, head: Head) -> bool:
        if not possible(head.sequence):
            return head == Head(0, "")
        with self._reading() as connection:
            return holds(connection, head)

    def changes(self, since: int) -> Sequence[Change]:
        wanted = select(EVENTS.c.sequence, EVENTS.c.document_id, EVENTS.c.case_id).order_by(EVENTS.c.sequence)
        wanted = wanted.where(EVENTS.c.sequence > since, EVENTS.c.document_id.is_not(None))
        with self._reading() as connection:
            found = [Change(*row) for row in connection.execute(wanted)]
        if found and found[-1].sequence > self._memo.of("head", self._head).sequence:
            self.database.doubt()
        return found

    def events(self, document: DocumentId | None = None, limit: int = 100) -> Sequence[Event]:
        wanted = rows.TRAIL.order_by(EVENTS.c.sequence.desc()).limit(limit)
        if document is not None:
            wanted = wanted.where(EVENTS.c.document_id == document)
        with self._reading() as connection:
            return list(rows.readable(connection.execute(wanted), rows.event, "events"))

    # --- cases

    def cases(self, workspace: str | None = None) -> Sequence[Case]:
        wanted = _CASES if workspace is None else _CASES.where(CASES.c.workspace.in_((workspace, SHARED)))
        return list(self._memo.of(f"cases of {workspace or 'all'}", lambda: self._cases(wanted)))

    def case(self, case: CaseId) -> Case:
        found = self._cases(_CASES.where(CASES.c.id == case)) if possible(case) else ()
        if not found:
            raise UnknownCase(name=case)
        return found[0]

    def _cases(self, wanted: Select[Any]) -> tuple[Case, ...]:
        with self._reading() as connection:
            return tuple(rows.readable(connection.execute(wanted), rows.case, "cases"))

    def open_case(self, workspace: str, name: str, title: str, by: Actor | None = None) -> Case:
        wanted = select(CASES).where(CASES.c.workspace == workspace, CASES.c.name == name)
        with self._reading() as connection:
            row = connection.execute(wanted).first()
        if row:
            return rows.case(row)
        with self._writing(by or SYSTEM) as batch:
            if row := batch.connection.execute(wanted).first():
                return rows.case(row)
            held = select(CASES.c.id)
            number = draw(lambda one: batch.connection.scalar(held.where(CASES.c.id == one)) is not None)
            made = Case(number, workspace, name, title)
            batch.insert(CASES, rows.of_case(made))
            batch.log(Outcome.ADDED, chain.About(made.id), f"case {name}")
            return made

    def put_case(self, case: Case, by: Actor) -> Case:
        return self.change_case(case.id, lambda _held: case, by)

    def change_case(self, case: CaseId, made: Callable[[Case], Case], by: Actor) -> Case:
        with self._writing(by) as batch:
            row = batch.connection.execute(select(CASES).where(CASES.c.id == case)).first()
            if row is None:
                raise UnknownCase(name=case)
            held = rows.case(row)
            changed = replace(made(held), id=held.id, workspace=held.workspace, name=held.name)
            with written_as_text(held.name):
                changed.title.encode()
                "".join(map("".join, changed.aliases)).encode()
            if changed != held:
                batch.update(CASES, CASES.c.id == case, rows.of_case(changed))
                what = "case" if changed.aliases == held.aliases else "aliases of case"
                batch.log(Outcome.UPDATED, chain.About(case), f"{what} {held.name}")
            return changed

    # --- changing documents

    def put(self, case: CaseId, upload: Upload, by: Actor) -> Receipt:
        return self.put_many(case, [upload], by)[0]

    def put_many(self, case: CaseId, uploads: Iterable[Upload], by: Actor) -> Sequence[Receipt]:
        """The uploads are read to their end before the transaction begins; some hundreds at a time are quickest."""
        offered = [(upload, Content.of_upload(upload)) for upload in uploads]
        with self._writing(by) as batch:
            batch.require_case(case)
            held = batch.by_keys(case, {upload.key for upload, _ in offered})
            receipts = []
            for upload, content in offered:
                receipts.append(batch.put(case, upload, content, held.get(upload.key)))
                held[upload.key] = receipts[-1].document
            return receipts

    def describe(self, document: DocumentId, details: Details, by: Actor, note: str = "") -> Receipt:
        with self._writing(by) as batch:
            held = batch.held(document)
            if held.details == details:
                return Receipt(Outcome.UNCHANGED, held)
            content = described(held, details)
            with written_as_text(held.key):
                return batch.next(held, content, Outcome.UPDATED, note, removed=held.removed)

    def remove(self, document: DocumentId, by: Actor) -> Receipt:
        return self.remove_many([document], by)[0]

    def remove_many(self, documents: Iterable[DocumentId], by: Actor) -> Sequence[Receipt]:
        with self._writing(by) as batch:
            return [
                Receipt(Outcome.UNCHANGED, held) if held.removed else batch.set_removed(held, Outcome.REMOVED)
                for held in batch.held_many(documents)
            ]

    def move_many(self, origins: Mapping[DocumentId, str], by: Actor) -> Sequence[Receipt]:
        with self._writing(by) as batch, written_as_text(next(iter(origins.values()), "")):
            return [
                batch.next(held, moved(held, origins[held.id]), Outcome.UPDATED, MOVED, removed=held.removed)
                for held in batch.held_many(origins)
            ]

    def restore(self, document: DocumentId, by: Actor, version: int | None = None) -> Receipt:
        with self._writing(by) as batch:
            held = batch.held(document)
            if version in {None, held.version}:
                return batch.set_removed(held, Outcome.RESTORED) if held.removed else Receipt(Outcome.UNCHANGED, held)
            content = Content.of_document(batch.held_version(held, version or 0))
            return batch.next(held, content, Outcome.RESTORED, f"version {version}")

    def erase(self, document: DocumentId, by: Actor, reason: str) -> None:
        with self._writing(by) as batch:
            batch.erase(document, reason)
        self.database.wipe()

    # --- reading documents

    def document(self, document: DocumentId) -> Document | None:
        return self.get([document]).get(document)

    def find(self, case: CaseId, key: str) -> Document | None:
        found = self._documents(_FOUND, case=case, key=legible(key))
        return found[0] if found and found[0].key == key else None

    def twins(self, case: CaseId, upload: Upload) -> Sequence[Document]:
        content = Content.of_upload(upload)
        return self._documents(_TWINS, case=case, original=content.sha256, text=content.text_sha256)

    def documents(self, cases: Iterable[CaseId], *, removed: bool = False) -> Sequence[Document]:
        found: list[Document] = []
        for case in sorted(set(cases)):
            found += self._documents(_OF_CASE, case=case, removed=removed)
        return found

    def aliased(self, cases: Iterable[CaseId]) -> Sequence[Document]:
        return [one for case in sorted(set(cases)) for one in self._documents(_ALIASED, case=case, removed=False)]

    def _documents(self, wanted: Any, **values: Any) -> list[Document]:
        """By key; sorted here, since fetching them in that order would jump about on the disk."""
        with self._reading() as connection:
            found = list(rows.readable(connection.execute(wanted, values), rows.document, "documents"))
        return sorted(found, key=lambda document: document.key)

    def get(self, ids: Iterable[DocumentId]) -> Mapping[DocumentId, Document]:
        found: dict[DocumentId, Document] = {}
        with self.database.told():
            for some in chunks(filter(possible, ids)):
                held = self.database.by_ids(rows.CURRENT, some)
                found |= {one.id: one for one in rows.readable(held, rows.read_document, "documents")}
        return found

    def texts(self, ids: Iterable[DocumentId]) -> Mapping[DocumentId, str]:
        found: dict[DocumentId, str] = {}
        with self.database.told():
            for some in chunks(filter(possible, ids)):
                for number, text in self.database.by_ids(_TEXTS, some):
                    found[number] = _decoded(text)
        return found

    def text(self, document: DocumentId, version: int) -> str | None:
        if not (possible(document) and possible(version)):
            return None
        wanted = select(TEXTS.c.text).join_from(VERSIONS, TEXTS)
        wanted = wanted.where(VERSIONS.c.document_id == document, VERSIONS.c.version == version)
        with self._reading() as connection:
            text = connection.scalar(wanted)
        return None if text is None else _decoded(text)

    def versions(self, document: DocumentId) -> Sequence[Document]:
        if not possible(document):
            return ()
        with self._reading() as connection:
            made = connection.execute(rows.AS_MADE.where(DOCUMENTS.c.id == document))
            return tuple(rows.readable(made, rows.document, "versions"))

    def original(self, document: DocumentId, version: int | None = None) -> bytes:
        if not (possible(document) and (version is None or possible(version))):
            raise UnknownDocument(key=document)
        wanted = select(ORIGINALS.c.data).join_from(VERSIONS, ORIGINALS)
        wanted = wanted.join(DOCUMENTS, VERSIONS.c.document_id == DOCUMENTS.c.id)
        wanted = wanted.where(DOCUMENTS.c.id == document)
        wanted = wanted.where(VERSIONS.c.version == (DOCUMENTS.c.version if version is None else version))
        with self._reading() as connection:
            data: bytes | None = connection.scalar(wanted)
        if data is None:
            raise UnknownDocument(key=document)
        return data

    def retrieval(self, document: DocumentId) -> Retrieval | None:
        if not possible(document):
            return None
        with self._reading() as connection:
            found = connection.execute(rows.RETRIEVED.where(DOCUMENTS.c.id == document))
            return next(rows.readable(found, rows.retrieval, "retrievals"), None)

    # --- texts that are damaged

    def damaged(self) -> Sequence[Document]:
        with self._reading() as connection:
            return audit.damaged(connection)

    def heal(self, text: str, by: Actor) -> Sequence[Receipt]:
        with self._writing(by) as batch:
            return batch.heal(text)

    def torn(self) -> Sequence[Torn]:
        return mending.torn(self.database)

    def mend(self, one: Torn, guesses: Iterable[Upload], by: Actor) -> bool:
        with self._writing(by) as batch:
            return mending.mend(batch, one, guesses)

    # --- persons

    def held(self, actor: Actor) -> Held:
        with self._reading() as connection:
            return persons.held(connection, actor)

    def forget(self, actor: Actor, by: Actor) -> None:
        with self._writing(by) as batch:
            persons.forget(batch, actor)
        self.database.wipe()

    # --- public answers

    def put_post(self, post: Post) -> None:
        with self._writing(SYSTEM) as batch:
            posts.put(batch, post)

    def posts(self, document: DocumentId | None = None) -> Sequence[Post]:
        if document is not None and not possible(document):
            return ()
        with self._reading() as connection:
            return posts.of(connection, document)

    # --- settings

    def setting(self, workspace: str, name: str) -> str | None:
        if workspace == SHARED:  # asked for with every question
            return self._memo.of(f"setting {name}", lambda: self._setting(workspace, name))
        return self._setting(workspace, name)

    def _setting(self, workspace: str, name: str) -> str | None:
        with self._reading() as connection:
            return _setting(connection, workspace, name)

    def settings(self, name: str) -> Mapping[str, str]:
        wanted = select(SETTINGS.c.workspace, SETTINGS.c.value).where(SETTINGS.c.name == name)
        with self._reading() as connection:
            return {row[0]: row[1] for row in connection.execute(wanted)}

    def put_setting(self, workspace: str, name: str, value: str | None, by: Actor) -> None:
        with self._writing(by) as batch, written_as_text(name):
            (value or "").encode()
            if value == _setting(batch.connection, workspace, name):
                return
            batch.delete(SETTINGS, and_(*_named(workspace, name)))
            if value is not None:
                batch.insert(SETTINGS, {"workspace": workspace, "name": name, "value": value})
            what = Outcome.REMOVED if value is None else Outcome.UPDATED
            batch.log(what, chain.About(), f"setting {name} of {workspace}")


def _decoded(text: bytes) -> str:
    """A damaged byte must reach the quote contract, which withholds the quote; it must not stop the answer."""
    return text.decode("utf-8", "replace")


def _setting(connection: Connection, workspace: str, name: str) -> str | None:
    value = connection.scalar(select(SETTINGS.c.value).where(*_named(workspace, name)))
    return value if isinstance(value, str) else None


def _named(workspace: str, name: str) -> tuple[Any, Any]:
    return SETTINGS.c.workspace == workspace, SETTINGS.c.name == name
