"""Which engine an address is of."""

from __future__ import annotations

from importlib.util import find_spec

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.core.model.errors import StoreLacksDriver, StoreUnknown
from bot.core.model.ports import Clock
from bot.stores.sql.database.database import Database
from bot.stores.sql.database.sqlite_file import SqliteFile

SERVERS = ("postgresql", "postgres")


def is_server(address: str) -> bool:
    return address.partition(":")[0].partition("+")[0] in SERVERS


def opened(address: str, clock: Clock, reserve: int, key: str | None) -> Database:
    """Raises StoreError kinds. For `reserve` and `key` see the two."""
    if not is_server(address):
        return SqliteFile(address, clock, reserve)
    if find_spec("psycopg") is None:
        raise StoreLacksDriver
    from bot.stores.sql.database.postgresql_server import PostgresServer

    try:
        return PostgresServer(make_url(address), clock, key)
    except (ArgumentError, ValueError):
        raise StoreUnknown(scheme=address.partition(":")[0][:20]) from None
