"""Reads OpenDocument text and slides (.odt, .odp): paragraphs, headings, lists, tables row by row; notes, comments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bot.core.library.intake import shown
from bot.core.model.documents import Details, Mark, Reading
from bot.core.model.errors import EmptyDocument
from bot.readers.details import origins, titles
from bot.readers.zip import parts, zips

_MIMES = (b"application/vnd.oasis.opendocument.text", b"application/vnd.oasis.opendocument.presentation")
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_LEFT_OUT = {f"{_TEXT}tracked-changes", f"{_TEXT}note", f"{_OFFICE}annotation", f"{_OFFICE}forms"}
_SPELT = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n", f"{_TEXT}s": " "}
_CELL = " | "


class OpenDocumentReader:
    """By content, whatever the name."""

    name = "OpenDocument"

    def accepts(self, data: bytes, name: str) -> bool:
        return any(zips.is_of_type(data, one) for one in _MIMES)

    def read(self, data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
        with parts.opened(data, name) as (archive, part):
            content = parts.xml(part("content.xml"), name)
            about = parts.xml(part("meta.xml"), name) if "meta.xml" in archive.namelist() else None
            return [_reading(content, about, name)]


def _reading(content: Any, about: Any, name: str) -> Reading:
    paragraphs = [*_blocks(content), *_asides(content)]
    if not paragraphs:
        raise EmptyDocument(name=shown(name))
    marks, at = [], 0
    for text, is_heading in paragraphs:
        if is_heading:
            marks.append(Mark(at, "heading", " ".join(text.split())))
        at += len(text) + 2
    text, said = "\n\n".join(words for words, _ in paragraphs), _about(about, "title")
    title = origins.heading(marks, text, said)
    details = Details(title or titles.from_name(name), author=_about(about, "creator") or None)
    return Reading(text, details, tuple(marks), origins.doubts(title, said, details.author, text))


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
