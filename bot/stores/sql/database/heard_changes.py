"""Changes of a PostgreSQL database are heard of, so that nobody has to ask the server before every look-up.

Every change says so (NOTIFY) in its own transaction. A thread listens on a connection of its own, and asks there for
the snapshot after each word and every ASKED seconds; what it got is good for TRUSTED seconds from when it asked. So a
connection that died, is stuck or hears nothing, and a change of somebody who doesn't say so, cost a second and no more.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

import psycopg

from bot.stores.sql.database.faults import BUSY_SECONDS

CHANNEL: Final = "pullquote_changed"
SAID: Final = f"NOTIFY {CHANNEL}"
ASKED: Final = 0.4  # seconds
TRUSTED: Final = 1.0  # seconds: half of what a question may be behind another process (docs/scaling.md)
AGAIN = 1.0  # seconds until it is tried again to listen, doubling
LONGEST: Final = 60.0
LASTING: Final = 1.0  # seconds after which a process is none of a moment, as a command's is, and worth a connection

log = logging.getLogger(__name__)


class HeardChanges:
    """Of one database, for all threads. connect: a connection that commits each statement; raises psycopg.Error.

    asked: what the server says on it. It begins to listen when it is first asked LASTING seconds after it was made.
    """

    def __init__(self, connect: Callable[[], psycopg.Connection], asked: Callable[[psycopg.Connection], str]) -> None:
        self._connect, self._asked = connect, asked
        self._turn = threading.Lock()
        self._known: tuple[str, float] = ("", 0.0)  # and until when of time.monotonic it is trusted
        self._forgotten = 0  # how often
        self._lasting = time.monotonic() + LASTING
        self._thread: threading.Thread | None = None
        self._ended = threading.Event()
        self._pause = AGAIN

    def version(self) -> str | None:
        """What the server would say; None where it has to be asked."""
        known, until = self._known
        now = time.monotonic()
        if now < until:
            return known
        if self._thread is None and now >= self._lasting:
            self._begin()
        return None

    def _begin(self) -> None:
        with self._turn:
            if self._thread is None and not self._ended.is_set():
                self._thread = threading.Thread(target=self._listening, name="changes", daemon=True)
                self._thread.start()

    def forget(self) -> None:
        """Something has changed: what was asked for until now is old, also where the answer is yet to come."""
        with self._turn:
            self._forgotten += 1
            self._known = ("", 0.0)

    def _listening(self) -> None:
        while not self._ended.is_set():
            try:
                with self._connect() as link:
                    self._listen(link)
            except (psycopg.Error, OSError) as error:
                if self._pause == AGAIN:  # said once
                    log.warning("changes are asked for until they can be heard of again: %s", type(error).__name__)
            self.forget()
            self._ended.wait(self._pause)
            self._pause = min(LONGEST, 2 * self._pause)

    def _listen(self, link: psycopg.Connection) -> None:
        link.execute(f"LISTEN {CHANNEL}".encode())
        while not self._ended.is_set():
            self._ask(link)
            self._pause = AGAIN
            for _word in link.notifies(timeout=ASKED, stop_after=1):
                self.forget()

    def _ask(self, link: psycopg.Connection) -> None:
        began, forgotten = time.monotonic(), self._forgotten
        said = self._asked(link)
        with self._turn:
            if forgotten == self._forgotten:
                self._known = (said, began + TRUSTED)

    def close(self) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join(BUSY_SECONDS)
        self.forget()
