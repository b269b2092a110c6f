"""Reads files that hold files, each by its own reader: ZIP here. One bad file never stops the rest.

Nothing is unpacked twice: what packs stays closed inside what packs. Mails in mails are read, `DEEPEST` deep.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import replace

from bot.core.library.intake import shown, slug
from bot.core.model import document_notes
from bot.core.model.documents import Reading
from bot.core.model.errors import BadDocument, EmptyDocument, OtherProgram, UnknownType, UnsafeFile
from bot.core.model.ports import Reader
from bot.readers.details.binary import TYPES
from bot.readers.zip import zips
from bot.readers.zip.member import Member

Pick = Callable[[bytes, str], Reader]  # the reader of a file, by its bytes and name
Unpack = Callable[[bytes, str], Iterable[Reading | Member]]
_SKIPPED = re.compile(r"(^|/)(__MACOSX/|\.[^./\\][^/\\]*$|Thumbs\.db$|desktop\.ini$)|/$", re.IGNORECASE)
_CLIMBS = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:")
_IWORK = b"Index/Document.iwa"
DEEPEST = 4  # mails around a mail: forwarded, and forwarded again


class ArchiveReader:
    """ZIP files, by `unpack` (in the sandbox, where one is given that runs there) and the readers that `pick` finds."""

    name = "ZIP"
    packs = True  # what is in it may be far more than it is

    def __init__(self, pick: Pick, unpack: Unpack | None = None) -> None:
        self._pick = pick
        self._unpack = unpack or members
        self.depth, self.is_packed = 0, False  # by what is around it

    def accepts(self, data: bytes, name: str) -> bool:
        return data.startswith((zips.MAGIC, b"PK\x05\x06"))

    def read(self, data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
        """The good ones; the last one's notes say which could not be read. Raises the first fault if none is good."""
        readings, faults = [], []
        for member, found in self.each(data, name, charset):
            if isinstance(found, Reading):
                readings.append(found)
            else:
                faults.append((member, found))
        if not readings:
            raise faults[0][1] if faults else EmptyDocument(name=shown(name))
        left_out = tuple(document_notes.NOT_READ.format(where=member, problem=fault) for member, fault in faults)
        return [*readings[:-1], replace(readings[-1], notes=(*readings[-1].notes, *left_out))]

    def each(self, data: bytes, name: str, charset: str | None = None) -> Iterator[tuple[str, Reading | BadDocument]]:
        """Every file in the archive's order, with its reading or what is wrong with it."""
        self._refuse_other(data, name)
        for member in self._unpack(data, name):
            if isinstance(member, Reading):
                yield member.details.title or shown(name), member
            elif member.error is not None:
                yield shown(member.name), member.error
            else:
                yield from self._read(member, name, charset)

    def _read(self, member: Member, name: str, charset: str | None) -> Iterator[tuple[str, Reading | BadDocument]]:
        label = shown(member.name)
        readings: list[Reading] = []
        fault: BadDocument | None = None
        try:
            for reading in self._reader(member).read(member.data, member.name, charset):
                readings.append(reading)  # noqa: PERF402 - what came before a bad line is kept
        except BadDocument as error:
            fault = error
        for reading in readings:
            yield label, _placed(reading, member, name, alone=len(readings) == 1)
        if fault is not None:
            yield label, fault

    def _reader(self, member: Member) -> Reader:
        """Raises UnsafeFile for what stays closed."""
        reader = self._pick(member.data, member.name)
        return reader.inside(self, member.name) if isinstance(reader, ArchiveReader) else reader

    def inside(self, outer: ArchiveReader, name: str) -> ArchiveReader:
        """The reader of such a file inside another. Raises UnsafeFile."""
        made = copy(self)
        made.depth, made.is_packed = outer.depth + 1, outer.is_packed or outer.packs
        if self.packs and made.is_packed:
            raise UnsafeFile(name=shown(name), why=document_notes.ARCHIVE_IN_ARCHIVE)
        if made.depth > DEEPEST:
            raise UnsafeFile(name=shown(name), why=document_notes.TOO_DEEP.format(limit=DEEPEST))
        return made

    def _refuse_other(self, data: bytes, name: str) -> None:
        """Files of other programs that are ZIPs inside."""
        if zips.is_of_type(data, b""):
            raise UnknownType(name=shown(name), types=TYPES)
        if _IWORK in zips.listed(data):
            raise OtherProgram(name=shown(name), program="Pages, Numbers, Keynote")


def _placed(reading: Reading, member: Member, name: str, *, alone: bool) -> Reading:
    """With a key and the original bytes of its own, and a note of where it came from."""
    stem = member.name.rsplit(".", 1)[0]
    title = reading.details.title or shown(stem)
    return replace(
        reading,
        key=reading.key or (slug(stem) if alone else None),
        named=reading.named and reading.key is not None,
        details=replace(reading.details, title=title),
        original=reading.original if reading.original is not None else member.data,
        notes=(*reading.notes, document_notes.IN_ARCHIVE.format(archive=shown(name), member=shown(member.name))),
    )


def members(data: bytes, name: str) -> Iterator[Member]:
    """The files in an archive; system files and folders are skipped. Raises Damaged, Swollen for the whole."""
    with zips.opened(data, shown(name)) as archive:
        for entry in archive.infolist():
            if not _SKIPPED.search(entry.filename):
                try:
                    _refuse_climbing(entry.orig_filename)
                    yield Member(entry.filename, zips.unpacked(archive, entry, shown(entry.filename)))
                except BadDocument as fault:
                    yield Member(entry.filename, error=fault)


def _refuse_climbing(path: str) -> None:
    if _CLIMBS.search(path) or "\x00" in path:
        raise UnsafeFile(name=shown(path), why=document_notes.CLIMBS)
