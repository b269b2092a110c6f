"""Objects as rows of a table, in the database that holds the documents or in another one."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Lock
from typing import Any, Final, LiteralString, Protocol

from bot.core.model.errors import IndexAway, StoreAway, StoreBusy
from bot.indexes.remote.objects import Conflict, Object

TABLE: Final = "index_objects"
PATIENCE: Final = 5  # seconds, for who reads the table while it is written anew
_AGAIN: Final = 0.05  # seconds between two looks whether they have ended


class Connection(Protocol):
    """psycopg's, in no transaction: each statement counts at once."""

    def execute(self, query: LiteralString, params: Any = None, *, binary: bool = False) -> Any: ...

    def close(self) -> None: ...


class PostgresObjects:
    """See `objects.Objects`. connect: a new connection. told: raises the StoreError for the driver's."""

    def __init__(
        self, name: str, connect: Callable[[], Connection], told: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self.name = name
        self._connect, self._told = connect, told
        self._lock = Lock()
        self._idle: list[Connection] = []
        self._run(_MAKE)

    def _run(self, statement: LiteralString, values: dict[str, Any] | None = None) -> Any:
        """The rows, or how many were changed. By a new connection where the old ones are gone, as after a new start."""
        try:
            with self._told():
                return self._once(statement, values)
        except StoreAway:
            self.close()
        try:
            with self._told():
                return self._once(statement, values)
        except StoreAway as error:
            raise IndexAway(path=self.name) from error

    def _once(self, statement: LiteralString, values: dict[str, Any] | None) -> Any:
        with self._lent() as connection:
            found = connection.execute(statement, values, binary=True)
            return found.fetchall() if found.description else found.rowcount

    @contextmanager
    def _lent(self) -> Iterator[Connection]:
        """A connection after a failure isn't lent again."""
        with self._lock:
            connection = self._idle.pop() if self._idle else None
        if connection is None:
            connection = self._connect()
            connection.execute(_LIMITS)
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        with self._lock:
            self._idle.append(connection)

    def get(self, key: str, known: Object | None = None) -> Object | None:
        rows = self._run(_GET, {"key": key, "known": int(known.tag) if known else -1})
        if not rows:
            return None
        version, data = rows[0]
        return known if data is None else Object(bytes(data), str(version))

    def put(self, key: str, data: bytes, over: str | None) -> str:
        version = secrets.randbits(62)
        said = {"key": key, "data": data, "version": version, "over": int(over or 0)}
        if self._run(_INSERT if over is None else _UPDATE, said) != 1:
            raise Conflict(key)
        return str(version)

    def add(self, key: str, data: memoryview) -> None:
        self._run(_PUT, {"key": key, "data": data, "version": secrets.randbits(62)})

    def fetch(self, key: str) -> memoryview | None:
        rows = self._run(_GET, {"key": key, "known": -1})
        return memoryview(rows[0][1]) if rows else None

    def holds(self, key: str) -> bool:
        return bool(self._run(_HOLDS, {"key": key}))

    def keys(self, prefix: str) -> Iterator[str]:
        for (key,) in self._run(_KEYS, {"prefix": prefix}):
            yield str(key)

    def delete(self, keys: Iterable[str]) -> None:
        self._run(_DELETE, {"keys": list(keys)})

    def shred(self) -> None:
        """A row that is deleted stays in the table's file until that is written anew, after who may still see it."""
        ((began,),) = self._run("SELECT clock_timestamp()")
        deadline = time.monotonic() + PATIENCE
        while self._run(_EARLIER, {"began": began}):
            if time.monotonic() > deadline:
                raise StoreBusy(seconds=PATIENCE)
            time.sleep(_AGAIN)
        self._run("VACUUM FULL index_objects")

    def close(self) -> None:
        with self._lock:
            while self._idle:
                self._idle.pop().close()


_LIMITS: Final = "SET statement_timeout = '120s'; SET lock_timeout = '5s'"
_MAKE: Final = """DO $$ BEGIN
PERFORM pg_advisory_xact_lock(1886745193); -- two who begin at once
IF to_regclass('index_objects') IS NULL THEN
CREATE TABLE IF NOT EXISTS index_objects (
key TEXT COLLATE "C" PRIMARY KEY, version BIGINT NOT NULL, data BYTEA NOT NULL);
ALTER TABLE index_objects ALTER COLUMN data SET STORAGE EXTERNAL;
END IF; END $$"""
_GET: Final = """SELECT version, CASE WHEN version = %(known)s THEN NULL ELSE data END
FROM index_objects WHERE key = %(key)s"""
_INSERT: Final = """INSERT INTO index_objects (key, version, data) VALUES (%(key)s, %(version)s, %(data)s)
ON CONFLICT DO NOTHING"""
_UPDATE: Final = """UPDATE index_objects SET version = %(version)s, data = %(data)s
WHERE key = %(key)s AND version = %(over)s"""
_PUT: Final = """INSERT INTO index_objects (key, version, data) VALUES (%(key)s, %(version)s, %(data)s)
ON CONFLICT (key) DO UPDATE SET version = excluded.version, data = excluded.data"""
_HOLDS: Final = "SELECT 1 FROM index_objects WHERE key = %(key)s"
_KEYS: Final = "SELECT key FROM index_objects WHERE starts_with(key, %(prefix)s) ORDER BY key"
_DELETE: Final = "DELETE FROM index_objects WHERE key = ANY(%(keys)s)"
_EARLIER: Final = """SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
AND backend_xmin IS NOT NULL AND xact_start < %(began)s"""
