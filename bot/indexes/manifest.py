"""The manifests: which segments make up the index, what is gone from each, and how far in the store's log that is.

Two kinds of files, each replaced whole; what they don't name doesn't exist. The *root* holds the head, and the rows of
the few cases that changed last; every other case's rows stand in a manifest of its own. So a change writes the root and
its own case, however many others there are, and one replacing of the root makes it count, whatever it touches.

First line: the CRC-32 of the rest in hex; the rest: JSON.
"""

from __future__ import annotations

import base64
import json
import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from bot.core.model.documents import CaseId
from bot.core.model.trail import Head
from bot.indexes.segments.columns import Array

FORMAT = 4  # counted up whenever older files can't be read any more: they are then made again from the store


class Damaged(Exception):
    """A file is torn, cut off, changed, or of another format. What it held must be made again."""


@dataclass(frozen=True, slots=True)
class Row:
    """One segment: its file's name, size in bytes and CRC-32, how many documents and passages were written to it.

    gone: the numbers of its deleted documents, sorted, as little-endian uint32. since: when the first one was deleted,
    in seconds of the epoch; 0.0 while none is. live: passages of the others.
    """

    name: str
    size: int
    crc: int
    documents: int
    passages: int
    live: int
    gone: bytes = b""
    since: float = 0.0

    @property
    def numbers(self) -> Array:
        return np.frombuffer(self.gone, "<u4")

    def with_gone(self, numbers: Array, live: int, now: float) -> Row:
        return replace(self, gone=numbers.astype("<u4").tobytes(), live=live, since=self.since or now)


Rows = tuple[Row, ...]  # the oldest first


@dataclass(frozen=True, slots=True)
class Root:
    """epoch: drawn anew whenever the index is begun anew; the files of other epochs don't count.

    generation: how many changes there were. changed: the rows of the cases that changed after generation `settled`;
    every other case's are in its own manifest.
    """

    epoch: str = ""
    head: Head = field(default_factory=lambda: Head(0, ""))
    generation: int = 0
    settled: int = 0
    changed: Mapping[CaseId, Rows] = field(default_factory=dict)

    def followed(self, head: Head, changes: Mapping[CaseId, Rows]) -> Root:
        """After one change more, in the same epoch, or in the first one."""
        epoch = self.epoch or uuid.uuid4().hex
        return Root(epoch, head, self.generation + 1, self.settled, {**self.changed, **changes})


EMPTY = Root()


@dataclass(frozen=True, slots=True)
class Kept:
    """One case's own manifest: its rows as they were at that generation of that epoch."""

    epoch: str
    generation: int
    rows: Rows


def encode(root: Root) -> bytes:
    changed = {str(case): [_row(row) for row in rows] for case, rows in root.changed.items()}
    said = {"epoch": root.epoch, "generation": root.generation, "settled": root.settled, "changed": changed}
    return _sealed({**said, "head": [root.head.sequence, root.head.token]})


def decode(data: bytes) -> Root:
    """Raises Damaged."""
    said = _opened(data)
    changed = {int(case): tuple(map(_read, rows)) for case, rows in said["changed"].items()}
    return Root(said["epoch"], Head(*said["head"]), said["generation"], said["settled"], changed)


def encode_case(case: CaseId, kept: Kept) -> bytes:
    said = {"case": case, "epoch": kept.epoch, "generation": kept.generation}
    return _sealed({**said, "segments": [_row(row) for row in kept.rows]})


def decode_case(case: CaseId, data: bytes) -> Kept:
    """Raises Damaged, also for another case's."""
    said = _opened(data)
    if said.get("case") != case:
        raise Damaged("manifest: of another case")
    return Kept(said["epoch"], said["generation"], tuple(map(_read, said["segments"])))


def _sealed(said: dict[str, Any]) -> bytes:
    body = json.dumps({"format": FORMAT, **said}).encode()
    return b"%08x\n%b" % (zlib.crc32(body), body)


def _opened(data: bytes) -> dict[str, Any]:
    crc, _newline, body = data.partition(b"\n")
    if crc != b"%08x" % zlib.crc32(body):
        raise Damaged("manifest: wrong checksum")
    said: dict[str, Any] = json.loads(body)
    if said["format"] != FORMAT:
        raise Damaged(f"manifest: format {said['format']}, not {FORMAT}")
    return said


def _row(row: Row) -> list[Any]:
    gone = base64.b64encode(row.gone).decode()
    return [row.name, row.size, row.crc, row.documents, row.passages, row.live, gone, row.since]


def _read(row: list[Any]) -> Row:
    name, size, crc, documents, passages, live, gone, since = row
    return Row(name, size, crc, documents, passages, live, base64.b64decode(gone), since)
