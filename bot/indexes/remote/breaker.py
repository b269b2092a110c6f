"""A storage that just failed is left alone for some seconds, so that not every question waits for it in vain."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

from bot.core.model.errors import IndexAway
from bot.indexes.remote.objects import Object, Objects

REST: Final = 5.0  # seconds; then one request looks whether it is back, and only then the others


class Breaker:
    """See `objects.Objects`."""

    def __init__(self, objects: Objects, rest: float = REST) -> None:
        self.name = objects.name
        self._objects, self._rest = objects, rest
        self._lock = Lock()
        self._failed: IndexAway | None = None
        self._until = 0.0  # by the monotonic clock

    @contextmanager
    def _tried(self) -> Iterator[None]:
        with self._lock:
            if self._failed is not None:
                if time.monotonic() < self._until:
                    raise type(self._failed)(**self._failed.fields)
                self._until = time.monotonic() + self._rest  # whoever comes meanwhile doesn't look, too
        try:
            yield
        except IndexAway as error:
            with self._lock:
                self._failed, self._until = error, time.monotonic() + self._rest
            raise
        self._failed = None

    def get(self, key: str, known: Object | None = None) -> Object | None:
        with self._tried():
            return self._objects.get(key, known)

    def put(self, key: str, data: bytes, over: str | None) -> str:
        with self._tried():
            return self._objects.put(key, data, over)

    def add(self, key: str, data: memoryview) -> None:
        with self._tried():
            self._objects.add(key, data)

    def fetch(self, key: str) -> memoryview | None:
        with self._tried():
            return self._objects.fetch(key)

    def holds(self, key: str) -> bool:
        with self._tried():
            return self._objects.holds(key)

    def keys(self, prefix: str) -> Iterator[str]:
        with self._tried():
            return iter(list(self._objects.keys(prefix)))

    def delete(self, keys: Iterable[str]) -> None:
        with self._tried():
            self._objects.delete(keys)

    def shred(self) -> None:
        with self._tried():
            self._objects.shred()

    def close(self) -> None:
        self._objects.close()
