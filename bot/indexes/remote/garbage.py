"""Objects that no manifest names: known when they are replaced, or found by a listing; dropped some time later."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from threading import Lock
from typing import Final

from bot.core.model.documents import CaseId
from bot.core.model.errors import IndexDamaged
from bot.indexes.manifest import Row, Rows
from bot.indexes.remote.objects import Objects

GRACE: Final = 60.0  # seconds between being replaced and being dropped: a process that runs looks at the root every 5
LISTING: Final = 3600.0  # seconds between two looks through all objects, for what was left by who was killed
MERGING: Final = "m"  # what a merge's segment begins with; unnamed, it may be one that is being written
SEGMENTS, MANIFESTS = "segments/", "manifests/"


def segments_of(case: CaseId) -> str:
    return f"{SEGMENTS}{case}/"


def segment_of(case: CaseId, row: Row) -> str:
    return segments_of(case) + row.name


def manifests_of(epoch: str) -> str:
    return f"{MANIFESTS}{epoch}/"


def manifest_of(epoch: str, case: CaseId) -> str:
    return f"{manifests_of(epoch)}{case}"


class Garbage:
    """Moments are of the monotonic clock."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._lock = Lock()
        self._doomed: dict[str, float] = {}  # since when
        self._listing = time.monotonic() + GRACE

    def doom(self, keys: Iterable[str]) -> None:
        now = time.monotonic()
        with self._lock:
            for key in keys:
                self._doomed.setdefault(key, now)

    def list_soon(self) -> None:
        self._listing = min(self._listing, time.monotonic() + GRACE)

    def is_listing_due(self, now: float) -> bool:
        return now >= self._listing

    def is_due(self, now: float) -> bool:
        with self._lock:
            return self.is_listing_due(now) or any(now - since >= GRACE for since in self._doomed.values())

    def drop(self, key: str) -> None:
        self._drop([key])

    def drop_due(self, now: float) -> None:
        with self._lock:
            due = [key for key, since in self._doomed.items() if now - since >= GRACE]
        self._drop(due)

    def _drop(self, keys: Sequence[str]) -> None:
        if keys:
            self._objects.delete(keys)
        with self._lock:
            for key in keys:
                self._doomed.pop(key, None)

    def listed(self, epoch: str, rows: Callable[[CaseId], Rows]) -> list[str]:
        """All that isn't named; of a damaged case nothing. rows: as of the root that counts; raises IndexDamaged."""
        held: dict[CaseId, list[str]] = {}
        for key in self._objects.keys(SEGMENTS):
            held.setdefault(int(key.split("/")[1]), []).append(key)
        unnamed = [key for key in self._objects.keys(MANIFESTS) if not (epoch and key.startswith(manifests_of(epoch)))]
        for case, keys in held.items():
            with suppress(IndexDamaged):
                named = {segment_of(case, row) for row in rows(case)}
                unnamed += [key for key in keys if key not in named]
        self._listing = time.monotonic() + LISTING
        return unnamed

    def wipe(self, case: CaseId, names: Collection[str], *, also_merging: bool) -> None:
        """Drop what there is of that case, whoever has replaced it, and not of these names."""
        found = {key.rpartition("/")[2]: key for key in self._objects.keys(segments_of(case))}
        unnamed = [name for name in found if name not in names]
        self._drop([found[name] for name in unnamed if also_merging or not name.startswith(MERGING)])
