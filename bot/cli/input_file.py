"""The bytes to add: of a file or of standard input, never more than the limit, and never a folder or a device."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from bot.core.model.errors import BadDocument, MissingFile, TooLarge

_LINK = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)


class NotAFile(BadDocument):
    template = "{path} is no file. A folder is taken in with `sync {path}`; nothing was added."


class NotAPlainFile(BadDocument):
    template = "{path} is no plain file. Hand over what it holds on standard input, with `add -`; nothing was added."


def is_link(path: str) -> bool:
    """Whether that is an address, not a file."""
    return _LINK.match(path) is not None


def read(path: str, title: str | None, limit_mb: int) -> tuple[bytes, str]:
    """The bytes and the name of the file. Raises MissingFile, NotAFile, NotAPlainFile, and TooLarge before reading."""
    if path == "-":
        name = f"{title or 'pasted'}.txt"
        return _limited(sys.stdin.buffer.read(limit_mb * 1_000_000 + 1), name, limit_mb), name
    return _of_file(Path(path), limit_mb), Path(path).name


def _of_file(path: Path, limit_mb: int) -> bytes:
    if not path.exists():
        raise MissingFile(path=path)
    if path.is_dir():
        raise NotAFile(path=path)
    if not path.is_file():
        raise NotAPlainFile(path=path)
    if path.stat().st_size > limit_mb * 1_000_000:
        raise _too_large(path.name, limit_mb)
    with path.open("rb") as file:  # it may have grown since
        return _limited(file.read(limit_mb * 1_000_000 + 1), path.name, limit_mb)


def _limited(data: bytes, name: str, limit_mb: int) -> bytes:
    if len(data) > limit_mb * 1_000_000:
        raise _too_large(name, limit_mb)
    return data


def _too_large(name: str, limit_mb: int) -> TooLarge:
    from bot.core.library.intake import shown

    return TooLarge(name=shown(name), limit_mb=limit_mb)
