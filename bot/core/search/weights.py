"""The fitted numbers of the ranking, the choice of sentence and the evidence, each with its unit and its reason."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).parent / "weights.toml"


@dataclass(frozen=True, slots=True)
class Weight:
    """What one signal is worth. A score is the sum of signal x value."""

    value: float
    unit: str
    reason: str


@cache
def of(group: str) -> dict[str, Weight]:
    """The weights of one group, by name, in the file's order."""
    with FILE.open("rb") as file:
        table = tomllib.load(file)[group]
    return {name: Weight(**entry) for name, entry in table.items()}


@cache
def values(group: str) -> tuple[float, ...]:
    """Their values alone, in the file's order."""
    return tuple(weight.value for weight in of(group).values())
