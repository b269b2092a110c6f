"""What was kept in the tables that the trail doesn't tell of, row by row: so that a change behind the back shows.

The trail says what became of documents. Of every other row the `journal` holds, each time that it becomes different, a
salted commitment to all that is in it; a row's `stamp` holds the salt, and the random handle by which the journal
speaks of it. The journal is a chain as the trail is (`chain.py`), and its end is signed with the trail's. When a row is
deleted its salt goes, too: what stays is that something was there, not what.

A row that isn't what its stamp says gets no new one: what was forged goes on showing, whatever is done with it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlmodel import SQLModel

from bot.core.model.trail import Head
from bot.stores.sql.database import tables
from bot.stores.sql.database.drivers import Driver

# Told of by the trail, by their own hash, or part of the proof itself.
OTHERWISE: Final = {
    each.name
    for each in (
        *(tables.DOCUMENTS, tables.VERSIONS, tables.TEXTS, tables.ORIGINALS, tables.EVENTS, tables.EVENT_DETAILS),
        *(tables.JOURNAL, tables.STAMPS, tables.SIGNATURE),
    )
}
# Table → the columns of its key.
KEYS: Final = {
    each.name: tuple(column.name for column in each.primary_key)
    for each in SQLModel.metadata.sorted_tables
    if each.name not in OTHERWISE
}
HANDLE: Final = 16  # bytes
SALT: Final = 16
NOTHING: Final = bytes(32)  # the seal of what is gone
FORGOTTEN: Final = tables.EVENT_DETAILS.name  # entries by event: who did it is gone, at their own wish
REMOVED: Final = tables.DOCUMENTS.name  # entries by document: removed when the journal began, which the trail left open
BEGAN: Final = tables.EVENTS.name  # the entry by the newest event before there was a journal

Key = tuple[Any, ...]


class Journal:
    """What one transaction on `driver` changes, and the entries that it adds."""

    def __init__(self, driver: Driver) -> None:
        self.head = newest(driver)
        self._driver = driver
        self._touched: dict[tuple[str, str], Key] = {}
        self._forged: set[tuple[str, str]] = set()

    def touch(self, table: str, keys: Iterable[Sequence[Any]]) -> None:
        """Call it before these rows become different; what they are then is stamped by `write`."""
        for key in map(tuple, keys) if table in KEYS else ():
            name = table, named(key)
            if name not in self._touched:
                self._touched[name] = key
                if not self._is_right(table, key):
                    self._forged.add(name)

    def _is_right(self, table: str, key: Key) -> bool:
        row, stamp = held(self._driver, table, key), self._stamp(table, key)
        if row is None or stamp is None:
            return row is None and stamp is None
        handle, salt = stamp
        newest = "SELECT seal FROM journal WHERE handle = ? ORDER BY sequence DESC LIMIT 1"
        return bool(self._driver.execute(newest, (handle,)).fetchone() == (seal(salt, table, row),))

    def _stamp(self, table: str, key: Key) -> tuple[bytes, bytes] | None:
        wanted = 'SELECT handle, salt FROM stamps WHERE name = ? AND "row" = ?'
        found: tuple[bytes, bytes] | None = self._driver.execute(wanted, (table, named(key))).fetchone()
        return found

    def write(self) -> None:
        for (table, name), key in self._touched.items():
            if (table, name) not in self._forged:
                self._write(table, name, key)
        self._touched, self._forged = {}, set()

    def _write(self, table: str, name: str, key: Key) -> None:
        row, stamp = held(self._driver, table, key), self._stamp(table, key)
        handle = stamp[0] if stamp else secrets.token_bytes(HANDLE)
        if row is not None:
            salt = secrets.token_bytes(SALT)
            self._drop_stamp(table, name)
            self._driver.execute("INSERT INTO stamps VALUES (?, ?, ?, ?)", (table, name, handle, salt))
            self.add(table, handle, seal(salt, table, row))
        elif stamp is not None:
            self._drop_stamp(table, name)
            self.add(table, handle)

    def _drop_stamp(self, table: str, name: str) -> None:
        self._driver.execute('DELETE FROM stamps WHERE name = ? AND "row" = ?', (table, name))

    def add(self, table: str, handle: bytes, sealed: bytes = NOTHING) -> None:
        """One more entry."""
        entry = (self.head.sequence + 1, table, handle, sealed)
        self.head = Head(entry[0], link(self.head.token, *entry))
        self._driver.execute("INSERT INTO journal VALUES (?, ?, ?, ?, ?)", (*entry, self.head.token))

    def begin(self) -> None:
        """Stamp everything that is there: of a database from before there was a journal, taken as it stands."""
        (event,) = self._driver.execute("SELECT max(sequence) FROM events").fetchone()
        self.add(BEGAN, numbered(event or 0))
        for table, columns in KEYS.items():
            for key in self._driver.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall():  # noqa: S608
                self._write(table, named(key), key)
        for statement, name in ((_FORGOTTEN, FORGOTTEN), (_LEFT_OPEN, REMOVED)):
            for (number,) in self._driver.execute(statement).fetchall():
                self.add(name, numbered(number))


_FORGOTTEN = "SELECT sequence FROM event_details WHERE actor IS NULL ORDER BY sequence"
_LEFT_OPEN = "SELECT id FROM documents WHERE removed ORDER BY id"


def held(driver: Driver, table: str, key: Key) -> dict[str, Any] | None:
    """The row of that key, as the database has it."""
    which = " AND ".join(f"{column} IS ?" for column in KEYS[table])
    found = driver.execute(f"SELECT * FROM {table} WHERE {which}", key)  # noqa: S608 - names of our own tables
    row = found.fetchone()
    return None if row is None else dict(zip((column[0] for column in found.description), row, strict=True))


def named(key: Sequence[Any]) -> str:
    """A row's key as text."""
    return json.dumps([plain(value) for value in key])


def numbered(number: int) -> bytes:
    """The handle of an entry about what has a number."""
    return number.to_bytes(HANDLE, "big")


def seal(salt: bytes, table: str, row: Mapping[str, Any]) -> bytes:
    """A commitment to everything in a row.

    Empty columns are left out, so that one that a later version adds, empty, changes no seal of before.
    """
    said = {name: plain(value) for name, value in row.items() if value is not None}
    return hashlib.sha256(salt + json.dumps([table, said], sort_keys=True).encode()).digest()


def plain(value: Any) -> Any:
    """As JSON can say it: bytes by their hash."""
    return {"sha256": hashlib.sha256(value).hexdigest()} if isinstance(value, bytes) else value


def link(before: str, sequence: int, table: str, handle: bytes, sealed: bytes) -> str:
    """The hash of an entry on top of the hash before it, hex; "" before the first."""
    text = json.dumps([before, sequence, table, plain(handle), plain(sealed)])
    return hashlib.sha256(text.encode()).hexdigest()


def newest(driver: Driver) -> Head:
    """The end of the chain."""
    row = driver.execute("SELECT sequence, hash FROM journal ORDER BY sequence DESC LIMIT 1").fetchone()
    return Head(*row) if row else Head(0, "")
