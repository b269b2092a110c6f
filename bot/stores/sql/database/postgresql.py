"""How a PostgreSQL server is reached: connections that are set up alike, and rows that look as SQLite's do.

Every write transaction begins by taking one lock of the whole database, so that it waits for another writer at its
beginning, sees all that was written before, and never fails half way for having read something old.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any, Final

import psycopg
from psycopg.adapt import Loader
from psycopg.types.string import StrDumperUnknown
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL

from bot.stores.sql.database.drivers import TRANSLATES, Found
from bot.stores.sql.database.faults import BUSY_SECONDS

WRITERS: Final = 0x70756C6C  # the number of the advisory lock that a writer holds; any would do
_AT_ONCE: Final = 8  # connections that are kept open
_MORE: Final = 24  # that come and go
_OPTIONS: Final = {"connect_timeout": BUSY_SECONDS, "client_encoding": "UTF8", "application_name": "pullquote"}


def url_of(url: URL) -> URL:
    """With the driver that is used here, whatever the address says."""
    return url.set(drivername="postgresql+psycopg")


def named(url: URL) -> str:
    """For people: where it is, without who uses it and their password."""
    host = url.host or url.query.get("host") or "localhost"
    port = f":{url.port}" if url.port else ""
    return f"postgresql://{host}{port}/{url.database or ''}"


def engine_of(url: URL) -> Engine:
    engine = create_engine(
        url,
        pool_size=_AT_ONCE,
        max_overflow=_MORE,
        pool_timeout=BUSY_SECONDS,
        use_native_hstore=False,  # it would be asked for at every start
        connect_args=_OPTIONS,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def alone(url: URL) -> psycopg.Connection:
    """A connection outside of the pool, in no transaction. Raises psycopg.Error."""
    said: dict[str, Any] = {**url.translate_connect_args(username="user", database="dbname"), **url.query, **_OPTIONS}
    return psycopg.connect(**said, autocommit=True)


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("writes", False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")


def _prepare(connection: psycopg.Connection, record: Any) -> None:
    record.info[TRANSLATES] = Translating(connection)
    connection.adapters.register_dumper(str, _Dumped)
    for name in ("text", "varchar"):
        connection.adapters.register_loader(name, _Text)
    was, connection.autocommit = connection.autocommit, True
    connection.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
    connection.autocommit = was


# --- values: PostgreSQL's text holds no NUL, which titles and notes may

_ESCAPE: Final = "\x1a"  # SUBSTITUTE, by its name in ASCII; in nobody's title


class _Dumped(StrDumperUnknown):
    """Text on its way in."""

    def dump(self, obj: str) -> Any:
        return super().dump(escaped(obj))


class _Text(Loader):
    """Text on its way out."""

    def load(self, data: Any) -> str:
        text = bytes(data).decode()
        return unescaped(text) if _ESCAPE in text else text


def escaped(text: str) -> str:
    """The same without NUL; another text for each."""
    if "\0" not in text and _ESCAPE not in text:
        return text
    return text.replace(_ESCAPE, f"{_ESCAPE}{_ESCAPE}").replace("\0", f"{_ESCAPE}0")


def unescaped(text: str) -> str:
    parts = text.split(f"{_ESCAPE}{_ESCAPE}")
    return _ESCAPE.join(part.replace(f"{_ESCAPE}0", "\0") for part in parts)


# --- the trail's statements

_NAMES: Final = count()
_AT_A_TIME: Final = 20  # rows; an original may have 100 MB


class Translating:
    """Takes them as SQLite does. streams: rows come some at a time, so that a table needn't fit into memory."""

    def __init__(self, connection: psycopg.Connection, *, streams: bool = False) -> None:
        self._connection, self._streams = connection, streams
        self._open: list[psycopg.ServerCursor[Any]] = []

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> Found:
        if not self._streams:
            return self._connection.execute(_said(statement), values)
        cursor = self._connection.cursor(f"pullquote_{next(_NAMES)}")
        cursor.itersize = _AT_A_TIME
        self._open.append(cursor)
        return cursor.execute(_said(statement), values)

    def executemany(self, statement: str, values: Sequence[Sequence[Any]], /) -> None:
        self._connection.cursor().executemany(_said(statement), values)

    def close(self) -> None:
        """Where rows streamed."""
        while self._open:
            self._open.pop().close()


def _said(statement: str) -> bytes:
    own = statement.replace("%", "%%").replace(" IS ?", " IS NOT DISTINCT FROM ?")
    return own.replace("?", "%s").encode()
