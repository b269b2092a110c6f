"""The tables, as SQLModel classes. A change here needs a migration beside it; a test compares the two.

`texts` and `originals` are found by their SHA-256 and shared between versions and documents. `events` is the audit
trail and the change log in one: append-only, each row's hash taken over the one before (see `chain.py`). What may have
to be erased of an event stands in `event_details`. Every row that the trail doesn't tell of is in the `journal`: change
it through `batch.Batch` only, and let a later column of it be nullable, or stamp its rows anew.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    cast,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel
from sqlmodel.sql.sqltypes import AutoString

REVISIONS = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
)  # every schema there has been, oldest first; the last is the one below


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime, in every engine as SQLite has it: text. What is no moment reads as None.

    So what a row is sealed with (`journal.py`) doesn't depend on the engine, and text is in the order of time.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(DateTime(timezone=True) if dialect.name == "sqlite" else Text(collation="C"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        at = value and value.astimezone(UTC)
        return at if at is None or dialect.name == "sqlite" else f"{at:%Y-%m-%d %H:%M:%S.%f}"

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        return moment


def moment(value: Any) -> datetime | None:
    """Of text in UTC."""
    try:
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    except (TypeError, ValueError):
        return None


class Bytes(TypeDecorator[bytes]):
    """Bytes, also where somebody's UPDATE has left text in their place: it then fits no hash, and stops nothing."""

    impl = LargeBinary
    cache_ok = True

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        return cast(column, LargeBinary)


def _moment() -> Any:
    return Field(sa_type=Moment)


_NAMED = text("aliases IS NOT NULL")


class CaseRow(SQLModel, table=True):
    """`roles` and `channels` are JSON lists of Discord's numbers; `aliases` is one of lists of names, or empty."""

    __tablename__ = "cases"
    __table_args__ = (UniqueConstraint("workspace", "name", name="uq_cases_workspace_name"),)

    id: int = Field(primary_key=True)
    workspace: str
    name: str
    title: str
    open: bool
    roles: str
    channels: str
    removed: bool = Field(sa_column_kwargs={"server_default": "0"})
    aliases: str | None


class DocumentRow(SQLModel, table=True):
    """One document; `version` is the current one. Ids are never used again: `events` remembers them all."""

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("case_id", "key", name="uq_documents_case_id_key"),
        Index("ix_documents_case_id_removed", "case_id", "removed"),  # lists a case in the order it lies on the disk
    )

    id: int = Field(primary_key=True)
    case_id: int = Field(foreign_key="cases.id")
    key: str
    version: int
    removed: bool
    added_by: str
    added_at: datetime = _moment()
    changed_at: datetime = _moment()


class TextRow(SQLModel, table=True):
    """UTF-8 as bytes: so it holds NUL, and a damaged byte damages one quote, not a whole answer."""

    __tablename__ = "texts"

    sha256: str = Field(primary_key=True)
    text: bytes = Field(sa_type=Bytes)


class OriginalRow(SQLModel, table=True):
    __tablename__ = "originals"

    sha256: str = Field(primary_key=True)
    data: bytes = Field(sa_type=Bytes)


class VersionRow(SQLModel, table=True):
    """What a document said from `made_at` on. `sources` is a JSON list; `marks` one of [start, kind, label]."""

    __tablename__ = "versions"
    __table_args__ = (
        # Few documents have aliases, and each question needs those of all: this index has no other rows.
        Index("ix_versions_aliases", "document_id", "version", sqlite_where=_NAMED, postgresql_where=_NAMED),
        {"sqlite_with_rowid": False},  # rows are small and always found by their key
    )

    document_id: int = Field(primary_key=True, foreign_key="documents.id")
    version: int = Field(primary_key=True)
    made_at: datetime = _moment()
    title: str
    source: str | None
    publisher: str | None
    published: str | None
    language: str | None
    author: str | None
    kind: str
    sources: str
    standing: str
    length: int
    sha256: str = Field(foreign_key="originals.sha256", index=True)
    text_sha256: str = Field(foreign_key="texts.sha256", index=True)
    origin: str
    fetched: bool
    marks: str = Field(sa_column=Column(Text, nullable=False))
    facts_from: str | None
    facts_until: str | None
    checked: str | None
    state: str | None
    tags: str | None
    aliases: str | None


class RetrievalRow(SQLModel, table=True):
    """How the original of a document was fetched. `headers` is a JSON object."""

    __tablename__ = "retrievals"

    document_id: int = Field(primary_key=True, foreign_key="documents.id")
    sha256: str = Field(primary_key=True)
    asked: str
    address: str
    status: int
    headers: str
    at: datetime = _moment()


class DraftRow(SQLModel, table=True):
    """What is on its way in. No foreign key: a draft is nothing that has to stay."""

    __tablename__ = "drafts"

    id: str = Field(primary_key=True)
    workspace: str = Field(index=True)
    case_id: int
    by: str
    at: datetime = _moment()
    expires: datetime = _moment()
    proposed: bool
    body: bytes = Field(sa_type=Bytes)


class PostRow(SQLModel, table=True):
    """A public answer's place. The numbers are Discord's."""

    __tablename__ = "posts"

    message: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    workspace: str
    channel: int = Field(sa_type=BigInteger)
    at: datetime = _moment()


class QuotationRow(SQLModel, table=True):
    """What a public answer quotes. It outlives its document, so that an answer can be told of an erasure."""

    __tablename__ = "quotations"

    message: int = Field(sa_column=Column(ForeignKey("posts.message"), primary_key=True, autoincrement=False))
    place: int = Field(primary_key=True)
    document_id: int = Field(index=True)
    version: int
    start: int
    end: int
    told: str


class QuestionRow(SQLModel, table=True):
    """A standing question, by a person who asked for it to be kept. `scope` is a JSON list of cases' numbers."""

    __tablename__ = "questions"

    id: str = Field(primary_key=True)
    workspace: str = Field(index=True)
    by: str
    channel: int = Field(sa_type=BigInteger)
    text: str = Field(sa_column=Column(Text, nullable=False))
    language: str
    at: datetime = _moment()
    expires: datetime = _moment()
    since: int
    seen: int
    case_id: int | None
    after: str | None
    before: str | None
    scope: str
    told: datetime | None = _moment()
    due: datetime | None = _moment()
    tries: int


class FeedbackRow(SQLModel, table=True):
    """How often that was said of a document: a number, and nothing of who said it or why they asked."""

    __tablename__ = "feedback"

    workspace: str = Field(primary_key=True)
    document_id: int = Field(sa_column=Column(ForeignKey("documents.id"), primary_key=True, autoincrement=False))
    verdict: str = Field(primary_key=True)
    count: int


class ScheduleRow(SQLModel, table=True):
    """What is to be fetched again, and when. `document_id` 0: all pages of the case; so it is no foreign key."""

    __tablename__ = "schedules"

    case_id: int = Field(sa_column=Column(ForeignKey("cases.id"), primary_key=True, autoincrement=False))
    document_id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    workspace: str
    days: int
    due: datetime = _moment()
    looked: datetime | None = _moment()
    by: str


class EventRow(SQLModel, table=True):
    """Never changed and never deleted. `case_id` 0: about no case. `document_id` outlives its document."""

    __tablename__ = "events"

    sequence: int = Field(primary_key=True)
    at: datetime = _moment()
    action: str
    case_id: int
    document_id: int | None = Field(index=True)
    version: int
    seals: bytes = Field(sa_type=Bytes)  # a commitment of 32 bytes to each field of its details
    hash: str


class EventDetailRow(SQLModel, table=True):
    """The fields that the seals commit to, with a salt each. Erasing a document empties all but the actor."""

    __tablename__ = "event_details"

    sequence: int = Field(sa_column=Column(ForeignKey("events.sequence"), primary_key=True, autoincrement=False))
    salts: bytes = Field(sa_type=Bytes)
    actor: str | None
    key: str | None
    note: str | None
    content: str | None  # digest of the version, hex


class JournalRow(SQLModel, table=True):
    """What became of a row that the trail doesn't tell of. Never changed and never deleted; see `journal.py`."""

    __tablename__ = "journal"

    sequence: int = Field(primary_key=True)
    name: str  # of the table
    handle: bytes = Field(sa_type=Bytes, index=True)  # random, the row's own
    seal: bytes = Field(sa_type=Bytes)  # a commitment of 32 bytes to all that is in the row
    hash: str


class StampRow(SQLModel, table=True):
    """What opens the newest seal of a row that is there. `row` is a JSON list, its key."""

    __tablename__ = "stamps"

    name: str = Field(primary_key=True)
    row: str = Field(primary_key=True)
    handle: bytes = Field(sa_type=Bytes)
    salt: bytes = Field(sa_type=Bytes)


class SignatureRow(SQLModel, table=True):
    """One row: the ends of the trail and the journal, signed; see `signature.py`."""

    __tablename__ = "signature"

    id: int = Field(primary_key=True)
    sequence: int
    hash: str
    entry: int
    entry_hash: str
    mac: str


class SettingRow(SQLModel, table=True):
    """What a workspace has chosen, by name."""

    __tablename__ = "settings"

    workspace: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    value: str


def table(row: type[SQLModel]) -> Any:
    """The Core table of a row class: reading through it costs a tenth of loading objects."""
    return row.__table__  # type: ignore[attr-defined]


def _in_postgresql(column: Column[Any]) -> None:
    """As SQLite has them: numbers of 64 bits, flags as 0 and 1, text in the order of its bytes; no number is drawn."""
    column.autoincrement = False
    if isinstance(column.type, Boolean):
        column.type = column.type.with_variant(Integer(), "postgresql")
    elif isinstance(column.type, Integer):
        column.type = column.type.with_variant(BigInteger(), "postgresql")
    elif isinstance(column.type, String | AutoString):
        column.type = column.type.with_variant(Text(collation="C"), "postgresql")


for _table in SQLModel.metadata.sorted_tables:
    for _column in _table.columns:
        _in_postgresql(_column)

CASES, DOCUMENTS, VERSIONS, SETTINGS = (table(row) for row in (CaseRow, DocumentRow, VersionRow, SettingRow))
TEXTS, ORIGINALS, EVENTS, EVENT_DETAILS = (table(row) for row in (TextRow, OriginalRow, EventRow, EventDetailRow))
RETRIEVALS, DRAFTS = table(RetrievalRow), table(DraftRow)
POSTS, QUOTATIONS = table(PostRow), table(QuotationRow)
QUESTIONS, FEEDBACK, SCHEDULES = table(QuestionRow), table(FeedbackRow), table(ScheduleRow)
JOURNAL, STAMPS, SIGNATURE = table(JournalRow), table(StampRow), table(SignatureRow)
