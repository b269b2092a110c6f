"""Values that differ stand side by side; where there is a doubt that they do, nothing is said."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from bot.core.model.answers import Answer
from tests.core.small_library import library

LETTER = "Eighteen lawmakers signed the letter about Harbour."
HOW_MANY = "how many lawmakers signed the letter about Harbour?"
DATED = "The lease of the Elmstead warehouse was signed on 3 May 2019."
WHEN = "when was the lease of the Elmstead warehouse signed?"
SIGNED = "The lease of the Elmstead warehouse was signed by Tomas Reed."
WHO = "who signed the lease of the Elmstead warehouse?"
RENT = "The rent of the Elmstead warehouse is 4,000 a month."
HOW_MUCH = "how much is the rent of the Elmstead warehouse?"
FILLER = {
    f"filler-{number}": f"In town {number} the council met about road {number}, and it rained." for number in range(9)
}


CASES = tomllib.loads(Path(__file__).with_name("differing_values.toml").read_text("utf-8"))


def named(case: dict[str, Any]) -> str:
    return f"{case['question']} {case.get('why', case['texts'][-1])}"


@pytest.mark.parametrize("case", CASES["differing"], ids=named)
def test_two_values_of_one_thing_are_set_side_by_side(case: dict[str, Any]) -> None:
    """In other words, in two documents or in one; each stands in the quote whose rank it has."""
    answer = asked(case["question"], *case["texts"], language=case.get("language", "en"))
    [found] = answer.disagreements
    assert {value for value, _ in found.values} == set(case["values"])
    for value, rank in found.values:
        assert value in answer.excerpts[rank - 1].quote


@pytest.mark.parametrize("case", CASES["same"], ids=named)
def test_values_of_different_things_are_not(case: dict[str, Any]) -> None:
    """Of another place, time, part, unit or person; or that may both be true. Nor with the sources in another order."""
    for texts in (case["texts"], case["texts"][::-1]):
        assert asked(case["question"], *texts, language=case.get("language", "en")).disagreements == ()


def asked(question: str, *texts: str, language: str = "en") -> Answer:
    """Of documents with one text each, among others."""
    told = {f"source-{number}": text for number, text in enumerate(texts)}
    return library({**told, **FILLER}, language=language).ask(question)


@pytest.mark.parametrize(
    ("question", "texts", "wanted"),
    [
        (HOW_MANY, (LETTER, "The letter about Harbour was signed by 13 lawmakers."), ("how many", {"Eighteen", "13"})),
        (WHEN, (DATED, "In 2020, they signed the Elmstead warehouse lease."), ("when", {"3 May 2019", "2020"})),
        (
            WHO,
            (SIGNED, "Maria Lund signed the lease of the Elmstead warehouse."),
            ("who", {"Tomas Reed", "Maria Lund"}),
        ),
        (HOW_MUCH, (RENT, "The owner says that " + RENT.replace("4,000", "5,000")), ("how much", {"4,000", "5,000"})),
    ],
)
def test_different_values_are_told(question: str, texts: tuple[str, ...], wanted: tuple[str, set[str]]) -> None:
    """With the rank of the quote that says each."""
    answer = asked(question, *texts)
    assert len(answer.excerpts) == len(texts)
    [found] = answer.disagreements
    assert (found.about, {value for value, _ in found.values}) == wanted
    assert {rank for _, rank in found.values} == {1, 2}
    for value, rank in found.values:
        assert value in answer.excerpts[rank - 1].quote


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (HOW_MANY, LETTER, "The letter about Harbour was signed by 18 lawmakers."),
        (HOW_MANY, LETTER, "More than 10 lawmakers signed the letter about Harbour."),
        (HOW_MANY, LETTER, "The letter about Harbour was not signed by 13 lawmakers."),
        (HOW_MANY, LETTER, "The letter about Harbour was signed by 13 lawmakers and 5 lawmakers."),
        (HOW_MANY, LETTER, "Those who signed the letter about Harbour are 13."),
        (WHEN, DATED, "They signed the lease of the Elmstead warehouse in 2019."),
        (WHEN, DATED, "The lease of the Elmstead warehouse was signed on a Monday."),
        (WHEN, DATED, "That month the lease of the Elmstead warehouse was signed, which somebody had signed in 2015."),
        (WHO, SIGNED, "Reed signed the lease of the Elmstead warehouse."),
        ("what is the lease of the Elmstead warehouse?", DATED, DATED.replace("2019", "2020")),
    ],
)
def test_a_doubt_keeps_it_silent(question: str, one: str, other: str) -> None:
    """The same value otherwise written, a rounded one, a negation, several values, other words, no such question."""
    assert asked(question, one, other).disagreements == ()


def test_a_later_version_of_a_story_is_no_copy_where_it_says_otherwise() -> None:
    """All of it is the same but for the number that was asked for: both are shown."""
    rest = "\n\n".join(text + " The minutes of that evening say so, and all were told." for text in FILLER.values())
    answer = asked(HOW_MANY, f"{LETTER}\n\n{rest}", f"{LETTER.replace('Eighteen', '21')}\n\n{rest}")
    assert {value for value, _ in answer.disagreements[0].values} == {"Eighteen", "21"}
    assert [excerpt.copies for excerpt in answer.excerpts] == [(), ()]


def test_languages_without_tables_and_kinds_without_values_are_left_alone() -> None:
    assert (
        asked(HOW_MANY, LETTER, "The letter about Harbour was signed by 13 lawmakers.", language="fi").disagreements
        == ()
    )
    why = "why was the lease of the Elmstead warehouse signed?"
    assert asked(why, f"{SIGNED[:-1]} because of rain.", f"{DATED[:-1]} because of snow.").disagreements == ()


def test_german_names_are_not_compared() -> None:
    """Every noun has a capital there."""
    one = "Den Mietvertrag des Lagers Elmstedt unterschrieb Tomas Reed."
    found = asked(
        "Wer unterschrieb den Mietvertrag des Lagers Elmstedt?",
        one,
        one.replace("Tomas Reed", "Maria Lund"),
        language="de",
    )
    assert found.disagreements == ()
