"""Reads plain text: the letters as they are, nothing repaired. Accepts everything, so it stands last in the table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.core.library.intake import shown
from bot.core.model import document_notes
from bot.core.model.documents import Details, Reading
from bot.core.model.errors import EmptyDocument
from bot.readers.details import charsets, dates, titles
from bot.readers.html.html import HtmlReader
from bot.readers.text import prose


class TextReader:
    """Any text file. What isn't text is refused as NotText, whatever its name says; what isn't words as NotProse."""

    name = "plain text"

    def accepts(self, data: bytes, name: str) -> bool:
        return True

    def read(self, data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
        text, notes = charsets.decode(data, name, charset)
        if not text.strip():
            raise EmptyDocument(name=shown(name))
        if prose.is_page(text):
            return _as_page(data, name, charset)
        prose.refuse_code(text, name)
        day, _ = dates.labelled(text)
        told = dates.notes(day, document_notes.PRINTED)
        return [Reading(text, Details(titles.find(text, name), published=day), notes=(*notes, *told))]


def _as_page(data: bytes, name: str, charset: str | None) -> Iterable[Reading]:
    """The words that a browser would show of it, and a note that says so."""
    for page in HtmlReader().read(data, name, charset):
        yield replace(page, notes=(document_notes.AS_PAGE, *page.notes))
