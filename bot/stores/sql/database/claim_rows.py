"""Claims as rows of a PostgreSQL database that processes share: see `bot.core.model.claims`.

Time is the server's alone. A claim changes hands only under the lock of writers, so between two changes: what a
transaction finds of it at its beginning holds to its end.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, suppress
from functools import partial
from typing import Any, Final, TypeVar

import psycopg
from sqlalchemy import Connection, Engine, event

from bot.core.model import claims
from bot.core.model.claims import Claim, Held
from bot.core.model.errors import ClaimLost, StoreError
from bot.stores.sql.database.faults import BUSY_SECONDS
from bot.stores.sql.database.postgresql import WRITERS

T = TypeVar("T")
TABLE: Final = "pullquote_claims"
LEASE: Final = 10.0  # seconds without a sign after which a holder is followed
RENEWED: Final = 3.0  # seconds between two signs

log = logging.getLogger(__name__)


class ClaimRows:
    """Those of this process. connect: a connection of its own, which commits each statement. lease: seconds."""

    shared = True

    def __init__(
        self,
        connect: Callable[[], psycopg.Connection],
        told: Callable[[], AbstractContextManager[None]],
        lease: float = LEASE,
    ) -> None:
        self._connect, self._told, self._lease = connect, told, lease
        self._holder = secrets.token_hex(8)
        self._turn = threading.Lock()
        self._link: psycopg.Connection | None = None
        self._held: Held = frozenset()
        self._until = 0.0  # of time.monotonic: they are surely held as long
        self._ended = threading.Event()
        self._ask(self._make)
        self._renewal = threading.Thread(target=self._renewing, name="claims", daemon=True)
        self._renewal.start()

    def _ask(self, work: Callable[[psycopg.Connection], T]) -> T:
        """For one thread at a time; on a new connection where that of before has ended."""
        with self._turn, self._told():
            try:
                return work(self._linked())
            except psycopg.OperationalError:  # the server was started again, or another one has its place
                if self._link is not None:
                    self._link.close()
                self._link = None
                return work(self._linked())

    def _make(self, link: psycopg.Connection) -> None:
        """Under the lock: two who make the same table in the same moment are in each other's way."""
        with link.transaction():
            link.execute(f"SELECT pg_advisory_xact_lock({WRITERS})".encode())
            link.execute(_MADE)

    def _linked(self) -> psycopg.Connection:
        if self._link is None:
            self._link = self._connect()
            self._link.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
        return self._link

    @property
    def held(self) -> int:
        return len(self._held) if time.monotonic() < self._until else 0

    def take(self, names: Iterable[str]) -> Held:
        wanted = frozenset(names)
        if missing := wanted - {each.name for each in self._sure()}:
            self._ask(partial(self._take, missing))
        return frozenset(each for each in self._sure() if each.name in wanted)

    def _sure(self) -> Held:
        return self._held if time.monotonic() < self._until else frozenset()

    def _take(self, wanted: frozenset[str], link: psycopg.Connection) -> None:
        """Looked at first, without the lock: others have most of them, most of the time."""
        free = link.execute(_FREE, (list(wanted), self._holder)).fetchall()
        if not free:
            return
        began = time.monotonic()
        with link.transaction():
            link.execute(f"SELECT pg_advisory_xact_lock({WRITERS})".encode())
            link.cursor().executemany(_TAKEN, [(name, self._holder, self._lease) for (name,) in free])
        self._know(link, began)

    def _renewing(self) -> None:
        """In a thread of its own: what takes long anywhere else must not let a claim lapse."""
        while not self._ended.wait(RENEWED * self._lease / LEASE):
            try:
                if self._held:
                    self._ask(self._renew)
            except (StoreError, psycopg.Error) as error:
                log.warning("claims could not be renewed: %s", type(error).__name__)

    def _renew(self, link: psycopg.Connection) -> None:
        began = time.monotonic()
        link.execute(_RENEWED, (self._lease, self._holder))
        self._know(link, began)

    def _know(self, link: psycopg.Connection, began: float) -> None:
        rows = link.execute(_OWN, (self._holder,)).fetchall()
        self._held, self._until = frozenset(Claim(*row) for row in rows), began + self._lease

    def check(self) -> None:
        held = claims.current()
        if held:
            _refuse_lost(held, self._ask(lambda link: link.execute(_STILL, _parts(held)).fetchone()))

    def gate(self, name: str, seconds: float) -> float:
        if self._ask(lambda link: link.execute(_PASSED, (name, seconds)).fetchone()):
            return 0.0
        (left,) = self._ask(lambda link: link.execute(_SHUT, (name,)).fetchone()) or (0.0,)
        return max(float(left), 0.01)

    def close(self) -> None:
        self._ended.set()
        self._renewal.join(BUSY_SECONDS)
        with suppress(StoreError, psycopg.Error):
            self._ask(lambda link: link.execute(_GIVEN_BACK, (self._holder,)))
        if self._link is not None:
            self._link.close()
        self._held = frozenset()


def listen(engine: Engine) -> None:
    """Each change under claims looks whether they hold, once it has the lock of writers."""
    event.listen(engine, "begin", _look)


def _look(connection: Connection) -> None:
    held = claims.current()
    if held and connection.get_execution_options().get("writes", False):
        driver: Any = connection.connection.driver_connection
        _refuse_lost(held, driver.execute(_STILL, _parts(held)).fetchone())


def _parts(held: Held) -> tuple[list[str], list[str], list[int]]:
    some = list(held)
    return [each.name for each in some], [each.holder for each in some], [each.fence for each in some]


def _refuse_lost(held: Held, found: Any) -> None:
    if found[0] != len(held):
        raise ClaimLost


_MADE = """CREATE TABLE IF NOT EXISTS pullquote_claims (name TEXT COLLATE "C" PRIMARY KEY,
holder TEXT COLLATE "C" NOT NULL, fence BIGINT NOT NULL, until TIMESTAMPTZ NOT NULL)"""
_FREE = """SELECT wanted FROM unnest(%s::text[]) AS wanted WHERE NOT EXISTS
(SELECT 1 FROM pullquote_claims WHERE name = wanted AND holder <> %s AND until > clock_timestamp())"""
_TAKEN = """INSERT INTO pullquote_claims AS held VALUES (%s, %s, 1, clock_timestamp() + make_interval(secs => %s))
ON CONFLICT (name) DO UPDATE SET holder = EXCLUDED.holder, fence = held.fence + 1, until = EXCLUDED.until
WHERE held.until <= clock_timestamp() OR held.holder = EXCLUDED.holder"""
_RENEWED = "UPDATE pullquote_claims SET until = clock_timestamp() + make_interval(secs => %s) WHERE holder = %s"
_OWN = "SELECT name, holder, fence FROM pullquote_claims WHERE holder = %s AND until > clock_timestamp()"
_STILL = """SELECT count(*) FROM unnest(%s::text[], %s::text[], %s::bigint[]) AS said (name, holder, fence)
JOIN pullquote_claims USING (name, holder, fence)"""
_PASSED = """INSERT INTO pullquote_claims AS gate VALUES (%s, '', 1, clock_timestamp() + make_interval(secs => %s))
ON CONFLICT (name) DO UPDATE SET fence = gate.fence + 1, until = EXCLUDED.until
WHERE gate.until <= clock_timestamp() RETURNING name"""
_SHUT = "SELECT extract(epoch FROM until - clock_timestamp()) FROM pullquote_claims WHERE name = %s"
_GIVEN_BACK = "UPDATE pullquote_claims SET until = '-infinity' WHERE holder = %s"
