"""Reads PDF: the text layer by page, with the pages' printed labels, headings, and filled-in form fields.

A scan without a text layer is refused, or read by `ocr` where that is installed. Meant to run in the sandbox: what a
hostile file can do to pypdf ends there.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable, Iterator, Sequence
from math import hypot
from typing import TYPE_CHECKING, Any

from bot.core.model import document_notes
from bot.core.model.documents import Reading
from bot.core.model.errors import BadDocument, Damaged, EmptyDocument, Encrypted, Scan, Swollen
from bot.readers.pdf import ocr, page_layout, pdf_details

if TYPE_CHECKING:
    from pypdf import PageObject
    from pypdf import PdfReader as Pdf

_MAGIC = b"%PDF-"
_HEADER_WITHIN = 1024  # bytes; PDF 1.7, implementation note 13: readers accept the header there


class PdfReader:
    """PDF 1.0 to 2.0, read leniently."""

    name = "PDF"

    def accepts(self, data: bytes, name: str) -> bool:
        return _MAGIC in data[:_HEADER_WITHIN]

    def read(self, data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
        logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of every oddity, file by file
        try:
            return [_reading(_open(data, name), name)]
        except (BadDocument, MemoryError):
            raise
        except Exception as broken:
            raise _fault(broken, name) from broken


def _fault(broken: Exception, name: str) -> BadDocument:
    from pypdf.errors import LimitReachedError

    if isinstance(broken, LimitReachedError):
        return Swollen(name=name, why=document_notes.PAGE_LIMITS)
    return Damaged(name=name)


def _open(data: bytes, name: str) -> Pdf:
    import pypdf

    pdf = pypdf.PdfReader(io.BytesIO(data), strict=False)
    if pdf.is_encrypted and not pdf.decrypt(""):
        raise Encrypted(name=name)
    return pdf


def _reading(pdf: Pdf, name: str) -> Reading:
    pages: list[list[page_layout.Line]] = []
    notes: list[str] = []
    bare: list[int] = []
    for number, page in enumerate(pdf.pages):
        found = _page(page, number, notes)
        if not found and _has_pictures(page):
            found = _recognised(page, number)
            bare.append(number)
        pages.append(found)
    if not pages:
        raise Damaged(name=name)
    _refuse_if_bare(pages, bare, name)
    return _composed(pdf, pages, [*notes, *_notes_on_pictures(pages, bare)])


def _refuse_if_bare(pages: Sequence[Sequence[page_layout.Line]], bare: Sequence[int], name: str) -> None:
    if any(pages):
        return
    if bare:
        raise Scan(name=name, pages=len(pages))
    raise EmptyDocument(name=name)


def _composed(pdf: Pdf, pages: Sequence[Sequence[page_layout.Line]], notes: list[str]) -> Reading:
    kept, running = page_layout.without_running_heads(pages)
    found = page_layout.blocks(kept)
    text, marks = page_layout.flow(found, pdf_details.labels(pdf, len(pages)))
    if running:
        notes.append(document_notes.RUNNING_HEADS.format(heads="; ".join(running[:4])))
    if count := page_layout.hyphenations(text):
        notes.append(document_notes.HYPHENS.format(count=count))
    return Reading(text, pdf_details.details(pdf, found), marks, tuple(notes))


def _page(page: PageObject, number: int, notes: list[str]) -> list[page_layout.Line]:
    pieces: list[page_layout.Piece] = []

    def visit(text: str, matrix: list[float], text_matrix: list[float], font: Any, size: float) -> None:
        if text:
            pieces.append(_piece(text, matrix, text_matrix, font, size))

    from pypdf.errors import LimitReachedError

    try:
        page.extract_text(visitor_text=visit)
    except (MemoryError, LimitReachedError):
        raise
    except Exception:  # noqa: BLE001 - the other pages may be fine
        notes.append(document_notes.DAMAGED_PAGE.format(page=number + 1))
    return page_layout.lines(pieces, number) + list(_form(page, number))


def _piece(text: str, matrix: list[float], text_matrix: list[float], font: Any, size: float) -> page_layout.Piece:
    """Coordinates along and across the direction of writing, so that turned pages read like others."""
    along = _turned(text_matrix[0], text_matrix[1], matrix)
    up = _turned(text_matrix[2], text_matrix[3], matrix)
    x, y = _turned(text_matrix[4], text_matrix[5], matrix)
    x, y = x + matrix[4], y + matrix[5]
    width, height = hypot(*along) or 1.0, hypot(*up) or 1.0
    bold = isinstance(font, dict) and "bold" in str(font.get("/BaseFont", "")).lower()
    return page_layout.Piece(
        pdf_details.CONTROL.sub("", text),
        (x * along[0] + y * along[1]) / width,
        (x * up[0] + y * up[1]) / height,
        abs(size) * height,
        bold,
    )


def _turned(x: float, y: float, matrix: list[float]) -> tuple[float, float]:
    return x * matrix[0] + y * matrix[2], x * matrix[1] + y * matrix[3]


def _form(page: PageObject, number: int) -> Iterator[page_layout.Line]:
    """What was filled into the fields on this page, a line each: they aren't part of the page's own text."""
    for reference in page.annotations or ():
        field = reference.get_object()
        if field.get("/Subtype") != "/Widget":
            continue
        parent = field.get("/Parent", {})
        value = field.get("/V", parent.get("/V") if hasattr(parent, "get") else None)
        label = field.get("/TU") or field.get("/T") or ""
        if isinstance(value, str) and value.strip() and value != "/Off":
            yield page_layout.Line(
                (page_layout.Piece(f"{label}: {value.lstrip('/')}", 0, -1e6 - 40 * number, 1),), number
            )


def _has_pictures(page: PageObject) -> bool:
    resources: Any = page.get("/Resources")
    pictures = resources.get_object().get("/XObject") if resources else None
    return bool(pictures and pictures.get_object())


def _recognised(page: PageObject, number: int) -> list[page_layout.Line]:
    if not ocr.is_installed():
        return []
    try:
        words = ocr.lines([picture.data for picture in page.images])
    except Exception:  # noqa: BLE001 - a picture that can't be decoded is a picture without words
        return []
    return [
        page_layout.Line((page_layout.Piece(line, 0, -14.0 * at, 10),), number) for at, line in enumerate(words) if line
    ]


def _notes_on_pictures(pages: Sequence[Sequence[page_layout.Line]], bare: Sequence[int]) -> list[str]:
    missing = [str(number + 1) for number in bare if not pages[number]]
    recognised = [str(number + 1) for number in bare if pages[number]]
    notes = []
    if missing:
        notes.append(document_notes.PICTURES.format(pages=", ".join(missing[:20])))
    if recognised:
        notes.append(document_notes.RECOGNISED.format(pages=", ".join(recognised[:20])))
    return notes
