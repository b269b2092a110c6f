"""Reads PDF: the text layer by page, with the pages' printed labels, headings, footnotes, comments and form fields.

pdfium finds the letters; glyphs, printed, layout and footnotes make text of them; pypdf knows the details and what is
attached to a page. A scan without a text layer is refused, or read by `ocr` where that is installed. Meant to run in
the sandbox: what a hostile file can do to either library ends there.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from bot.core.model import document_notes, page_progress
from bot.core.model.documents import Reading
from bot.core.model.errors import BadDocument, Damaged, EmptyDocument, Encrypted, Scan, Swollen
from bot.readers.pdf import attached, footnotes, page_layout, pdf_details, shifted
from bot.readers.pdf.printed import glyphs, printed
from bot.readers.pdf.scans import ocr, scanned

if TYPE_CHECKING:
    from pypdf import PageObject
    from pypdf import PdfReader as Pdf
    from pypdfium2 import PdfDocument, PdfPage

_MAGIC = b"%PDF-"
_HEADER_WITHIN = 1024  # bytes; PDF 1.7, implementation note 13: readers accept the header there
_MOST_PAGES = 20_000
_UNREADABLE = 0.1  # share of letters without a character: a page above is named in a note
_LISTED = 20  # pages or pieces that a note names
_LONGEST = 200  # characters of a stamp that a note repeats


class PdfReader:
    """PDF 1.0 to 2.0, read leniently."""

    name = "PDF"

    def accepts(self, data: bytes, name: str) -> bool:
        return _MAGIC in data[:_HEADER_WITHIN]

    def read(self, data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
        logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of every oddity, file by file
        try:
            return [_reading(_open(data, name), _described(data), name)]
        except (BadDocument, MemoryError):
            raise
        except glyphs.TooManyLetters as swollen:
            raise Swollen(name=name, why=document_notes.PAGE_LIMITS) from swollen
        except Exception as broken:
            raise Damaged(name=name) from broken


def _open(data: bytes, name: str) -> PdfDocument:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise Encrypted(name=name) from error
        raise Damaged(name=name) from error


def _described(data: bytes) -> Pdf | None:
    """The file as pypdf sees it, or None where it can't: the text is there all the same."""
    import pypdf

    with suppress(Exception):
        pdf = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if not pdf.is_encrypted or pdf.decrypt(""):
            return pdf
    return None


@dataclass
class _Pages:
    """What was found so far. bare: numbers of pages that are pictures only. Numbers count from 0.

    faint: of those whose words can't be made out. recognised: of those whose words were, but for `lost` words.
    """

    total: int = 0

    lines: list[list[page_layout.Line]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    bare: list[int] = field(default_factory=list)
    faint: list[int] = field(default_factory=list)
    recognised: list[int] = field(default_factory=list)
    lost: int = 0
    beside: list[str] = field(default_factory=list)
    garbled: list[int] = field(default_factory=list)
    shifted: list[int] = field(default_factory=list)
    numbered: bool = False


def _reading(pdf: PdfDocument, about: Pdf | None, name: str) -> Reading:
    count = len(pdf)
    if count == 0:
        raise Damaged(name=name)
    if count > _MOST_PAGES:
        raise Swollen(name=name, why=document_notes.PAGE_LIMITS)
    pages = _Pages(count)
    for number in range(count):
        described = _page_of(about, number)
        found = _page(pdf, number, pages) + attached.lines(described, number)
        pages.lines.append(found)
    _refuse_if_bare(pages.lines, [*pages.bare, *pages.faint], name)
    return _composed(about, pages)


def _page_of(about: Pdf | None, number: int) -> PageObject | None:
    with suppress(Exception):
        return about.pages[number] if about is not None else None
    return None


def _page(pdf: PdfDocument, number: int, pages: _Pages) -> list[page_layout.Line]:
    import pypdfium2

    try:
        page = pdf[number]
        read = glyphs.read(page)
        scan = _scan(page, number, read, pages)
        page.close()
    except pypdfium2.PdfiumError:  # the other pages may be fine
        pages.notes.append(document_notes.DAMAGED_PAGE.format(page=number + 1))
        return []
    if scan is not None:
        return scan
    if read.unmapped > _UNREADABLE * len(read.glyphs):
        pages.garbled.append(number)
    found = printed.lines(read.glyphs, number)
    pages.beside += [*found.stamps, *read.aside]
    pages.numbered |= found.numbered
    mended, was_shifted = shifted.mended(found.lines)
    if was_shifted:
        pages.shifted.append(number)
    return mended


def _scan(page: PdfPage, number: int, read: glyphs.Page, pages: _Pages) -> list[page_layout.Line] | None:
    """The lines of a page that is a picture; None for one of text. What is printed on the picture goes to the notes."""
    letters = (one for one in read.glyphs if not one.text.isspace())
    if not scanned.is_scan(page, sum(1 for _ in islice(letters, scanned.FEW))):
        return None
    if not ocr.is_installed():
        pages.bare.append(number)
        return None
    found = scanned.read(page)
    page_progress.tell(number + 1, pages.total)
    if found.sure < ocr.FLOOR:
        pages.faint.append(number)
        return []
    pages.recognised.append(number)
    pages.lost += found.lost
    pages.beside += [line.text for line in printed.lines(read.glyphs, number).lines]
    return scanned.lines(found.lines, number)


def _refuse_if_bare(pages: Sequence[Sequence[page_layout.Line]], bare: Sequence[int], name: str) -> None:
    if any(pages):
        return
    if bare:
        raise Scan(name=name, pages=len(pages))
    raise EmptyDocument(name=name)


def _composed(about: Pdf | None, pages: _Pages) -> Reading:
    kept, running = page_layout.without_running_heads(pages.lines)
    kept, notes = footnotes.apart(kept)
    found = page_layout.blocks(kept)
    labels = pdf_details.labels(about, len(pages.lines))
    text, marks = page_layout.flow([*found, *notes], labels)
    remarked = [*pages.notes, *_notes_on_pictures(pages), *_notes_on_left_out(pages, running)]
    if count := page_layout.hyphenations(text):
        remarked.append(document_notes.HYPHENS.format(count=count))
    details, told = pdf_details.details(about, found, text)
    return Reading(text, details, marks, (*remarked, *told))


def _notes_on_left_out(pages: _Pages, running: Sequence[str]) -> list[document_notes.Note]:
    notes = []
    if running:
        notes.append(document_notes.RUNNING_HEADS.format(heads="; ".join(running[:4])))
    if stamps := list(dict.fromkeys(" ".join(one.split()) for one in pages.beside)):
        notes.append(document_notes.STAMPS.format(words="; ".join(stamps[:4])[:_LONGEST]))
    if pages.numbered:
        notes.append(document_notes.LINE_NUMBERS)
    if pages.garbled:
        notes.append(document_notes.GARBLED.format(pages=_listed(pages.garbled)))
    if pages.shifted:
        notes.append(document_notes.SHIFTED.format(pages=_listed(pages.shifted)))
    return notes


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(str(number + 1) for number in numbers[:_LISTED])


def _notes_on_pictures(pages: _Pages) -> list[document_notes.Note]:
    told = (
        (document_notes.PICTURES, pages.bare),
        (document_notes.FAINT, pages.faint),
        (document_notes.RECOGNISED, pages.recognised),
    )
    notes = [note.format(pages=_listed(numbers)) for note, numbers in told if numbers]
    return [*notes, document_notes.LOST_WORDS.format(count=pages.lost)] if pages.lost else notes
