""" "As of" a date in a question shows nothing later."""

from __future__ import annotations

import pytest

from bot.core.search import as_of, query_syntax
from tests.core.small_library import library


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("who ran the agency as of 2021-05-03?", "2021-05-03"),
        ("As of 15 December 2021, who ran it?", "2021-12-15"),
        ("who ran it as at May 2020", "2020-05"),
        ("who ran it as of 2019?", "2019"),
        ("¿quién lo dirigía a fecha de 15 de mayo de 2021?", "2021-05-15"),
        ("qui dirigeait à la date du 1er août 2019 ?", "2019-08-01"),
        ("من كان المدير حتى تاريخ 15 ديسمبر 2021", "2021-12-15"),
        ("who ran it as of late?", None),
        ("who ran it as of 31 February 2021?", None),
        ("who ran it as of 3 May?", None),
        ("who said it in 2021?", None),
    ],
)
def test_the_day_is_read_in_words(question: str, day: str | None) -> None:
    rest, found = as_of.taken(question)
    assert found == day
    assert (rest == question) == (day is None)
    assert query_syntax.parse(question).before == day


def test_nothing_later_is_shown_and_the_answer_says_so() -> None:
    """The dates that counted are those of the answer's question; undated documents are left out."""
    text = {"agency": "The Harbour agency was led by Tomas Reed.", "other": "Rain fell on the northern towns."}
    undated, dated = library(text), library(text, published="2022-03")
    assert undated.ask("who led the Harbour agency?").answered
    assert not undated.ask("who led the Harbour agency as of December 2022?").answered
    assert not dated.ask("who led the Harbour agency as of December 2021?").answered
    found = dated.ask("who led the Harbour agency as of December 2022?", before="2023")
    assert found.answered
    assert found.question.before == "2022-12"
