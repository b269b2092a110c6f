"""The starter corpus answers its golden questions at least as well as it ever did, those put as in a chat too."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bot import assemble
from bot.core.casebook import Casebook
from bot.core.model.documents import LOCAL, Audience
from bot.measure import evaluate
from bot.measure.evaluate import Report
from bot.settings import CORPUS, Settings

HERE = Path(__file__).parent
FLOORS = tomllib.loads((HERE / "floors.toml").read_text("utf-8"))
pytestmark = pytest.mark.timeout(900)  # the first test asks 276 questions: on a slow machine, a minute and more
AT_LEAST = [(of, name, value) for of, both in FLOORS.items() for name, value in both["at_least"].items()]
AT_MOST = [(of, name, value) for of, both in FLOORS.items() for name, value in both["at_most"].items()]


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    casebook, _ = assemble.folder_casebook(CORPUS, Settings.read({}), lambda done, total: None)
    return {of: _report(casebook, HERE / f"{of}.jsonl") for of in FLOORS}


def _report(casebook: Casebook, questions: Path) -> Report:
    viewer = casebook.viewer(Audience(LOCAL, everything=True))
    asked = evaluate.read(questions.read_text("utf-8").splitlines())
    return evaluate.evaluate(lambda question: casebook.ask(question, viewer), asked, resamples=0)


@pytest.mark.parametrize(("of", "name", "floor"), AT_LEAST)
def test_at_least(reports: dict[str, Report], of: str, name: str, floor: float) -> None:
    assert reports[of].figures[name] >= floor


@pytest.mark.parametrize(("of", "name", "ceiling"), AT_MOST)
def test_at_most(reports: dict[str, Report], of: str, name: str, ceiling: float) -> None:
    assert reports[of].figures[name] <= ceiling
