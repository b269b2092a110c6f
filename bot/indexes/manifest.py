"""The manifest: which segments make up the index, what is gone from each, and how far in the store's log that is.

It is the only file that changes, and it is replaced whole: what it doesn't name doesn't exist. First line: the CRC-32
of the rest in hex; the rest: JSON.
"""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import dataclass, replace

import numpy as np

from bot.core.model.trail import Head
from bot.indexes.segments.columns import Array

FORMAT = 2  # counted up whenever older files can't be read any more: they are then made again from the store


class Damaged(Exception):
    """A file is torn, cut off, changed, or of another format. What it held must be made again."""


@dataclass(frozen=True, slots=True)
class Row:
    """One segment: its file's name, size in bytes and CRC-32.

    gone: the numbers of its deleted documents, sorted, as little-endian uint32. since: when the first one was deleted,
    in seconds of the epoch; 0.0 while none is.
    """

    name: str
    size: int
    crc: int
    gone: bytes = b""
    since: float = 0.0

    @property
    def numbers(self) -> Array:
        return np.frombuffer(self.gone, "<u4")

    def with_gone(self, numbers: Array, now: float) -> Row:
        return replace(self, gone=numbers.astype("<u4").tobytes(), since=self.since or now)


@dataclass(frozen=True, slots=True)
class Manifest:
    """Head and segments, the oldest first."""

    head: Head
    rows: tuple[Row, ...]


EMPTY = Manifest(Head(0, ""), ())


def encode(manifest: Manifest) -> bytes:
    rows = [[r.name, r.size, r.crc, base64.b64encode(r.gone).decode(), r.since] for r in manifest.rows]
    head = [manifest.head.sequence, manifest.head.token]
    body = json.dumps({"format": FORMAT, "head": head, "segments": rows}).encode()
    return b"%08x\n%b" % (zlib.crc32(body), body)


def decode(data: bytes) -> Manifest:
    """Raises Damaged."""
    crc, _newline, body = data.partition(b"\n")
    if crc != b"%08x" % zlib.crc32(body):
        raise Damaged("manifest: wrong checksum")
    content = json.loads(body)
    if content["format"] != FORMAT:
        raise Damaged(f"manifest: format {content['format']}, not {FORMAT}")
    rows = tuple(Row(n, size, crc, base64.b64decode(gone), since) for n, size, crc, gone, since in content["segments"])
    return Manifest(Head(*content["head"]), rows)
