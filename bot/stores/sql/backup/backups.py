"""Backups: one consistent file, made while others write, and looked through before it counts."""

from __future__ import annotations

import errno
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.core.model.errors import StoreCorrupt, StoreFull, StoreReadOnly
from bot.core.model.trail import Head
from bot.stores.sql.backup import stamp
from bot.stores.sql.database.engine import made
from bot.stores.sql.database.faults import told
from bot.stores.sql.database.migrating import refuse_newer
from bot.stores.sql.database.sqlite_file import SqliteFile
from bot.stores.sql.trail import signature
from bot.stores.sql.trail.journal import Journal
from bot.stores.sql.trail.signet import Signet

_HEAD = "SELECT sequence, hash FROM events WHERE document_id IS NOT NULL ORDER BY sequence DESC LIMIT 1"


def backup(database: SqliteFile, path: Path) -> Head:
    """Write everything to `path`, in the place of what is there. Returns where in the change log the copy stands.

    But standing questions, and previews that nobody has proposed: what was taken back must not come back with a backup.
    VACUUM INTO copies one moment and never has to begin again, however much is written meanwhile; a copy page by page
    may never end. Raises StoreError kinds; `path` is then as it was.
    """
    path = path.absolute()
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    made(draft)
    try:
        with told(path):
            database.outside("VACUUM INTO ?", str(draft))
            _without_private(draft, database.signet)
        head = check(draft)
        _keep(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return head


def is_backup(path: Path) -> bool:
    """Whether a file is what `backup` has written, whole or damaged: then a new one may take its place."""
    with path.open("rb") as file:
        if file.read(16) != b"SQLite format 3\0":
            return False
    return stamp.is_there(path)


def _without_private(draft: Path, signet: Signet) -> None:
    """Overwritten in place, and no log beside it: nothing else knows of this file yet. The journal tells of it."""
    with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
        for pragma in ("secure_delete=ON", "journal_mode=OFF"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        before, said = signature.ends(connection), signature.stored(connection)
        journal = Journal(connection)
        for table, private in (("questions", "1"), ("drafts", "NOT proposed")):
            journal.touch(table, connection.execute(f"SELECT id FROM {table} WHERE {private}").fetchall())  # noqa: S608
            connection.execute(f"DELETE FROM {table} WHERE {private}")  # noqa: S608 - no word from outside
        journal.write()
        if said and signature.is_right(signet, said, before):
            signature.put(connection, signet, signature.ends(connection))


def _keep(draft: Path, path: Path) -> None:
    try:
        stamp.put(draft)
        with draft.open("rb+") as written:
            os.fsync(written.fileno())
        draft.replace(path)
    except OSError as error:
        full = error.errno == errno.ENOSPC
        raise (StoreFull(path=path.parent) if full else StoreReadOnly(path=path)) from error


@contextmanager
def read(path: Path) -> Iterator[sqlite3.Connection]:
    """What is in a backup, as it is there."""
    with told(path), closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


def newest(path: Path) -> Head | None:
    """The newest event that a backup holds; None for one that can't be read."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            row = connection.execute("SELECT sequence, hash FROM events ORDER BY sequence DESC LIMIT 1").fetchone()
    except sqlite3.Error:
        return None
    return Head(*row) if row else Head(0, "")


def check(path: Path) -> Head:
    """Look through every page and row of a database file without changing it; of a backup, through every bit.

    Returns its head; raises StoreCorrupt.
    """
    with told(path):
        refuse_newer(path)
        if not stamp.holds(path):
            raise StoreCorrupt(path=path)
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            whole = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            if not whole or connection.execute("PRAGMA foreign_key_check").fetchone():
                raise StoreCorrupt(path=path)
            row = connection.execute(_HEAD).fetchone()
    return Head(*row) if row else Head(0, "")
