"""The judge: a small English cross-encoder of our own training, in 8 bits. See weights/MODEL_CARD.md.

A cross-encoder reads question and text together, as one row (Nogueira and Cho, "Passage Re-ranking with BERT", 2019).
It is asked row by row: in 8 bits the numbers are scaled by the greatest in a batch, and a place mustn't be judged by
what else is asked of beside it. What it says is rounded to sixteenths, so that two processors agree.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from bot.core.model.judge_ports import Place
from bot.core.model.meaning_ports import Array, Identity
from bot.meaning import e5, onnx_engine
from bot.meaning.judge_input import JudgeInput, Row
from bot.meaning.packaged import Packaged

ENGINE: Final = "onnxruntime"
FOLDER: Final = Path(__file__).parent / "weights"
WEIGHTS: Final = FOLDER / "judge.onnx"
VOCABULARY: Final = FOLDER / "vocabulary.txt"
PIECES: Final = "0f052197aac305fe42f378b5c61554b7bacb34b8be4af83fec2cfdcdffbc9973"  # sha256 of the vocabulary
IDENTITY: Final = Identity(
    "pullquote-judge", "5", "83f4ffd24b508897b25c50347537f1fbfb6c9e35183ee363e4e84be077401471", 1
)
STEPS: Final = 16  # a point of log odds
MOST: Final = 32.0  # log odds
PARTS: Final = 4  # texts of a place


class Model:
    """Lives in the process that `model_process` starts."""

    def __init__(self) -> None:
        self._session = onnx_engine.session(WEIGHTS.read_bytes())
        self._input = JudgeInput(vocabulary(VOCABULARY))

    def judge(self, texts: Sequence[str]) -> Array:
        """texts: the question, then title, before, unit and after of each place. (places, 1), log odds."""
        question, *rest = texts
        said = [self._odds(self._input.row(question, place)) for place in places(rest)]
        return np.array(said, np.float32).reshape(-1, 1)

    def _odds(self, row: Row) -> float:
        (found,) = self._session.run(["odds"], fed(row))
        return rounded(found[0])


def places(texts: Sequence[str]) -> list[Place]:
    """From title, before, unit and after of each."""
    return [Place(*texts[start : start + PARTS]) for start in range(0, len(texts), PARTS)]


def rounded(odds: float) -> float:
    return float(np.round(np.clip(odds, -MOST, MOST) * STEPS) / STEPS)


def fed(row: Row) -> dict[str, Any]:
    """A row as the engine takes it: (1, pieces) each."""
    parts = {"numbers": row.numbers, "segments": row.segments, "marks": row.marks, "written": row.written}
    return {name: np.array([values], np.int64) for name, values in parts.items()}


def vocabulary(path: Path) -> dict[str, int]:
    """A piece a line; its number is the line's."""
    return {piece: number for number, piece in enumerate(path.read_text("utf-8").split("\n"))}


def load() -> Model:
    """Raises ValueError where weights or vocabulary aren't those that were tried."""
    if (e5.sha256(WEIGHTS), e5.sha256(VOCABULARY)) != (IDENTITY.sha256, PIECES):
        raise ValueError("other weights")
    return Model()


def absent() -> str | None:
    """Why nothing can be judged here, in words for people; None where it can. Costs next to nothing."""
    if importlib.util.find_spec(ENGINE) is None:
        return f"{ENGINE} is not installed"
    return None if WEIGHTS.is_file() else "its weights are missing"


PACKAGED: Final = Packaged(IDENTITY, "bot.meaning.cross_encoder:load", (ENGINE, "numpy", "Stemmer"))
