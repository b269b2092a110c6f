"""Puts a backup in the database's place: whole or not at all, also while other processes have the database open."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from bot.core.model.documents import Actor
from bot.core.model.errors import StoreBusy, StoreCorrupt, StoreError
from bot.core.model.trail import Head
from bot.stores.content import utc_now
from bot.stores.sql.backup import backups
from bot.stores.sql.database import engine
from bot.stores.sql.database.faults import BUSY_SECONDS, told
from bot.stores.sql.database.sqlite_file import SqliteFile
from bot.stores.sql.trail.signet import Expected, FileSignet


def restore(file: Path, address: str, by: Actor) -> Head:
    """Make the database at `address` hold what the backup `file` holds; the trail then says so, and is signed anew.

    A backup that isn't whole is refused, with nothing changed. A database that is damaged is kept beside the new one,
    as `<name>.damaged`. Killed at any moment it leaves the one or the other, and, when that is opened next, a whole
    trail. Returns the backup's head. Raises StoreError kinds.
    """
    path = engine.file_of(engine.parsed(address))
    head = backups.check(file)
    engine.made(path)
    with told(path):
        coming = _expected(file, by, head)
        FileSignet(path).expect(coming)
    try:
        _put(file, path)
    except StoreError:
        FileSignet(path).settle(None)
        raise
    FileSignet(path).expect(coming)  # again: who opened the database meanwhile took it for given up
    SqliteFile(address, utc_now, reserve=0).close()  # it sees that the backup has come, and says and signs so
    return head


def _expected(file: Path, by: Actor, head: Head) -> Expected:
    """What will stand at the end of the trail."""
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as backup:
        row = backup.execute("SELECT sequence, hash FROM events ORDER BY sequence DESC LIMIT 1").fetchone()
    note = f"the database, from a backup that ends with event {head.sequence}"
    return Expected(Head(*row) if row else Head(0, ""), by.id, note)


def _put(file: Path, path: Path) -> None:
    try:
        with told(path):
            _copy(file, path)
    except StoreCorrupt:
        with told(path):
            _replace(file, path)


def _copy(file: Path, path: Path) -> None:
    """All pages in one transaction of the database: readers see the old ones or the new ones."""
    source = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
    with closing(source), closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as target:
        target.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(target, progress=_patience(), sleep=0.05)
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _replace(file: Path, path: Path) -> None:
    """In the place of a damaged database, which is kept: there is one or the other at every moment."""
    draft, kept = path.with_name(path.name + ".restoring"), path.with_name(path.name + ".damaged")
    for old in (draft, kept):
        old.unlink(missing_ok=True)
    engine.made(draft)
    _copy(file, draft)
    for end in ("-wal", "-shm", "-journal"):  # of the damaged one: they must not be taken for those of the new one
        with suppress(FileNotFoundError):
            path.with_name(path.name + end).rename(kept.with_name(kept.name + end))
    os.link(path, kept)
    draft.replace(path)


def _patience() -> Callable[[int, int, int], None]:
    """SQLite would go on trying for ever."""
    deadline = time.monotonic() + BUSY_SECONDS

    def check(status: int, remaining: int, _total: int) -> None:
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED} and time.monotonic() > deadline:
            raise StoreBusy(seconds=BUSY_SECONDS)

    return check
