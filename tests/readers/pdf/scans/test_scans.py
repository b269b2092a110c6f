"""Pages that are pictures, read by the program Tesseract itself: Debian's `tesseract-ocr` and `tesseract-ocr-spa`."""

from __future__ import annotations

import struct
import zlib

import pypdfium2
import pytest

from bot.core.model.errors import BadDocument
from bot.core.quoting.recognised import certainty
from bot.readers.pdf.pdf import PdfReader
from bot.readers.pdf.scans import ocr
from bot.readers.pdf.scans.picture import PictureReader
from bot.readers.table import pick
from tests.readers.papers import LATIN, column, packed, pdf

pytestmark = pytest.mark.slow  # and of CI's: the program isn't part of what the quick tests need

MINUTES = [
    "The chair opened the meeting at nine.",
    "The purchase of the intercept system was",
    "approved by General Brandt on 12 May 2018.",
    "Nobody asked the judge on duty about it.",
]
ACTA = [
    "El se\xf1or N\xfa\xf1ez abri\xf3 la sesi\xf3n a las nueve.",
    "La compra del sistema de interceptaci\xf3n fue",
    "aprobada por el general el 12 de mayo de 2018.",
    "Nadie pregunt\xf3 al juez de guardia por la compra.",
]


def grey(lines: list[str], rotation: int = 0) -> tuple[int, int, bytes]:
    """Width, height and shades of a page of print as a scanner sees it."""
    page = pypdfium2.PdfDocument(pdf([column(lines, size=14, leading=24)]))[0]
    made = page.render(scale=200 / 72, grayscale=True, rotation=rotation)
    shades = bytes(made.buffer)
    rows = [shades[at * made.stride : at * made.stride + made.width] for at in range(made.height)]
    return made.width, made.height, b"".join(rows)


def scan(lines: list[str], rotation: int = 0, printed: str = "") -> bytes:
    """A PDF whose one page is a picture of those lines, with `printed` as text over it."""
    width, height, shades = grey(lines, rotation)
    head = f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8"
    picture = packed(shades).replace(b"<< ", f"<< {head} ".encode(), 1)
    fonts = f"/Font << /F1 {LATIN} 0 R >>"
    page = f"<< /Type /Page /Parent 2 0 R /Contents 11 0 R /Resources << {fonts} /XObject << /Im0 50 0 R >> >> >>"
    stamp = f"BT /F1 8 Tf 300 800 Td ({printed}) Tj ET" if printed else ""
    return pdf([f"q 595 0 0 842 0 0 cm /Im0 Do Q {stamp}"], {10: page.encode(), 50: picture})


def png(lines: list[str]) -> bytes:
    width, height, shades = grey(lines)
    rows = b"".join(b"\0" + shades[at * width : (at + 1) * width] for at in range(height))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )


def test_tesseract_is_here() -> None:
    """Without it these tests would say nothing."""
    assert ocr.is_installed(), "install tesseract-ocr and tesseract-ocr-spa"


@pytest.mark.parametrize("rotation", [0, 90, 180])
def test_a_scan_is_read_whichever_way_up_it_lies(rotation: int) -> None:
    (found,) = PdfReader().read(scan(MINUTES, rotation, "Case 1:21-cv-7 Filed 05/03"), "minutes.pdf")
    assert "was approved by General Brandt on 12 May 2018." in found.text.replace("\n", " ")
    assert "Filed" not in found.text
    assert any("Filed 05/03" in note for note in found.notes)
    at = found.text.index("General Brandt")
    assert (certainty(found.marks, at, at + 12) or 0) >= ocr.FLOOR


def test_a_page_is_read_in_its_own_language() -> None:
    """Of those installed; no letter is made one of another language's."""
    (found,) = PdfReader().read(scan(ACTA), "acta.pdf")
    assert "El se\xf1or N\xfa\xf1ez abri\xf3 la sesi\xf3n a las nueve." in found.text


def test_a_language_that_is_not_installed_is_not_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    """English letters for Spanish words would be quoted as if they were the source's."""
    monkeypatch.setattr(ocr, "_installed", lambda: ["eng"])
    with pytest.raises(BadDocument, match="is a scan"):
        PdfReader().read(scan(ACTA), "acta.pdf")


def test_a_picture_is_a_document() -> None:
    """In the readers' process, as any file; with the mark that says what its words are."""
    (found,) = pick(png(MINUTES), "minutes.png").read(png(MINUTES), "minutes.png")
    assert "General Brandt" in found.text
    assert {mark.kind for mark in found.marks} == {"page", "recognised"}


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\nnothing", b"\xff\xd8\xff" + bytes(99), b"II*\0" + b"\xff" * 500])
def test_a_broken_picture_is_refused(data: bytes) -> None:
    with pytest.raises(BadDocument):
        PictureReader().read(data, "a.png")
