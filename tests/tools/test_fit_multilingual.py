"""What the multilingual judge adds is fitted for each of its readers, and told of documents that it didn't see."""

from __future__ import annotations

import random

import numpy as np
import pytest

from bot.core.search import weights
from bot.core.search.judging import Reader
from tools import fit_multilingual, tune
from tools.unit_rows import Line, Row

UNITS = 4


def asked(number: int, reader: Reader, chance: random.Random) -> Row:
    """Words know little of which unit answers, the judge much; every other question has no answer."""
    able, right = number % 2 == 0, chance.randrange(UNITS)
    true = np.array([able and one == right for one in range(UNITS)])
    said = np.array([chance.gauss(3.0 if one else -3.0, 1.0) for one in true])
    line = Line(f"q{number}", "?", None, f"d{number % 20}", None, (), (), 0, "es", None, None)
    return Row(
        "poly", 0, able, np.zeros((UNITS, 1)), np.zeros((UNITS, 1)), true, np.zeros(UNITS, bool), np.arange(UNITS),
        np.ones(UNITS, bool), np.zeros(UNITS), answers=said, line=line,
        scores=np.array([chance.gauss(0.5 * one, 1.0) for one in true]),
        odds={one: chance.gauss(0.0, 1.0) for one in range(UNITS)}, readers=dict.fromkeys(range(UNITS), reader),
        freed=np.array([chance.gauss(0.5 if one else 0.3, 0.1) for one in true]) if number % 9 else None,
    )  # fmt: skip


@pytest.fixture
def rows() -> list[Row]:
    chance = random.Random(1)
    return [asked(number, reader, chance) for number in range(200) for reader in Reader]


def test_the_judge_chooses_and_refuses_better_than_words(rows: list[Row]) -> None:
    fitted, told = fit_multilingual.fit(rows, Reader.ACROSS)
    assert fitted["unit"] > 0.5
    assert fitted["answers"] > fitted["others"] > -0.5
    assert fitted["near"] > 1
    assert "near" not in fit_multilingual.fit(rows, Reader.SAME)[0]
    assert told["with the judge: right unit first"] > told["without the judge: right unit first"] + 0.3
    assert told["with the judge: AUROC"] > 0.9 > told["without the judge: AUROC"]


def test_each_reader_is_fitted_on_its_own_questions(rows: list[Row]) -> None:
    assert [reader for reader, _ in fit_multilingual.heard(rows)] == [Reader.SAME, Reader.ACROSS] * 200
    assert (
        list(fit_multilingual.heard([Row(**{**{name: getattr(rows[0], name) for name in Row.__slots__}, "odds": {}})]))
        == []
    )


@pytest.mark.parametrize("keep", [True, False])
def test_it_is_written_unless_it_is_only_to_be_told(
    keep: bool, rows: list[Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Closed:
        def close(self) -> None:
            """There is no process."""

    written: list[str] = []
    for name in ("local_model", "local_judge"):
        monkeypatch.setattr(fit_multilingual, name, lambda *_, **__: Closed())
    monkeypatch.setattr(tune, "rows", lambda *_: rows)
    monkeypatch.setattr(tune, "write", lambda group, fitted: written.append(group))
    fit_multilingual.main(["DIR", "--keep"] if keep else ["DIR"])
    assert written == ([] if keep else ["judge_same", "judge_across"])
    assert set(weights.of("judge_same")) == {"unit", "constant", "others", "answers"}
