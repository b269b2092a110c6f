"""Contrasts: two questions and two units of the same words, of which each question has its own."""

from __future__ import annotations

import random

import pytest

from bot.core.model.judge_ports import Place
from tools.judge import attributes, contrasts, edits, lessons, madeup, verbs
from tools.judge.examples import Example

SUED = Place("A lawsuit", "It was in the news.", "Stone sued Clark in 2019.", "")
BESIDE = Place("Harbour", "", "The harbour was closed.", "")
EXAMPLE = Example("desk", "who did stone sue?", [SUED, BESIDE], [True, False], ["Clark"])
SWAP = {"Stone": "Clark", "Clark": "Stone"}


@pytest.fixture
def chance() -> random.Random:
    return random.Random(5)


def truths(example: Example) -> dict[str, bool]:
    return {place.unit: right for place, right in zip(example.places, example.right, strict=True)}


def test_each_of_two_questions_has_its_own_of_two_units(chance: random.Random) -> None:
    first, second = contrasts.contrasted(EXAMPLE, SWAP, "direction", chance)
    assert (first.question, second.question) == ("who did stone sue?", "who did clark sue?")
    assert truths(first) == {"Stone sued Clark in 2019.": True, "Clark sued Stone in 2019.": False, BESIDE.unit: False}
    assert truths(second) == {"Stone sued Clark in 2019.": False, "Clark sued Stone in 2019.": True, BESIDE.unit: False}
    assert second.answers == ("Stone",)


@pytest.mark.parametrize("edit", [{"Meyer": "Clark"}, {"2019": "2020"}])
def test_what_leaves_either_side_as_it_was_makes_no_contrast(edit: edits.Edit, chance: random.Random) -> None:
    assert contrasts.contrasted(EXAMPLE, edit, "entity", chance) == []


@pytest.mark.parametrize(
    ("text", "edit", "other"),
    [
        ("Stone sued Clark.", SWAP, "Clark sued Stone."),
        ("did stone sue clark", SWAP, "did clark sue stone"),
        ("The court sued Clark.", {"the court": "Clark", "Clark": "the court"}, "Clark sued the court."),
        ("Clark sued the court.", {"the court": "Clark", "Clark": "the court"}, "The court sued Clark."),
        ("Stonehenge stands.", SWAP, "Stonehenge stands."),
    ],
)
def test_an_edit_changes_whole_words_at_once_and_keeps_their_case(text: str, edit: edits.Edit, other: str) -> None:
    assert edits.applied(text, edit) == other


def test_a_detail_is_answered_by_nothing_but_a_unit_that_has_it(chance: random.Random) -> None:
    made = [one for _ in range(40) for one in contrasts.detailed(EXAMPLE, ["in Port Eldrin"], chance)]
    assert all(len(one.question) > len(EXAMPLE.question) and not truths(one)[SUED.unit] for one in made)
    told = [unit for one in made for unit, right in truths(one).items() if right]
    assert "Stone sued Clark in 2019 in Port Eldrin." in told


def test_what_ends_questions_is_found_to_end_others() -> None:
    assert contrasts.phrases(["Who lived in Port Eldrin?", "why?"]) == ["in Port Eldrin"]


@pytest.mark.parametrize("seed", range(20))
def test_made_up_sentences_hold_the_same_words_both_ways_round(seed: int) -> None:
    material = madeup.Material(["Ann Clark", "Corvane", "Bob Stone"], [BESIDE], ["the harbour was closed"])
    made = list(madeup.direction(material, "made", random.Random(seed)))
    assert len(made) in {2, 4}
    for one in made:
        assert sorted(one.right) == [False, True]
        assert "{" not in one.question + one.places[0].unit + one.places[1].unit
    first, second = (sorted(place.unit.lower().split()) for place in made[0].places)
    assert [word.strip(".,;'s") for word in first] != []
    assert sorted("".join(first)) == sorted("".join(second))


def test_another_verb_means_something_else(chance: random.Random) -> None:
    buy = next(verb for verb in verbs.VERBS if verb.base == "buy" and not verb.after)
    assert not {verbs.another(buy, chance).base for _ in range(200)} & {"buy", "acquire", "own"}


AGE = Place("Clark", "", "Ann Clark, 51, is the registrar.", "")
MENTION = Place("Clark", "", "The board met Ann Clark.", "")
UNCLEAR = Place("Clark", "", "Ann Clark left at the age of sixty.", "")


def test_who_is_named_is_asked_about_where_it_can_be_told_whether_that_stands_there() -> None:
    made = [
        one
        for seed in range(60)
        for one in attributes.asked(AGE, "Ann Clark", [MENTION, UNCLEAR], "made", random.Random(seed))
    ]
    old = [one for one in made if one.question.lower() in {"how old is ann clark?", "what age was ann clark?"}]
    assert old
    for one in old:
        assert truths(one) == {AGE.unit: True, MENTION.unit: False}
    assert any(not any(one.right) for one in made)


def test_lessons_of_a_set_are_the_same_every_time() -> None:
    first, second = (lessons.of([EXAMPLE] * 20, random.Random(7)) for _ in range(2))
    assert first == second
    assert {"detail", "direction"} & {one.kind for one in first}
