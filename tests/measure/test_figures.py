"""The maths of measuring, on cases small enough to count by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bot.measure import figures


def test_auroc_counts_the_pairs_in_the_right_order() -> None:
    assert figures.auroc([0.9, 0.8, 0.3, 0.1], [True, False, True, False]) == 0.75
    assert figures.auroc([0.5, 0.5], [True, False]) == 0.5
    assert math.isnan(figures.auroc([0.5], [True]))


def test_calibration_error_is_the_gap_between_said_and_true() -> None:
    assert figures.calibration_error([0.95, 0.95, 1.0, 0.05], [True, True, False, False]) == pytest.approx(
        (abs(2.9 / 3 - 2 / 3) * 3 + 0.05) / 4
    )
    assert figures.bins([0.05, 0.05], [True, False]) == [(0.05, 0.5, 2)]
    assert math.isnan(figures.calibration_error([], []))


def test_brier_is_the_mean_squared_difference() -> None:
    assert figures.brier([1.0, 0.5], [True, False]) == 0.125
    assert math.isnan(figures.brier([], []))


def test_f1_of_refusing() -> None:
    assert figures.f1([True, False, False], [True, True, False]) == pytest.approx(2 / 3)
    assert figures.f1([True], [True]) == 0


def test_risk_by_coverage_answers_the_surest_first() -> None:
    assert figures.risk_coverage([0.2, 0.9], [False, True]) == [(0.5, 0.0), (1.0, 0.5)]
    assert figures.risk_coverage([], []) == []


def test_an_interval_holds_the_mean_and_nothing_has_none() -> None:
    low, high = figures.interval(np.array([0.0, 1.0] * 50), lambda rows: float(rows.mean()), 200)
    assert 0.35 < low < 0.5 < high < 0.65
    assert all(map(math.isnan, figures.interval(np.array([]), lambda rows: 0.0, 10)))
    assert all(map(math.isnan, figures.interval(np.ones(3), lambda rows: float("nan"), 10)))
