"""What the ranking sees in a passage: every signal is a share of the most it could be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.search import confidence, features, ranking, sentence_choice, weights
from tests.core.small_library import LETTERS, library

FILES = library(LETTERS)


WORDS = ["who", "signed", "the", "letter", "senators", "Heron", "photos", "Orban", "unions", "zeppelin", "when", "many"]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1))
def test_signals_are_shares(question: list[str]) -> None:
    _, ranked = FILES.ranked(" ".join(question))
    assert all(-1e-9 <= value <= 1 + 1e-9 for one in ranked for value in one.values)


def test_a_score_is_the_sum_of_values_and_weights() -> None:
    _, ranked = FILES.ranked("who signed the letter?")
    best = ranked[0]
    assert best.score == pytest.approx(sum(signal.value * signal.weight for signal in best.signals()))
    assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)


def test_the_weights_are_those_of_the_signals() -> None:
    """Each is named, and says its unit and its reason."""
    assert tuple(weights.of("ranking")) == features.NAMES
    assert tuple(weights.of("unit")) == sentence_choice.NAMES
    assert tuple(weights.of("evidence")) == ("constant", *confidence.NAMES)
    groups = ("ranking", "unit", "evidence", "decision")
    assert all(one.unit and one.reason for group in groups for one in weights.of(group).values())


def test_neighbours_in_order_count_most() -> None:
    files = library({"a": "The prime minister wrote.", "b": "The minister, in his prime, wrote.", "c": "A minister."})
    _, ranked = files.ranked("the prime minister")
    values = {one.hit.key: one.value("ordered_pairs") for one in ranked}
    assert values == {"a": 1.0, "b": 0.0, "c": 0.0}


def test_one_word_too_far_counts_half() -> None:
    files = library({"a": "The prime new minister wrote."})
    _, ranked = files.ranked("the prime minister")
    assert ranked[0].value("ordered_pairs") == 0.5


def test_what_stands_apart_is_not_in_one_window() -> None:
    gap = "and so on " * 10
    files = library({"a": f"The senators {gap} photos.", "b": "The senators have photos."})
    _, ranked = files.ranked("senators photos")
    values = {one.hit.key: one.value("window") for one in ranked}
    assert values["b"] == pytest.approx(1.0)
    assert values["a"] < 0.7


def test_a_title_counts_where_the_passage_says_no_more() -> None:
    files = library({"a": "It was signed in May."}, title="The Heron letter")
    _, ranked = files.ranked("when was the Heron letter signed?")
    assert ranked[0].value("title") == pytest.approx(ranked[0].value("title_rest"))
    assert ranked[0].value("title") > 0


def test_nothing_found_is_nothing_ranked() -> None:
    assert FILES.ranked("zeppelin")[1] == []


def test_more_can_be_asked_for_than_are_looked_at_closely() -> None:
    files = library({f"k{number}": f"The letter number {number}." for number in range(30)})
    assert len(files.ask("letter number", top=20).nearest) == 20
    assert len(files.ranked("letter number")[1]) == ranking.DEEP
