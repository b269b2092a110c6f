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
        ("Vexil sells the spyware Heron.", "en", 0),
        ("They fear Heron, a spyware of Vexil.", "en", 0),
        ("They fear Heron, and with reason.", "en", 1),
        ("They spoke of the use of Heron.", "en", 1),
        ("Vexil verkauft die Software Heron.", "de", 0),
        ("Vexil vende el programa Heron.", "es", 0),
        ("Das Heron Projekt begann.", "de", 0),
    ],
)
def test_how_far_a_sentence_is_from_the_name(sentence: str, language: str, strays: int) -> None:
    sought = library({"a": PROJECT}).analysed("Heron")
    assert name_query.is_bare(sought)
    assert name_query.strays(sought, sentence, language) == strays


@pytest.mark.parametrize(
    ("sentence", "language", "told"),
    [
        ("Heron is spyware.", "en", True),
        ("The Heron was a bird.", "en", True),
        ("Vexil sells the spyware Heron.", "en", True),
        ("Heron, a spyware of Vexil, was found.", "en", True),
        ("They used Heron, the court found.", "en", False),
        ("Heron and Vexil did not answer.", "en", False),
        ("Heron", "en", False),
        ("They used Heron.", "en", False),
        ("Heron ist ein Programm.", "de", True),
        ("Heron schweigt.", "de", False),
        ("Heron — программа.", "ru", True),
    ],
)
def test_what_a_name_is_is_told_beside_it(sentence: str, language: str, told: bool) -> None:
    sought = library({"a": SPYWARE}).analysed("What is Heron?")
    assert name_query.is_defined(sought)
    assert name_query.is_told(sought, sentence, language) == told


def test_what_it_is_comes_before_what_only_names_it() -> None:
    files = library(
        {"a": "Heron and Vexil did not answer in 2019.", "b": "In 2019 the ministry bought the spyware Heron."}
    )
    assert files.quote("what is heron") == "In 2019 the ministry bought the spyware Heron."


def test_a_question_is_no_bare_name() -> None:
    files = library({"a": PROJECT})
    assert not name_query.is_bare(files.analysed("Heron?"))
    assert not name_query.is_bare(files.analysed("who is Heron"))
