"""Checks the audit trail: the chain, the seals, the signed head, and that the versions are those that were sealed."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, func, select

from bot.core.model import Document
from bot.core.records import Head, Outcome
from bot.stores.content import Content
from bot.stores.sql import rows, trail
from bot.stores.sql.batch import chunks
from bot.stores.sql.database import Database, holds
from bot.stores.sql.faults import Damaged
from bot.stores.sql.signet import Forged
from bot.stores.sql.tables import DOCUMENTS, EVENT_DETAILS, EVENTS, ORIGINALS, TEXTS, VERSIONS
from bot.stores.sql.trail import FIELDS, SALT, SEAL

_made = and_(EVENTS.c.document_id == VERSIONS.c.document_id, EVENTS.c.version == VERSIONS.c.version)
A_TIME = 1000  # rows in memory


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something in the trail that no use of this program leaves behind, at that event; 0 for the whole."""

    sequence: int
    what: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """events: how many there are. unsigned: the newest ones, which a killed process had no time to sign; no flaw."""

    events: int
    unsigned: int
    flaws: tuple[Flaw, ...]


def verify(database: Database) -> Verdict:
    """Everything that is wrong with the trail, the end first. One moment's view, also while others write."""
    signed, forged = _signed(database)  # first: what is written meanwhile may be signed meanwhile
    with database.reading() as connection:
        newest = trail.newest(connection)
        found = [
            *(forged or _end(connection, signed, newest)),
            *_readable(_chain(connection)),
            *_readable(_contents(connection)),
            *_blobs(connection, TEXTS.c.text, VERSIONS.c.text_sha256),
            *_blobs(connection, ORIGINALS.c.data, VERSIONS.c.sha256),
        ]
    return Verdict(newest.sequence, max(0, newest.sequence - signed.sequence), tuple(found))


def _readable(found: Iterator[Flaw]) -> Iterator[Flaw]:
    """A moment that is none ends the reading; it is a flaw like others."""
    try:
        yield from found
    except (TypeError, ValueError):
        yield Flaw(0, "a row holds what can't be read")


def _signed(database: Database) -> tuple[Head, list[Flaw]]:
    try:
        signed = database.signet.signed()
    except Forged:
        return Head(0, ""), [Flaw(0, "the signed head or its key is missing, or isn't ours")]
    return (signed, []) if signed else (Head(0, ""), [Flaw(0, "there is no signed head")])


def _end(connection: Connection, signed: Head, newest: Head) -> Iterator[Flaw]:
    if signed.sequence > newest.sequence:
        yield Flaw(signed.sequence, "the newest events, up to this one, are missing")
    elif signed.sequence > 0 and not holds(connection, signed):
        yield Flaw(signed.sequence, "this event isn't the one that was signed")


def _chain(connection: Connection) -> Iterator[Flaw]:
    about = (EVENTS.c.case_id, EVENTS.c.document_id)
    erasures = select(*about, EVENTS.c.sequence).where(EVENTS.c.action == Outcome.ERASED.value)
    erased = {row[:2]: row.sequence for row in connection.execute(erasures.order_by(EVENTS.c.sequence))}
    forgotten = erased.pop((0, None), 0)  # the newest erasure of a person
    every = (
        select(EVENTS, *(EVENT_DETAILS.c[name] for name in ("salts", *FIELDS)))
        .join_from(EVENTS, EVENT_DETAILS, isouter=True)
        .order_by(EVENTS.c.sequence)
    )
    before = Head(0, "")
    for row in connection.execute(every, execution_options={"yield_per": A_TIME}).mappings():
        yield from _link(dict(row), before)
        gone = row["sequence"] < erased.get((row["case_id"], row["document_id"]), 0)
        empty = (*(FIELDS[1:] if gone else ()), *(FIELDS[:1] if row["sequence"] < forgotten else ()))
        yield from _seals(dict(row), empty)
        before = Head(row["sequence"], row["hash"])


def _link(event: dict[str, Any], before: Head) -> Iterator[Flaw]:
    if event["sequence"] != before.sequence + 1:
        yield Flaw(event["sequence"], "events before this one are missing")
    elif trail.link(before.token, event) != event["hash"]:
        yield Flaw(event["sequence"], "this event, or the one before it, was changed")


def _seals(event: dict[str, Any], may_be_empty: Collection[str]) -> Iterator[Flaw]:
    if event["salts"] is None:
        yield Flaw(event["sequence"], "who did this is missing")
        return
    sealed, salts = trail.parts(event["seals"], SEAL), trail.parts(event["salts"], SALT)
    for name, own, salt in zip(FIELDS, sealed, salts, strict=True):
        emptied = event[name] is None and name in may_be_empty
        if not emptied and trail.seal(event[name], salt) != own:
            yield Flaw(event["sequence"], f"its {name} was changed")


def _contents(connection: Connection) -> Iterator[Flaw]:
    """Versions that aren't what their event sealed, or that have none."""
    every = (
        rows.AS_MADE.add_columns(EVENTS.c.sequence, EVENT_DETAILS.c.content)
        .outerjoin(EVENTS, _made)
        .outerjoin(EVENT_DETAILS, EVENT_DETAILS.c.sequence == EVENTS.c.sequence)
        .order_by(None)
        .order_by(DOCUMENTS.c.id, VERSIONS.c.version)
    )
    for *row, sequence, content in connection.execute(every, execution_options={"yield_per": A_TIME}):
        if _digest(row) != content:
            yield Flaw(sequence or 0, "the document isn't what this event says")


def _blobs(connection: Connection, column: Any, used_as: Any) -> Iterator[Flaw]:
    """Texts or originals that their own hash doesn't fit, at the event that brought them in."""
    for name in _misfits(connection, column):
        made = select(func.min(EVENTS.c.sequence)).join_from(EVENTS, VERSIONS, _made).where(used_as == name)
        yield Flaw(connection.scalar(made) or 0, f"its {column.name} is damaged")


def _misfits(connection: Connection, column: Any) -> Iterator[str]:
    """The hashes that the texts or originals stored under them don't have."""
    every = select(column.table.c.sha256, column)
    for name, data in connection.execute(every, execution_options={"yield_per": A_TIME // 10}):
        if hashlib.sha256(data).hexdigest() != name:
            yield name


def damaged(connection: Connection) -> list[Document]:
    """The versions, as they were made, whose text doesn't have its hash, by document."""
    found: list[Document] = []
    for some in chunks(_misfits(connection, TEXTS.c.text)):
        found += map(rows.document, connection.execute(rows.AS_MADE.where(VERSIONS.c.text_sha256.in_(some))))
    return sorted(found, key=lambda one: (one.id, one.version))


def _digest(row: list[Any]) -> str | None:
    try:
        return Content.of_document(rows.document(row)).digest().hex()
    except Damaged:
        return None
