"""Reads OpenDocument text (.odt): paragraphs, headings, lists, tables row by row, notes at the end, comments named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from bot.core.library.intake import shown
from bot.core.model import document_notes
from bot.core.model.documents import Details, Mark, Reading
from bot.core.model.errors import BadDocument, Damaged, EmptyDocument, UnsafeFile
from bot.readers import titles
from bot.readers.zip import zips

_MIME = b"mimetypeapplication/vnd.oasis.opendocument.text"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_LEFT_OUT = {f"{_TEXT}tracked-changes", f"{_TEXT}note", f"{_OFFICE}annotation", f"{_OFFICE}forms"}
_SPELT = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n", f"{_TEXT}s": " "}
_DECLARATION = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_CELL = " | "


class OpenDocumentReader:
    """By content, whatever the name."""

    name = "OpenDocument text"

    def accepts(self, data: bytes, name: str) -> bool:
        return data.startswith(zips.MAGIC) and _MIME in data[:200]

    def read(self, data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
        try:
            with zips.opened(data, shown(name)) as archive:
                parts = [zips.unpacked(archive, archive.getinfo("content.xml"), shown(name))]
                if "meta.xml" in archive.namelist():
                    parts.append(zips.unpacked(archive, archive.getinfo("meta.xml"), shown(name)))
            content, *about = [_parsed(part, name) for part in parts]
            return [_reading(content, about[0] if about else None, name)]
        except (BadDocument, MemoryError):
            raise
        except Exception as broken:
            raise Damaged(name=shown(name)) from broken


def _parsed(part: bytes, name: str) -> Any:
    from lxml import etree  # type: ignore[import-untyped]

    if _DECLARATION.search(part.replace(b"\0", b"")):
        raise UnsafeFile(name=shown(name), why=document_notes.XML_ENTITIES)
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, recover=True))


def _reading(content: Any, about: Any, name: str) -> Reading:
    paragraphs = [*_blocks(content), *_asides(content)]
    if not paragraphs:
        raise EmptyDocument(name=shown(name))
    marks, at = [], 0
    for text, is_heading in paragraphs:
        if is_heading:
            marks.append(Mark(at, "heading", " ".join(text.split())))
        at += len(text) + 2
    title = _about(about, "title") or next((mark.label for mark in marks), "") or titles.from_name(name)
    details = Details(title, author=_about(about, "creator") or None)
    return Reading("\n\n".join(text for text, _ in paragraphs), details, tuple(marks))


def _blocks(content: Any) -> Iterator[tuple[str, bool]]:
    """Each paragraph, and whether it is a heading; a table is one, a line a row."""
    waiting = [content]
    while waiting:
        at = waiting.pop()
        if at.tag in _LEFT_OUT:
            continue
        if at.tag in (f"{_TEXT}p", f"{_TEXT}h"):
            if text := _words(at):
                yield text, at.tag == f"{_TEXT}h"
        elif at.tag == f"{_TABLE}table":
            if text := "\n".join(filter(None, map(_row, at.iter(f"{_TABLE}table-row")))):
                yield text, False
        else:
            waiting.extend(reversed(at))


def _row(row: Any) -> str:
    cells = [
        " ".join(" ".join(map(_words, cell.iter(f"{_TEXT}p"))).split()) for cell in row.iter(f"{_TABLE}table-cell")
    ]
    return _CELL.join(cells) if any(cells) else ""


def _words(element: Any) -> str:
    parts: list[str] = []
    waiting: list[Any] = [element]
    while waiting:
        at = waiting.pop()
        if isinstance(at, str):
            parts.append(at)
            continue
        if at is not element:
            waiting.append(at.tail or "")
        if at.tag in _LEFT_OUT and at is not element:
            continue
        parts += [_SPELT.get(at.tag, ""), at.text or ""]
        waiting.extend(reversed(at))
    return "\n".join(" ".join(line.split()) for line in "".join(parts).split("\n")).strip()


def _asides(content: Any) -> Iterator[tuple[str, bool]]:
    """Footnotes with their number, comments with who made them."""
    for note in content.iter(f"{_TEXT}note"):
        number = "".join(note.findtext(f"{_TEXT}note-citation") or "")
        body = note.find(f"{_TEXT}note-body")
        if body is not None and (text := " ".join(map(_words, body.iter(f"{_TEXT}p"))).strip()):
            yield f"[{number}] {text}", False
    for note in content.iter(f"{_OFFICE}annotation"):
        author = (note.findtext(f"{_DC}creator") or "").strip()
        if text := " ".join(map(_words, note.iter(f"{_TEXT}p"))).strip():
            yield f"Comment by {author}: {text}" if author else f"Comment: {text}", False


def _about(about: Any, name: str) -> str:
    found = next(about.iter(f"{_DC}{name}"), None) if about is not None else None
    return " ".join((found.text or "").split()) if found is not None else ""
