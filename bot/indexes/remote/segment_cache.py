"""Segments from a storage, kept in a folder: checked when they come, and whenever one is opened again.

So many megabytes; what was opened longest ago goes first. A file that is searched just now may go, too: it is mapped,
and its room is free once nobody searches it any more.
"""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Final

from bot.core.model.documents import CaseId
from bot.indexes import handles
from bot.indexes.manifest import Damaged, Row

FRESH: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL
SEGMENT, DRAFTS = ".segment", "drafts"
BEGUN: Final = 3600.0  # seconds after which a draft is one of a process that ended; others may share the folder
LEFT: Final = 0.9  # of the room is used after some files were dropped for more


class SegmentCache:
    """folder: made where it isn't there. room: in bytes; the file that was put last stays whatever its size."""

    def __init__(self, folder: Path, room: int) -> None:
        self.folder, self._room = folder, room
        self._lock = Lock()
        with handles.told(folder):
            (folder / DRAFTS).mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in self._inside(folder / DRAFTS):
            if _age(left) > BEGUN:
                _unlink(left)
        self._used = sum(size for _when, size, _path in self._held())

    def _of(self, case: CaseId, name: str) -> Path:
        return self.folder / str(case) / (name + SEGMENT)

    def get(self, case: CaseId, row: Row) -> memoryview | None:
        """Its bytes, in memory or mapped; None where they aren't here or aren't right."""
        path = self._of(case, row.name)
        try:
            buffer = handles.checked(path, row.size, row.crc)
            os.utime(path)
        except Damaged:
            _unlink(path)
            return None
        except OSError:
            return None
        return buffer

    def draft(self) -> Path:
        """Where a new segment may be written. The caller gives it to `take`, or drops it."""
        return self.folder / DRAFTS / uuid.uuid4().hex

    def take(self, draft: Path, case: CaseId, name: str) -> None:
        """Keep it under its name. Where that fails it isn't kept."""
        path = self._of(case, name)
        try:
            size = draft.stat().st_size
            path.parent.mkdir(mode=0o700, exist_ok=True)
            draft.replace(path)
        except OSError:
            _unlink(draft)
            return
        self._make_room(path, size)

    def put(self, case: CaseId, row: Row, data: memoryview) -> memoryview:
        """The same bytes, from the file where they could be kept in one. They were checked."""
        draft = self.draft()
        try:
            with handles.opened(draft, FRESH) as number, open(number, "wb", closefd=False) as file:
                file.write(data)
        except OSError:
            _unlink(draft)
            return data
        self.take(draft, case, row.name)
        return self.get(case, row) or data

    def keep_only(self, case: CaseId, names: Collection[str]) -> None:
        """Drop what else there is of that case: it was replaced, and may hold what was erased."""
        folder = self.folder / str(case)
        for path in self._inside(folder):
            if path.stem not in names:
                _unlink(path)
        with suppress(OSError):
            folder.rmdir()

    def cases(self) -> list[CaseId]:
        """Those of which something is here."""
        return [int(path.name) for path in self._inside(self.folder) if path.name.isdecimal()]

    def _make_room(self, last: Path, size: int) -> None:
        with self._lock:
            self._used += size
            if self._used <= self._room:
                return
            held = sorted(self._held())
            self._used = sum(each for _when, each, _path in held)
            for _when, each, path in held:
                if self._used <= self._room * LEFT:
                    break
                if path != last:
                    _unlink(path)
                    self._used -= each

    def _held(self) -> Iterator[tuple[float, int, Path]]:
        """When each file was opened last, its size in bytes, its path."""
        for case in self.cases():
            for path in self._inside(self.folder / str(case)):
                with suppress(OSError):
                    found = path.stat()
                    yield found.st_mtime, found.st_size, path

    @staticmethod
    def _inside(folder: Path) -> list[Path]:
        try:
            return list(folder.iterdir())
        except OSError:
            return []


def _age(path: Path) -> float:
    """Seconds since it was written to; 0 for one that is gone."""
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0


def _unlink(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)
