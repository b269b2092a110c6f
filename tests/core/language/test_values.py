"""Numbers, dates and names as sentences print them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.language import values


@pytest.mark.parametrize(
    ("language", "sentence", "wanted"),
    [
        ("en", "Eighteen lawmakers and 4,000 others paid $3.5 million.", [18, 4000, 3_500_000]),
        ("en", "Twenty-five people met two hundred others on 3 May 2020.", [25, 200]),
        ("en", "It was in 2021 and on December 15, 2021.", []),
        ("es", "Firmaron dieciocho diputados y 1.500 vecinos el 15 de mayo de 2021.", [18, 1500]),
        ("fr", "Dix-huit élus ont signé, et 12 maires.", [10, 8, 12]),
        ("ar", "وقع 18 نائبا", [18]),
        ("xx", "There are 7 of them.", [7]),
    ],
)
def test_numbers_in_digits_and_in_words(language: str, sentence: str, wanted: list[float]) -> None:
    """Thousands with whatever separator; dates are none."""
    assert [one.value for one in values.numbers(sentence, language)] == wanted


@pytest.mark.parametrize("sentence", ["About 18 met.", "More than 18 met.", "At least 18 met.", "Some 18 met."])
def test_a_rounded_number_is_not_exact(sentence: str) -> None:
    assert [one.exact for one in values.numbers(sentence, "en")] == [False]


@pytest.mark.parametrize(
    ("language", "sentence", "wanted"),
    [
        ("en", "On December 15, 2021 and on 3 May.", [(2021, 12, 15), (None, 5, 3)]),
        ("en", "In May 2020, then 2021-12, then 1999.", [(2020, 5, None), (2021, 12, None), (1999, None, None)]),
        ("en", "On 2022-01-31.", [(2022, 1, 31)]),
        ("es", "El 15 de mayo de 2021.", [(2021, 5, 15)]),
        ("fr", "Le 1er août 2019, en décembre 2020.", [(2019, 8, 1), (2020, 12, None)]),
        ("ar", "في 15 ديسمبر 2021", [(2021, 12, 15)]),
    ],
)
def test_dates(language: str, sentence: str, wanted: list[values.Day]) -> None:
    assert [one.day for one in values.dates(sentence, language)] == wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("The lease was signed by Tomas Reed in May.", ["Tomas Reed"]),
        ("Tomas Reed signed. On Tuesday Ada Brook-Hill did.", ["Tomas Reed", "Ada Brook-Hill"]),
        ("the lease was signed", []),
    ],
)
def test_names(sentence: str, wanted: list[str]) -> None:
    assert [sentence[start:end] for start, end in values.names(sentence, "en")] == wanted


def test_a_year_agrees_with_a_day_in_it() -> None:
    assert values.agree((2021, None, None), (2021, 12, 15))
    assert values.agree((None, 12, 15), (2021, 12, None))
    assert not values.agree((2021, 12, 15), (2021, 12, 16))


@given(st.text(max_size=200), st.sampled_from(["en", "es", "fr", "de", "ar", "zh"]))
def test_nothing_breaks_it(text: str, language: str) -> None:
    """And what is found lies within the text, in order."""
    for found in (values.numbers(text, language), values.dates(text, language)):
        spans = [(one.start, one.end) for one in found]
        assert spans == sorted(spans)
        assert all(0 <= start < end <= len(text) for start, end in spans)
    values.names(text, language)
