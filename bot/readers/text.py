"""Reads plain text: the letters as they are, nothing repaired. Accepts everything, so it stands last in the table."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.library.intake import shown
from bot.core.model.documents import Details, Reading
from bot.core.model.errors import EmptyDocument
from bot.readers import charsets, titles


class TextReader:
    """Any text file. What isn't text is refused as NotText, whatever its name says."""

    name = "plain text"

    def accepts(self, data: bytes, name: str) -> bool:
        return True

    def read(self, data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
        text, notes = charsets.decode(data, name, charset)
        if not text.strip():
            raise EmptyDocument(name=shown(name))
        return [Reading(text, Details(titles.find(text, name)), notes=notes)]
