"""Somebody at the database itself, behind the program's back, in either engine."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import psycopg
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.stores.sql.database import drivers, postgresql
from bot.stores.sql.database.drivers import Found

REFUSED = (sqlite3.IntegrityError, psycopg.IntegrityError, psycopg.DataError, psycopg.ProgrammingError, DBAPIError)
NO_TEXT = "CAST(x'5bff' AS TEXT)"  # nor JSON
NO_JSON = "'['"


class Behind:
    """Statements with `?` for values, each committed at once; foreign keys don't hold for it."""

    def __init__(self, driver: drivers.Driver, *, file: bool) -> None:
        self.driver, self.is_file = driver, file
        self.odd = NO_TEXT if file else NO_JSON  # what no column of text should hold, as SQL

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Found:
        return self.driver.execute(statement, values)


@contextmanager
def behind(address: str) -> Iterator[Behind]:
    if address.startswith("sqlite"):
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"), isolation_level=None)) as file:
            yield Behind(file, file=True)
        return
    engine = postgresql.engine_of(postgresql.url_of(make_url(address)))
    try:
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            driver = drivers.driver(connection)
            driver.execute("SET session_replication_role = replica")
            yield Behind(driver, file=False)
    finally:
        engine.dispose()
