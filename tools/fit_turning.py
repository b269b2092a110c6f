"""Fit from which log odds on a sentence is shown because it turns a quote: `python -m tools.fit_turning [--keep]`.

The groups [turning] (English) and [turning_others] of bot/core/search/weights.toml are replaced; `--keep` only prints.
Chosen on half of the documents of the fold that the judges' training held back, told of the other half, each in turn,
and shipped from both.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from bot.assemble import local_judge
from bot.core.model.judge_ports import Judge
from bot.core.search import turning
from bot.measure import figures
from tools import tune
from tools.fit_judge import HELD
from tools.fitting import Array
from tools.judge import turned

FALSE: Final = 0.1  # of the quotes that nothing turns, those below which a sentence is shown all the same
HALVES: Final = 2
STEP: Final = 1 / 16  # log odds, as the judge gives them


@dataclass(frozen=True, slots=True)
class Heard:
    """Of a quote, the log odds of the sentences behind it, and which of them turn it."""

    half: int
    odds: Array
    turned: Array


def heard(judge: Judge, *, english: bool = True) -> list[Heard]:
    """Of all quotes of the fold that was held back, in English or in others. Raises RuntimeError without the judge."""
    found = []
    for one in turned.quotes() if english else turned.others():
        if one.fold == HELD and one.later:
            told = judge.judge(turning.MARK + one.quote, one.later, english=english)
            if told is None:
                raise RuntimeError("there is no judge here")
            half = zlib.crc32(b"half" + one.document.encode()) % HALVES
            found.append(Heard(half, np.array(told), np.array(one.turned)))
    return found


def fit_turning(every: Sequence[Heard]) -> tuple[dict[str, float], dict[str, float]]:
    """The number, and figures of quotes whose documents it wasn't chosen on."""
    shown, false = [], []
    for half in range(HALVES):
        least = _least([one for one in every if one.half != half])
        for one in (one for one in every if one.half == half):
            passed = one.odds >= least
            if one.turned.any():
                shown.append(bool((passed & one.turned).any()))
            else:
                false.append(bool(passed.any()))
    sentences, turns = np.concatenate([one.odds for one in every]), np.concatenate([one.turned for one in every])
    told = {
        "quotes that are turned": float(len(shown)),
        "quotes that stand": float(len(false)),
        "sentences, AUROC": figures.auroc(sentences.tolist(), turns.tolist()),
        "turned, and a sentence that turns it shown": tune.mean(shown),
        "standing, and a sentence shown": tune.mean(false),
    }
    return {"least": _least(every)}, told


def _least(some: Sequence[Heard]) -> float:
    """The lowest number at which at most FALSE of the quotes that stand have a sentence shown."""
    highest = np.sort([float(one.odds.max()) for one in some if not one.turned.any()])
    return float(highest[int(len(highest) * (1 - FALSE))]) + STEP


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Refit from when on a sentence is shown because it turns a quote.")
    parser.add_argument("--keep", action="store_true", help="only print, change nothing")
    chosen = parser.parse_args(arguments)
    judge = local_judge(patient=True)
    for group, english in (("turning", True), ("turning_others", False)):
        found = fit_turning(heard(judge, english=english))
        tune.step(group, found, (lambda group, fitted: None) if chosen.keep else tune.write)
    judge.close()


if __name__ == "__main__":
    main()
