"""Which words were recognised from a picture is known by the page that they stand on."""

from __future__ import annotations

from bot.core.model.documents import Mark
from bot.core.quoting.recognised import certainty, pages, quoted

MARKS = (
    Mark(0, "page", "1"),
    Mark(40, "page", "2"),
    Mark(40, "recognised", "91"),
    Mark(80, "page", "3"),
    Mark(80, "recognised", "70"),
)


def test_words_of_a_page_of_text_are_text() -> None:
    assert certainty(MARKS, 0, 40) is None
    assert certainty((), 0, 40) is None


def test_a_quote_that_touches_a_recognised_page_is_as_sure_as_its_least_sure_page() -> None:
    assert certainty(MARKS, 30, 50) == 91
    assert certainty(MARKS, 41, 45) == 91
    assert certainty(MARKS, 60, 200) == 70


def test_a_recognised_page_ends_where_the_next_begins() -> None:
    marks = (*MARKS[:3], Mark(80, "page", "3"))
    assert certainty(marks, 79, 90) == 91
    assert certainty(marks, 80, 90) is None


def test_pages_that_are_pictures_have_their_number_in_the_file() -> None:
    """Whatever is printed on them; one whose label holds none can't be found there."""
    marks = (Mark(0, "page", "iv (4)"), Mark(0, "recognised", "90"), Mark(9, "page", "v"), Mark(9, "recognised", "90"))
    assert pages(marks) == {"iv (4)": 4}
    assert pages(MARKS) == {"2": 2, "3": 3}


def test_a_quote_stands_on_the_pages_where_it_begins_and_ends() -> None:
    """Of those that are pictures."""
    assert quoted(MARKS, 41, 45) == {"2": 2}
    assert quoted(MARKS, 41, 85) == {"2": 2, "3": 3}
    assert quoted(MARKS, 5, 9) == quoted((), 0, 9) == {}
