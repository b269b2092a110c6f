"""A file of named numpy columns: written in one go, then only ever read, straight from the mapping.

Layout: the columns one after the other, each at a multiple of 64 bytes; then the directory as JSON,
{"facts": {...}, "columns": {name: [offset in bytes, dtype, count]}}; then its length (8 bytes, little-endian), MAGIC.
There is no checksum inside: who names the file keeps its size and CRC-32 (see `manifest`).
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

MAGIC = b"PQCOLS01"
_TRAILER = struct.Struct("<Q8s")
_ALIGNMENT = 64  # bytes: a cache line

Array = NDArray[Any]


class BadColumns(ValueError):
    """The bytes aren't a whole file of columns."""


class ColumnWriter:
    """Lays columns into `file` (binary, seekable). Columns may be filled piece by piece, in any order."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._end = 0
        self._columns: dict[str, tuple[int, str, int]] = {}

    def reserve(self, name: str, dtype: Any, count: int) -> None:
        """Make room for `count` values, which `put` fills in."""
        kind = np.dtype(dtype)
        offset = -(-self._end // _ALIGNMENT) * _ALIGNMENT
        self._columns[name] = (offset, kind.str, count)
        self._end = offset + count * kind.itemsize

    def put(self, name: str, at: int, values: Array) -> None:
        """Write `values` from the column's index `at` on."""
        offset, kind, _count = self._columns[name]
        self._file.seek(offset + at * np.dtype(kind).itemsize)
        self._file.write(np.ascontiguousarray(values, dtype=kind).data)

    def add(self, name: str, values: Array) -> None:
        """A whole column."""
        self.reserve(name, values.dtype, len(values))
        self.put(name, 0, values)

    def finish(self, facts: Mapping[str, Any]) -> None:
        """Write the directory. `facts`: anything JSON can hold."""
        directory = json.dumps({"facts": facts, "columns": self._columns}).encode()
        self._file.seek(self._end)
        self._file.write(directory + _TRAILER.pack(len(directory), MAGIC))
        self._file.truncate()


def read(buffer: memoryview) -> tuple[dict[str, Any], dict[str, Array]]:
    """Facts and columns of a file in memory or mapped; nothing is copied. Raises BadColumns."""
    try:
        length, magic = _TRAILER.unpack(buffer[-_TRAILER.size :])
        if magic != MAGIC:
            raise BadColumns("not a file of columns")
        directory = json.loads(bytes(buffer[-_TRAILER.size - length : -_TRAILER.size]))
        columns = {
            name: np.frombuffer(buffer, np.dtype(kind), count, offset)
            for name, (offset, kind, count) in directory["columns"].items()
        }
    except (ValueError, KeyError, TypeError, struct.error) as error:
        raise BadColumns(str(error)) from error
    return directory["facts"], columns
