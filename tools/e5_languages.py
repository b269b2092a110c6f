"""Measure what of e5's vectors only tells the language: `python -m tools.e5_languages`.

Writes bot/meaning/weights/e5-languages.npy, (2 + directions, 384) float32: the mean of the questions' vectors, that of
the passages', and the directions in which the means of the languages differ; prints the hash that bot/meaning/e5.py
checks. From the invented papers in English and eleven languages, so that all languages speak of the same things.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from bot.assemble import local_model
from bot.core.library import vector_making
from bot.core.model.meaning_ports import Array, Meaning
from bot.meaning import e5
from bot.settings import Settings
from tools.judge.multilingual import translated

SEED: Final = 1
UNITS, QUESTIONS = 240, 150  # of each language at most: more of the ones with many papers would say no more
AT_ONCE: Final = 32


def texts() -> dict[str, tuple[list[str], list[str]]]:
    """Of each language what the model is given: its questions and its passages."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for paper in translated.papers():
        for language, places, asked in (
            (paper.language, paper.places, [one.own for one in paper.asked if one.own]),
            ("en", paper.english, [one.english for one in paper.asked]),
        ):
            questions, passages = found.setdefault(language, ([], []))
            questions += asked
            passages += [f"{place.title[: vector_making.TITLE]}: {place.unit}" for place in places]
    return found


def measured(model: Meaning) -> Array:
    chance = random.Random(SEED)  # noqa: S311 - no secret
    questions, passages = [], []
    for _language, (asked, told) in sorted(texts().items()):
        questions.append(_mean(_some(asked, QUESTIONS, chance), lambda some: np.array(list(map(model.question, some)))))
        passages.append(_mean(_some(told, UNITS, chance), model.passages))
    means = np.array(passages)
    middle = means.mean(0)
    directions = np.linalg.svd(means - middle, full_matrices=False)[2][: len(means) - 1]
    return np.vstack([np.mean(questions, 0), middle, directions]).astype(np.float32)


def _some(every: Sequence[str], count: int, chance: random.Random) -> list[str]:
    return chance.sample(every, min(count, len(every)))


def _mean(some: Sequence[str], vectors: Callable[[list[str]], Array]) -> Array:
    parts = [vectors(list(some[start : start + AT_ONCE])) for start in range(0, len(some), AT_ONCE)]
    found: Array = np.concatenate(parts).astype(np.float64).mean(0)
    return found


def main() -> None:
    model = local_model(Settings.read({}), patient=True)
    np.save(e5.BIAS, measured(model))
    model.close()
    print(e5.sha256(e5.BIAS))  # noqa: T201 - a command


if __name__ == "__main__":
    main()
