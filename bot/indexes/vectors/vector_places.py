"""Where files of vectors lie: in a folder that processes share, a folder a case in it; or in memory.

A file's name carries the CRC-32 of its bytes, so that nothing else has to: `0123…cdef-89abcdef.vectors`. It appears
whole or not at all.
"""

from __future__ import annotations

import os
import uuid
import zlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Final, Protocol

from bot.core.model.documents import CaseId
from bot.indexes import handles
from bot.indexes.manifest import Damaged

LOCK: Final = "lock"
TURN: Final = "turn.lock"
ENDING: Final = ".vectors"
UNFINISHED: Final = ".making"


class Place(Protocol):
    """Raises StoreError kinds where the disk or the system is the cause."""

    def lock(self) -> AbstractContextManager[object]: ...

    def turn(self) -> AbstractContextManager[bool]: ...

    def cases(self) -> Sequence[CaseId]:
        """Those that have files, in order."""
        ...

    def names(self, case: CaseId) -> Sequence[str]:
        """In their order."""
        ...

    def read(self, case: CaseId, name: str) -> memoryview:
        """Raises Damaged, and FileNotFoundError."""
        ...

    def write(self, case: CaseId, data: bytes) -> None: ...

    def drop(self, case: CaseId, name: str) -> None: ...

    def sweep(self, case: CaseId) -> None:
        """Drop what a killed process has left unfinished. Under the lock."""
        ...


class MemoryPlace:
    """Nothing is written anywhere."""

    def __init__(self) -> None:
        self._files: dict[CaseId, dict[str, bytes]] = {}

    def lock(self) -> AbstractContextManager[object]:
        return nullcontext()

    def turn(self) -> AbstractContextManager[bool]:
        return nullcontext(True)

    def cases(self) -> Sequence[CaseId]:
        return sorted(self._files)

    def names(self, case: CaseId) -> Sequence[str]:
        return sorted(self._files.get(case, ()))

    def read(self, case: CaseId, name: str) -> memoryview:
        try:
            return memoryview(self._files[case][name])
        except KeyError:
            raise FileNotFoundError(name) from None

    def write(self, case: CaseId, data: bytes) -> None:
        self._files.setdefault(case, {})[uuid.uuid4().hex] = data

    def drop(self, case: CaseId, name: str) -> None:
        self._files.get(case, {}).pop(name, None)

    def sweep(self, case: CaseId) -> None:
        """Nothing is ever left."""


class FolderPlace:
    """For the owner's eyes only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _of(self, case: CaseId) -> Path:
        return self._folder / str(case)

    @contextmanager
    def lock(self) -> Iterator[bool]:
        with self._lock_file(LOCK) as file:
            yield handles.locked(file)

    @contextmanager
    def turn(self) -> Iterator[bool]:
        with self._lock_file(TURN) as file:
            yield handles.locked(file, deadline=0.0)

    @contextmanager
    def _lock_file(self, name: str) -> Iterator[int]:
        with handles.told(self._folder):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with handles.opened(self._folder / name, os.O_RDWR | os.O_CREAT) as file:
                yield file

    def cases(self) -> Sequence[CaseId]:
        with handles.told(self._folder):
            try:
                return sorted(int(path.name) for path in self._folder.iterdir() if path.name.isdecimal())
            except FileNotFoundError:
                return []

    def names(self, case: CaseId) -> Sequence[str]:
        with handles.told(self._folder):
            try:
                return sorted(path.name for path in self._of(case).iterdir() if path.suffix == ENDING)
            except (FileNotFoundError, NotADirectoryError):
                return []

    def read(self, case: CaseId, name: str) -> memoryview:
        with handles.told(self._folder, damage=True):
            path = self._of(case) / name
            with handles.opened(path, os.O_RDONLY) as number:
                buffer, crc = handles.buffer_of(number)
        if name != f"{name[:32]}-{crc:08x}{ENDING}":
            raise Damaged(f"{name}: wrong checksum")
        return buffer

    def write(self, case: CaseId, data: bytes) -> None:
        """Under the lock."""
        folder, name = self._of(case), f"{uuid.uuid4().hex}-{zlib.crc32(data):08x}{ENDING}"
        with handles.told(self._folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = folder / (name + UNFINISHED)
            with handles.opened(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL) as number:
                with open(number, "wb", closefd=False) as file:
                    file.write(data)
                os.fsync(number)
            fresh.rename(folder / name)
            with suppress(OSError), handles.opened(folder, os.O_RDONLY) as opened:
                os.fsync(opened)

    def sweep(self, case: CaseId) -> None:
        for left in self._of(case).glob(f"*{UNFINISHED}"):
            left.unlink(missing_ok=True)

    def drop(self, case: CaseId, name: str) -> None:
        with suppress(OSError):
            (self._of(case) / name).unlink(missing_ok=True)
            self._of(case).rmdir()
