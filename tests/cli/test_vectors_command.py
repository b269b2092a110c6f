"""`vectors` makes what is missing and says how much there is; without a model it says why there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import assemble
from bot.indexes.vectors import known_vector_file
from tests.console import Console
from tests.meaning.fake_meaning import HashedWords


@pytest.fixture
def pullquote(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Console:
    return Console.at(tmp_path).within(capsys, monkeypatch)


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> HashedWords:
    made = HashedWords()
    monkeypatch.setattr(assemble, "no_meaning", lambda _settings: None)
    monkeypatch.setattr(assemble, "local_model", lambda _settings, **_: made)
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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "letter.txt").write_text("The letter was signed. Nobody knows why.", "utf-8")
    return tmp_path / "files"


def test_a_folder_s_are_kept_in_it_and_used_from_then_on(pullquote: Console, model: HashedWords, folder: Path) -> None:
    assert pullquote("vectors", "--corpus", str(folder), "--json").row == {"units": 2, "documents_missing": 0}
    assert sorted(one.name for one in folder.iterdir()) == [".vectors", "letter.txt"]
    before = (folder / ".vectors").read_bytes()
    assert pullquote("ask", "who signed it?", "--corpus", str(folder)).status == 0
    assert model.asked == ["who signed it?"]
    pullquote("vectors", "--corpus", str(folder))
    assert (folder / ".vectors").read_bytes() == before
    assert len(model.made) == 2


def test_without_an_answer_from_the_model_nothing_is_kept(pullquote: Console, model: HashedWords, folder: Path) -> None:
    model.away = True
    assert "stopped answering" in pullquote("vectors", "--corpus", str(folder)).out
    assert not (folder / ".vectors").exists()


def test_a_file_of_somebody_else_s_is_not_written_over(pullquote: Console, model: HashedWords, folder: Path) -> None:
    """Before anything is made, which takes its time; one of ours that is torn is made anew."""
    (folder / ".vectors").write_text("my own", "utf-8")
    result = pullquote("vectors", "--corpus", str(folder))
    assert (result.status, model.made) == (1, [])
    assert "isn't a file of vectors of Pullquote's" in " ".join(result.err.split())
    (folder / ".vectors").write_bytes(known_vector_file.MAGIC)
    assert pullquote("vectors", "--corpus", str(folder)).status == 0
    assert len((folder / ".vectors").read_bytes()) > 200
