"""Reads books (.epub): their chapters in the order of reading, as a browser would show them; the place is the heading.

Source: W3C, EPUB 3.3: the container names the package, whose spine lists the chapters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import dirname
from typing import Any, Final

from bot.core.library.intake import shown
from bot.core.model import document_notes
from bot.core.model.documents import Details, Reading
from bot.core.model.errors import EmptyDocument, Encrypted
from bot.readers.details import charsets, dates, fields, titles
from bot.readers.html import html, html_layout, html_parsing, html_text
from bot.readers.zip import parts, zips

_MIME: Final = b"application/epub"
_CONTAINER: Final = "META-INF/container.xml"
_LOCKED: Final = "META-INF/encryption.xml"
_PRINTING: Final = "1450"
_FONTS: Final = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")  # they hide fonts only


class BookReader:
    """By content, whatever the name."""

    name = "book (EPUB)"

    def accepts(self, data: bytes, name: str) -> bool:
        return zips.is_of_type(data, _MIME) or (
            data.startswith(zips.MAGIC) and _CONTAINER.encode() in zips.listed(data)
        )

    def read(self, data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
        with parts.opened(data, name) as (archive, part):
            held = set(archive.namelist())
            if _LOCKED in held and _is_locked(parts.xml(part(_LOCKED), name)):
                raise Encrypted(name=shown(name))
            container = parts.xml(part(_CONTAINER), name)
            at = next(str(one.get("full-path")) for one in container.iter() if parts.local(one) == "rootfile")
            package = parts.xml(part(at), name)
            chapters = [part(one) for one in _spine(package, dirname(at)) if one in held]
            return [_reading(package, chapters, name)]


def _is_locked(root: Any) -> bool:
    used = [one.get("Algorithm", "") for one in root.iter() if parts.local(one) == "EncryptionMethod"]
    return not all(one.startswith(_FONTS) for one in used)


def _spine(package: Any, folder: str) -> Iterator[str]:
    """The chapters' parts; what isn't for reading from beginning to end (a pop-up, an answer) is linear, too."""
    files = {one.get("id"): one.get("href", "") for one in package.iter() if parts.local(one) == "item"}
    for one in package.iter():
        if parts.local(one) == "itemref" and one.get("idref") in files:
            yield parts.at(folder, files[one.get("idref")])


def _reading(package: Any, chapters: Iterable[bytes], name: str) -> Reading:
    blocks: list[html_layout.Block] = []
    notes: list[str] = []
    for data in chapters:
        page, told = charsets.decode(data, name, html.declared(data) or "utf-8")
        html.refuse_unsafe(page, name)
        tree = html_parsing.parsed(html.without_xml(page))
        blocks += html_layout.blocks(tree) if tree is not None else []
        notes += told
    text, marks = html_text.emit(blocks)
    if not text.strip():
        raise EmptyDocument(name=shown(name))
    details, wrong = fields.usable(_details(package, name))
    origin = dates.notes(details.published, document_notes.BY_PAGE)
    return Reading(text, details, marks, (*dict.fromkeys(notes), *wrong, *origin))


def _details(package: Any, name: str) -> Details:
    """What the package says of the book (Dublin Core)."""
    return Details(
        title=parts.said(package, "title") or titles.from_name(name),
        publisher=parts.said(package, "publisher") or None,
        published=_day(package),
        language=parts.said(package, "language")[:2].lower() or None,
        author=parts.said(package, "creator") or None,
    )


def _day(package: Any) -> str | None:
    """Programs put in a day of the year 101 where none is known."""
    said = parts.said(package, "date")[:10]
    return said if said[:4] > _PRINTING else None
