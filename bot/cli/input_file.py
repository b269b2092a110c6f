"""The bytes to add: of a file or of standard input, never more than the limit, and never a folder or a device."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from bot.core.library import paths
from bot.core.model.errors import BadDocument, TooLarge
from bot.core.model.own_files import Own

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*")  # PNG, JPEG, TIFF: one that is called a text is refused
_LINK = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)


class NotAFile(BadDocument):
    template = "{path} is no file. A folder is taken in with `sync {path}`; nothing was added."


def is_link(path: str) -> bool:
    """Whether that is an address, not a file."""
    return _LINK.match(path) is not None


def read(path: str, title: str | None, limit_mb: int, own: Own) -> tuple[bytes, str]:
    """The bytes and the name of the file. Raises NotAFile, and what `paths.read` raises."""
    if path == "-":
        data = sys.stdin.buffer.read(limit_mb * 1_000_000 + 1)
        name = f"{title or 'pasted'}{'' if data.startswith(_PICTURES) else '.txt'}"
        return _limited(data, name, limit_mb), name
    if Path(path).is_dir():
        raise NotAFile(path=path)
    return paths.read(Path(path), limit_mb, own), Path(path).name


def _limited(data: bytes, name: str, limit_mb: int) -> bytes:
    if len(data) > limit_mb * 1_000_000:
        from bot.core.library.intake import shown

        raise TooLarge(name=shown(name), limit_mb=limit_mb)
    return data
