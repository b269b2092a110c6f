"""From bytes to documents. The readers are loaded when the first file has to be read: most starts read none."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.model import Reading


def read(data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
    """The documents in `data`. Raises a BadDocument; a bulk file at its first bad line, after the ones before it."""
    from bot.readers.table import pick

    return pick(data, name).read(data, name, charset)
