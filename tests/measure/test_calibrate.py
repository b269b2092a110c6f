"""A threshold for a promised error rate, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from bot.measure import calibrate


@dataclass
class Measured:
    confidence: float
    right: bool


def measured(*pairs: tuple[float, bool]) -> list[Measured]:
    return [Measured(*pair) for pair in pairs]


def test_the_lowest_threshold_that_keeps_the_rate() -> None:
    found = calibrate.promise(measured((0.9, True), (0.8, True), (0.7, False), (0.6, True), (0.1, False)), 0.25)
    assert (found.threshold, found.wrong, found.answered, found.kept) == (0.6, 0.25, 0.8, True)
    assert found.sentence() == "Threshold 0.600: wrong at most 25% (25.0% here), answers 80% of 5 questions."


def test_equal_confidences_are_not_told_apart() -> None:
    assert not calibrate.promise(measured((0.5, True), (0.5, False)), 0.1).kept


def test_a_promise_that_cannot_be_kept_is_none() -> None:
    found = calibrate.promise(measured((0.9, False)))
    assert (found.threshold, found.answered) == (1.0, 0.0)
    assert found.sentence() == "No threshold keeps wrong answers under 5% on these 1 questions."


@given(st.lists(st.builds(Measured, st.floats(0, 1), st.booleans())), st.floats(0, 1))
def test_a_kept_promise_is_kept(outcomes: list[Measured], rate: float) -> None:
    found = calibrate.promise(outcomes, rate)
    answered = [one for one in outcomes if one.confidence >= found.threshold]
    if found.kept:
        assert sum(not one.right for one in answered) <= rate * len(answered) + 1e-9
        assert len(answered) == round(found.answered * len(outcomes))
