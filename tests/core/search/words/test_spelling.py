"""The nearest known spelling: one edit away, likely, and really a word of the files."""

from __future__ import annotations

import pytest

from bot.core.search.words import spelling
from tests.core.small_library import Library, library

TEXT = "The journalist wrote to the ministry. Shiff signed it. The ministry answered the journalists."


@pytest.fixture(scope="module")
def files() -> Library:
    return library({"a": TEXT})


@pytest.mark.parametrize(
    "typed", ["jounalist", "journalistt", "journaoist", "jorunalist", "Journalsits", "journlaist", "journalis"]
)
def test_one_edit_away(files: Library, typed: str) -> None:
    """A letter missing, too many, wrong, or two swapped, with an ending of its own."""
    snapshot = files.index.snapshot(files.cases)
    assert "journalist" in [term for near in spelling.nearest(typed, ["en"], snapshot) for term in near.terms]


@pytest.mark.parametrize("typed", ["sif", "12345", "zzzzzz", "记者记者", "mini-stry"])
def test_none_for_short_words_numbers_and_unspaced_writing(files: Library, typed: str) -> None:
    assert spelling.nearest(typed, ["en"], files.index.snapshot(files.cases)) == []


@pytest.mark.parametrize(
    ("asked", "found", "expected"),
    [
        ("Schiff", "Shiff", True),
        ("journalsit", "journalists", True),
        ("Orbán", "Orbn", True),
        ("German", "Germany", True),
        ("study", "Saudi", False),
        ("both", "nothing", False),
        ("word", "word", True),
    ],
)
def test_a_form_can_be_meant(asked: str, found: str, expected: bool) -> None:
    assert spelling.near(asked, found, "en") is expected
    assert spelling.near(found, asked, "en") is expected


@pytest.mark.parametrize(
    ("surface", "left"),
    [("Orbán", "Orbn"), ("Orbán’s", "Orbn"), ("Orban", None), ("José", "Jos"), ("één", None), ("Пётр", None)],
)
def test_a_word_as_scraping_leaves_it(surface: str, left: str | None) -> None:
    assert spelling.holed(surface) == left


def test_other_alphabets_are_tried_where_the_files_have_them() -> None:
    files = library({"a": "Министерство ответило на письмо журналиста."}, language="ru")
    snapshot = files.index.snapshot(files.cases)
    assert spelling.nearest("журналсита", ["ru"], snapshot)[0].terms == ("журналист",)
    assert spelling.nearest("αβγδε", ["ru"], snapshot) == []


def test_a_spelling_that_no_passage_has_is_given_up() -> None:
    """A stem alone deceives: "saudy" has that of Saudi."""
    files = library({"a": "The Saudi ministry bought it. The letter arrived."})
    answer = files.ask("who made a study of the letter?")
    assert "study" in answer.unknown
    assert answer.spellings == {}


def test_a_spelling_is_shown_as_it_stands_in_the_files(files: Library) -> None:
    assert files.ask("what did Schiff sign?").spellings == {"Schiff": "Shiff"}


def test_vowel_signs_belong_to_a_word() -> None:
    files = library({"a": "रामेसेस मिस्र वापस लौट आया।"}, language="hi")
    snapshot = files.index.snapshot(files.cases)
    assert spelling.nearest("रामसेस", ["hi"], snapshot)[0].surface == "रामेसेस"
