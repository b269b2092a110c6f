"""Reads pictures of pages (photographs, scans, screenshots) by recognising their words; refused where that can't be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bot.core.library.intake import shown
from bot.core.model import document_notes
from bot.core.model.documents import Details, Reading
from bot.core.model.errors import EmptyDocument, Scan
from bot.readers import titles
from bot.readers.binary import TEXTUAL
from bot.readers.pdf import ocr, page_layout, scanned

_MARKS: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
_PAGE: Final = "1"


class PictureReader:
    """PNG, JPEG, TIFF (its first page)."""

    name = "pictures"

    def accepts(self, data: bytes, name: str) -> bool:
        return data.startswith(_MARKS) and not name.lower().endswith(TEXTUAL)

    def read(self, data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
        if not ocr.is_installed():
            raise Scan(name=shown(name), pages=1)
        found = ocr.recognised(data)
        if not found.lines:
            raise EmptyDocument(name=shown(name))
        if found.sure < ocr.FLOOR:
            raise Scan(name=shown(name), pages=1)
        blocks = page_layout.blocks([scanned.lines(found.lines, 0)])
        text, marks = page_layout.flow(blocks, [_PAGE], {0: found.sure})
        note = document_notes.RECOGNISED.format(pages=_PAGE)
        return [Reading(text, Details(titles.from_name(name)), marks, (note,))]
