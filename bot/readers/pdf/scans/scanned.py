"""Pages that are pictures: told by what covers them, drawn for recognition, and their words as lines of a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from bot.readers.pdf.page_layout import Line, Piece
from bot.readers.pdf.scans import ocr

if TYPE_CHECKING:
    import pypdfium2 as pdfium

FEW: Final = 250  # letters that a page may have beside its picture: a court's stamp, a file number, a page's number
MOST: Final = 0.5  # of the page is covered by pictures
_DPI: Final = 300  # Tesseract's manual: at least that for print of usual size
_WIDEST: Final = 5_000  # pixels of a side: A3 at that density
_LEADING: Final = 14.0  # points between the lines that are made of recognised words


def is_scan(page: pdfium.PdfPage, letters: int) -> bool:
    """Whether pictures cover most of the page and little is written on it."""
    if letters >= FEW:
        return False
    from pypdfium2 import raw

    width, height = page.get_size()
    covered = 0.0
    pictures = list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))
    if not letters:
        return bool(pictures)
    for one in pictures:
        left, bottom, right, top = one.get_bounds()
        covered += max(0.0, min(right, width) - max(left, 0.0)) * max(0.0, min(top, height) - max(bottom, 0.0))
    return bool(covered >= MOST * width * height)


def drawn(page: pdfium.PdfPage) -> bytes:
    """The page's pictures, in shades of grey (PGM); what is written over them is taken off, and was read as text."""
    from pypdfium2 import raw

    for one in list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=1)):
        page.remove_obj(one)
    scale = min(_DPI / 72, _WIDEST / max(1.0, *page.get_size()))
    made = page.render(scale=scale, grayscale=True)
    shades, step = bytes(made.buffer), made.stride
    rows = (shades[row * step : row * step + made.width] for row in range(made.height))
    return b"P5 %d %d 255\n" % (made.width, made.height) + b"".join(rows)


def lines(words: Sequence[ocr.Said], number: int) -> list[Line]:
    """Recognised lines one under the other, an empty one parting paragraphs. number: of the page, from 0."""
    spaced = [(line, -_LEADING * at) for at, line in enumerate(words)]
    return [Line((Piece(line.text, 0, y, 10),), number, line.sure) for line, y in spaced if line.text]


def read(page: pdfium.PdfPage) -> ocr.Recognised:
    return next(iter(ocr.recognised(drawn(page))), ocr.Recognised())
