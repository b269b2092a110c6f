"""Fitting a handful of weights: which of several is right (listwise), and whether one is (logistic). Plain Newton."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Row = TypeVar("Row")
STEPS = 25
STILL = 1e-6  # a step smaller than this ends the search
RIDGE = 1.0  # of the standardised weights: keeps those of rare signals small


@dataclass(frozen=True, slots=True)
class Choice:
    """A list to choose from: `values` has a row for each option, `right` says which are right; `group`: its article."""

    values: Array
    right: Array
    group: str


def listwise(choices: Sequence[Choice], ridge: float = RIDGE) -> Array:
    """Weights under which the right options score best: maximum likelihood of a softmax over each list.

    Lists without a right option teach nothing and are left out. Cao et al., ICML 2007 (ListNet, top one). `ridge`: of
    the standardised weights. Newton's steps by the curve of the whole list, halved until they help.
    """
    lists = _Lists([choice for choice in choices if choice.right.any()])
    weights = np.zeros(lists.values.shape[1])
    cost, slope, curve = lists.step(weights, ridge)
    for _ in range(STEPS):
        step = np.linalg.solve(curve, slope)
        while np.abs(step).max() > STILL and lists.cost(weights - step, ridge) > cost:
            step = step / 2
        weights = weights - step
        cost, slope, curve = lists.step(weights, ridge)
        if np.abs(step).max() <= STILL:
            break
    return np.asarray(weights / lists.scale)


class _Lists:
    """Lists of options, one below the other, with standardised values."""

    def __init__(self, choices: Sequence[Choice]) -> None:
        stacked = np.vstack([choice.values for choice in choices]).astype(float)
        self.scale = np.where(stacked.std(0) > STILL, stacked.std(0), np.inf)  # what never varies teaches nothing
        self.values = stacked / self.scale
        self.right = np.concatenate([choice.right for choice in choices]).astype(float)
        lengths = [len(choice.right) for choice in choices]
        self._starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        self._list = np.repeat(np.arange(len(lengths)), lengths)

    def cost(self, weights: Array, ridge: float) -> float:
        _, held = self._chances(weights)
        return float(-np.log(held).sum() + ridge / 2 * weights @ weights)

    def step(self, weights: Array, ridge: float) -> tuple[float, Array, Array]:
        """The cost, its slope and (an upper bound of) its curve."""
        chance, held = self._chances(weights)
        target = chance * self.right / held[self._list]
        mean = np.add.reduceat(chance[:, None] * self.values, self._starts)
        slope = (chance - target) @ self.values + ridge * weights
        curve = (chance[:, None] * self.values).T @ self.values - mean.T @ mean + ridge * np.eye(len(weights))
        return float(-np.log(held).sum() + ridge / 2 * weights @ weights), slope, curve

    def _chances(self, weights: Array) -> tuple[Array, Array]:
        """Of each option, and of each list's right ones together."""
        scores = self.values @ weights
        most = np.maximum.reduceat(scores, self._starts)
        raised = np.exp(scores - most[self._list])
        chance = raised / np.add.reduceat(raised, self._starts)[self._list]
        return chance, np.maximum(np.add.reduceat(chance * self.right, self._starts), TINY)


TINY = 1e-300


def logistic(values: Array, right: Array, ridge: float = RIDGE, worth: Array | None = None) -> Array:
    """Weights of the log odds, the constant first. `ridge`: on all but the constant. `worth`: of each row, else 1."""
    worth = np.ones(len(values)) if worth is None else worth
    centre, scale = values.mean(0), values.std(0) + 1e-9
    table = np.column_stack([np.ones(len(values)), (values - centre) / scale])
    kept = ridge * np.eye(table.shape[1])
    kept[0, 0] = 1e-9
    weights = np.zeros(table.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-table @ weights))
        curve = (table * (worth * chance * (1 - chance))[:, None]).T @ table + kept
        step = np.linalg.solve(curve, table.T @ (worth * (chance - right)) + kept @ weights)
        weights = weights - step
        if np.abs(step).max() < STILL:
            break
    own = weights[1:] / scale
    return np.concatenate([[weights[0] - own @ centre], own])


def probability(values: Array, weights: Array) -> Array:
    """What `logistic` means."""
    return np.asarray(1 / (1 + np.exp(-(weights[0] + values @ weights[1:]))))


def folds(groups: Sequence[str], count: int) -> Iterator[tuple[Array, Array]]:
    """(learnt from, tried on) masks, all of an article on one side: figures on articles never seen."""
    names = sorted(set(groups))
    places = np.array([names.index(group) % count for group in groups])
    for fold in range(count):
        yield places != fold, places == fold


def tried(
    rows: Sequence[Row], group: Callable[[Row], str], count: int, fit: Callable[[Sequence[Row]], Array]
) -> Iterator[tuple[Row, Array]]:
    """Each row with the weights that were fitted without its article."""
    for learn, test in folds([group(row) for row in rows], count):
        weights = fit([row for row, chosen in zip(rows, learn, strict=True) if chosen])
        yield from ((row, weights) for row, chosen in zip(rows, test, strict=True) if chosen)
