"""What the core asks of a model of meaning, and of what keeps the vectors that it makes.

A vector is what a text means, as a direction: two texts that mean much the same have a cosine near 1. Nothing here is
needed for an answer: whatever is missing, slow or dead, answers come by words. `tests/contracts/` holds the contracts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]  # (dimension,), of length 1
Vectors = NDArray[np.float32]  # (texts, dimension), each row of length 1
Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Identity:
    """Which model it is. Vectors of two models can't be compared, so each vector is kept under its model's identity.

    sha256: hex, of the weights. dimension: numbers a vector.
    """

    name: str
    version: str
    sha256: str
    dimension: int

    def __str__(self) -> str:
        return f"{self.name} {self.version} {self.sha256} {self.dimension}"


class MeaningAway(Exception):
    """The model is missing, or its process has failed. Nobody has to be told but the log: answers come by words."""


class Meaning(Protocol):
    """A model that turns texts into vectors. The same text always gives the same vector, whatever else is asked."""

    @property
    def identity(self) -> Identity: ...

    def question(self, text: str) -> Vector | None:
        """None where the model is missing, slow or dead: the question is then answered by words alone."""
        ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Takes its time, some tens of milliseconds a sentence; never in the way of `question`. Raises MeaningAway."""
        ...

    def close(self) -> None:
        """Let go of its process; the next call would start a new one."""
        ...
