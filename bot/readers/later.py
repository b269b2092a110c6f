"""Types of file that will be read one day: recognised, and refused with what to do instead."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.errors import NotYet
from bot.core.intake import shown
from bot.core.model import Reading

_WITHIN = 1024  # bytes from the start in which the first mark stands


class LaterReader:
    """Accepts what begins with the first mark and holds the others anywhere."""

    def __init__(self, name: str, first: bytes, *others: bytes) -> None:
        self.name = name
        self._first, self._others = first, others

    def accepts(self, data: bytes, name: str) -> bool:
        return self._first in data[:_WITHIN] and all(mark in data for mark in self._others)

    def read(self, data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
        raise NotYet(name=shown(name), what=self.name)
