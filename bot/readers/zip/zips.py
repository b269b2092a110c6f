"""Opens a ZIP only after looking at what it declares: how many entries, how large, how densely packed.

Python's zipfile never unpacks more of an entry than its declared size, so the declared sizes bound the memory.
"""

from __future__ import annotations

import io
import stat
import zlib
from zipfile import BadZipFile, ZipFile, ZipInfo

from bot.core.model import document_notes
from bot.core.model.errors import Damaged, Encrypted, Swollen, UnsafeFile

MAGIC = b"PK\x03\x04"
LIMIT_MB = 50  # unpacked, in all
LIMIT_ENTRIES = 1000
LIMIT_RATIO = 200  # unpacked to packed; text packs 3 to 20 times, drawings in XML up to 100
_SMALL = 1_000_000  # bytes; a ratio is no harm below
_DIRECTORY_END = b"PK\x05\x06"
_LOCKED = 0x1
_NAME = 30  # where the first entry's name stands, right before its bytes


def opened(data: bytes, name: str) -> ZipFile:
    """The archive. Raises Damaged, Swollen."""
    _refuse_long_directory(data, name)
    try:
        archive = ZipFile(io.BytesIO(data))
    except (BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as broken:
        raise Damaged(name=name) from broken
    entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    if len(entries) > LIMIT_ENTRIES:
        raise Swollen(name=name, why=document_notes.ENTRIES.format(count=len(entries), limit=LIMIT_ENTRIES))
    if total > LIMIT_MB * 1_000_000:
        raise Swollen(name=name, why=document_notes.MEGABYTES.format(count=total // 1_000_000, limit=LIMIT_MB))
    if total > max(_SMALL, LIMIT_RATIO * len(data)) or any(map(_is_dense, entries)):
        raise Swollen(name=name, why=document_notes.RATIO.format(times=LIMIT_RATIO))
    return archive


def listed(data: bytes) -> bytes:
    """The archive's list of contents, in which names stand as they are (APPNOTE 4.3.12); all of it where none is found.

    Not in all of it: files that lie in it unpacked name their own parts.
    """
    end = data.rfind(_DIRECTORY_END)
    at = int.from_bytes(data[end + 16 : end + 20], "little") if end >= 0 else 0
    return data[at:end] if 0 < at < end else data


def is_of_type(data: bytes, kind: bytes) -> bool:
    """Whether its first entry, "mimetype", says that it is of a type that begins so (OpenDocument, EPUB)."""
    return data.startswith(MAGIC) and data.startswith(b"mimetype" + kind, _NAME)


def _refuse_long_directory(data: bytes, name: str) -> None:
    """Before anything is listed: the directory's own length, 46 bytes and a name for an entry (APPNOTE 4.3.12)."""
    end = data.rfind(_DIRECTORY_END)
    length = int.from_bytes(data[end + 12 : end + 16], "little") if end >= 0 else 0
    if length > LIMIT_ENTRIES * 1000 and length != 0xFFFFFFFF:
        raise Swollen(name=name, why=document_notes.DIRECTORY.format(count=length // 1000))


def _is_dense(entry: ZipInfo) -> bool:
    return entry.file_size > max(_SMALL, LIMIT_RATIO * entry.compress_size)


def unpacked(archive: ZipFile, entry: ZipInfo, name: str) -> bytes:
    """One entry's bytes. Raises Encrypted, UnsafeFile, Damaged."""
    if entry.flag_bits & _LOCKED:
        raise Encrypted(name=name)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise UnsafeFile(name=name, why=document_notes.LINKED)
    try:
        return archive.read(entry)
    except (BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError, zlib.error) as broken:
        raise Damaged(name=name) from broken
