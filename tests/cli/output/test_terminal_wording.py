"""The terminal speaks the person's language, plainly; scripts are told in English."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.output import json_output, terminal_wording
from bot.core.model.answers import Question
from bot.core.model.documents import Standing
from bot.wording import catalogue
from bot.wording.catalogue import of_terminal
from tests.cli.output.test_screen import answer, document, drawn, excerpt
from tests.console import Console

MARKED = ("**", "-# ", "\u2066", "\u2067", "\u2068", "\u2069")


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "es_ES.UTF-8"}, "es"),
        ({"LANG": "es_ES.UTF-8", "LC_MESSAGES": "fr"}, "fr"),
        ({"LANG": "es_ES", "LC_MESSAGES": "fr", "LC_ALL": "ar_EG.UTF-8"}, "ar"),
        ({"LC_ALL": "fr_FR", "LANGUAGE": "pl:es:en"}, "es"),
        ({"LANG": "pl_PL.UTF-8"}, "en"),
        ({"LANG": "fr@euro"}, "fr"),
        ({"LANG": "", "LC_ALL": ""}, "en"),
        ({"LANG": "../../etc"}, "en"),
    ],
)
def test_the_language_is_that_of_the_terminal(environment: dict[str, str], code: str) -> None:
    """As gettext chooses; English where it is one that the program doesn't speak."""
    assert of_terminal(environment).code == code


@pytest.mark.parametrize("code", ["en", *catalogue.TRANSLATED])
def test_an_answer_is_said_in_each_language_without_marks(code: str) -> None:
    """No Markdown, no marks of direction but around what may run the other way beside it: title and date."""
    tongue = of_terminal({"LANG": code})
    marked = excerpt(
        document=document(standing=Standing.RETRACTED), copies=("wire",), speaker="Ann Lund", asked_in="de"
    )
    told = drawn(answer(marked), code=code)
    assert tongue.say("Attributed to {name}", name="Ann Lund") in told
    assert tongue.say("Very likely the answer ({percent}%)", percent=93) in told
    assert tongue.date("2021-12-15") in told
    sentences = [line for line in told.splitlines() if not line.startswith(" 1. ")]
    assert [mark for mark in MARKED if mark in "".join(sentences)] == []


@pytest.mark.parametrize("code", ["en", *catalogue.TRANSLATED])
def test_a_refusal_is_said_in_each_language(code: str) -> None:
    tongue = of_terminal({"LANG": code})
    told = drawn(answer(unknown=("shiff",), spellings={"shiff": "Schiff"}, nearest=(), languages=("de",)), code=code)
    assert tongue.say("I found no clear answer.") in told
    assert tongue.say("The documents are in other languages: {languages}.", languages=tongue.language("de")) in told
    assert tongue.quoted("Schiff") in told
    assert [mark for mark in MARKED if mark in told] == []


def test_asterisks_of_a_source_stay() -> None:
    """What is taken out is the program's own Markdown."""
    assert "Attributed to A**B" in drawn(answer(excerpt(speaker="A**B")))


def test_a_script_is_told_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    refused = answer(nearest=(), question=Question("who?", after="2021"))
    assert json_output.answer(refused)["message"] == (
        "I found no clear answer. These passages come closest. You could also leave out the dates."
    )
    assert "15 December 2021" in terminal_wording.message(answer(excerpt()))


def test_commands_and_failures_speak_it_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pullquote = Console.at(tmp_path).within(capsys, monkeypatch)
    monkeypatch.setenv("LC_ALL", "es_ES.UTF-8")
    (tmp_path / "letter.txt").write_text("The senators signed the letter on Monday. Nobody else did.")
    assert "Añadido «letter» en starter: " in pullquote("add", tmp_path / "letter.txt").out
    assert "Clave:      letter\n" in pullquote("show", "letter").out
    pullquote("edit", "letter", "--publisher", "The Example")
    assert "Lo que cambió la versión 2:" in pullquote("history", "letter").out
    assert pullquote("show", "nothing").complaint.startswith("Aquí no hay ningún documento «nothing».")
