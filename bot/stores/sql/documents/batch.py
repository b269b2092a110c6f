"""What one write transaction changes: decided document by document, then written table by table.

Writing many rows of a table at once is what makes an import quick; foreign keys want the tables in order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Table, bindparam, select

from bot.core.model.documents import Actor, CaseId, Document, DocumentId, Upload
from bot.core.model.errors import UnknownCase, UnknownDocument
from bot.core.model.trail import Outcome, Receipt
from bot.stores import content
from bot.stores.content import Content, outcome, with_content
from bot.stores.sql.database import drivers
from bot.stores.sql.database.tables import CASES, DOCUMENTS, EVENTS, ORIGINALS, QUOTATIONS, RETRIEVALS, TEXTS, VERSIONS
from bot.stores.sql.documents import rows
from bot.stores.sql.keep import holdings
from bot.stores.sql.trail import chain
from bot.stores.sql.trail.chain import REMOVED
from bot.stores.sql.trail.journal import KEYS, Journal
from bot.stores.sql.trail.signet import Ends

T = TypeVar("T")
DRAWN = 100  # numbers for new documents, drawn at once
CHUNK = 500  # values in one IN (…); SQLite's limit of variables was 999 once

_UPDATE = (
    DOCUMENTS.update()
    .where(DOCUMENTS.c.id == bindparam("document"))
    .values({name: bindparam(f"new_{name}") for name in ("version", "removed", "changed_at")})
)


class Batch:
    """The changes of one transaction on `connection`, by one actor, at one moment."""

    def __init__(self, connection: Connection, by: Actor, at: datetime) -> None:
        self.connection, self.by, self.at = connection, by, at
        self.links = chain.Links(chain.newest(connection))
        self.journal = Journal(drivers.driver(connection))
        self.texts: dict[str, bytes] = {}
        self.originals: dict[str, bytes] = {}
        self._added: dict[DocumentId, Document] = {}
        self._changed: dict[DocumentId, Document] = {}
        self._versions: list[dict[str, Any]] = []
        self._retrievals: list[dict[str, Any]] = []
        self._beside = 0
        self._numbers = self._unused()

    def ends(self) -> Ends:
        """Of trail and journal, with what is written already."""
        return Ends(self.links.head, self.journal.head)

    # --- rows beside the documents: through these only, so that the journal knows of them

    def insert(self, table: Table, row: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> None:
        new = [row] if isinstance(row, Mapping) else row
        self.journal.touch(table.name, [[one[name.name] for name in table.primary_key] for one in new])
        if new:
            self.connection.execute(table.insert(), new)

    def update(self, table: Table, which: ColumnElement[bool], values: Mapping[str, Any]) -> int:
        """How many rows that were."""
        self._touch(table, which)
        return self.connection.execute(table.update().where(which).values(values)).rowcount

    def delete(self, table: Table, which: ColumnElement[bool]) -> int:
        """How many rows that were."""
        self._touch(table, which)
        return self.connection.execute(table.delete().where(which)).rowcount

    def _touch(self, table: Table, which: ColumnElement[bool]) -> None:
        if table.name in KEYS:
            self.journal.touch(table.name, self.connection.execute(select(*table.primary_key).where(which)).all())

    # --- what is held

    def require_case(self, case: CaseId) -> None:
        if not possible(case) or self.connection.scalar(select(CASES.c.id).where(CASES.c.id == case)) is None:
            raise UnknownCase(name=case)

    def held(self, document: DocumentId) -> Document:
        return self.held_many([document])[0]

    def held_many(self, documents: Iterable[DocumentId]) -> list[Document]:
        """In that order."""
        wanted = list(documents)
        found: dict[DocumentId, Document] = {}
        for some in chunks(filter(possible, wanted)):
            rows_of = self.connection.execute(rows.CURRENT.where(DOCUMENTS.c.id.in_(some)))
            found |= {row[0]: rows.document(row) for row in rows_of}
        for one in wanted:
            if one not in found:
                raise UnknownDocument(key=one)
        return [found[one] for one in wanted]

    def held_version(self, held: Document, version: int) -> Document:
        """As it was when that version was made."""
        wanted = rows.AS_MADE.where(DOCUMENTS.c.id == held.id, VERSIONS.c.version == version)
        row = self.connection.execute(wanted).first() if possible(version) else None
        if row is None:
            raise UnknownDocument(key=f"{held.key}, version {version}")
        return rows.document(row)

    def by_keys(self, case: CaseId, keys: Collection[str]) -> dict[str, Document]:
        found: dict[str, Document] = {}
        for some in chunks(keys):
            wanted = rows.CURRENT.where(DOCUMENTS.c.case_id == case, DOCUMENTS.c.key.in_(some))
            found |= {row[2]: rows.document(row) for row in self.connection.execute(wanted)}
        return found

    # --- what becomes different

    def put(self, case: CaseId, upload: Upload, content: Content, held: Document | None) -> Receipt:
        what = outcome(held, content)
        if what is Outcome.UNCHANGED and held:
            return Receipt(what, held)
        if what is Outcome.RESTORED and held:
            return self.set_removed(held, what)
        self.texts[content.text_sha256] = upload.text.encode()
        self.originals[content.sha256] = upload.original
        receipt = self.next(held, content, what) if held else self._add(case, upload.key, content)
        if upload.retrieval is not None:
            self._retrievals.append(rows.of_retrieval(receipt.document.id, content.sha256, upload.retrieval))
        return receipt

    def _add(self, case: CaseId, key: str, content: Content) -> Receipt:
        fields = {name: getattr(content, name) for name in Content.__slots__}
        made = Document(
            next(self._numbers),
            case,
            key,
            version=1,
            added_by=self.by.id,
            added_at=self.at,
            changed_at=self.at,
            **fields,
        )
        self._added[made.id] = made
        return self._versioned(Outcome.ADDED, made, content)

    def next(
        self, held: Document, content: Content, what: Outcome, note: str = "", *, removed: bool = False
    ) -> Receipt:
        """One more version of `held`."""
        return self._versioned(
            what, self._set(replace(with_content(held, content, self.at), removed=removed)), content, note
        )

    def set_removed(self, held: Document, what: Outcome) -> Receipt:
        changed = self._set(replace(held, removed=what is Outcome.REMOVED, changed_at=self.at))
        return self._logged(what, changed, Content.of_document(changed))

    def _set(self, changed: Document) -> Document:
        kept = self._added if changed.id in self._added else self._changed
        kept[changed.id] = changed
        return changed

    def _versioned(self, what: Outcome, document: Document, content: Content, note: str = "") -> Receipt:
        self._versions.append(rows.of_version(document.id, document.version, content, self.at))
        return self._logged(what, document, content, note)

    def _logged(self, what: Outcome, document: Document, content: Content, note: str = "") -> Receipt:
        said = content.digest().hex() + (REMOVED if document.removed else "")
        about = chain.About(document.case, document.id, document.version, document.key, said)
        self.links.add(self.by, what, self.at, about, note)
        return Receipt(what, document)

    def heal(self, text: str) -> list[Receipt]:
        """In the place of the damaged one that has its hash, of whichever documents; no new version of them."""
        name = content.text_hash(text)
        damaged = self.connection.scalar(select(TEXTS.c.text).where(TEXTS.c.sha256 == name))
        if damaged is None or damaged == text.encode():
            return []
        self.weighs(len(damaged))
        self.connection.execute(TEXTS.update().where(TEXTS.c.sha256 == name).values(text=text.encode()))
        owners = select(VERSIONS.c.document_id).where(VERSIONS.c.text_sha256 == name).distinct()
        held = self.held_many(sorted(self.connection.scalars(owners)))
        return [self._logged(Outcome.HEALED, one, Content.of_document(one)) for one in held]

    def log(self, what: Outcome, about: chain.About, note: str) -> None:
        """An event with nothing else to write."""
        self.links.add(self.by, what, self.at, about, note)

    def _unused(self) -> Iterator[DocumentId]:
        """Numbers that never were: the trail remembers those of erased documents. Looked up many at a time."""
        drawn = content.candidates()
        while True:
            some = list(islice(drawn, DRAWN))
            used = select(EVENTS.c.document_id).where(EVENTS.c.document_id.in_(some))
            taken = {*self.connection.scalars(used), *self._added}
            yield from (number for number in some if number not in taken)

    def erase(self, document: DocumentId, reason: str) -> None:
        """Everything of a document but what others share, and its events."""
        held = self.held(document)
        own = VERSIONS.c.document_id == document
        used = self.connection.execute(select(VERSIONS.c.text_sha256, VERSIONS.c.sha256).where(own)).all()
        for each in holdings.OF_A_DOCUMENT:
            self.delete(each.table, each.document == document)
        self._drop_unused(TEXTS, VERSIONS.c.text_sha256, {row[0] for row in used})
        self._drop_unused(ORIGINALS, VERSIONS.c.sha256, {row[1] for row in used})
        chain.forget(self.connection, EVENTS.c.document_id == document)
        self.log(Outcome.ERASED, chain.About(held.case, document, held.version), reason)

    def drop_workspace(self, workspace: str, reason: str) -> None:
        """All of it but documents and the cases that hold any."""
        self.delete(QUOTATIONS, holdings.quotations_of(workspace))
        for each in holdings.OF_A_WORKSPACE:
            self.delete(each.table, each.workspace == workspace)
        full = select(DOCUMENTS.c.id).where(DOCUMENTS.c.case_id == CASES.c.id).exists()
        for case in self.connection.scalars(select(CASES.c.id).where(CASES.c.workspace == workspace, ~full)).all():
            self.delete(CASES, CASES.c.id == case)
            chain.forget(self.connection, (EVENTS.c.case_id == case) & EVENTS.c.document_id.is_(None))
            self.log(Outcome.ERASED, chain.About(case), reason)
        self.log(Outcome.ERASED, chain.About(), reason)  # so that no scheduled backup keeps the rest

    def _drop_unused(self, table: Table, used_as: Any, hashes: set[str]) -> None:
        for some in chunks(hashes):
            still = select(used_as).where(used_as == table.c.sha256).exists()
            self.connection.execute(table.delete().where(table.c.sha256.in_(some), ~still))

    # --- writing it

    def size(self) -> int:
        """Bytes that are about to be written, roughly."""
        blobs = sum(map(len, self.texts.values())) + sum(map(len, self.originals.values()))
        return blobs + 1000 * len(self._versions) + self._beside

    def weighs(self, size: int) -> None:
        """So many bytes are written beside the documents."""
        self._beside += size

    def write(self) -> None:
        """In the order that foreign keys want."""
        self._store(TEXTS, TEXTS.c.text, self.texts)
        self._store(ORIGINALS, ORIGINALS.c.data, self.originals)
        self._insert(DOCUMENTS, [rows.of_document(one) for one in self._added.values()])
        self._insert(VERSIONS, self._versions)
        if self._changed:
            self.connection.execute(_UPDATE, [_update(one) for one in self._changed.values()])
        for row in self._retrievals:
            same = (RETRIEVALS.c.document_id == row["document_id"]) & (RETRIEVALS.c.sha256 == row["sha256"])
            self.delete(RETRIEVALS, same)
            self.insert(RETRIEVALS, row)
        self.links.write(self.connection)
        self.journal.write()

    def _store(self, table: Table, column: Any, blobs: dict[str, bytes]) -> None:
        held: set[str] = set()
        for some in chunks(blobs):
            held |= set(self.connection.scalars(select(table.c.sha256).where(table.c.sha256.in_(some))))
        self._insert(table, [{"sha256": name, column.name: blobs[name]} for name in blobs if name not in held])

    def _insert(self, table: Table, values: list[dict[str, Any]]) -> None:
        if values:
            self.connection.execute(table.insert(), values)


def _update(changed: Document) -> dict[str, Any]:
    return {
        "document": changed.id,
        "new_version": changed.version,
        "new_removed": changed.removed,
        "new_changed_at": changed.changed_at,
    }


def possible(number: int) -> bool:
    """Whether a row can have that number; what a person sends may be larger than any."""
    return 0 < number < 2**63


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(values)
    while some := list(islice(rest, CHUNK)):
        yield some
