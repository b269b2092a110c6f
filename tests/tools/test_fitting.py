"""A handful of weights, fitted so that what is right comes out first."""

from __future__ import annotations

import numpy as np

from tools import fitting
from tools.fitting import Choice

CHANCE = np.random.default_rng(1)


def choice(article: str) -> Choice:
    """Five options; the one with most of the first signal is right, the second signal is noise."""
    values = CHANCE.random((5, 2))
    return Choice(values, (values[:, 0] == values[:, 0].max()).astype(float), article)


def test_listwise_finds_the_signal_that_matters() -> None:
    weights = fitting.listwise([choice("a") for _ in range(200)] + [Choice(np.ones((2, 2)), np.zeros(2), "b")])
    assert weights[0] > 10 * abs(weights[1])


def test_logistic_gives_back_the_odds_that_made_the_data() -> None:
    values = CHANCE.normal(size=(5_000, 2))
    true = 1 / (1 + np.exp(-(-1 + 2 * values[:, 0])))
    weights = fitting.logistic(values, (CHANCE.random(5_000) < true).astype(float))
    assert np.allclose(weights, [-1, 2, 0], atol=0.2)
    assert abs(fitting.probability(values, weights).mean() - true.mean()) < 0.02


def test_no_article_is_on_both_sides() -> None:
    groups = ["a", "b", "c", "a", "b", "c"]
    for learn, test in fitting.folds(groups, 3):
        assert not {groups[place] for place in np.flatnonzero(learn)} & {
            groups[place] for place in np.flatnonzero(test)
        }


def test_every_row_is_tried_once_with_weights_that_never_saw_its_article() -> None:
    rows = [("a", 1.0), ("b", 2.0), ("c", 3.0)]
    tried = list(
        fitting.tried(
            rows, lambda row: row[0], 3, lambda learnt: np.array([len(learnt), sum(value for _, value in learnt)])
        )
    )
    assert sorted((row[0], weights.tolist()) for row, weights in tried) == [("a", [2, 5]), ("b", [2, 4]), ("c", [2, 3])]
