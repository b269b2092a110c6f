"""Files opened with few handles, and what the system refuses, as errors for people: no handle left is no damage."""

from __future__ import annotations

import errno
import fcntl
import mmap
import os
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bot.core.model.errors import StoreFull, StoreReadOnly, StoreStarved
from bot.indexes.manifest import Damaged

MAPPED: Final = 1 << 20  # bytes from which on a segment is mapped: a handle each, as long as it is open
PIECE: Final = 1 << 20  # bytes read at a time
POLL: Final = 0.01  # seconds between two looks at a lock that is waited for
_WRONG: Final = (errno.EIO, errno.EISDIR, errno.ELOOP)  # what is on the disk isn't what was put there

_STARVED: Final = {
    errno.EMFILE: "open files",
    errno.ENFILE: "open files",
    errno.ENOMEM: "memory",
    errno.EAGAIN: "memory",
    errno.ENOLCK: "locks",
}


@contextmanager
def told(path: Path, *, damage: bool = False) -> Iterator[None]:
    """Raises StoreFull, StoreReadOnly or StoreStarved where the disk or the system is why something failed.

    damage: while something is read, where an unreadable sector is one more way of being damaged.
    """
    try:
        yield
    except MemoryError as error:
        raise StoreStarved(what="memory") from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreFull(path=path) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise StoreReadOnly(path=path) from error
        if error.errno in _STARVED:
            raise StoreStarved(what=_STARVED[error.errno]) from error
        if damage and error.errno in _WRONG:
            raise Damaged(f"{error.filename}: {error.strerror}") from error
        raise


def locked(file: int, deadline: float | None = None) -> bool:
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


@contextmanager
def opened(path: Path, flags: int) -> Iterator[int]:
    number = os.open(path, flags | os.O_CLOEXEC, 0o600)
    try:
        yield number
    finally:
        os.close(number)


def content(path: Path) -> bytes:
    with opened(path, os.O_RDONLY) as number:
        return _read(number, os.fstat(number).st_size)


def checked(path: Path, size: int, crc: int) -> memoryview:
    """The bytes of a file, in memory or mapped. Raises Damaged where they aren't those that were written."""
    with opened(path, os.O_RDONLY) as number:
        if os.fstat(number).st_size != size:
            raise Damaged(f"{path.name}: wrong size")
        buffer, found = buffer_of(number)
    if found != crc:
        raise Damaged(f"{path.name}: wrong checksum")
    return buffer


def buffer_of(number: int) -> tuple[memoryview, int]:
    """All bytes of an open file, and their CRC-32."""
    size = os.fstat(number).st_size
    buffer = _mapped(number) if size >= MAPPED else None
    if buffer is None:
        buffer = memoryview(_read(number, size))
    return buffer, zlib.crc32(buffer)


def _mapped(number: int) -> memoryview | None:
    """None where the system has no handle or map for it any more: then it is read."""
    try:
        return memoryview(mmap.mmap(number, 0, access=mmap.ACCESS_READ))
    except OSError:
        return None


def _read(number: int, size: int) -> bytes:
    data = bytearray()
    while len(data) < size and (piece := os.pread(number, min(PIECE, size - len(data)), len(data))):
        data += piece
    return bytes(data)
