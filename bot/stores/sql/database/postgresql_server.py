"""One database of a PostgreSQL server: made, brought up to date, its trail signed within it."""

from __future__ import annotations

import contextlib
import secrets
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache, cached_property
from typing import Any, Final

import psycopg
from sqlalchemy import ARRAY, BigInteger, Connection, Engine, Select, any_, bindparam
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import URL
from sqlmodel import SQLModel

from bot.core.model.errors import NotYetGone, StoreError, StoreNewer, StoreUnfit
from bot.core.model.ports import Clock
from bot.stores.sql.database import claim_rows, heard_changes, migrating, postgresql, postgresql_faults, row_security
from bot.stores.sql.database.claim_rows import ClaimRows
from bot.stores.sql.database.database import EMPTY, Database
from bot.stores.sql.database.drivers import Driver, driver
from bot.stores.sql.database.faults import BUSY_SECONDS
from bot.stores.sql.database.heard_changes import HeardChanges
from bot.stores.sql.database.postgresql import Translating
from bot.stores.sql.database.tables import DOCUMENTS, EVENTS, JOURNAL, REVISIONS, SIGNATURE
from bot.stores.sql.trail import signature
from bot.stores.sql.trail.signet import Ends, Forged, Signet

OLDEST: Final = 130_000  # the first server version with pg_current_snapshot
OURS: Final = {*SQLModel.metadata.tables, "alembic_version", "pullquote_server", claim_rows.TABLE, "index_objects"}
_HASHES: Final = {each.name for each in (EVENTS, JOURNAL, SIGNATURE)}
WORDS: Final = [each.name for each in SQLModel.metadata.sorted_tables if each.name not in _HASHES]
WAITING: Final = ("drafts", "questions")
AGAIN: Final = 0.02  # seconds until it is looked again whether readers have ended


class PostgresServer(Database):
    """The database at `url`, which must be there; its tables are made in the first schema of the search path.

    key: what the trail is signed with; None for one that is kept in the database itself, where whoever may write to
    it may read it, too.
    """

    def __init__(self, url: URL, clock: Clock, key: str | None) -> None:
        super().__init__(clock)
        self.url = postgresql.url_of(url)
        self.name = postgresql.named(url)
        self._base = postgresql.engine_of(self.url)
        self._engine = self._base.execution_options(isolation_level="REPEATABLE READ")
        self._writes = self._base.execution_options(isolation_level="READ COMMITTED", writes=True)
        self._direct = self._base.execution_options(isolation_level="AUTOCOMMIT")
        row_security.listen(self._base)
        claim_rows.listen(self._base)
        self._watching = threading.Lock()
        self._heard = HeardChanges(lambda: postgresql.alone(self.url), _snapshot)
        with self.told():
            self._watch = postgresql.alone(self.url)
            try:
                self._open(key)
            except BaseException:
                self.close()
                raise

    def _open(self, key: str | None) -> None:
        self._refuse_unfit()
        if self._revision() != REVISIONS[-1]:
            with self._writes.begin() as connection:
                self._bring_up_to_date(connection, key)
        own, wiped = self._watch.execute("SELECT key, wiped FROM pullquote_server").fetchone() or (None, 0)
        self.signet = RowSignet(self._direct, key.encode() if key else own)
        erased = "SELECT 1 FROM events WHERE sequence > %s AND action = 'erased' LIMIT 1"
        was_killed = self._watch.execute(erased, (wiped,)).fetchone() is not None
        self._stale: Sequence[str] = WORDS if was_killed else ()  # tables whose files still hold what was deleted

    def _refuse_unfit(self) -> None:
        encoding = self._watch.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            raise StoreUnfit(path=self.name, why=f"its encoding is {encoding}, and must be UTF8")
        if self._watch.info.server_version < OLDEST:
            raise StoreUnfit(path=self.name, why="it is of a version before PostgreSQL 13")

    def _revision(self) -> str | None:
        """None for a database without tables. Raises StoreUnfit, StoreNewer."""
        held = {name for (name,) in self._watch.execute(_TABLES).fetchall()}
        if not held:
            return None
        if "alembic_version" not in held:
            raise StoreUnfit(path=self.name, why="it holds tables of something else; give this program one of its own")
        (revision,) = self._watch.execute("SELECT version_num FROM alembic_version").fetchone() or ("",)
        if revision not in REVISIONS:
            raise StoreNewer(path=self.name)
        return str(revision)

    def _bring_up_to_date(self, connection: Connection, key: str | None) -> None:
        """Under the lock of writers: looked at again, since another process may have been quicker."""
        match self._revision():
            case None:
                self._make(connection, key)
            case revision if revision != REVISIONS[-1]:
                migrating.run(connection)

    def _make(self, connection: Connection, key: str | None) -> None:
        """Today's tables at once: no older ones were ever made on a server."""
        SQLModel.metadata.create_all(connection)
        under = driver(connection)
        under.execute("CREATE TABLE alembic_version (version_num TEXT PRIMARY KEY)")
        under.execute("INSERT INTO alembic_version VALUES (?)", (REVISIONS[-1],))
        under.execute("CREATE TABLE pullquote_server (id BIGINT PRIMARY KEY, key BYTEA, wiped BIGINT NOT NULL)")
        row_security.build(under)
        own = None if key else secrets.token_bytes(32)
        under.execute("INSERT INTO pullquote_server VALUES (1, ?, 0)", (own,))
        signature.put(under, RowSignet(self._direct, key.encode() if key else own), EMPTY)

    def within(self, workspace: str) -> AbstractContextManager[None]:
        return row_security.within(workspace)

    @cached_property
    def claims(self) -> ClaimRows:
        return ClaimRows(lambda: postgresql.alone(self.url), self.told)

    def close(self) -> None:
        self._heard.close()
        if "claims" in vars(self):
            self.claims.close()
        self._watch.close()
        self._base.dispose()

    def told(self) -> AbstractContextManager[None]:
        return postgresql_faults.told(self.name)

    def version(self) -> str:
        """The snapshot that a transaction would see now: two that are equal show the same rows.

        A sequence wouldn't do, which counts what was rolled back and counts before it is committed; nor would a row
        that writers count up, which nobody's own UPDATE does. The server's other databases move it, too: then what is
        remembered is read once more. Own changes are in it at once, those of other processes as soon as they are heard
        of: see `heard_changes.py`.
        """
        return self._heard.version() or self.asked_version()

    def doubt(self) -> None:
        self._heard.forget()

    def asked_version(self) -> str:
        """The same, by a round trip to the server."""
        with self.told(), self._watching:
            try:
                return _snapshot(self._watch)
            except psycopg.OperationalError:  # the server was started again, or another one has its place
                self._base.dispose()
                self._watch.close()
                self._watch = postgresql.alone(self.url)
                return _snapshot(self._watch)

    def _ready(self, *, to_write: bool) -> None:
        """So that a change isn't refused for a connection that ended long ago."""
        if to_write:
            self.asked_version()

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        try:
            with super().alone() as connection:
                yield connection
                connection.exec_driver_sql(heard_changes.SAID)
        finally:
            self._heard.forget()

    def _refuse_full(self, size: int) -> None:
        """A server's disk isn't seen from here: it says itself when it is full."""

    def by_ids(self, wanted: Select[Any], ids: Sequence[int]) -> list[Sequence[Any]]:
        with self._direct.connect() as connection:
            raw: Any = connection.connection.driver_connection
            return list(raw.execute(_driven(wanted), {"ids": list(ids)}).fetchall())

    @contextmanager
    def looked_through(self) -> Iterator[Driver]:
        with self._engine.connect() as connection:
            connection.begin()
            raw: Any = connection.connection.driver_connection
            with contextlib.closing(Translating(raw, streams=True)) as driver:
                yield driver

    def oddities(self, driver: Driver) -> Iterator[str]:
        """A trigger, a rule or a function of somebody else's would change what the program writes."""
        for kind, name, table in driver.execute(_FOREIGN):
            if table not in OURS or kind in {"trigger", "rule"}:
                yield f"the {kind} {name} isn't this program's"
        for (name,) in driver.execute(row_security.TAKEN_AWAY):
            yield f"the rows of {name} aren't kept apart by workspace any more"
        if driver.execute("SELECT version_num FROM alembic_version").fetchall() != [(REVISIONS[-1],)]:
            yield "the schema's number was changed"

    # --- what was erased

    def _written(self) -> None:
        if self._stale:  # somebody was in the way
            with contextlib.suppress(StoreError, NotYetGone):
                self._rewrite(0)

    def wipe(self) -> None:
        """A row that is deleted stays in its file until the table is written anew without it."""
        self._stale = WORDS
        try:
            self._rewrite(BUSY_SECONDS)
        except StoreError as error:
            raise NotYetGone from error

    def empty_log(self) -> None:
        self._stale = self._stale or WAITING
        with contextlib.suppress(StoreError, NotYetGone):
            self._rewrite(BUSY_SECONDS)

    def _rewrite(self, patience: float) -> None:
        """VACUUM FULL keeps what a transaction may still see that began before. Raises NotYetGone for those."""
        with self.told(), self._direct.connect() as connection:
            now = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
            (erased,) = connection.exec_driver_sql(_ERASED).one()
            end = time.monotonic() + patience
            while connection.exec_driver_sql(_EARLIER, (now,)).first():
                if time.monotonic() > end:
                    raise NotYetGone
                time.sleep(AGAIN)
            for name in self._stale:
                connection.exec_driver_sql(f"VACUUM FULL {name}")
            if self._stale is WORDS:
                connection.exec_driver_sql("UPDATE pullquote_server SET wiped = %s", (erased,))
        self._stale = ()


def _snapshot(link: psycopg.Connection) -> str:
    return str((link.execute("SELECT pg_current_snapshot()::text").fetchone() or ("",))[0])


class RowSignet(Signet):
    """The ends are signed in the database, with every change and in its transaction; see `signature.py`."""

    def __init__(self, direct: Engine, key: bytes | None) -> None:
        self._direct, self._key = direct, key

    def signed(self) -> Ends | None:
        with self._direct.connect() as connection:
            stored = signature.stored(driver(connection))
        if stored is None:
            return None
        if not signature.is_right(self, stored, stored[0]):
            raise Forged
        return stored[0]

    def sign(self, ends: Ends) -> None:
        """Nothing: `signature.put` has done it."""

    def secret(self) -> bytes:
        if not self._key:
            raise FileNotFoundError
        return self._key


@cache
def _driven(wanted: Select[Any]) -> str:
    """For the driver itself: see `sqlite_file`."""
    ids = bindparam("ids", type_=ARRAY(BigInteger))
    return str(wanted.where(DOCUMENTS.c.id == any_(ids)).compile(dialect=PGDialect_psycopg()))  # type: ignore[no-untyped-call]


_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
_ERASED = "SELECT coalesce(max(sequence), 0) FROM events WHERE action = 'erased'"
_EARLIER = """SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
AND backend_xmin IS NOT NULL AND xact_start < %s"""
_FOREIGN = """SELECT CASE relkind WHEN 'v' THEN 'view' WHEN 'S' THEN 'sequence' ELSE 'table' END, relname, relname
FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind NOT IN ('i', 't', 'c')
UNION ALL SELECT 'trigger', tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace
UNION ALL SELECT 'rule', rulename, relname FROM pg_rewrite JOIN pg_class ON pg_class.oid = ev_class
WHERE relkind <> 'v' AND relnamespace = current_schema()::regnamespace ORDER BY 2"""
