"""Reads DOCX: paragraphs with their numbers, headings, tables row by row; notes, headers, footers, comments at the end.

The text is the document's final state: what tracked changes deleted is left out, what they inserted is in, and a note
says so. Meant to run in the sandbox.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.core.model import document_notes
from bot.core.model.documents import Details, Mark, Reading
from bot.core.model.errors import BadDocument, Damaged, EmptyDocument, UnsafeFile
from bot.readers.details import captions, dates, declared_language, origins
from bot.readers.office import docx_parts
from bot.readers.zip import zips

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ALTERNATIVE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LEFT_OUT = {f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", f"{_W}rPr", f"{_W}pPr", _ALTERNATIVE}
_SPELT = {
    f"{_W}tab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "\u2011",
    f"{_W}softHyphen": "\u00ad",
}
_NOTE_MARKS = {f"{_W}footnoteReference": "footnotes", f"{_W}endnoteReference": "endnotes"}
_DECLARATION = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_HEADING = re.compile(r"(heading \d|title)$", re.IGNORECASE)
_CELL = " | "
_NOBODY = {"", "python-docx", "user", "admin", "administrator", "microsoft office user", "windows user"}
_Kind = Literal["heading", "table", "footnote"]


@dataclass
class _Page:
    """The text so far, its marks, and the notes that were referred to."""

    numbers: docx_parts.Numbers
    parts: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    length: int = 0
    referred: list[tuple[str, str]] = field(default_factory=list)  # (which notes, id), in order

    def paragraph(self, text: str, kind: _Kind | None = None, label: str = "") -> None:
        if not text.strip():
            return
        if kind is not None:
            self.marks.append(Mark(self.length, kind, label or " ".join(text.split())))
        self.parts.append(text)
        self.length += len(text) + 2

    def number(self, notes: str, identity: str) -> int:
        self.referred.append((notes, identity))
        return len(self.referred)


class DocxReader:
    """Word documents since 2007, with or without macros (which are never run)."""

    name = "Word (DOCX)"

    def accepts(self, data: bytes, name: str) -> bool:
        return data.startswith(zips.MAGIC) and b"word/document" in zips.listed(data)

    def read(self, data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
        from docx import Document

        _refuse_declarations(data, name)
        try:
            reading = _reading(Document(io.BytesIO(docx_parts.transitional(data, name))))
        except (BadDocument, MemoryError):
            raise
        except Exception as broken:
            raise Damaged(name=name) from broken
        if not reading.text:
            raise EmptyDocument(name=name)
        return [reading]


def _refuse_declarations(data: bytes, name: str) -> None:
    """No part may declare entities: Word never does, and they are how XML reaches out or swells."""
    with zips.opened(data, name) as archive:
        for entry in archive.infolist():
            if entry.filename.lower().endswith((".xml", ".rels")):
                part = zips.unpacked(archive, entry, name)
                if _DECLARATION.search(part.replace(b"\x00", b"")):
                    raise UnsafeFile(name=name, why=document_notes.XML_ENTITIES)


def _reading(word: Any) -> Reading:
    page = _Page(docx_parts.Numbers(word))
    _blocks(word.element.body, word, page)
    for number, (notes, identity) in enumerate(page.referred, 1):
        if text := _note(word, notes, identity, page):
            page.paragraph(f"[{number}] {text}", "footnote", str(number))
    for text in docx_parts.heads_and_feet(word, lambda one: _words(one, page)):
        page.paragraph(text, "footnote", "header")
    for text in docx_parts.comments(word, lambda one: _words(one, page)):
        page.paragraph(text, "footnote", "comment")
    changes = next(word.element.body.iter(f"{_W}ins", f"{_W}del", f"{_W}moveFrom"), None) is not None
    kept = ("Holds tracked changes: read as if all were accepted.",) if changes else ()
    text = "\n\n".join(page.parts)
    details, told = _details(word, page.marks, text)
    return Reading(text, details, tuple(page.marks), (*kept, *told))


def _blocks(container: Any, word: Any, page: _Page) -> None:
    """Paragraphs and tables in order, also those inside content controls and accepted insertions."""
    for element in container:
        if element.tag == f"{_W}p":
            _paragraph(element, word, page)
        elif element.tag == f"{_W}tbl":
            _table(element, page)
        elif element.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}moveTo"}:
            _blocks(element, word, page)


def _paragraph(element: Any, word: Any, page: _Page) -> None:
    number, text = page.numbers.of(element), _words(element, page)
    page.paragraph(f"{number} {text}".strip() if text else "", "heading" if _is_heading(element, word) else None)
    for box in _boxes(element):
        _blocks(box, word, page)


def _boxes(element: Any) -> Iterator[Any]:
    """Text boxes that hang on a paragraph, each once: Word stores an older twin beside each."""
    for box in element.iter(f"{_W}txbxContent"):
        if not any(above.tag == _ALTERNATIVE for above in box.iterancestors()):
            yield box


def _words(element: Any, page: _Page) -> str:
    """A paragraph's words. A walk with its own stack: a hostile file nests deeper than Python recurses."""
    parts: list[str] = []
    waiting = [element]
    while waiting:
        at = waiting.pop()
        if at.tag in _LEFT_OUT and at is not element:
            continue
        if at.tag == f"{_W}t":
            parts.append(at.text or "")
        elif at.tag in _NOTE_MARKS:
            parts.append(f"[{page.number(_NOTE_MARKS[at.tag], at.get(f'{_W}id'))}]")
        else:
            parts.append(_SPELT.get(at.tag, ""))
        waiting.extend(reversed(at))
    return re.sub(r"\n\s*\n", "\n", "".join(parts)).strip()


def _is_heading(element: Any, word: Any) -> bool:
    if element.find(f"{_W}pPr/{_W}outlineLvl") is not None:
        return True
    style = element.find(f"{_W}pPr/{_W}pStyle")
    found = word.styles.element.get_by_id(style.get(f"{_W}val")) if style is not None else None
    return found is not None and bool(_HEADING.match(found.name_val or ""))


def _table(element: Any, page: _Page) -> None:
    """A line a row, cells parted by bars; empty rows and merged cells' leftovers are left out."""
    rows = [_row(row, page) for row in element.iter(f"{_W}tr") if next(row.iterancestors(f"{_W}tbl")) is element]
    page.paragraph("\n".join(row for row in rows if row), "table", next(filter(None, rows), "")[:80])


def _row(row: Any, page: _Page) -> str:
    cells = [cell for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is row]
    texts = [" ".join(" ".join(_words(inner, page) for inner in cell.iter(f"{_W}p")).split()) for cell in cells]
    return _CELL.join(texts) if any(texts) else ""


def _note(word: Any, notes: str, identity: str, page: _Page) -> str:
    """A footnote's or endnote's words."""
    from docx.oxml.parser import parse_xml

    for relation in word.part.rels.values():
        if relation.reltype.endswith(f"/{notes}") and not relation.is_external:
            found = [note for note in parse_xml(relation.target_part.blob) if note.get(f"{_W}id") == identity]
            return " ".join(_words(inner, page) for note in found[:1] for inner in note.iter(f"{_W}p")).strip()
    return ""


def _details(word: Any, marks: Sequence[Mark], text: str) -> tuple[Details, tuple[str, ...]]:
    """Details, and notes on where they are from. The date of publication is one that is printed, never the file's."""
    about = word.core_properties
    author = " ".join((about.author or "").split())
    day, _ = dates.printed(text)
    language, doubts = declared_language.told(declared_language.code(about.language), text)
    said = " ".join((about.title or "").split())
    made = Details(
        title=captions.title(text) or origins.heading(marks, text, said),
        author=None if author.lower() in _NOBODY else author,
        published=day,
        language=language,
    )
    created = dates.sane(about.created.date()) if about.created and about.author != "python-docx" else None
    told = dates.notes(day, document_notes.PRINTED, created=created)
    return made, (*told, *doubts, *origins.doubts(made.title, said, made.author, text))
