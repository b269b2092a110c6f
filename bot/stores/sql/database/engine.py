"""How a SQLite file is reached: an engine whose connections are set up alike, and the file made if it isn't there.

Every write transaction begins with BEGIN IMMEDIATE, so that it waits for another writer at its beginning, and never
fails half way for having read something old.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.core.model.errors import StoreReadOnly, StoreUnknown
from bot.stores.sql.database.faults import BUSY_SECONDS

_PRAGMAS = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA synchronous=FULL",  # a commit is on the disk when it returns
    "PRAGMA trusted_schema=OFF",
    "PRAGMA secure_delete=ON",  # what is deleted is overwritten
    "PRAGMA temp_store=MEMORY",  # nothing of a document in temporary files
    "PRAGMA cache_size=-8000",  # kilobytes a connection
    "PRAGMA journal_size_limit=16000000",  # bytes that the log keeps after a long transaction
)


AS_IT_LIES = "?mode=ro&immutable=1"  # at the end of a file's URI: no locks, no files beside it


def parsed(address: str) -> URL:
    """The address of a SQLite file. Raises StoreUnknown for any other."""
    try:
        url = make_url(address)
    except ArgumentError:
        raise StoreUnknown(scheme=address.split(":", 1)[0][:20]) from None
    if url.get_backend_name() != "sqlite" or url.database in {None, "", ":memory:"}:
        raise StoreUnknown(scheme=url.drivername)
    return url


def file_of(url: URL) -> Path:
    return Path((url.database or "").removeprefix("file:")).absolute()


def made(path: Path) -> None:
    """Make an empty file that only its owner can read; what SQLite puts beside it takes the same rights."""
    if path.is_dir():
        raise StoreReadOnly(path=path)
    if path.exists():
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreReadOnly(path=path) from error


def opened(url: URL) -> Engine:
    """Connections may go from thread to thread; there are as many as are needed at once."""
    engine = create_engine(url, pool_size=8, max_overflow=-1, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def frozen(url: URL) -> Engine:
    """Connections to a file that nobody writes to: nothing is locked, nothing put beside it."""
    address = f"{file_of(url).as_uri()}{AS_IT_LIES}&uri=true"
    return create_engine(f"sqlite:///{address}", pool_size=8, max_overflow=-1)


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.text_factory = _text
    connection.isolation_level = None  # transactions begin where `_begin` says, not where the driver guesses
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _text(data: bytes) -> str | bytes:
    """What is no text stays as it is, so that it can be told from text, and spoils one row instead of every answer."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
