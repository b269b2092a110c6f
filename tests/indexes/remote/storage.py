"""A storage in memory that keeps what `Objects` promises, and can be told not to; and machines that share one."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import RLock

from bot.core.model.errors import IndexAway
from bot.indexes.bm25 import BM25Index
from bot.indexes.remote.leases import Leases
from bot.indexes.remote.objects import Conflict, Object, Objects
from bot.indexes.remote.remote_files import RemoteFiles
from bot.indexes.remote.segment_cache import SegmentCache


class MemoryObjects:
    """See `objects.Objects`. away: nothing is answered. refuses: nothing is written. lies: a bit of all is wrong.

    requests: how many.
    """

    name = "memory"

    def __init__(self) -> None:
        self.held: dict[str, Object] = {}
        self.away = self.refuses = self.lies = self.loses_answers = False
        self.requests = 0
        self._lock = RLock()
        self._drawn = random.Random(1)

    def _asked(self) -> None:
        self.requests += 1
        if self.away:
            raise IndexAway(path=self.name)

    def _written(self) -> None:
        self._asked()
        if self.refuses:
            raise IndexAway(path=self.name)

    def _told(self, data: bytes) -> bytes:
        return data[:-1] + bytes([data[-1] ^ 1]) if self.lies else data

    def get(self, key: str, known: Object | None = None) -> Object | None:
        with self._lock:
            self._asked()
            found = self.held.get(key)
            if found is None or (known is not None and found.tag == known.tag):
                return known if found else None
            return Object(self._told(found.data), found.tag)

    def put(self, key: str, data: bytes, over: str | None) -> str:
        with self._lock:
            self._written()
            now = self.held.get(key)
            if (now.tag if now else None) != over:
                raise Conflict(key)
            tag = str(self._drawn.getrandbits(64))
            self.held[key] = Object(bytes(data), tag)
            if self.loses_answers:
                raise IndexAway(path=self.name)
            return tag

    def add(self, key: str, data: memoryview) -> None:
        with self._lock:
            self._written()
            self.held[key] = Object(bytes(data), str(self._drawn.getrandbits(64)))

    def fetch(self, key: str) -> memoryview | None:
        with self._lock:
            self._asked()
            found = self.held.get(key)
            return None if found is None else memoryview(self._told(found.data))

    def holds(self, key: str) -> bool:
        with self._lock:
            self._asked()
            return key in self.held

    def keys(self, prefix: str) -> Iterator[str]:
        with self._lock:
            self._asked()
            return iter([key for key in self.held if key.startswith(prefix)])

    def delete(self, keys: Iterable[str]) -> None:
        with self._lock:
            self._asked()
            for key in keys:
                self.held.pop(key, None)

    def shred(self) -> None:
        """Nothing is left anyway."""

    def close(self) -> None:
        """Nothing is held."""

    def segments(self) -> set[str]:
        return {key for key in self.held if key.startswith("segments/")}


def machine(objects: Objects, folder: Path, room: int = 100_000_000, lease: float = 10.0) -> BM25Index:
    """An index at that storage, with a cache of its own in the folder."""
    return BM25Index(RemoteFiles(objects, SegmentCache(folder, room), Leases(objects, lease)))
