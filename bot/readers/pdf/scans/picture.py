"""Reads pictures of pages (photographs, scans, screenshots) by recognising their words; refused where that can't be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from bot.core.library.intake import shown
from bot.core.model import document_notes
from bot.core.model.documents import Details, Reading
from bot.core.model.errors import EmptyDocument, Scan
from bot.readers.details import titles
from bot.readers.details.binary import TEXTUAL
from bot.readers.pdf import page_layout
from bot.readers.pdf.scans import ocr, scanned

_MARKS: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
_NAMED: Final = 20  # pages in a note


class PictureReader:
    """PNG, JPEG, TIFF with all its pages."""

    name = "pictures"

    def accepts(self, data: bytes, name: str) -> bool:
        return data.startswith(_MARKS) and not name.lower().endswith(TEXTUAL)

    def read(self, data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
        if not ocr.is_installed():
            raise Scan(name=shown(name), pages=1)
        pages = ocr.recognised(data)
        if not any(page.lines for page in pages):
            raise EmptyDocument(name=shown(name))
        if all(page.sure < ocr.FLOOR for page in pages):
            raise Scan(name=shown(name), pages=len(pages))
        return [_reading(pages, name)]


def _reading(pages: Sequence[ocr.Recognised], name: str) -> Reading:
    """Without the pages that can't be made out, which are named."""
    labels = [str(number) for number in range(1, len(pages) + 1)]
    sound = [page.sure >= ocr.FLOOR for page in pages]
    kept = [scanned.lines(page.lines, at) if sound[at] else [] for at, page in enumerate(pages)]
    text, marks = page_layout.flow(page_layout.blocks(kept), labels)
    faint = [label for label, is_sound in zip(labels, sound, strict=True) if not is_sound]
    lost = sum(page.lost for page, is_sound in zip(pages, sound, strict=True) if is_sound)
    notes = [
        document_notes.RECOGNISED.format(pages=_listed([one for one in labels if one not in faint])),
        *([document_notes.FAINT.format(pages=_listed(faint))] if faint else []),
        *([document_notes.LOST_WORDS.format(count=lost)] if lost else []),
    ]
    return Reading(text, Details(titles.from_name(name)), marks, tuple(notes))


def _listed(labels: Sequence[str]) -> str:
    return ", ".join(labels[:_NAMED])
