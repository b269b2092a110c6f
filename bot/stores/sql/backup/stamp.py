"""The hash that a backup ends with: SQLite's own check sees broken pages, not a letter that changed in a text."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final

_MARK: Final = b"\npullquote backup, sha256 "
_STAMP: Final = re.compile(re.escape(_MARK) + rb"([0-9a-f]{64})\n")
LENGTH: Final = len(_MARK) + 64 + 1  # bytes
_PIECE: Final = 1 << 20  # bytes in memory


def put(path: Path) -> None:
    """Write it behind the last page, where SQLite doesn't look; a checkpoint of a database in use cuts it off."""
    stamp = _MARK + _hash(path, path.stat().st_size) + b"\n"
    with path.open("ab") as file:
        file.write(stamp)


def is_there(path: Path) -> bool:
    """Whether the file ends with one, right or wrong."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - LENGTH))
        return _STAMP.fullmatch(file.read(LENGTH)) is not None


def holds(path: Path) -> bool:
    """False where the bytes before the stamp are others than were stamped. A file without one has nothing to break."""
    length = max(0, path.stat().st_size - LENGTH)
    with path.open("rb") as file:
        file.seek(length)
        stamp = _STAMP.fullmatch(file.read(LENGTH))
    return stamp is None or stamp[1] == _hash(path, length)


def _hash(path: Path, length: int) -> bytes:
    """Of the first `length` bytes, as hexadecimal digits."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while length and (piece := file.read(min(length, _PIECE))):
            found.update(piece)
            length -= len(piece)
    return found.hexdigest().encode()
