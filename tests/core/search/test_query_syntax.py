"""What people type into a search box; nothing is a syntax error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.search import query_syntax
from bot.core.search.query_syntax import Query


def test_everything_at_once() -> None:
    found = query_syntax.parse(
        'who "signed the" letter -draft title:"us law" source:reuters tag:harbour after:2021 before:2021-12-31'
    )
    words, dates = (("signed the",), ("draft",), ("us law",), ("reuters",)), ("2021", "2021-12-31")
    assert found == Query('who "signed the" letter', *words, *dates, ("harbour",))


@pytest.mark.parametrize(
    "text", ['"unbalanced', "- -- -5", "title: after:soon", "x-ray non-profit", "after:2021-13", ":"]
)
def test_what_is_no_filter_stays_words(text: str) -> None:
    assert query_syntax.parse(text) == Query(text)


@pytest.mark.parametrize("text", ["«prime minister»", "„prime minister“", "“prime minister”", "「prime minister」"])
def test_quotation_marks_of_other_languages(text: str) -> None:
    assert query_syntax.parse(text).phrases == ("prime minister",)


def test_the_narrower_of_two_dates_counts() -> None:
    found = query_syntax.parse("x after:2020 after:2021-05 before:2022 before:2021")
    assert (found.after, found.before) == ("2021-05", "2021")


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_nothing_is_an_error(text: str) -> None:
    assert query_syntax.parse(text).text == " ".join(query_syntax.parse(text).text.split())


def test_a_phrase_stands_between_word_boundaries_whatever_the_case_the_spaces_and_the_quotes() -> None:
    assert query_syntax.holds("The  Prime\nMinister’s office", "prime minister's")
    assert not query_syntax.holds("primes ministers", "prime minister")
    assert query_syntax.holds("anything", " ")
