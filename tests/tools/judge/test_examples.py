"""What the judge learns from: the units that search finds, without those of which it can't be told."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from tools import unit_rows
from tools.judge import examples
from tools.unit_rows import Row

BRIDGE = "The bridge was built in 1921. It is long. It fell in 1980.\n\nIn 1921 it rained."
NOBODY = "Nobody knows when the ward was closed."
DOCUMENTS = [
    {"id": "bridge", "title": "The bridge", "text": BRIDGE},
    {"id": "ward", "title": "The ward", "text": f"{NOBODY} It was big."},
]
QUESTIONS = [
    {"id": "1", "question": "when was the bridge built?", "expect": ["1921"], "document": "bridge", "paragraph": 0},
    {"id": "2", "question": "when was the ward closed?", "expect": None, "near": "ward", "tolerated": NOBODY},
]


@pytest.fixture
def rows(tmp_path: Path) -> list[Row]:
    (tmp_path / "documents.jsonl").write_text("\n".join(map(json.dumps, DOCUMENTS)))
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, QUESTIONS)))
    return list(unit_rows.read(tmp_path, "desk"))


def test_a_question_comes_with_what_answers_it_and_with_what_does_not(rows: list[Row]) -> None:
    made, _ = examples.of_rows(rows, random.Random(1))
    told = {place.unit: right for place, right in zip(made.places, made.right, strict=True)}
    assert told["The bridge was built in 1921."]
    assert sum(told.values()) == 1


def test_what_can_not_be_told_teaches_nothing(rows: list[Row]) -> None:
    """The words of the answer in another place; a sentence that says that nobody knows."""
    made, other = examples.of_rows(rows, random.Random(1))
    assert "In 1921 it rained." not in [place.unit for place in made.places]
    assert NOBODY not in [place.unit for place in other.places]
    assert not any(other.right)
