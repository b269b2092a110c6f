"""Puts a backup in the database's place: whole or not at all, also while other processes have the database open."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from bot.core.errors import StoreBusy, StoreCorrupt
from bot.core.model import Actor, Head, Outcome
from bot.stores.content import utc_now
from bot.stores.sql import backups, engine
from bot.stores.sql.database import Database
from bot.stores.sql.faults import BUSY_SECONDS, told
from bot.stores.sql.trail import About


def restore(file: Path, address: str, by: Actor) -> Head:
    """Make the database at `address` hold what the backup `file` holds; the trail then says so, and is signed anew.

    A backup that isn't whole is refused, with nothing changed. A database that is damaged is kept beside the new one,
    as `<name>.damaged`. Returns the backup's head. Raises StoreError kinds.
    """
    path = engine.file_of(engine.parsed(address))
    head = backups.check(file)
    engine.made(path)
    try:
        with told(path):
            _copy(file, path)
    except StoreCorrupt:
        _set_aside(path)
        engine.made(path)
        with told(path):
            _copy(file, path)
    with closing(Database(address, utc_now, reserve=0)) as database:
        _say_so(database, by, head)
    return head


def _copy(file: Path, path: Path) -> None:
    """All pages in one transaction of the database: readers see the old ones or the new ones."""
    source = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
    with closing(source), closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as target:
        target.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(target, progress=_patience(), sleep=0.05)
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _patience() -> Callable[[int, int, int], None]:
    """SQLite would go on trying for ever."""
    deadline = time.monotonic() + BUSY_SECONDS

    def check(status: int, remaining: int, _total: int) -> None:
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED} and time.monotonic() > deadline:
            raise StoreBusy(seconds=BUSY_SECONDS)

    return check


def _set_aside(path: Path) -> None:
    path.replace(path.with_name(path.name + ".damaged"))
    for end in ("-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + end).rename(path.with_name(f"{path.name}.damaged{end}"))


def _say_so(database: Database, by: Actor, head: Head) -> None:
    with database.writing(by) as batch:
        batch.log(Outcome.RESTORED, About(), f"the database, from a backup that ends with event {head.sequence}")
    with database.reading() as connection:
        database.sign(connection)
