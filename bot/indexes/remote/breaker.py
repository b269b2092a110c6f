"""A storage that just failed is left alone for some seconds, so that not every question waits for it in vain.

One that takes nothing new may well give what it has, as while its machines choose another that leads them: so writing
that failed stops no reading.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

from bot.core.model.errors import IndexAway
from bot.indexes.remote.objects import Object, Objects

REST: Final = 5.0  # seconds; then one request looks whether it is back, and only then the others


class Pause:
    """What follows a failure. Safe to use from several threads."""

    def __init__(self, rest: float) -> None:
        self._rest = rest
        self._lock = Lock()
        self._failed: IndexAway | None = None
        self._until = 0.0  # by the monotonic clock

    def check(self) -> None:
        """Raises what failed, while it lasts."""
        with self._lock:
            self._check()

    def _check(self) -> None:
        if self._failed is not None and time.monotonic() < self._until:
            raise type(self._failed)(**self._failed.fields)

    @contextmanager
    def tried(self) -> Iterator[None]:
        with self._lock:
            self._check()
            if self._failed is not None:
                self._until = time.monotonic() + self._rest  # whoever comes meanwhile doesn't look, too
        try:
            yield
        except IndexAway as error:
            with self._lock:
                self._failed, self._until = error, time.monotonic() + self._rest
            raise
        self._failed = None


class Breaker:
    """See `objects.Objects`."""

    def __init__(self, objects: Objects, rest: float = REST) -> None:
        self.name = objects.name
        self._objects = objects
        self._reading, self._writing = Pause(rest), Pause(rest)

    @contextmanager
    def _written(self) -> Iterator[None]:
        self._reading.check()
        with self._writing.tried():
            yield

    def get(self, key: str, known: Object | None = None) -> Object | None:
        with self._reading.tried():
            return self._objects.get(key, known)

    def put(self, key: str, data: bytes, over: str | None) -> str:
        with self._written():
            return self._objects.put(key, data, over)

    def add(self, key: str, data: memoryview) -> None:
        with self._written():
            self._objects.add(key, data)

    def fetch(self, key: str) -> memoryview | None:
        with self._reading.tried():
            return self._objects.fetch(key)

    def holds(self, key: str) -> bool:
        with self._reading.tried():
            return self._objects.holds(key)

    def keys(self, prefix: str) -> Iterator[str]:
        with self._reading.tried():
            return iter(list(self._objects.keys(prefix)))

    def delete(self, keys: Iterable[str]) -> None:
        with self._written():
            self._objects.delete(keys)

    def shred(self) -> None:
        with self._written():
            self._objects.shred()

    def close(self) -> None:
        self._objects.close()
