"""Proves the rows: the trail and the journal are whole, end where they were signed to end, and say what is there.

Read row by row as the engine has it, not as the program would like it: what can't be read is a flaw like others.

What this can't show: changes by somebody who has the key that signs (it lies beside the database); the whole folder in
an older state, head file and all (keep a copy of that elsewhere); and the loss of the last change before a process was
killed, since it had no time to write the head file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from bot.core.model.documents import Document
from bot.core.model.trail import Head, Outcome
from bot.stores.sql.database.database import EMPTY, Database
from bot.stores.sql.database.drivers import Driver
from bot.stores.sql.database.tables import TEXTS, VERSIONS
from bot.stores.sql.documents import rows
from bot.stores.sql.documents.batch import chunks
from bot.stores.sql.trail import chain, journal, replay, signature
from bot.stores.sql.trail.chain import FIELDS, SALT, SEAL
from bot.stores.sql.trail.signet import Ends, Forged

A_TIME = 100  # texts in memory
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that no use of this program leaves behind, at that event; 0 for what is no event's."""

    sequence: int
    what: str

    def __str__(self) -> str:
        return f"{self.what}, at event {self.sequence}" if self.sequence else self.what


@dataclass(frozen=True, slots=True)
class Verdict:
    """events: how many there are. unsigned: the newest ones, which a killed process had no time to sign; no flaw."""

    events: int
    unsigned: int
    flaws: tuple[Flaw, ...]


def verify(database: Database) -> Verdict:
    """Everything that is wrong, the ends first. One moment's view, also while others write. Reads all there is."""
    signed, forged = _signed(database)  # first: what is written meanwhile may be signed meanwhile
    with database.told(), database.looked_through() as driver:
        ends = signature.ends(driver)
        found = [
            *(forged or _end(driver, signed, ends)),
            *(() if forged else _signature(driver, database, ends)),
            *(flaw for check in (*_PROOF, database.oddities, *_PROVEN) for flaw in _readable(_told(check(driver)))),
        ]
    return Verdict(ends.events.sequence, max(0, ends.events.sequence - signed.events.sequence), tuple(found))


def proves(database: Database, driver: Driver) -> bool:
    """Whether trail and journal are whole and signed, so that what they say of the rows can be believed."""
    signed, forged = _signed(database)
    ends = signature.ends(driver)
    found = [*forged, *_end(driver, signed, ends), *_signature(driver, database, ends)]
    return not found and not any(flaw for check in _PROOF for flaw in _readable(check(driver)))


def compared(driver: Driver, only: int | None = None) -> Iterator[replay.Compared]:
    """As `replay.compared`, with what the journal knows of documents from before it began."""
    began = max(_numbers(driver, journal.BEGAN), default=0)
    return replay.compared(driver, _numbers(driver, journal.REMOVED), began, only)


def _told(found: Iterator[Flaw | str]) -> Iterator[Flaw]:
    return (Flaw(0, one) if isinstance(one, str) else one for one in found)


def _readable(found: Iterator[Flaw]) -> Iterator[Flaw]:
    """What is of no kind that belongs there ends the reading; it is a flaw like others."""
    try:
        yield from found
    except (TypeError, ValueError, OverflowError):
        yield Flaw(0, "a row holds what can't be read")


# --- the ends


def _signed(database: Database) -> tuple[Ends, list[Flaw]]:
    try:
        signed = database.signet.signed()
    except Forged:
        return Ends(Head(0, "")), [Flaw(0, "the signed head or its key is missing, or isn't ours")]
    return (signed, []) if signed else (Ends(Head(0, "")), [Flaw(0, "there is no signed head")])


def _end(driver: Driver, signed: Ends, ends: Ends) -> Iterator[Flaw]:
    chains = (("events", signed.events, ends.events), ("journal", signed.rows or Head(0, ""), ends.rows or Head(0, "")))
    for table, head, newest in chains:
        what = "events" if table == "events" else "entries of the journal"
        if head.sequence > newest.sequence:
            yield Flaw(head.sequence, f"the newest {what}, up to this one, are missing")
        elif head.sequence > 0 and not signature.holds(driver, table, head):
            yield Flaw(head.sequence, f"one of the {what}, at this place, isn't the one that was signed")


def _signature(driver: Driver, database: Database, ends: Ends) -> Iterator[Flaw]:
    """The head file may be some changes behind; what the database itself holds never is."""
    stored = signature.stored(driver)
    if stored is None and ends != EMPTY:
        yield Flaw(0, "the database's own signature is missing")
    elif stored and not signature.is_right(database.signet, stored, ends):
        yield Flaw(ends.events.sequence, "the newest events or entries of the journal weren't signed by this program")


# --- the trail


def _chain(driver: Driver) -> Iterator[Flaw]:
    """Each event follows on the one before, and says what it said, but for what was erased since."""
    erased = {row[:2]: row[2] for row in driver.execute(_ERASURES, (Outcome.ERASED.value,))}
    forgotten = _numbers(driver, journal.FORGOTTEN)
    before = Head(0, "")
    for event in replay.each(driver, _EVENTS):
        yield from _link(event, before)
        gone = event["sequence"] < erased.get((event["case_id"], event["document_id"]), 0)
        yield from _seals(
            event, (*(FIELDS[1:] if gone else ()), *(FIELDS[:1] if event["sequence"] in forgotten else ()))
        )
        before = Head(event["sequence"], event["hash"])
    for (sequence,) in driver.execute(_LOOSE):
        yield Flaw(sequence, "there is no such event, but details of it")


_ERASURES = """SELECT case_id, document_id, sequence FROM events
WHERE action = ? AND NOT (case_id = 0 AND document_id IS NULL) ORDER BY sequence"""
_EVENTS = """SELECT e.*, d.salts, d.actor, d.key, d.note, d.content
FROM events e LEFT JOIN event_details d ON d.sequence = e.sequence ORDER BY e.sequence"""
_LOOSE = "SELECT sequence FROM event_details WHERE sequence NOT IN (SELECT sequence FROM events)"


def _numbers(driver: Driver, name: str) -> set[int]:
    """What the journal tells of by number: events of forgotten persons, documents that stayed removed."""
    found = driver.execute("SELECT handle FROM journal WHERE name = ?", (name,))
    return {int.from_bytes(handle, "big") for (handle,) in found}


def _link(event: Row, before: Head) -> Iterator[Flaw]:
    if event["sequence"] != before.sequence + 1:
        yield Flaw(event["sequence"], "events before this one are missing")
    elif _hash(event, before) != event["hash"]:
        yield Flaw(event["sequence"], "this event, or the one before it, was changed")


def _hash(event: Row, before: Head) -> str | None:
    """None for an event that this program couldn't have written."""
    try:
        at = datetime.fromisoformat(event["at"]).replace(tzinfo=UTC)
        same = f"{at:%Y-%m-%d %H:%M:%S.%f}" == event["at"]
        return chain.link(before.token, event | {"at": at}) if same else None
    except (TypeError, ValueError, AttributeError):
        return None


def _seals(event: Row, empty: Collection[str]) -> Iterator[Flaw]:
    """The fields in `empty` were erased: salt and all, so they must be gone."""
    if not _is_long(event["salts"], SALT) or not _is_long(event["seals"], SEAL):
        yield Flaw(event["sequence"], "who did this is missing")
        return
    sealed, salts = chain.parts(event["seals"], SEAL), chain.parts(event["salts"], SALT)
    for name, own, salt in zip(FIELDS, sealed, salts, strict=True):
        if name in empty:
            if event[name] is not None or salt.strip(b"\0"):
                yield Flaw(event["sequence"], f"its {name} was erased, and is there again")
        elif not _fits(event[name], salt, own):
            yield Flaw(event["sequence"], f"its {name} was changed")


def _is_long(value: Any, size: int) -> bool:
    return isinstance(value, bytes) and len(value) == size * len(FIELDS)


def _fits(value: Any, salt: bytes, own: bytes) -> bool:
    return (value is None or isinstance(value, str)) and chain.seal(value, salt) == own


# --- what the trail says of documents


def _documents(driver: Driver) -> Iterator[Flaw]:
    yield from (Flaw(event, what) for event, what in replay.differences(compared(driver)))


def _blobs(driver: Driver) -> Iterator[Flaw]:
    """Texts and originals that their own hash doesn't fit, that are missing, or that belong to nothing."""
    for table, column, used_as in (("texts", "text", "text_sha256"), ("originals", "data", "sha256")):
        names = {"table": table, "column": column, "used_as": used_as}
        for name, data in driver.execute(_BLOBS.format(**names)):
            if not isinstance(data, bytes) or hashlib.sha256(data).hexdigest() != name:
                yield Flaw(_first(driver, used_as, name), f"its {column} is damaged")
        for (name,) in driver.execute(_MISSING.format(**names)):
            yield Flaw(_first(driver, used_as, name), f"its {column} is missing")
        for (_,) in driver.execute(_ORPHANS.format(**names)):
            yield Flaw(0, f"a {column} belongs to no document")


_BLOBS = "SELECT sha256, {column} FROM {table}"
_MISSING = "SELECT DISTINCT {used_as} FROM versions WHERE {used_as} NOT IN (SELECT sha256 FROM {table})"
_ORPHANS = "SELECT sha256 FROM {table} WHERE sha256 NOT IN (SELECT {used_as} FROM versions)"
_FIRST = """SELECT min(e.sequence) FROM events e JOIN versions v
ON v.document_id = e.document_id AND v.version = e.version WHERE v.{used_as} IS ?"""


def _first(driver: Driver, used_as: str, name: Any) -> int:
    """The event that brought it in."""
    found: int | None = driver.execute(_FIRST.format(used_as=used_as), (name,)).fetchone()[0]
    return found or 0


# --- what the journal says of all other rows


def _entries(driver: Driver) -> Iterator[Flaw]:
    before = Head(0, "")
    for sequence, name, handle, sealed, token in driver.execute("SELECT * FROM journal ORDER BY sequence"):
        if sequence != before.sequence + 1:
            yield Flaw(0, f"entries of the journal before {sequence} are missing")
        elif journal.link(before.token, sequence, name, handle, sealed) != token:
            yield Flaw(0, f"entry {sequence} of the journal, or the one before it, was changed")
        before = Head(sequence, token)


def _rows(driver: Driver) -> Iterator[Flaw]:
    """Every row of every table that the trail doesn't tell of."""
    seals = {handle: (name, sealed) for name, handle, sealed in driver.execute(_LATEST)}
    for table in journal.KEYS:
        yield from _table(driver, table, seals)
    for (table, key), _ in ((row, None) for row in driver.execute('SELECT name, "row" FROM stamps')):
        if table not in journal.KEYS:
            yield Flaw(0, f"there is a stamp for {table} {key}, which has none")
    lost = [name for name, sealed in seals.values() if name in journal.KEYS and sealed != journal.NOTHING]
    for table in sorted(lost):
        yield Flaw(0, f"a row of {table} is missing, and so is its stamp")


_LATEST = "SELECT name, handle, seal FROM journal ORDER BY sequence"


def _table(driver: Driver, table: str, seals: dict[bytes, tuple[str, bytes]]) -> Iterator[Flaw]:
    """Takes out of `seals` what it has found."""
    wanted = driver.execute('SELECT "row", handle, salt FROM stamps WHERE name = ?', (table,))
    stamps = {key: (handle, salt) for key, handle, salt in wanted}
    for row in replay.each(driver, f"SELECT * FROM {table}"):  # noqa: S608 - names of our own tables
        key = journal.named([row[name] for name in journal.KEYS[table]])
        if key not in stamps:
            yield Flaw(0, f"{table} {key} was added behind the program's back")
            continue
        handle, salt = stamps.pop(key)
        if seals.pop(handle, None) != (table, journal.seal(salt, table, row)):
            yield Flaw(0, f"{table} {key} isn't what it was")
    for key, (handle, _) in stamps.items():
        seals.pop(handle, None)
        yield Flaw(0, f"{table} {key} is missing")


_PROOF = (_chain, _entries)
_PROVEN = (_documents, _blobs, _rows)


# --- texts to be healed


def damaged(connection: Connection) -> list[Document]:
    """The versions, as they were made, whose text doesn't have its hash, by document."""
    found: list[Document] = []
    for some in chunks(_misfits(connection)):
        made = connection.execute(rows.AS_MADE.where(VERSIONS.c.text_sha256.in_(some)))
        found += rows.readable(made, rows.document, "versions")
    return sorted(found, key=lambda one: (one.id, one.version))


def _misfits(connection: Connection) -> Iterator[str]:
    every = select(TEXTS.c.sha256, TEXTS.c.text)
    for name, data in connection.execute(every, execution_options={"yield_per": A_TIME}):
        if hashlib.sha256(data).hexdigest() != name:
            yield name
