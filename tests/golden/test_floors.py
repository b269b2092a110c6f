"""The starter corpus answers its golden questions at least as well as it ever did."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bot import assemble
from bot.core.model.documents import LOCAL, Audience
from bot.measure import evaluate
from bot.measure.evaluate import Report
from bot.settings import CORPUS, Settings

HERE = Path(__file__).parent
FLOORS = tomllib.loads((HERE / "floors.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def report() -> Report:
    casebook, _ = assemble.folder_casebook(CORPUS, Settings.read({}), lambda done, total: None)
    viewer = casebook.viewer(Audience(LOCAL, everything=True))
    lines = (HERE / "questions.jsonl").read_text("utf-8").splitlines()
    return evaluate.evaluate(lambda question: casebook.ask(question, viewer), evaluate.read(lines), resamples=0)


@pytest.mark.parametrize(("name", "floor"), FLOORS["at_least"].items())
def test_at_least(report: Report, name: str, floor: float) -> None:
    assert report.figures[name] >= floor


@pytest.mark.parametrize(("name", "ceiling"), FLOORS["at_most"].items())
def test_at_most(report: Report, name: str, ceiling: float) -> None:
    assert report.figures[name] <= ceiling
