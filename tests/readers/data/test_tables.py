"""Tables, as spreadsheets and as text: each row stands by itself, with the names of its columns and its place."""

from __future__ import annotations

import pytest

from bot.core.language import passages
from bot.core.model.documents import Reading
from bot.core.model.errors import Damaged, EmptyDocument, Swollen
from bot.readers.data import rows_of_data
from bot.readers.data.delimited import DelimitedReader
from bot.readers.data.spreadsheet import SpreadsheetReader
from tests.readers.documents import xlsx, zipped

PAYMENTS: list[list[object]] = [
    ["date", "payer", "amount"],
    ["2019-03-02", "Ministry of Roads", 1200000],
    ["2019-04-11", "Unit 412", 3.5],
]
NOTES: list[list[object]] = [["The payments were approved by General Vahl."]]


def read(data: bytes, name: str) -> Reading:
    reader = SpreadsheetReader() if name.endswith("xlsx") else DelimitedReader()
    (found,) = reader.read(data, name)
    return found


def test_each_sheet_row_by_row() -> None:
    found = read(xlsx({"Payments": PAYMENTS, "Notes": NOTES}), "payments.xlsx")
    assert found.text == (
        "| date: 2019-03-02 | payer: Ministry of Roads | amount: 1200000 |\n"
        "| date: 2019-04-11 | payer: Unit 412 | amount: 3.5 |\n\n"
        "| The payments were approved by General Vahl. |"
    )
    assert passages.place(found.text, found.marks, found.text.index("Unit 412")) == "Payments!3"
    assert passages.place(found.text, found.marks, found.text.index("approved")) == "Notes!1"


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_sign_between_values_is_found(sign: str) -> None:
    """Also where values hold others, and lines, in quotation marks."""
    text = f'payer{sign}note\nUnit 412{sign}"a, b; c"\nFund{sign}"two\nlines"\n'
    assert read(text.encode(), "a.csv").text == "| payer: Unit 412 | note: a, b; c |\n| payer: Fund | note: two lines |"


def test_without_names_the_values_stand_alone() -> None:
    found = read(b"2019,1200000\n2020,80000\n", "a.csv")
    assert found.text == "| 2019 | 1200000 |\n| 2020 | 80000 |"
    assert passages.place(found.text, found.marks, found.text.index("2020")) == "row 2"


def test_broken_quotation_marks_cost_no_row() -> None:
    assert read(b'name,said\nIda,"no\nOtto,yes\n', "a.csv").text.count("Otto") == 1


def test_nothing_in_it() -> None:
    for data, name in ((b",,\n,\n", "a.csv"), (xlsx({"Empty": []}), "a.xlsx")):
        with pytest.raises(EmptyDocument):
            read(data, name)


def test_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_of_data, "MOST", 2)
    for data, name in ((b"a,b\n" * 9, "a.csv"), (xlsx({"Payments": PAYMENTS}), "a.xlsx")):
        with pytest.raises(Swollen, match="more than 2 rows"):
            read(data, name)


def test_a_spreadsheet_that_is_none() -> None:
    with pytest.raises(Damaged):
        read(zipped({"xl/workbook.xml": "<no>", "[Content_Types].xml": "<Types/>"}), "a.xlsx")
