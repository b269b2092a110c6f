"""Looks for a word in every byte that the program has written, packed or not."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

_PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]")  # how zlib's streams begin: descriptions of drafts, parts of archives


def holding(folder: Path, word: str) -> list[str]:
    """The files under a folder that hold the word, in any case, as UTF-8 or UTF-16, also in free pages or packed."""
    wanted = [word.encode(), word.upper().encode(), word.capitalize().encode(), word.encode("utf-16-le")]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return sorted(str(path.relative_to(folder)) for path in files if _holds(path.read_bytes(), wanted))


def _holds(data: bytes, wanted: list[bytes]) -> bool:
    return any(one in some for some in (data, *map(_unpacked, _streams(data))) for one in wanted)


def _streams(data: bytes) -> list[bytes]:
    return [data[found.start() :] for found in _PACKED.finditer(data)]


def _unpacked(data: bytes) -> bytes:
    """As far as it goes: a stream that is cut short, or none at all, gives what it gives."""
    machine = zlib.decompressobj()
    found = b""
    try:
        for start in range(0, len(data), 4096):
            found += machine.decompress(data[start : start + 4096])
            if machine.eof:
                break
    except zlib.error:
        pass
    return found
