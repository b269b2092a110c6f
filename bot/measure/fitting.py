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


def listwise(choices: Sequence[Choice]) -> Array:
    """Weights under which the right options score best: maximum likelihood of a softmax over each list.

    Lists without a right option teach nothing and are left out. Cao et al., ICML 2007 (ListNet, top one).
    """
    taught = [choice for choice in choices if choice.right.any()]
    values, right, there = _padded(taught)
    scale = values[there].std(0) + 1e-9
    values = values / scale
    weights = np.zeros(values.shape[2])
    for _ in range(STEPS):
        chance = _softmax(np.where(there, values @ weights, -np.inf))
        held = chance * right
        target = held / held.sum(1, keepdims=True)
        slope = np.einsum("nk,nkd->d", chance - target, values) + RIDGE * weights
        mean = np.einsum("nk,nkd->nd", chance, values)
        curve = np.einsum("nk,nkd,nke->de", chance, values, values, optimize=True) - mean.T @ mean
        step = np.linalg.solve(curve + RIDGE * np.eye(len(weights)), slope)
        weights = weights - step
        if np.abs(step).max() < STILL:
            break
    return np.asarray(weights / scale)


def _padded(choices: Sequence[Choice]) -> tuple[Array, Array, Array]:
    longest, width = max(len(choice.right) for choice in choices), choices[0].values.shape[1]
    values = np.zeros((len(choices), longest, width))
    right = np.zeros((len(choices), longest))
    there = np.zeros((len(choices), longest), bool)
    for row, choice in enumerate(choices):
        count = len(choice.right)
        values[row, :count], right[row, :count], there[row, :count] = choice.values, choice.right, True
    return values, right, there


def _softmax(scores: Array) -> Array:
    raised = np.exp(scores - scores.max(1, keepdims=True))
    return np.asarray(raised / raised.sum(1, keepdims=True))


def logistic(values: Array, right: Array) -> Array:
    """Weights of the log odds, the constant first. Ridge on all but the constant."""
    centre, scale = values.mean(0), values.std(0) + 1e-9
    table = np.column_stack([np.ones(len(values)), (values - centre) / scale])
    ridge = RIDGE * np.eye(table.shape[1])
    ridge[0, 0] = 1e-9
    weights = np.zeros(table.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-table @ weights))
        curve = (table * (chance * (1 - chance))[:, None]).T @ table + ridge
        step = np.linalg.solve(curve, table.T @ (chance - right) + ridge @ weights)
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
