"""Dates that a document's beginning prints as its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.readers.details import dates

REST = "\n\nThe order was given by General Vahl on 3 May 2018, a witness told the court.\n"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Filed: May 5, 2021", "2021-05-05"),
        ("FILED 5 May 2021", "2021-05-05"),
        ("Published on 5 May 2021", "2021-05-05"),
        ("Date of issue: 2021-05-05", "2021-05-05"),
        ("Veröffentlicht am 5. Mai 2021", "2021-05-05"),
        ("Publié le 5 mai 2021", "2021-05-05"),
        ("Fecha: 5 de mayo de 2021", "2021-05-05"),
        ("5 мая 2021", "2021-05-05"),
        ("5 مايو 2021", "2021-05-05"),
        ("Lumen, 5 May 2021", "2021-05-05"),
        ("5 May 2021", "2021-05-05"),
    ],
)
def test_a_labelled_date_or_a_letterheads_is_found(line: str, day: str) -> None:
    assert dates.printed(f"Directorate of Signals\n{line}{REST}") == (day, line)


@pytest.mark.parametrize(
    "line",
    [
        "Data protection officers met on 5 May 2021",
        "Published in 2021",
        "Dated letters of 5 May 2021 were found in the archive of the port",
        "Filed: soon",
        "Published 5 May 2999",
        "No. 412/2021",
        "",
    ],
)
def test_other_lines_date_nothing(line: str) -> None:
    assert dates.printed(f"Directorate of Signals\n{line}{REST}") == (None, "")


def test_two_dates_that_stand_alone_say_nothing() -> None:
    assert dates.printed(f"5 May 2021\n\n6 May 2021{REST}") == (None, "")


@given(st.text(max_size=200))
def test_any_text_is_looked_through(text: str) -> None:
    dates.printed(text)
    dates.parsed(text)
