"""What is ordinary in the question's language is meant as it is written; what is misspelt is still understood."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from bot import assemble
from bot.core.casebook import Casebook
from bot.core.language import tokens
from bot.core.library import indexing
from bot.core.model.answers import Answer, Question
from bot.core.model.documents import LOCAL, Audience
from bot.core.search.words import ordinary
from bot.settings import CORPUS, Settings
from tests.core.small_library import add, library

HERE: Final = Path(__file__).parent
TAKEN, LOST = 16, 3  # at most, of 200 and 100: 15 and 3 when this was written, names and words of no list among them
ASKED: Final = {
    "en": "what is said about {}?",
    "es": "¿qué se dice de {}?",
    "fr": "que dit-on de {} ?",
    "de": "was wird über {} gesagt?",
}


def listed(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text("utf-8").splitlines()
    return [line.split() for line in lines if not line.startswith("#")]


@pytest.fixture(scope="module")
def casebook() -> Casebook:
    return assemble.folder_casebook(CORPUS, Settings.read({"MEANING": "off"}), lambda done, total: None)[0]


def asked(casebook: Casebook, language: str, word: str) -> Answer:
    """A question about that word."""
    viewer = casebook.viewer(Audience(LOCAL, everything=True))
    return casebook.ask(Question(ASKED[language].format(word)), viewer)


@pytest.mark.timeout(300)
def test_of_two_hundred_ordinary_words_few_are_taken_for_another(casebook: Casebook) -> None:
    rows = listed("ordinary_words.txt")
    taken = {(word, near) for language, word in rows for near in asked(casebook, language, word).spellings.values()}
    assert len(rows) == 200
    assert len(taken) <= TAKEN, taken


@pytest.mark.timeout(300)
def test_of_a_hundred_words_with_a_typo_nearly_all_are_understood(casebook: Casebook) -> None:
    rows = listed("typos.txt")
    lost = set()
    for language, typed, word in rows:
        answer = asked(casebook, language, typed)
        near = answer.spellings.get(typed)
        if typed in answer.unknown if near is None else tokens.stem(near, language) != tokens.stem(word, language):
            lost.add((typed, near))
    assert len(rows) == 100
    assert len(lost) <= LOST, lost


@pytest.mark.parametrize(
    ("question", "near"),
    [
        ("quien es el vice entonces", {}),  # a word of the files
        ("cuantas veces lo dijo el juez", {}),
        ("que dijo el juez sobre Schiff", {"Schiff": "Shiff"}),  # a name of the same sound
        ("que dijo el juez sobre leters", {}),  # what only the English file has is no name
        ("leters shif", {"leters": "letters", "shif": "Shiff"}),  # two words tell no language
    ],
)
def test_what_only_another_language_has_is_meant_where_it_is_a_name(question: str, near: dict[str, str]) -> None:
    files = library({"a": "The letters of the vice chairman went to Shiff."})
    add(files.store, next(iter(files.cases)), "b", "El juez dijo que sí entonces.", language="es")
    indexing.catch_up(files.store, files.index)
    assert files.ask(question).spellings == near


def test_a_name_in_another_script_is_found_and_an_ordinary_word_is_none() -> None:
    files = library({"a": "Karim Ahmed wrote in Debate that Italy paid."})
    assert files.ask("ماذا كتب كريم أحمد").spellings["كريم"] == "Karim"
    for question in ("كم دفعت الشركة", "متى يطلع الرجل"):
        assert files.ask(question).spellings == {}


@pytest.mark.parametrize(
    ("surface", "start", "language", "expected"),
    [
        ("last", 8, "en", True),
        ("Last", 0, "en", True),  # a capital at the beginning tells nothing
        ("Last", 8, "en", False),
        ("Prozess", 8, "de", True),  # nor where all nouns have one
        ("jounalist", 8, "en", False),
        ("talo", 8, "fi", False),  # nothing is known of a language without a list
    ],
)
def test_ordinary_is_what_is_common_and_no_name(surface: str, start: int, language: str, expected: bool) -> None:
    assert ordinary.is_ordinary(surface, start, language) is expected
