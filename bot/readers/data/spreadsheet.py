"""Reads spreadsheets (.xlsx, .xlsm, .xlsb, .xls, .ods): each sheet row by row, the values that a person sees."""

from __future__ import annotations

import io
from collections.abc import Iterable

from bot.core.library.intake import shown
from bot.core.model import document_notes
from bot.core.model.documents import Details, Mark, Reading
from bot.core.model.errors import BadDocument, Damaged, EmptyDocument, Swollen
from bot.readers.data import rows_of_data
from bot.readers.details import titles
from bot.readers.zip import zips

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_OLD_BOOK = "Workbook".encode("utf-16-le")  # the name of an .xls's stream in its container
_SHEETS = 200
_CONTROL = dict.fromkeys([*range(9), *range(11, 32), 127])


class SpreadsheetReader:
    """By content, whatever the name."""

    name = "spreadsheet"

    def accepts(self, data: bytes, name: str) -> bool:
        if data.startswith(zips.MAGIC):
            return b"xl/workbook" in zips.listed(data) or zips.is_of_type(data, _ODS)
        return data.startswith(_OLE) and _OLD_BOOK in data

    def read(self, data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
        if data.startswith(zips.MAGIC):
            zips.opened(data, shown(name)).close()  # it looks at the declared sizes
        try:
            return [_reading(data, name)]
        except (BadDocument, MemoryError, KeyboardInterrupt, SystemExit):
            raise
        except BaseException as broken:  # the library panics in its own way at what it doesn't expect
            raise Damaged(name=shown(name)) from broken


def _reading(data: bytes, name: str) -> Reading:
    import python_calamine

    book = python_calamine.load_workbook(io.BytesIO(data))
    parts: list[str] = []
    marks: list[Mark] = []
    at = count = 0
    for sheet in book.sheet_names[:_SHEETS]:
        rows = [
            [_cell(value) for value in row] for row in book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        ]
        count += len(rows)
        if count > rows_of_data.MOST:
            raise Swollen(name=shown(name), why=document_notes.ROWS.format(limit=rows_of_data.MOST))
        text, found = rows_of_data.written(rows, _cell(sheet), at)
        if text:
            parts.append(text)
            marks += found
            at += len(text) + 2
    if not parts:
        raise EmptyDocument(name=shown(name))
    return Reading("\n\n".join(parts), Details(titles.from_name(name)), tuple(marks))


def _cell(value: object) -> str:
    return rows_of_data.plain(value).translate(_CONTROL)
