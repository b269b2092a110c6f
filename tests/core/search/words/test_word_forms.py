"""Other forms of a word, found by how they begin."""

from __future__ import annotations

import pytest

from bot.core.search.words import word_forms
from tests.core.small_library import Library, library


@pytest.fixture(scope="module")
def files() -> Library:
    texts = {"a": "Evlilik hakkı herkesindir.", "b": "La enseñanza es gratuita.", "c": "Evler büyüktür. Anlage 12345."}
    return library(texts, language="xx")


def test_the_longest_common_beginning_counts(files: Library) -> None:
    """How much of the word it is tells how much the form is worth."""
    snapshot = files.index.snapshot(files.cases)
    assert word_forms.forms("evlilikte", "tr", snapshot) == (("evlilik",), 7 / 9)
    assert word_forms.forms("gratis", "es", snapshot) == (("gratuita",), 4 / 6)


@pytest.mark.parametrize(
    ("term", "language"), [("gratis", "en"), ("ev", "tr"), ("12345", "de"), ("信件信件", "zh"), ("evlenebilmek", "tr")]
)
def test_none_for_english_short_words_numbers_unspaced_writing_and_what_is_too_different(
    files: Library, term: str, language: str
) -> None:
    assert word_forms.forms(term, language, files.index.snapshot(files.cases)) == ((), 0.0)


def test_a_question_finds_another_form_of_its_word() -> None:
    files = library({"a": "La enseñanza es gratuita.", "b": "El mar es azul."}, language="es")
    assert files.ask("¿Es gratis?").nearest[0].document.key == "a"


def test_a_misspelt_word_is_no_other_form_of_one_that_begins_alike() -> None:
    """Mişima is Mishima, not Mısır (Egypt), though that begins alike."""
    files = library({"a": "Mishima ağırlık kaldırdı.", "b": "Ramses Mısır'a döndü."}, language="tr")
    assert files.ask("Mişima ne kaldırdı?").nearest[0].document.key == "a"


def test_a_spelling_that_no_file_has_gives_way_to_another_form() -> None:
    """That an edit has the stem of a word in the files is chance."""
    files = library({"a": "Gefangenschaft ist hart.", "b": "Sie gelangen ans Ziel."}, language="de")
    assert [one.document.key for one in files.ask("Was sind Gefangene?").nearest] == ["a"]


@pytest.mark.parametrize(
    ("word", "other"),
    [("NGOs", "ngo"), ("ngos", "ngo"), ("NGO", "ngos"), ("nsos", "nso")],
)
def test_a_short_word_is_found_in_its_other_number_where_the_stemmer_leaves_it(word: str, other: str) -> None:
    assert word_forms.number(word, "en") == (other,)


@pytest.mark.parametrize(
    ("word", "language"),
    [
        ("news", "en"),
        ("boss", "en"),
        ("Pegasus", "de"),
        ("letters", "en"),
        ("U.S.", "en"),
        ("Orbán", "en"),
        ("us", "en"),
    ],
)
def test_another_word_a_long_one_and_other_languages_have_none(word: str, language: str) -> None:
    assert word_forms.number(word, language) == ()
