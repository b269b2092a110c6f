"""`vectors` makes what is missing and says how much there is; without a model it says why there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import assemble
from tests.console import Console
from tests.meaning.fake_meaning import HashedWords


@pytest.fixture
def pullquote(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Console:
    return Console.at(tmp_path).within(capsys, monkeypatch)


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> HashedWords:
    made = HashedWords()
    monkeypatch.setattr(assemble, "no_meaning", lambda: None)
    monkeypatch.setattr(assemble, "local_model", lambda **_: made)
    return made


def test_what_is_missing_is_made_once(pullquote: Console, model: HashedWords) -> None:
    told = pullquote("vectors", "--json").row
    assert told["documents_missing"] == 0
    assert told["units"] == len(model.made) > 2
    assert pullquote("vectors").out.strip().endswith("sentences have their vectors.")
    assert len(model.made) == told["units"]


def test_a_model_that_stops_answering_is_told(pullquote: Console, model: HashedWords) -> None:
    model.away = True
    told = " ".join(pullquote("vectors").out.split())
    assert told.startswith("0 sentences have their vectors, ")
    assert told.endswith("documents still without: the model has stopped answering.")


def test_a_question_is_asked_of_what_was_made(pullquote: Console, model: HashedWords) -> None:
    pullquote("vectors")
    assert pullquote("ask", "who signed the letter?").status == 0
    assert model.asked == ["who signed the letter?"]


def test_off_it_says_so(pullquote: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEANING", "off")
    result = pullquote("vectors")
    assert result.status == 1
    assert "Answers come by words alone: MEANING=off." in result.err
