"""One SQLite file: opened, brought up to date, its trail signed into a file beside it."""

from __future__ import annotations

import contextlib
import json
import logging
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Engine, Select, bindparam, func, select
from sqlalchemy.dialects import sqlite
from sqlmodel import SQLModel

from bot.core.model.documents import Actor
from bot.core.model.errors import NoRoom, NotYetGone, StoreError, StoreFull, StoreGone
from bot.core.model.ports import Clock
from bot.core.model.trail import Head, Outcome
from bot.stores.sql.database import drivers, engine, migrating
from bot.stores.sql.database.database import EMPTY, Database
from bot.stores.sql.database.drivers import Driver
from bot.stores.sql.database.faults import BUSY_SECONDS, told
from bot.stores.sql.database.tables import DOCUMENTS, REVISIONS
from bot.stores.sql.keep import holdings
from bot.stores.sql.trail import chain, signature
from bot.stores.sql.trail.signet import Ends, FileSignet, Forged

log = logging.getLogger(__name__)
MEGABYTE = 1_000_000  # bytes
ANOTHER_EMPTIES = 0.01  # seconds until it is tried again


class SqliteFile(Database):
    """The file at `address`.

    reserve: bytes left free on the disk, so that removing and erasing still work on a full one. Where SQLite finds no
    room for what it keeps beside the file, and nobody else has it open, it is read as it lies until there is room.
    """

    signet: FileSignet

    def __init__(self, address: str, clock: Clock, reserve: int) -> None:
        super().__init__(clock)
        self._url = engine.parsed(address)
        self.path = engine.file_of(self._url)
        self.signet = FileSignet(self.path)
        self._reserve = reserve
        self._unwiped = True  # by a process before, which may have been killed
        self._watching = threading.Lock()
        self._thawing = threading.RLock()  # opening reads, too
        self._frozen = False  # nothing is written beside the file, and so nothing into it
        self._openings = 0
        with told(self.path):
            self._refuse_gone(missing=not self.path.exists() or not self.path.stat().st_size)
            engine.made(self.path)
        try:
            self._open()
        except StoreFull:
            if not migrating.lies_still(self.path):
                raise
            self._connect(engine.frozen(self._url))
            self._frozen = True

    def _open(self) -> None:
        with told(self.path):
            revision = migrating.refuse_newer(self.path)
            fresh = engine.opened(self._url)
            try:
                migrating.bring_up_to_date(fresh, revision)
                self._connect(fresh)
                self._refuse_gone(missing=self._is_new())
                self._sign_first()
                self._settle()
            except BaseException:
                fresh.dispose()
                raise

    def _connect(self, fresh: Engine) -> None:
        self._engine, self._writes = fresh, fresh.execution_options(writes=True)
        self._watch = fresh.raw_connection()
        self._openings += 1

    def _thaw(self) -> None:
        """Open it as ever, where that can be done again."""
        with self._thawing:
            if not self._frozen:
                return
            probe = contextlib.closing(sqlite3.connect(self.path))
            with contextlib.suppress(StoreError), told(self.path), probe as connection:
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
                self._frozen = False
                self._open()

    def close(self) -> None:
        self._watch.close()
        self._engine.dispose()

    def version(self) -> int:
        """A number that every commit to the file changes, of whatever process. Takes microseconds."""
        self._thaw()
        with told(self.path), self._watching:
            # Of a connection that commits nothing itself: SQLite leaves a connection's own commits out.
            number: int = self._watch.cursor().execute("PRAGMA data_version").fetchone()[0]
        return number + (self._openings << 32)

    def told(self) -> AbstractContextManager[None]:
        return told(self.path)

    def within(self, workspace: str) -> AbstractContextManager[None]:
        """SQLite knows no rows that one may not read."""
        return contextlib.nullcontext()

    def _ready(self, *, to_write: bool) -> None:
        self._thaw()
        if to_write and self._frozen:
            raise StoreFull(path=self.path.parent)

    def _written(self) -> None:
        if self._unwiped:  # somebody was in the way
            self.empty_log(0)

    def _refuse_full(self, size: int) -> None:
        free, needed = shutil.disk_usage(self.path.parent).free, self._reserve + 3 * size
        if size and free < needed:
            said = {"free_mb": free, "reserve_mb": self._reserve, "needed_mb": needed - free + MEGABYTE - 1}
            raise NoRoom(path=self.path.parent, **{name: value // MEGABYTE for name, value in said.items()})

    def _refuse_gone(self, *, missing: bool) -> None:
        """Whoever finds the end of a long history, and no beginning, must not begin a new one over it."""
        if not missing:
            return
        try:
            signed = self.signet.signed()
        except Forged:
            signed = Ends(Head(0, "?"))
        coming = self.signet.expected()
        if signed not in (None, EMPTY, Ends(EMPTY.events)) and not (coming and coming.head == EMPTY.events):
            raise StoreGone(path=self.path, sequence=signed.events.sequence or "?", head=f"{self.path}.head")

    def _is_new(self) -> bool:
        with self.reading() as connection:
            return signature.ends(drivers.driver(connection)) == EMPTY

    def _sign_first(self) -> None:
        """An empty trail is signed, too: so that from its first event on a missing signature is a flaw.

        So is one that was signed by a version which kept no journal, as it stands now.
        """
        with contextlib.suppress(OSError, Forged):
            signed = self.signet.signed()
            if signed is None and self._is_new():
                self.signet.sign(EMPTY)
            elif signed is not None and signed.rows is None:
                with self._writes.begin() as connection:
                    self._sign_on(drivers.driver(connection), signed)

    def _sign_on(self, driver: Driver, signed: Ends) -> None:
        now = signature.ends(driver)
        if signature.stored(driver) is None and _follows(driver, signed):
            signature.put(driver, self.signet, now)
            self.signet.sign(now)

    def _settle(self) -> None:
        """After a backup was put in its place: the trail says so and is signed, even if who did it was killed before.

        That the head of the backup is in the trail doesn't show that it came: it may be an earlier state of this very
        trail. That the head signed before is not in it any more does.
        """
        coming = self.signet.expected()
        if coming is None:
            return
        with self.writing(Actor(coming.by)) as batch:
            driver, ends = drivers.driver(batch.connection), batch.ends()
            came = ends.events == coming.head or not self._continues(driver)
            if ends.events == coming.head:
                batch.log(Outcome.RESTORED, chain.About(), coming.note)
            elif came and not signature.holds(driver, "events", coming.head):
                return  # neither: evidence, which isn't touched
        with self._writes.begin() as connection:
            driver = drivers.driver(connection)
            now = signature.ends(driver)
            if came:
                signature.put(driver, self.signet, now)
            self.signet.settle(now if came else None)

    def _continues(self, driver: Driver) -> bool:
        """Whether what the head file says is in trail and journal."""
        try:
            signed = self.signet.signed()
        except Forged:
            return False
        return signed is not None and _follows(driver, signed)

    @contextmanager
    def looked_through(self) -> Iterator[Driver]:
        name = f"{self.path.as_uri()}{engine.AS_IT_LIES}" if self._frozen else self.path
        opened = sqlite3.connect(name, timeout=BUSY_SECONDS, isolation_level=None, uri=self._frozen)
        with contextlib.closing(opened) as driver:
            driver.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
            driver.execute("BEGIN")
            yield driver

    def oddities(self, driver: Driver) -> Iterator[str]:
        """A trigger would change what the program writes."""
        for line in driver.execute("PRAGMA integrity_check(10)"):
            if line[0] != "ok":
                yield f"the file is damaged: {line[0]}"
        ours = {*SQLModel.metadata.tables, "alembic_version"}
        for kind, name, table in driver.execute("SELECT type, name, tbl_name FROM sqlite_master ORDER BY name"):
            if kind not in {"table", "index"} or (table not in ours and not table.startswith("sqlite_")):
                yield f"the {kind} {name} isn't this program's"
        if driver.execute("SELECT version_num FROM alembic_version").fetchall() != [(REVISIONS[-1],)]:
            yield "the schema's number was changed"

    def wipe(self) -> None:
        """Nor in a file beside the database."""
        self.empty_log()
        try:
            for path in holdings.set_aside(self.path):
                path.unlink(missing_ok=True)
                log.warning("deleted %s: it may hold what was erased now", path.name)
        except OSError as error:
            raise NotYetGone from error
        if self._unwiped:
            raise NotYetGone

    def empty_log(self, patience: float | None = None) -> None:
        """The write-ahead log still holds what was deleted. While somebody reads it, it can't go: see `writing`.

        What it follows is committed, so it raises nothing.
        """
        seconds = BUSY_SECONDS if patience is None else patience
        end = time.monotonic() + seconds
        self._unwiped = True
        with (
            contextlib.suppress(StoreError),
            told(self.path),
            contextlib.closing(sqlite3.connect(self.path, timeout=seconds)) as driver,
        ):
            # SQLite waits for readers and writers by itself, but while somebody else empties it, it is busy at once
            while not (emptied := _emptied(driver)) and time.monotonic() < end:
                time.sleep(ANOTHER_EMPTIES)
            self._unwiped = not emptied

    def doubt(self) -> None:
        """Nothing: `version` looks each time."""

    def by_ids(self, wanted: Select[Any], ids: Sequence[int]) -> list[Sequence[Any]]:
        return self.outside(_driven(wanted), json.dumps(ids))

    def outside(self, statement: str, *values: str) -> list[Sequence[Any]]:
        """The rows of a statement that can't run in a transaction, or often and cheaply. Raises the driver's errors."""
        with contextlib.closing(self._engine.raw_connection()) as driver:
            rows: list[Sequence[Any]] = driver.cursor().execute(statement, values).fetchall()
            return rows


def _emptied(driver: sqlite3.Connection) -> bool:
    busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _follows(driver: Driver, signed: Ends) -> bool:
    """Whether what was signed is in the trail and the journal."""
    rows = signed.rows or Head(0, "")
    return signature.holds(driver, "events", signed.events) and signature.holds(driver, "journal", rows)


@cache
def _driven(wanted: Select[Any]) -> str:
    """For the driver itself, of documents in a JSON list of ids: run for every question, and building such a statement
    takes four times as long as running it."""
    ids = select(func.json_each(bindparam("ids")).table_valued("value").c.value)
    return str(wanted.where(DOCUMENTS.c.id.in_(ids)).compile(dialect=sqlite.dialect()))
