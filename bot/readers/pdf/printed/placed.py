"""A word and a row of words, with their places on a page of print. Lengths are in points, y upwards."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median


@dataclass(frozen=True)
class Word:
    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool


@dataclass
class Row:
    """The words on one baseline, from left to right. is_of_table: wide gaps part cells."""

    words: list[Word]
    is_of_table: bool = False

    @property
    def y(self) -> float:
        return self.words[0].y

    @cached_property
    def size(self) -> float:
        return median(word.size for word in self.words)

    @cached_property
    def lowest(self) -> float:
        return min(word.y for word in self.words)

    @cached_property
    def highest(self) -> float:
        return max(word.y for word in self.words)

    @cached_property
    def largest(self) -> float:
        return max(word.size for word in self.words)

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    def gaps(self, least: float) -> list[tuple[float, float]]:
        inner = [(left.x1, right.x0) for left, right in pairwise(self.words)]
        return [gap for gap in inner if gap[1] - gap[0] >= least]

    def free(self, least: float) -> list[tuple[float, float]]:
        """Where nothing stands: its gaps, and all before its first word and behind its last."""
        return [(-1e9, self.words[0].x0), *self.gaps(least), (self.words[-1].x1, 1e9)]
