"""What a database driver complains of, as errors that a person can do something about."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from bot.core.model.errors import StoreBusy, StoreCorrupt, StoreError, StoreFull, StoreReadOnly, StoreStarved

BUSY_SECONDS = 5  # how long a writer waits for another one
_DAMAGED_READS = {
    sqlite3.SQLITE_IOERR_READ,
    sqlite3.SQLITE_IOERR_SHORT_READ,
    sqlite3.SQLITE_IOERR_CORRUPTFS,
}


class Damaged(Exception):
    """A row can't be what was written: it doesn't parse."""


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Raises the StoreError for what the driver raises inside; what is no fault of the file or disk passes through."""
    try:
        yield
    except (Damaged, UnicodeDecodeError) as error:  # the latter of a flipped bit in the schema
        raise StoreCorrupt(path=path) from error
    except PermissionError as error:
        raise StoreReadOnly(path=path) from error
    except DBAPIError as error:
        raise fault(error.orig, path) or error from error
    except sqlite3.Error as error:
        raise fault(error, path) or error from error


def _lacking(cause: int) -> str:
    """What the system has no more of. SQLite doesn't tell why it can't open a file: so one is opened here."""
    if cause == sqlite3.SQLITE_NOMEM:
        return "memory"
    try:
        os.close(os.open(os.devnull, os.O_RDONLY))
    except OSError as error:
        return "open files" if error.errno in (errno.EMFILE, errno.ENFILE) else ""
    return ""


def fault(error: BaseException | None, path: Path) -> StoreError | None:
    """The error to show for a driver's; None for one that is a mistake of this program."""
    if "decode to UTF-8" in str(error):
        return StoreCorrupt(path=path)
    code = getattr(error, "sqlite_errorcode", 0)
    match code & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreBusy(seconds=BUSY_SECONDS)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return StoreCorrupt(path=path)
        case sqlite3.SQLITE_FULL:
            return StoreFull(path=path.parent)
        case sqlite3.SQLITE_NOMEM | sqlite3.SQLITE_CANTOPEN as cause if lacking := _lacking(cause):
            return StoreStarved(what=lacking)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return StoreReadOnly(path=path)
        case sqlite3.SQLITE_IOERR:
            return StoreCorrupt(path=path) if code in _DAMAGED_READS else StoreFull(path=path.parent)
    return None
