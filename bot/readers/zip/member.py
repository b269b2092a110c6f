"""A file out of an archive, a mail or what a crawler recorded."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.model.errors import BadDocument


@dataclass(frozen=True, slots=True)
class Member:
    """A file out of an archive: its bytes, or why they can't be had."""

    name: str
    data: bytes = b""
    error: BadDocument | None = None
