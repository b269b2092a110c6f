"""Mails as Outlook saves them (.msg), made here: a compound file with a message's properties in it."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

Tree = Mapping[str, "bytes | Tree"]  # a folder of a compound file: its streams and folders by name
_SECTOR, _CUTOFF, _END, _FREE, _FAT = 512, 4096, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def msg(
    fields: Mapping[int, str],
    sent: datetime | None = None,
    html: bytes = b"",
    files: Sequence[tuple[str, bytes | Tree | None]] = (),
) -> bytes:
    """fields: number of a property (MS-OXPROPS) → its words. files: a message in it by `message`; None is a link."""
    return compound(message(fields, sent, html, files, head=32))


def message(
    fields: Mapping[int, str],
    sent: datetime | None = None,
    html: bytes = b"",
    files: Sequence[tuple[str, bytes | Tree | None]] = (),
    head: int = 24,
) -> Tree:
    """The folder of a message. head: bytes before its properties, fewer of one that is attached to another."""
    held: dict[str, bytes | Tree] = dict(_texts(fields))
    rows = _rows(fields)
    if html:
        held["__substg1.0_10130102"] = html
        rows += _row(0x1013, 0x0102, len(html)) + _row(0x3FDE, 0x0003, 65001)
    if sent:
        rows += _row(0x0039, 0x0040, int((sent - _EPOCH).total_seconds() * 10_000_000))
    counts = struct.pack("<8xIIII", 0, len(files), 0, len(files)).ljust(head, b"\0")
    held["__properties_version1.0"] = counts + _row(0x340D, 0x0003, 0x00040000) + rows
    for number, (name, data) in enumerate(files):
        held[f"__attach_version1.0_#{number:08X}"] = _file(name, data)
    return held


def _texts(fields: Mapping[int, str]) -> Mapping[str, bytes]:
    return {f"__substg1.0_{number:04X}001F": words.encode("utf-16-le") for number, words in fields.items()}


def _rows(fields: Mapping[int, str]) -> bytes:
    return b"".join(_row(number, 0x001F, len(words) * 2 + 2) for number, words in fields.items())


def _row(number: int, kind: int, value: int) -> bytes:
    return struct.pack("<HHIQ", kind, number, 6, value)


def _file(name: str, data: bytes | Tree | None) -> Tree:
    """Attached by its bytes, as a message, or by a link alone."""
    held: dict[str, bytes | Tree] = dict(_texts({0x3707: name}))
    method = 1 if isinstance(data, bytes) else 7 if data is None else 5
    rows = _rows({0x3707: name}) + _row(0x3705, 0x0003, method)
    if isinstance(data, Mapping):
        held["__substg1.0_3701000D"] = data
        rows += _row(0x3701, 0x000D, 0xFFFFFFFF)
    elif data is not None:
        held["__substg1.0_37010102"] = data
        rows += _row(0x3701, 0x0102, len(data))
    held["__properties_version1.0"] = bytes(8) + rows
    return held


class _Space:
    """Places in a file for streams: sectors of one size, and for each the number of the next."""

    def __init__(self, size: int) -> None:
        self.size, self.sectors, self.chain = size, bytearray(), list[int]()

    def placed(self, data: bytes) -> int:
        """Where it begins."""
        first, count = len(self.chain), -(-len(data) // self.size)
        self.sectors += data.ljust(count * self.size, b"\0")
        self.chain += [*range(first + 1, first + count), _END]
        return first


def compound(held: Tree) -> bytes:
    """A compound file (MS-CFB, version 3)."""
    entries: list[_Entry] = [_Entry("Root Entry", 5)]
    _list(held, entries, entries[0])
    large, small = _Space(_SECTOR), _Space(64)
    for entry in entries[1:]:
        if entry.data:
            entry.start = (small if len(entry.data) < _CUTOFF else large).placed(entry.data)
    entries[0].data = bytes(small.sectors)
    entries[0].start = large.placed(entries[0].data)
    directory = large.placed(b"".join(map(_packed, entries)))
    numbers = struct.pack(f"<{len(small.chain)}I", *small.chain)
    return _whole(large, directory, large.placed(numbers.ljust(-(-len(numbers) // _SECTOR) * _SECTOR, b"\xff")))


@dataclass
class _Entry:
    name: str
    kind: int  # 1 a folder, 2 a stream, 5 the root
    data: bytes = b""
    after: int = _FREE
    child: int = _FREE
    start: int = _END


def _list(held: Tree, entries: list[_Entry], parent: _Entry) -> None:
    """The names of a folder stand in one chain, each the right neighbour of the one before, by length, then letter."""
    before: _Entry | None = None
    for name in sorted(held, key=lambda one: (len(one), one.upper())):
        inside = held[name]
        made = _Entry(name, 2, inside) if isinstance(inside, bytes) else _Entry(name, 1)
        if before is None:
            parent.child = len(entries)
        else:
            before.after = len(entries)
        entries.append(made)
        before = made
        if not isinstance(inside, bytes):
            _list(inside, entries, made)


def _packed(entry: _Entry) -> bytes:
    spelt = entry.name.encode("utf-16-le") + b"\0\0"
    head = spelt.ljust(64, b"\0") + struct.pack("<HBB", len(spelt), entry.kind, 1)
    return head + struct.pack("<III36xIQ", _FREE, entry.after, entry.child, entry.start, len(entry.data))


def _whole(large: _Space, directory: int, small: int) -> bytes:
    fats = 1
    while len(large.chain) + fats > fats * (_SECTOR // 4):
        fats += 1
    first = len(large.chain)
    table = [*large.chain, *[_FAT] * fats]
    table += [_FREE] * (fats * (_SECTOR // 4) - len(table))
    places = [*range(first, first + fats), *[_FREE] * (109 - fats)]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + struct.pack("<16xHHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, fats, directory, 0, _CUTOFF, small, 1, _END, 0)
    head += struct.pack("<109I", *places)
    return head + bytes(large.sectors) + struct.pack(f"<{len(table)}I", *table)
