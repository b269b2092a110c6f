"""The near misses measure how seldom something is quoted that is no answer; nothing may be tuned on them.

So there is no floor here: only the form is held, and that what is quoted from the case files stands there.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from bot.core.search.query_syntax import folded
from bot.measure import evaluate
from tests.golden.test_questions import ALL, FILES, HERE, rows

ROWS = rows("near_misses.jsonl")
MISSES = [row for row in ROWS if row["expect"] is None]
TWINS = {row["id"]: row for row in ROWS if row["expect"] is not None}
AT_LEAST = {
    "entity": 45,
    "year": 30,
    "number": 25,
    "direction": 40,
    "antonym": 30,
    "attribute": 60,
    "presupposition": 35,
    "place": 20,
    "relation": 25,
    "future": 15,
}


def in_one_sentence(words: str, keys: list[str]) -> bool:
    return any(folded(words) in sentence for key in keys for sentence in FILES[key])


def test_there_are_enough_of_each_kind() -> None:
    kinds = Counter(row["why"] for row in MISSES)
    assert set(kinds) == set(AT_LEAST)
    assert {kind: kinds[kind] for kind, least in AT_LEAST.items() if kinds[kind] < least} == {}
    assert len(TWINS) >= 150


def test_the_evaluation_reads_them() -> None:
    read = evaluate.read((HERE / "near_misses.jsonl").read_text("utf-8").splitlines())
    assert [one.id for one in read if one.expect is None] == [row["id"] for row in MISSES]


def test_ids_and_questions_are_used_once_among_all_golden_questions() -> None:
    all_rows = ROWS + ALL
    assert [one for one, times in Counter(row["id"] for row in all_rows).items() if times > 1] == []
    assert [one for one, times in Counter(folded(row["question"]) for row in all_rows).items() if times > 1] == []


def test_every_near_miss_is_near_a_case_file_and_every_case_file_has_some() -> None:
    assert {row["near"] for row in MISSES} == set(FILES)


def test_every_near_miss_has_a_twin_and_every_twin_a_near_miss() -> None:
    assert {row["twin"] for row in MISSES} == set(TWINS)


@pytest.mark.parametrize("row", TWINS.values(), ids=lambda row: row["id"])
def test_what_is_expected_stands_within_a_sentence(row: dict[str, Any]) -> None:
    keys = [row["document"]] if "document" in row else sorted(FILES)
    assert row["expect"]
    assert [words for words in row["expect"] if not in_one_sentence(words, keys)] == []


@pytest.mark.parametrize("row", [row for row in MISSES if "tolerated" in row], ids=lambda row: row["id"])
def test_what_is_tolerated_stands_within_a_sentence(row: dict[str, Any]) -> None:
    assert row["tolerated"]
    assert [words for words in row["tolerated"] if not in_one_sentence(words, sorted(FILES))] == []
