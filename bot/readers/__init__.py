"""From bytes to documents. The readers are loaded when the first file has to be read: most starts read none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.core.model.documents import Reading
from bot.core.model.errors import BadDocument
from bot.core.model.ports import BulkReader


def read(data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
    """The documents in `data`. Raises a BadDocument; a bulk file at its first bad line, after the ones before it."""
    from bot.readers.details import origins
    from bot.readers.table import pick

    found = pick(data, name).read(data, name, charset)
    return (origins.beside(one, name) for one in found)


def each(data: bytes, name: str, charset: str | None = None) -> Iterator[tuple[str, Reading | BadDocument]]:
    """The documents in `data`, each under its name in the file, with what is wrong with the bad ones of a bulk file.

    Raises a BadDocument where the file as a whole can't be read.
    """
    from bot.readers.table import pick

    reader = pick(data, name)
    if isinstance(reader, BulkReader):
        yield from reader.each(data, name, charset)
        return
    for found in reader.read(data, name, charset):
        yield name, found
