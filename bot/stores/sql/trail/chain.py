"""The audit trail: a chain in which nothing can be changed, left out or cut off without its showing.

Each event holds the hash of the event before it and of its own public columns, and *seals*: salted commitments to the
fields that may have to be erased one day (who, key, note, content). Those stand in a row of their own, with the salts;
emptying them leaves the chain as it was. The newest hash is also signed into a file beside the database (`signet.py`).
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from bot.core.model.documents import Actor, CaseId
from bot.core.model.trail import Head, Outcome
from bot.stores.content import legible
from bot.stores.sql.database.tables import EVENT_DETAILS, EVENTS

FIELDS = ("actor", "key", "note", "content")  # in the order of their seals; new ones go to the end
SALT, SEAL = 16, 32  # bytes
REMOVED = ":removed"  # at the end of a content: the document is out of the case file, in whatever version
NOTHING = bytes(SEAL)  # the seal of a field that was never there


@dataclass(frozen=True, slots=True)
class About:
    """What an event is about: a case, or a document of it in a version with that content (hex digest)."""

    case: CaseId = 0
    document: int | None = None
    version: int = 0
    key: str | None = None
    content: str | None = None


class Links:
    """The events of one transaction, chained on to what is there; `events` and `details` are rows to insert."""

    def __init__(self, before: Head) -> None:
        self.head = before
        self.events: list[dict[str, Any]] = []
        self.details: list[dict[str, Any]] = []

    def add(self, by: Actor, action: Outcome, at: datetime, about: About, note: str = "") -> None:
        said = {"actor": by.id, "key": about.key, "note": legible(note) or None, "content": about.content}
        salts = secrets.token_bytes(SALT * len(FIELDS))
        event: dict[str, Any] = {
            "sequence": self.head.sequence + 1,
            "at": at,
            "action": action.value,
            "case_id": about.case,
            "document_id": about.document,
            "version": about.version,
            "seals": b"".join(seal(said[name], salt) for name, salt in zip(FIELDS, parts(salts, SALT), strict=True)),
        }
        self.head = Head(event["sequence"], link(self.head.token, event))
        self.events.append(event | {"hash": self.head.token})
        self.details.append({"sequence": event["sequence"], "salts": salts, **said})

    def write(self, connection: Connection) -> None:
        if self.events:
            connection.execute(EVENTS.insert(), self.events)
            connection.execute(EVENT_DETAILS.insert(), self.details)


def seal(value: str | None, salt: bytes) -> bytes:
    """A commitment that tells nothing of `value` to whoever hasn't got its salt."""
    return NOTHING if value is None else hashlib.sha256(salt + value.encode()).digest()


def link(before: str, event: dict[str, Any]) -> str:
    """The hash of an event on top of the hash before it, hex; "" before the first."""
    said = [event[name] for name in ("sequence", "action", "case_id", "document_id", "version")]
    text = json.dumps([before, *said, event["at"].isoformat(timespec="microseconds"), event["seals"].hex()])
    return hashlib.sha256(text.encode()).hexdigest()


def parts(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, size * len(FIELDS), size)]


def newest(connection: Connection) -> Head:
    """The end of the chain, whatever its event is about."""
    row = connection.execute(_NEWEST).first()
    return Head(row[0], row[1]) if row else Head(0, "")


_NEWEST = select(EVENTS.c.sequence, EVENTS.c.hash).order_by(EVENTS.c.sequence.desc()).limit(1)


def forget(connection: Connection, which: ColumnElement[bool]) -> None:
    """Empty all that these events say but who did what when, salts too."""
    own = select(EVENT_DETAILS.c.sequence, EVENT_DETAILS.c.salts).join_from(EVENT_DETAILS, EVENTS)
    for sequence, salts in connection.execute(own.where(which)).all():
        kept = {"salts": salts[:SALT] + bytes(len(salts) - SALT), "key": None, "note": None, "content": None}
        connection.execute(EVENT_DETAILS.update().where(EVENT_DETAILS.c.sequence == sequence).values(kept))
