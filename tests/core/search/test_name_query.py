"""A bare name asks what the files say of it."""

from __future__ import annotations

import pytest

from bot.core.search import name_query
from tests.core.small_library import library

PROJECT = "The Heron Project is run by 17 newsrooms. The Heron Project found 50,000 numbers of the Heron Project."
SPYWARE = "Vexil makes tools. Heron is spyware made by Vexil."


def test_a_bare_name_quotes_what_it_is_and_not_what_has_a_longer_name() -> None:
    """However often the longer name comes."""
    assert library({"project": PROJECT, "spyware": SPYWARE}).quote("Heron") == "Heron is spyware made by Vexil."


def test_a_name_that_only_comes_within_a_longer_one_is_answered_from_that() -> None:
    assert "Heron Project" in library({"project": PROJECT}).quote("Heron")


@pytest.mark.parametrize(
    ("sentence", "language", "strays"),
    [
        ("Heron is spyware.", "en", 0),
        ("The Heron is a bird.", "en", 0),
        ("They used Heron.", "en", 1),
        ("Yesterday Heron fell.", "en", 1),
        ("It was Heron, Vexil said.", "en", 1),
        ("In the Heron Project it was found.", "en", 2),
        ("He saw Operation Heron.", "en", 2),
        ("Nothing here.", "en", 2),
        ("Das Heron Projekt begann.", "de", 0),
    ],
)
def test_how_far_a_sentence_is_from_the_name(sentence: str, language: str, strays: int) -> None:
    sought = library({"a": PROJECT}).analysed("Heron")
    assert name_query.is_bare(sought)
    assert name_query.strays(sought, sentence, language) == strays


def test_a_question_is_no_bare_name() -> None:
    files = library({"a": PROJECT})
    assert not name_query.is_bare(files.analysed("Heron?"))
    assert not name_query.is_bare(files.analysed("who is Heron"))
