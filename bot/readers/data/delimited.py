"""Reads tables kept as text (.csv, .tsv): row by row, each value with the name of its column."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable

from bot.core.library.intake import shown
from bot.core.model import document_notes
from bot.core.model.documents import Details, Reading
from bot.core.model.errors import EmptyDocument, Swollen
from bot.readers.data import rows_of_data
from bot.readers.details import charsets, titles

_SIGNS = ",;\t|"
_SAMPLE = 20  # lines


class DelimitedReader:
    """By name; whatever else the file says, it is shown row by row."""

    name = "table (CSV)"

    def accepts(self, data: bytes, name: str) -> bool:
        return name.lower().endswith((".csv", ".tsv", ".tab"))

    def read(self, data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
        text, notes = charsets.decode(data, name, charset)
        rows = _rows(text, _sign(text))
        if len(rows) > rows_of_data.MOST:
            raise Swollen(name=shown(name), why=document_notes.ROWS.format(limit=rows_of_data.MOST))
        written, marks = rows_of_data.written(rows)
        if not written:
            raise EmptyDocument(name=shown(name))
        return [Reading(written, Details(titles.from_name(name)), tuple(marks), notes)]


def _sign(text: str) -> str:
    """What parts the values: the sign that stands equally often in most of the first lines."""
    lines = [line for line in text.split("\n")[:_SAMPLE] if line.strip()]

    def regular(sign: str) -> tuple[int, int]:
        counts = Counter(line.count(sign) for line in lines if sign in line)
        count, often = counts.most_common(1)[0] if counts else (0, 0)
        return often, count

    return max(_SIGNS, key=regular)


def _rows(text: str, sign: str) -> list[list[str]]:
    """Quotation marks as programs write them; where they are broken, each line by itself."""
    lines = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    csv.field_size_limit(max(csv.field_size_limit(), len(lines) + 1))
    try:
        rows = list(csv.reader(io.StringIO(lines), delimiter=sign, strict=True))
    except csv.Error:
        rows = [line.split(sign) for line in lines.split("\n")]
    return [[rows_of_data.plain(cell) for cell in row] for row in rows]
