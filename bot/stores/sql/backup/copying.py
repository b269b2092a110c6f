"""All rows from one database into another, of whatever engine, and the proof that they are the same.

A backup is a SQLite file, also of a server's database: a copy in a file of its own, backed up as any other.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Connection, Integer, LargeBinary, Table
from sqlmodel import SQLModel

from bot.core.model.documents import Actor
from bot.core.model.errors import StoreTaken, StoreUnfit
from bot.core.model.trail import Head, Outcome
from bot.stores.content import utc_now
from bot.stores.sql.backup import backups, restoring
from bot.stores.sql.database import opening
from bot.stores.sql.database.database import EMPTY, Database
from bot.stores.sql.database.drivers import Driver, driver
from bot.stores.sql.database.faults import Damaged
from bot.stores.sql.database.sqlite_file import SqliteFile
from bot.stores.sql.database.tables import REVISIONS, SIGNATURE
from bot.stores.sql.documents.batch import Batch
from bot.stores.sql.trail import chain, journal, signature

TABLES = [each for each in SQLModel.metadata.sorted_tables if each is not SIGNATURE]
_ROWS, _BYTES = 200, 8_000_000  # in memory at a time, whichever is reached first


@dataclass(frozen=True, slots=True)
class Copied:
    """rows: how many, of all tables. sha256: over all of them, found alike in both databases."""

    rows: int
    sha256: str


def copy(source: Database, target: Database) -> Copied:
    """Everything at one moment, in one transaction, into a database that holds nothing yet.

    The ends of the history are signed with the target's key where they were rightly signed with the source's; else
    they come as they are, and what was wrong goes on showing. Raises StoreTaken, StoreError kinds.
    """
    with source.told(), source.looked_through() as origin:
        known = _is_signed(source, origin)
        with target.alone() as connection:
            under = driver(connection)
            if signature.ends(under) != EMPTY:
                raise StoreTaken
            copied = _filled(origin, connection)
            _sign(origin, under, target, known=known)
        if known:
            target.signet.sign(signature.ends(origin))
        return copied


def copied(source: str, target: str, key: str | None = None) -> Copied:
    """As `copy`, by their addresses; the target is made where it isn't there. key: see `opening.opened`."""
    with (
        closing(opening.opened(source, utc_now, 0, key)) as held,
        closing(opening.opened(target, utc_now, 0, key)) as fresh,
    ):
        return copy(held, fresh)


def backup(database: Database, path: Path) -> Head:
    """See `backups.backup`."""
    if isinstance(database, SqliteFile):
        return backups.backup(database, path)
    path = path.absolute()
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        with closing(SqliteFile(f"sqlite:///{draft}", utc_now, reserve=0)) as held:
            copy(database, held)
            return backups.backup(held, path)
    finally:
        for each in path.parent.glob(f"{draft.name}*"):
            each.unlink()


def restore(file: Path, address: str, by: Actor, key: str | None = None) -> Head:
    """See `restoring.restore`. A server's database takes all of it in one transaction, in the place of what it held."""
    if not opening.is_server(address):
        return restoring.restore(file, address, by)
    head = backups.check(file)
    with closing(opening.opened(address, utc_now, 0, key)) as target:
        with backups.read(file) as origin, target.alone() as connection:
            if origin.execute("SELECT version_num FROM alembic_version").fetchone() != (REVISIONS[-1],):
                raise StoreUnfit(path=file, why=OLDER)
            for table in reversed(TABLES):
                connection.execute(table.delete())
            _filled(origin, connection)
            _say(connection, by, f"the database, from a backup that ends with event {head.sequence}", target)
        target.wipe()
    return head


OLDER = "it is of an older version; put it back into a SQLite file, and copy that with `copy-store`"


def _say(connection: Connection, by: Actor, note: str, target: Database) -> None:
    """At the end of the trail, signed."""
    batch = Batch(connection, by, utc_now())
    batch.log(Outcome.RESTORED, chain.About(), note)
    batch.write()
    signature.put(driver(connection), target.signet, batch.ends())


def _is_signed(source: Database, origin: Driver) -> bool:
    stored = signature.stored(origin)
    return stored is not None and signature.is_right(source.signet, stored, signature.ends(origin))


def _sign(origin: Driver, under: Driver, target: Database, *, known: bool) -> None:
    if known:
        signature.put(under, target.signet, signature.ends(origin))
        return
    under.execute("DELETE FROM signature")
    for row in origin.execute("SELECT * FROM signature").fetchall():
        under.execute("INSERT INTO signature VALUES (?, ?, ?, ?, ?, ?)", row)


def _filled(origin: Driver, connection: Connection) -> Copied:
    """Raises Damaged where what came isn't what was sent: nothing of it is then committed."""
    under = driver(connection)
    for table in TABLES:
        places = ", ".join("?" * len(table.c))
        for some in _pieces(_sound(origin, table)):
            under.executemany(f"INSERT INTO {table.name} ({_columns(table)}) VALUES ({places})", some)  # noqa: S608
    sent, came = proof(origin), proof(under)
    if sent != came:
        raise Damaged
    return sent


def proof(held: Driver) -> Copied:
    """Over every row of every table but the signature, which each key makes anew; rows in any order."""
    rows = total = 0
    for table in TABLES:
        for row in _rows(held, table):
            said = json.dumps([table.name, *map(journal.plain, row)])
            total += int.from_bytes(hashlib.sha256(said.encode()).digest(), "big")
            rows += 1
    return Copied(rows, f"{total % 2**256:064x}")


def _rows(held: Driver, table: Table) -> Iterator[Sequence[Any]]:
    return iter(held.execute(f"SELECT {_columns(table)} FROM {table.name}"))  # noqa: S608 - our own names


def _columns(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.c)


def _sound(origin: Driver, table: Table) -> Iterator[list[Any]]:
    """Raises Damaged for a value of no kind that belongs there: no server would take it."""
    kinds = [_kind(column.type) for column in table.c]
    for row in _rows(origin, table):
        yield [None if value is None else kind(value) for kind, value in zip(kinds, row, strict=True)]


def _kind(column: Any) -> Callable[[Any], Any]:
    if isinstance(column, Boolean | Integer):
        return _number
    return _bytes if isinstance(getattr(column, "impl", column), LargeBinary) else _text


def _number(value: Any) -> Any:
    return _required(value, int)


def _bytes(value: Any) -> Any:
    return _required(value, bytes)


def _text(value: Any) -> Any:
    try:
        _required(value, str).encode()
    except UnicodeEncodeError as error:
        raise Damaged from error
    return value


def _required(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise Damaged
    return value


def _pieces(rows: Iterator[list[Any]]) -> Iterator[list[list[Any]]]:
    some: list[list[Any]] = []
    size = 0
    for row in rows:
        some.append(row)
        size += sum(len(value) for value in row if isinstance(value, bytes))
        if len(some) >= _ROWS or size >= _BYTES:
            yield some
            some, size = [], 0
    if some:
        yield some
