"""Near misses are made by changing one thing that the unit holds, so that nothing else tells the two apart."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from bot.core.model.judge_ports import Place
from tools.judge import near_misses
from tools.judge.examples import Example

UNIT = "In March 2019 Ann Clark sued Corvane Signals before 37 reporters in Port Eldrin."
OTHER = Place("Harbour", "", "Bob Stone praised the harbour.", "")
EXAMPLE = Example(
    "desk",
    "why did ann clark sue corvane signals in 2019 before 37 reporters?",
    [Place("A lawsuit", "", UNIT, ""), OTHER],
    [True, False],
    ["sued"],
)
NAMES = ["Bob Stone", "Grey Heron"]


@pytest.fixture
def chance() -> random.Random:
    return random.Random(4)


def test_each_way_changes_one_thing(chance: random.Random) -> None:
    made = {one.kind: one.question for one in near_misses.of(EXAMPLE, NAMES, chance)}
    assert set(made) == {"year", "number", "entity", "direction", "opposite", "relation"}
    assert "2019" not in made["year"]
    assert " 37 " not in made["number"]
    assert ("ann clark" in made["entity"]) != ("corvane signals" in made["entity"])
    assert made["direction"].startswith("why did corvane signals sue ann clark")
    assert " after 37 " in made["opposite"]
    assert " sue " not in made["relation"]


def test_no_unit_answers_a_near_miss(chance: random.Random) -> None:
    for one in near_misses.of(EXAMPLE, NAMES, chance):
        assert not any(one.right)
        assert one.places[0].unit == UNIT


@pytest.mark.parametrize("question", ["who sued?", "did ann clark meet corvane signals?"])
def test_what_is_the_same_both_ways_is_not_turned(question: str) -> None:
    assert near_misses.direction(replace(EXAMPLE, question=question)) is None


def test_a_question_of_another_document_is_asked_about_who_is_named_here(chance: random.Random) -> None:
    there = Example("desk", "who praised the harbour?", [OTHER], [True], ["Bob Stone"])
    made = near_misses.asked_of_another(EXAMPLE, there, chance)
    assert made is not None
    assert "bob stone" in made.question
    assert made.places == [OTHER]
    assert made.right == [False]


def test_a_definition_answers_what_is_it_and_a_mention_does_not(chance: random.Random) -> None:
    first = Place("Grey Heron", "", "Grey Heron is a seller of spyware.", "")
    second = Place("Grey Heron", "", "The minister met Grey Heron in May.", "")
    made = near_misses.definition(first, [first, second], chance)
    assert made is not None
    assert made.places == [first, second]
    assert made.right == [True, False]
    assert near_misses.definition(second, [first], chance) is None
