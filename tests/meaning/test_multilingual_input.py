"""A question and a place side by side, as e5 was trained to read them, with marks of what both hold."""

from __future__ import annotations

import pytest

from bot.core.model.judge_ports import Place
from bot.meaning import e5, multilingual_input
from bot.meaning.e5_weights import Weights
from bot.meaning.judge_input import ASKED, IN_UNIT, NOWHERE, Row
from bot.meaning.multilingual_input import ANSWERING, AROUND, ASKING, BAR, BEGIN, DOT, END, UNSEEN, MultilingualInput

pytestmark = pytest.mark.skipif(e5.absent() is not None, reason="the model isn't installed")
PLACE = Place("Urteil", "Davor.", "Am 5. Mai 2019 unterschrieb Anna Clark den Vertrag.", "Danach.")


@pytest.fixture(scope="module")
def given() -> MultilingualInput:
    return MultilingualInput(Weights(e5.weights()).vocabulary)


def said(row: Row, given: MultilingualInput, segment: int) -> list[int]:
    return [mark for mark, own in zip(row.marks, row.segments, strict=True) if own == segment]


def test_the_question_comes_first_then_the_place_with_its_unit_apart(given: MultilingualInput) -> None:
    row = given.row("who signed?", PLACE)
    assert (
        row.segments == sorted(row.segments[: row.segments.count(ASKING)]) + row.segments[row.segments.count(ASKING) :]
    )
    unit = [place for place, own in enumerate(row.segments) if own == ANSWERING]
    assert unit == list(range(unit[0], unit[-1] + 1))
    assert {AROUND} == set(row.segments[unit[-1] + 1 :])


def test_what_divides_is_told_from_what_only_e5_reads(given: MultilingualInput) -> None:
    marks = given.row("who signed?", PLACE).marks
    assert [mark for mark in marks if mark > UNSEEN] == [BEGIN, END, DOT, BAR, BAR, END]
    assert marks[1] == UNSEEN  # "query:"


def test_a_name_or_number_in_both_is_marked_in_both(given: MultilingualInput) -> None:
    row = given.row("what did Anna Clark sign in 2019?", PLACE)
    assert said(row, given, ASKING).count(IN_UNIT) >= said(row, given, ANSWERING).count(ASKED) >= 3
    assert IN_UNIT not in said(given.row("what did Bob Stone sign in 2014?", PLACE), given, ASKING)
    assert NOWHERE in said(row, given, ASKING)


@pytest.mark.parametrize(
    ("asked", "unit"),
    [
        ("cárdenas?", "A CARDENASNAK küldött levél."), ("orban?", "Orbánnak küldték."), ("Путин?", "Указ Путина."),
        ("the Orban letter", "Письмо Орбана"), ("did Mansour write?", "كتب منصور"),
        ("من كتب إلى أحمد", "Ahmed read it."),
        ("الشركة", "كتب وشركة أخرى"), ("за 2019", "In 2019."), ("a b 1,500", "a 1.500"),
    ],
)  # fmt: skip
def test_accents_case_endings_and_scripts_do_not_hide_a_word(given: MultilingualInput, asked: str, unit: str) -> None:
    row = given.row(asked, Place("", "", unit, ""))
    assert IN_UNIT in said(row, given, ASKING)
    assert ASKED in said(row, given, ANSWERING)


@pytest.mark.parametrize(
    ("asked", "unit"),
    [
        ("1500000", "1500001"), ("2019", "20190"), ("the", "them"), ("who?", "Кто?"), ("a letter", "лидер"),
        ("Anna", "Annapolis"), ("", "—"),
    ],
)  # fmt: skip
def test_another_number_or_word_is_not_marked(given: MultilingualInput, asked: str, unit: str) -> None:
    assert IN_UNIT not in said(given.row(asked, Place("", "", unit, "")), given, ASKING)


def test_a_unit_without_blanks_is_cut_not_dropped(given: MultilingualInput) -> None:
    row = given.row("谁签署了合同?", Place("", "", "部长于星期五签署了合同" * 100, ""))
    assert row.segments.count(ANSWERING) == multilingual_input.UNIT


def test_each_of_its_texts_has_a_limit(given: MultilingualInput) -> None:
    long = "word " * 5_000
    row = given.row(long, Place(long, long, long, long))
    assert len(row.numbers) <= sum(
        (multilingual_input.QUESTION, multilingual_input.TITLE, multilingual_input.BEFORE, multilingual_input.UNIT,
         multilingual_input.AFTER, 20)
    )  # fmt: skip
