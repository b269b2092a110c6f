"""One database, whatever its engine: read and written in transactions, its trail signed.

What an engine does in its own way is left open here, and done in `sqlite_file.py` and `postgresql_server.py`.
"""

from __future__ import annotations

import contextlib
import threading
from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Select, select

from bot.core.model.claims import ALONE, Claims
from bot.core.model.documents import Actor
from bot.core.model.errors import StoreBusy
from bot.core.model.ports import Clock
from bot.core.model.trail import Head
from bot.stores.sql.database import drivers
from bot.stores.sql.database.drivers import Driver
from bot.stores.sql.database.faults import BUSY_SECONDS
from bot.stores.sql.database.tables import EVENTS
from bot.stores.sql.documents.batch import Batch
from bot.stores.sql.trail import signature
from bot.stores.sql.trail.signet import Ends, Signet

EMPTY = Ends(Head(0, ""), Head(0, ""))  # of a new database


class Database(ABC):
    """Made if it isn't there, upgraded if it is older. Raises StoreError kinds throughout."""

    signet: Signet
    _engine: Engine  # whose transactions see one moment
    _writes: Engine  # whose transactions are alone from their first statement to their last

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._turn = threading.Lock()  # fairer between threads than an engine's own waiting, and cheaper

    # --- of the engine

    @property
    def claims(self) -> Claims:
        """Of this process, to what is done once for all that share the database."""
        return ALONE

    @abstractmethod
    def told(self) -> AbstractContextManager[None]:
        """Raises the StoreError for what the driver raises inside."""

    @abstractmethod
    def within(self, workspace: str) -> AbstractContextManager[None]:
        """Until it ends the engine itself, where it can, lets this thread read that workspace's own and shared rows."""

    @abstractmethod
    def version(self) -> Hashable:
        """Something that every commit changes, of whatever process."""

    @abstractmethod
    def doubt(self) -> None:
        """Something has changed that `version` doesn't know of yet: it is to look."""

    @abstractmethod
    def by_ids(self, wanted: Select[Any], ids: Sequence[int]) -> list[Sequence[Any]]:
        """The rows of `wanted` of these documents, as the driver gives them, often and cheaply. Raises its errors."""

    @abstractmethod
    def looked_through(self) -> AbstractContextManager[Driver]:
        """One moment's view of what is really there: also what is no text, or of the wrong kind."""

    @abstractmethod
    def oddities(self, driver: Driver) -> Iterator[str]:
        """What there is besides our tables and their indexes, and other damage that the engine itself knows of."""

    @abstractmethod
    def wipe(self) -> None:
        """After something was erased: nothing of it is left where this program can reach.

        Raises NotYetGone where something still is: what was committed stays so, and the next change tries again.
        """

    @abstractmethod
    def empty_log(self) -> None:
        """After something that waited was dropped: that is gone, too. What it follows is committed: raises nothing."""

    @abstractmethod
    def close(self) -> None: ...

    @abstractmethod
    def _ready(self, *, to_write: bool) -> None:
        """Before every transaction."""

    @abstractmethod
    def _refuse_full(self, size: int) -> None:
        """Before so many bytes are written. Raises NoRoom."""

    @abstractmethod
    def _written(self) -> None:
        """After every change."""

    def _continues(self, driver: Driver) -> bool:
        """Whether what was signed outside of the database is in trail and journal."""
        return True

    # --- transactions

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        self._ready(to_write=False)
        with self.told(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """One transaction of the only writer, on disk when this ends. Who uses it sees to trail and signature."""
        with self.told(), self._writes.begin() as connection:
            yield connection

    @contextmanager
    def writing(self, by: Actor) -> Iterator[Batch]:
        """All that is gathered in the batch is on disk when this ends, or, after an error, nothing."""
        self._ready(to_write=True)
        if not self._turn.acquire(timeout=BUSY_SECONDS):
            raise StoreBusy(seconds=BUSY_SECONDS)
        try:
            with self.alone() as connection:
                batch = Batch(connection, by, self._clock())
                before = batch.ends()
                yield batch
                self._refuse_full(batch.size())
                batch.write()
                signs = batch.ends() != before and self._may_sign(connection, before)
                if signs:
                    signature.put(drivers.driver(connection), self.signet, batch.ends())
            if signs:
                with contextlib.suppress(OSError):  # the change is made; the next one signs again
                    self.signet.sign(batch.ends())
            self._written()
        finally:
            self._turn.release()

    def _may_sign(self, connection: Connection, before: Ends) -> bool:
        """What doesn't fit a signature is evidence: it isn't written over."""
        driver = drivers.driver(connection)
        said = signature.stored(driver)
        known = signature.is_right(self.signet, said, before) if said else before == EMPTY
        return known and self._continues(driver)


def holds(connection: Connection, head: Head) -> bool:
    """Whether that very event is in the trail."""
    found: str | None = connection.scalar(select(EVENTS.c.hash).where(EVENTS.c.sequence == head.sequence))
    return found == head.token
