"""The maths of measuring: ranks, calibration and abstention, each from plain lists, each with its source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
BINS = 10


def auroc(confidences: Sequence[float], labels: Sequence[bool]) -> float:
    """The chance that a positive has more confidence than a negative, ties half; nan with only one kind.

    The Mann-Whitney statistic: Hanley and McNeil, Radiology 143 (1982).
    """
    values, positive = np.asarray(confidences, float), np.asarray(labels, bool)
    wins, losses = int(positive.sum()), int((~positive).sum())
    if not wins or not losses:
        return float("nan")
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    return float((ranks[positive].sum() - wins * (wins + 1) / 2) / (wins * losses))


def bins(confidences: Sequence[float], labels: Sequence[bool]) -> list[tuple[float, float, int]]:
    """For each tenth of confidence that occurs: mean confidence, share that was right, how many."""
    values, right = np.asarray(confidences, float), np.asarray(labels, bool)
    places = np.minimum((values * BINS).astype(int), BINS - 1)
    return [
        (float(values[places == place].mean()), float(right[places == place].mean()), int((places == place).sum()))
        for place in range(BINS)
        if (places == place).any()
    ]


def calibration_error(confidences: Sequence[float], labels: Sequence[bool]) -> float:
    """Expected calibration error over ten bins: Naeini et al., AAAI 2015. 0 is perfect; nan for nothing."""
    if not len(confidences):
        return float("nan")
    return sum(abs(said - true) * count for said, true, count in bins(confidences, labels)) / len(confidences)


def brier(confidences: Sequence[float], labels: Sequence[bool]) -> float:
    """Mean squared difference of confidence and truth: Brier 1950. nan for nothing."""
    if not len(confidences):
        return float("nan")
    return float(np.mean((np.asarray(confidences, float) - np.asarray(labels, float)) ** 2))


def f1(answered: Sequence[bool], answerable: Sequence[bool]) -> float:
    """Harmonic mean of precision and recall of refusing, where refusing is right for what can't be answered."""
    refused, hopeless = ~np.asarray(answered, bool), ~np.asarray(answerable, bool)
    both = int((refused & hopeless).sum())
    return 2 * both / max(1, int(refused.sum()) + int(hopeless.sum()))


def risk_coverage(confidences: Sequence[float], labels: Sequence[bool]) -> list[tuple[float, float]]:
    """(share answered, share of those wrong) for every threshold, most confident first: El-Yaniv and Wiener 2010."""
    if not len(confidences):
        return []
    order = np.argsort(-np.asarray(confidences, float), kind="stable")
    wrong = np.cumsum(~np.asarray(labels, bool)[order])
    counts = np.arange(1, len(order) + 1)
    return [(float(count / len(order)), float(bad / count)) for count, bad in zip(counts, wrong, strict=True)]


def interval(values: Array, figure: Callable[[Array], float], resamples: int) -> tuple[float, float]:
    """The middle 95 % of a figure over bootstrap resamples of the rows of `values` (Efron 1979)."""
    if not len(values) or not resamples:
        return (float("nan"), float("nan"))
    chance = np.random.default_rng(0)
    found = [figure(values[chance.integers(0, len(values), len(values))]) for _ in range(resamples)]
    low, high = np.nanpercentile(found, [2.5, 97.5]) if not np.isnan(found).all() else (np.nan, np.nan)
    return float(low), float(high)
