"""Where segments and the manifest are kept: in a folder shared by processes, or in memory.

Checked when a segment is opened: its size and the CRC-32 of all its bytes, against the manifest, which carries its own.
(zlib's CRC-32 runs at 1 to 4 GB/s: a tenth of a second a million passages. So no byte is searched that wasn't checked.)
"""

from __future__ import annotations

import errno
import fcntl
import mmap
import os
import time
import uuid
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol

from bot.core.model.errors import StoreFull, StoreReadOnly
from bot.indexes.manifest import EMPTY, Damaged, Manifest, Row, decode, encode
from bot.indexes.segments.columns import BadColumns
from bot.indexes.segments.segment import Segment

Fill = Callable[[BinaryIO], None]
Stamp = tuple[int, ...]  # differs whenever the manifest does

MANIFEST, LOCK, MERGE_LOCK, TURN = "manifest", "lock", "merge.lock", "turn.lock"
POLL = 0.01  # seconds between two looks at a lock that is waited for
SEGMENT, UNFINISHED = ".segment", ".merging"


class Files(Protocol):
    """What an index needs of its files."""

    def lock(self) -> AbstractContextManager[object]:
        """One writer at a time, of all processes."""
        ...

    def merge_lock(self) -> AbstractContextManager[bool]:
        """One merge at a time. Doesn't wait: yields whether it was free."""
        ...

    def turn(self, patience: float | None) -> AbstractContextManager[bool]:
        """See `ports.Index`; for one thread at a time of each process."""
        ...

    def stamp(self) -> Stamp: ...

    def load(self) -> Manifest:
        """Raises Damaged."""
        ...

    def save(self, manifest: Manifest) -> None:
        """Replace the manifest; then drop the segments that it doesn't name. Under the lock."""
        ...

    def create(self, fill: Fill, *, unfinished: bool = False) -> tuple[Row, Segment]:
        """A new segment, on disk when this returns. Under the lock, or else `unfinished`, under the merge lock."""
        ...

    def adopt(self, row: Row, segment: Segment) -> Row:
        """Give an unfinished segment its lasting name. Under both locks."""
        ...

    def discard(self, row: Row) -> None:
        """Drop an unfinished segment."""
        ...

    def open(self, row: Row) -> Segment:
        """Raises Damaged, also where the file is missing."""
        ...


class MemoryFiles:
    """Nothing is written anywhere."""

    def __init__(self) -> None:
        self._manifest = EMPTY

    def lock(self) -> AbstractContextManager[object]:
        return nullcontext()

    def merge_lock(self) -> AbstractContextManager[bool]:
        return nullcontext(True)

    def turn(self, patience: float | None) -> AbstractContextManager[bool]:
        return nullcontext(True)

    def stamp(self) -> Stamp:
        return (0,)  # nobody else writes here

    def load(self) -> Manifest:
        return self._manifest

    def save(self, manifest: Manifest) -> None:
        self._manifest = manifest

    def create(self, fill: Fill, *, unfinished: bool = False) -> tuple[Row, Segment]:
        file = BytesIO()
        fill(file)
        return Row(uuid.uuid4().hex, file.tell(), 0), Segment(memoryview(file.getvalue()))

    def adopt(self, row: Row, segment: Segment) -> Row:
        return row

    def discard(self, row: Row) -> None:
        """It was never kept."""

    def open(self, row: Row) -> Segment:
        raise Damaged(row.name)  # what was made in memory is never opened again


class FolderFiles:
    """In a folder, for the owner's eyes only. Raises StoreFull and StoreReadOnly where that is why it can't write."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with self._write_errors():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    @contextmanager
    def lock(self) -> Iterator[None]:
        with self._write_errors(), _opened(self._folder / LOCK, os.O_RDWR | os.O_CREAT) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @contextmanager
    def merge_lock(self) -> Iterator[bool]:
        with self._write_errors(), _opened(self._folder / MERGE_LOCK, os.O_RDWR | os.O_CREAT) as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    @contextmanager
    def turn(self, patience: float | None) -> Iterator[bool]:
        deadline = None if patience is None else time.monotonic() + patience
        with self._write_errors(), _opened(self._folder / TURN, os.O_RDWR | os.O_CREAT) as file:
            yield _locked_by(file, deadline)

    def stamp(self) -> Stamp:
        try:
            found = (self._folder / MANIFEST).stat()
        except FileNotFoundError:
            return ()
        return (found.st_ino, found.st_mtime_ns, found.st_size)

    def load(self) -> Manifest:
        try:
            data = (self._folder / MANIFEST).read_bytes()
        except FileNotFoundError:
            return EMPTY
        return decode(data)

    def save(self, manifest: Manifest) -> None:
        fresh = self._folder / f"{MANIFEST}.new"
        with _opened(fresh, os.O_RDWR | os.O_CREAT | os.O_TRUNC) as file:
            os.write(file, encode(manifest))
            os.fsync(file)
        # the folder isn't synced: a power cut that undoes the renaming leaves an older head, which the store sees
        fresh.replace(self._folder / MANIFEST)
        self._drop_others({row.name for row in manifest.rows})

    def _drop_others(self, names: set[str]) -> None:
        """Other processes may still have them mapped: they keep what they mapped."""
        files = list(self._folder.iterdir())
        leftovers = [file for file in files if file.suffix == SEGMENT and file.stem not in names]
        unfinished = [file for file in files if file.suffix == UNFINISHED]
        if unfinished:
            with self.merge_lock() as free:
                leftovers += unfinished if free else []
        for file in leftovers:
            file.unlink(missing_ok=True)

    def create(self, fill: Fill, *, unfinished: bool = False) -> tuple[Row, Segment]:
        name = uuid.uuid4().hex
        path = self._folder / (name + (UNFINISHED if unfinished else SEGMENT))
        try:
            with (
                _opened(path, os.O_RDWR | os.O_CREAT | os.O_EXCL) as number,
                open(number, "w+b", closefd=False) as file,
            ):
                fill(file)
                file.flush()
                os.fsync(number)
                buffer = _mapped(number)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return Row(name, len(buffer), zlib.crc32(buffer)), Segment(buffer)

    def adopt(self, row: Row, segment: Segment) -> Row:
        (self._folder / (row.name + UNFINISHED)).rename(self._folder / (row.name + SEGMENT))
        return row

    def discard(self, row: Row) -> None:
        (self._folder / (row.name + UNFINISHED)).unlink(missing_ok=True)

    def open(self, row: Row) -> Segment:
        try:
            with _opened(self._folder / (row.name + SEGMENT), os.O_RDONLY) as number:
                buffer = _mapped(number)
            if len(buffer) != row.size or zlib.crc32(buffer) != row.crc:
                raise Damaged(f"{row.name}: wrong size or checksum")
            return Segment(buffer)
        except (OSError, ValueError, KeyError, BadColumns) as error:
            raise Damaged(f"{row.name}: {error}") from error

    @contextmanager
    def _write_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise StoreFull(path=self._folder) from error
            if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
                raise StoreReadOnly(path=self._folder) from error
            raise


@contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    number = os.open(path, flags | os.O_CLOEXEC, 0o600)
    try:
        yield number
    finally:
        os.close(number)


def _locked_by(file: int, deadline: float | None) -> bool:
    """Whether the lock could be had in time; for ever waited for with None."""
    if deadline is None:
        fcntl.flock(file, fcntl.LOCK_EX)
        return True
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(POLL)
        else:
            return True


def _mapped(file: int) -> memoryview:
    return memoryview(mmap.mmap(file, 0, access=mmap.ACCESS_READ))
