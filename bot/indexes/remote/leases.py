"""Locks of several machines, as small objects: whoever holds one writes it anew again and again.

No two clocks are compared. Who waits watches whether the object changes; one that hasn't changed for `LEASE` seconds by
the watcher's own clock was left by somebody who is gone, and is taken over. A holder that was only slow may then still
believe that it holds it: so what counts is written by comparing (see `remote_files`), never because of a lock alone.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Lock, Thread
from typing import Final

from bot.core.model.errors import StoreError
from bot.indexes.remote.objects import Conflict, Object, Objects

LEASE: Final = 10.0  # seconds without a sign after which its holder counts as gone
FOLDER: Final = "locks/"
_FIRST, _LONGEST = 0.01, 0.25  # seconds between two looks


@dataclass(frozen=True, slots=True)
class Sight:
    """A version of somebody's lock, and since when it hasn't changed, by the monotonic clock."""

    tag: str
    since: float


class Leases:
    """Safe to use from several threads."""

    def __init__(self, objects: Objects, lease: float = LEASE) -> None:
        self._objects, self._lease = objects, lease
        self._lock = Lock()
        self._left: dict[str, Object] = {}  # each lock as we left it: free, unless somebody has come since
        self._seen: dict[str, Sight] = {}

    @contextmanager
    def held(self, name: str, patience: float | None) -> Iterator[bool]:
        """Yields whether it could be had within so many seconds; for ever waited for with None. Raises IndexAway."""
        mine = self._waited_for(FOLDER + name, patience)
        if mine is None:
            yield False
            return
        claim = Claim(self._objects, FOLDER + name, mine, self._lease)
        try:
            yield True
        finally:
            left = claim.leave()
            with self._lock:
                if left is not None:
                    self._left[FOLDER + name] = left

    def _waited_for(self, key: str, patience: float | None) -> Object | None:
        deadline = None if patience is None else time.monotonic() + patience
        pause = _FIRST
        while True:
            if (mine := self._taken(key)) is not None:
                return mine
            if deadline is not None and time.monotonic() + pause > deadline:
                return None
            time.sleep(pause)
            pause = min(_LONGEST, 1.5 * pause)

    def _taken(self, key: str) -> Object | None:
        """One try; two where it isn't any more as we had left it."""
        with self._lock:
            left = self._left.pop(key, None)
        if left is not None and (mine := self._written(key, left)) is not None:
            return mine
        now = self._objects.get(key)
        return self._written(key, now) if now is None or self._is_free(key, now) else None

    def _written(self, key: str, over: Object | None) -> Object | None:
        wanted = _said(uuid.uuid4().hex)
        try:
            return Object(wanted, self._objects.put(key, wanted, over.tag if over else None))
        except Conflict:  # it may be ours, where an answer was lost and the client asked again
            now = self._objects.get(key)
            return now if now is not None and now.data == wanted else None

    def _is_free(self, key: str, now: Object) -> bool:
        if _holder(now.data) == "":
            return True
        with self._lock:
            seen = self._seen.get(key)
            if seen is None or seen.tag != now.tag:
                self._seen[key] = Sight(now.tag, time.monotonic())
                return False
        return time.monotonic() - seen.since >= self._lease


class Claim:
    """A lock that is held: its sign of life is given by a thread until `leave`."""

    def __init__(self, objects: Objects, key: str, mine: Object, lease: float) -> None:
        self._objects, self._key, self._pause = objects, key, lease / 3
        self._mine: Object | None = mine  # None once somebody else has taken it over
        self._over = Event()
        self._lock = Lock()
        Thread(target=self._live, name="lease", daemon=True).start()

    def _live(self) -> None:
        while not self._over.wait(self._pause):
            with suppress(StoreError):  # until it can be reached again, or somebody has taken it
                self._write(uuid.uuid4().hex)

    def _write(self, holder: str) -> Object | None:
        with self._lock:
            if self._mine is None or (holder and self._over.is_set()):
                return None
            data = _said(holder)
            try:
                self._mine = Object(data, self._objects.put(self._key, data, self._mine.tag))
            except Conflict:
                self._mine = None
            return self._mine

    def leave(self) -> Object | None:
        """As it was left; None where that can't be known."""
        self._over.set()
        with suppress(StoreError):  # it lapses
            return self._write("")
        return None


def _said(holder: str) -> bytes:
    """No two alike, since an object's tag may be made of its bytes. holder: "" for a lock that is free."""
    return json.dumps({"holder": holder, "drawn": uuid.uuid4().hex}).encode()


def _holder(data: bytes) -> str:
    """Bytes that nobody here has written are taken for somebody's lock, which lapses."""
    try:
        return str(json.loads(data)["holder"])
    except (ValueError, KeyError, TypeError):
        return "?"
