"""The model's process: what goes wrong in it stays there, and questions are answered by words meanwhile."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.model.judge_ports import Place
from bot.core.model.meaning_ports import MeaningAway
from bot.meaning import model_process
from bot.meaning.model_process import LocalJudge, LocalModel, Patience
from bot.meaning.packaged import Packaged
from bot.readers.sandbox import landlock, seccomp
from tests.meaning.fake_meaning import IDENTITY
from tests.readers.sandbox import escapes

ROOT = Path(__file__).resolve().parents[2]
CALM = Patience(start=60, question=30, passage=30, pause=0)
CAN = sys.platform == "linux" and os.uname().machine in seccomp.ARCHITECTURES
PLACE = Place("Contract", "", "The minister signed the contract.", "")
WRONG = ["die", "swell", "short", "many", "long", "hollow"]
WORLDLY = ["a_connection", "a_program", "a_second_process", "reading_the_database", "a_file_among_temporary_ones"]


def packaged(load: str = "load") -> Packaged:
    return Packaged(IDENTITY, f"tests.meaning.hostile_model:{load}", ("numpy",), (str(ROOT / "tests"),))


@pytest.fixture
def model() -> Iterator[LocalModel]:
    made = LocalModel(packaged(), CALM)
    yield made
    made.close()


@pytest.mark.parametrize("deed", WRONG)
def test_what_goes_wrong_gives_no_vector_and_the_next_question_has_one(model: LocalModel, deed: str) -> None:
    """It dies, takes all memory, tells of other dimensions, of too many texts, of no unit length, of no numbers."""
    assert model.question(deed) is None
    assert model.question("a fair text") is not None


@pytest.mark.parametrize("deed", ["die", "swell", "many", "wide", "sure", "hollow"])
def test_a_judge_that_goes_wrong_says_nothing_and_judges_the_next_question(deed: str) -> None:
    """It dies, takes all memory, tells of too many places, of two numbers each, of odds past reason, of no numbers."""
    judge = LocalJudge(replace(packaged(), identity=replace(IDENTITY, dimension=1)), CALM)
    assert judge.judge(deed, [PLACE]) is None
    assert judge.judge("a fair question", [PLACE]) == [0.0]
    judge.close()


def test_a_judge_that_hangs_is_ended_in_time() -> None:
    judge = LocalJudge(replace(packaged(), identity=replace(IDENTITY, dimension=1)), replace(CALM, question=0.3))
    began = time.monotonic()
    assert judge.judge("hang", [PLACE]) is None
    assert time.monotonic() - began < 20
    judge.close()


def test_passages_that_go_wrong_are_said_to(model: LocalModel, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(MeaningAway):
        model.passages(["die", "in the middle"])
    assert len(model.passages(["a fair text", "another"])) == 2
    (line,) = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert "answers come by words" in line
    assert "middle" not in line


def test_a_process_that_is_killed_is_started_again(model: LocalModel) -> None:
    assert model.question("a fair text") is not None
    child = model._asking._child
    assert child is not None
    os.kill(child._process.pid, signal.SIGKILL)
    assert model.question("a fair text") is None
    assert model.question("a fair text") is not None


def test_one_that_hangs_is_ended_in_time() -> None:
    model = LocalModel(packaged(), Patience(start=60, question=0.3, pause=0))
    model._asking.run("question", ["a fair text"], 30)
    began = time.monotonic()
    assert model.question("hang") is None
    assert time.monotonic() - began < 10
    model.close()


@pytest.mark.parametrize("load", ["torn", "slow", "nothing_of_that_name"])
def test_one_that_cannot_be_loaded_answers_nothing_and_is_not_tried_at_every_question(
    load: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Its weights are torn, or it takes too long: one line, and a pause."""
    model = LocalModel(packaged(load), Patience(start=3, pause=300))
    assert model.question("a fair text") is None
    began = time.monotonic()
    assert model.question("a fair text") is None
    assert time.monotonic() - began < 0.3
    assert len([record for record in caplog.records if "again in 300 s" in record.getMessage()]) == 1
    model.close()


def test_a_question_does_not_wait_for_passages(model: LocalModel) -> None:
    model.passages(["a fair text"])
    with ThreadPoolExecutor() as others:
        making = others.submit(model.passages, ["hang"])
        assert model.question("a fair text") is not None
        assert model._making._child is not None
        model._making._child._process.kill()
        assert isinstance(making.exception(), MeaningAway)


def test_a_question_does_not_wait_long_for_another() -> None:
    model = LocalModel(packaged(), Patience(start=60, question=0.05))
    with model._asking._lock:
        assert model.question("a fair text") is None


def test_closing_does_not_wait_for_what_is_being_made(model: LocalModel, caplog: pytest.LogCaptureFixture) -> None:
    model.passages(["a fair text"])
    with ThreadPoolExecutor() as others:
        making = others.submit(model.passages, ["hang"])
        time.sleep(0.2)
        began = time.monotonic()
        model.close()
        assert time.monotonic() - began < 10
        assert isinstance(making.exception(), MeaningAway)
    assert caplog.records == []


def test_nothing_is_started_before_something_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_process, "_Child", lambda *given: pytest.fail("started"))
    LocalModel(packaged()).close()


def test_nothing_secret_is_in_its_environment(model: LocalModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    monkeypatch.setenv("DATABASE_URL", "secret")
    found = model.question("secrets")
    assert found is not None
    assert found[0] == 1


@pytest.mark.skipif(not CAN, reason="this kernel has no such filter")
@pytest.mark.parametrize("name", WORLDLY)
def test_code_that_has_taken_it_over_gets_nowhere(model: LocalModel, tmp_path: Path, name: str) -> None:
    """It is shut in by the same call as the readers' process, on which every way out that we know of is tried."""
    if name in escapes.BY_LANDLOCK and not landlock.version():
        pytest.skip("this kernel has no Landlock")
    (tmp_path / "pullquote.db").write_bytes(b"words")
    world = json.dumps([os.getpid(), os.getpid(), str(tmp_path), 9])
    found = model.question(f"escape {name} {world}")
    assert found is not None
    assert found[0] == 1
