"""The number from which on a sentence is shown as turning a quote: few false ones, told of documents not seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from bot.core.model.judge_ports import Place
from bot.core.search import weights
from tests.meaning.fake_judge import SharedWords
from tools import fit_turning, tune
from tools.fit_turning import Heard


def standing(odds: float, half: int) -> Heard:
    return Heard(half, np.array([odds, -5.0]), np.array([False, False]))


def turned(odds: float, half: int) -> Heard:
    return Heard(half, np.array([-5.0, odds]), np.array([False, True]))


def test_one_in_ten_that_stands_may_have_a_sentence_shown() -> None:
    every = [standing(number / 10, number % 2) for number in range(20)] + [turned(3.0, 0), turned(0.0, 1)]
    fitted, told = fit_turning.fit_turning(every)
    assert fitted["least"] == 1.8 + 1 / 16
    assert sum(float(one.odds.max()) >= fitted["least"] for one in every if not one.turned.any()) == 1
    assert told["turned, and a sentence that turns it shown"] == 0.5
    assert (told["quotes that are turned"], told["quotes that stand"]) == (2, 20)


def test_a_sentence_shown_that_turns_nothing_doesn_t_count_as_one_that_does() -> None:
    every = [standing(0.0, half) for half in (0, 1)] + [
        Heard(half, np.array([9.0, -9.0]), np.array([False, True])) for half in (0, 1)
    ]
    assert fit_turning.fit_turning(every)[1]["turned, and a sentence that turns it shown"] == 0.0


def test_each_judge_is_asked_in_its_languages() -> None:
    judge = SharedWords()
    fit_turning.heard(judge)
    assert judge.others == []
    fit_turning.heard(judge, english=False)
    assert len(judge.others) > 100


def test_the_judge_is_asked_of_what_was_held_back(monkeypatch: pytest.MonkeyPatch) -> None:
    judge = SharedWords()
    found = fit_turning.heard(judge)
    assert len(found) == len(judge.asked) > 100
    assert {one.half for one in found} == {0, 1}
    assert all(len(one.odds) == len(one.turned) for one in found)
    judge.away = True
    with pytest.raises(RuntimeError):
        fit_turning.heard(judge)


@pytest.mark.parametrize("keep", [True, False])
def test_it_is_written_unless_it_is_only_to_be_told(keep: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    class Sure(SharedWords):
        def judge(self, question: str, places: Sequence[Place], *, english: bool = True) -> Sequence[float] | None:
            return [2.0 for _ in places] if question else None

    written: list[str] = []
    monkeypatch.setattr(fit_turning, "local_judge", lambda **_: Sure())
    monkeypatch.setattr(tune, "write", lambda group, fitted: written.append(f"{group} {fitted['least']}"))
    fit_turning.main(["--keep"] if keep else [])
    assert written == ([] if keep else ["turning 2.0625", "turning_others 2.0625"])
    assert "least" in weights.of("turning")
