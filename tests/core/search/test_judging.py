"""A reader judges the best units: it may change their order and the confidence, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from bot.core.library import indexing
from bot.core.model.answers import Answer, Question
from bot.core.model.judge_ports import Place
from bot.core.search import judging, pipeline, sentence_choice, units
from tests.core.small_library import Library, add, library
from tests.meaning.fake_judge import SharedWords

TEXTS = {
    "ward": "The ward was closed in March 2019. Patients left the ward in April 2019.",
    "bridge": "The bridge was built in 1921.\n\nIt fell in 1980.",
    "puente": "El puente se construyó en 1921 y la reina lo inauguró ese año.",
}
QUESTION = "when did patients leave the ward that was closed?"
CLOSED, LEFT = "The ward was closed in March 2019.", "Patients left the ward in April 2019."


@pytest.fixture(scope="module")
def files() -> Library:
    return library(TEXTS)


def ask(files: Library, judge: SharedWords | None, text: str = QUESTION, **more: Any) -> Answer:
    answer = pipeline.ask(Question(text, **more), files.cases, files.store, files.index, None, judge)
    return replace(answer, took_ms=0)


def test_the_unit_that_it_is_sure_of_comes_first(files: Library) -> None:
    for first, other in ((LEFT, CLOSED), (CLOSED, LEFT)):
        answer = ask(files, SharedWords({first: 30.0, other: -30.0}))
        assert answer.nearest[0].quote.startswith(first)


def test_the_surer_it_is_the_surer_the_answer(files: Library) -> None:
    doubts, likes = ask(files, SharedWords({LEFT: 1.0})), ask(files, SharedWords({LEFT: 3.0}))
    assert doubts.confidence < likes.confidence


def test_a_statement_is_put_to_it_as_a_question(files: Library) -> None:
    for text, put in (
        ("Patients left the ward in May.", "is it true that Patients left the ward in May?"),
        ("patients left the ward", "patients left the ward"),
        ("who left the ward of Clark Ltd.", "who left the ward of Clark Ltd."),
    ):
        judge = SharedWords()
        ask(files, judge, text)
        assert {question for question, _ in judge.asked} == {put}


def test_what_it_says_is_among_the_signals_of_an_explanation(files: Library) -> None:
    told = {one.name: one.value for one in ask(files, SharedWords({LEFT: 30.0}), explain=True).nearest[0].signals}
    assert told["judge"] == 30.0
    assert "judge" not in {one.name for one in ask(files, None, explain=True).nearest[0].signals}


def test_dead_it_changes_nothing(files: Library) -> None:
    judge = SharedWords()
    judge.away = True
    assert ask(files, judge) == ask(files, None)
    assert judge.asked


def test_it_sees_the_question_and_each_unit_in_its_own_document_alone(files: Library) -> None:
    judge = SharedWords()
    ask(files, judge)
    ((question, places),) = judge.asked
    assert question == QUESTION
    for place in places:
        whole = next(text for name, text in TEXTS.items() if place.unit in text)
        assert f"{place.before}{place.unit}{place.after}" in whole


def test_what_is_not_english_on_either_side_is_read_by_the_other_one(files: Library) -> None:
    judge = SharedWords()
    ask(files, judge, "¿cuándo se construyó el puente que la reina inauguró?")
    assert judge.others == judge.asked
    judge = SharedWords()
    ask(files, judge, "when was the bridge built?")
    assert judge.others == []


def test_without_the_other_one_only_english_is_judged(files: Library) -> None:
    question = "¿cuándo se construyó el puente que la reina inauguró?"
    assert ask(files, Englishman(), question) == ask(files, None, question)
    assert ask(files, Englishman()) == ask(files, SharedWords())


class Englishman(SharedWords):
    def judge(self, question: str, places: Sequence[Place], *, english: bool = True) -> Sequence[float] | None:
        return super().judge(question, places) if english else None


def test_a_statement_in_another_language_is_put_to_it_as_it_is(files: Library) -> None:
    judge = SharedWords()
    ask(files, judge, "La reina inauguró el puente en 1922.")
    assert {question for question, _ in judge.others} == {"La reina inauguró el puente en 1922."}


@pytest.mark.parametrize("text", ["Ward", '"was closed in March" ward'])
def test_a_bare_name_and_a_phrase_ask_nothing_that_it_could_judge(files: Library, text: str) -> None:
    judge = SharedWords()
    assert ask(files, judge, text) == ask(files, None, text)
    assert judge.asked == []


def test_it_is_asked_with_mended_spellings(files: Library) -> None:
    judge = SharedWords()
    ask(files, judge, "when did the patiants leave the ward?")
    assert [question for question, _ in judge.asked] == ["when did the patients leave the ward?"]


def test_only_the_word_that_was_mended_is_another(files: Library) -> None:
    """Its letters may stand within other words of the question."""
    judge = SharedWords()
    ask(files, judge, "when did patiants (not outpatiantsward) leave the ward that was closed?")
    assert judge.asked[0][0] == "when did patients (not outpatiantsward) leave the ward that was closed?"


def test_what_is_hidden_changes_nothing_of_what_it_says(files: Library) -> None:
    more = library(TEXTS | {"secret": "Patients left the ward in May 2020, a file that nobody may see says."})
    hidden = next(case for case in more.cases)
    assert hidden is not None
    judge, other = SharedWords(), SharedWords()
    ask(files, judge)
    ask(more, other)
    said = {place.unit: place for _, places in judge.asked for place in places}
    also = {place.unit: place for _, places in other.asked for place in places}
    assert all(also[unit] == place for unit, place in said.items() if unit in also)


def test_where_nothing_can_be_quoted_it_is_not_asked() -> None:
    judge = SharedWords()
    ask(library({"a": "# Senators sign letter on Heron"}), judge, "who signed the letter on Heron?")
    assert judge.asked == []


def test_the_order_of_what_it_was_not_asked_of_stays(files: Library) -> None:
    sought, ranked = files.ranked(QUESTION)
    assert ranked
    assert judging.mended(sought) == QUESTION


@pytest.mark.parametrize(
    ("question", "language"), [("when was the bridge of Ulm built?", "el"), ("ποιος έχτισε το Ulm;", "en")]
)
def test_between_languages_that_no_judge_has_learnt_nothing_is_judged(question: str, language: str) -> None:
    judge = SharedWords()
    known = library({"bridge": "Η γέφυρα του Ulm χτίστηκε το 1921."}, language=language)
    ask(known, judge, question)
    assert judge.asked == []


@pytest.mark.parametrize(("behind", "freed", "read"), [(5.0, True, True), (7.0, True, False), (5.0, False, False)])
def test_the_first_in_another_language_are_read_from_farther_back(behind: float, freed: bool, read: bool) -> None:
    """Where their nearness is known without what only tells the languages: else they are seldom right."""
    both = library({"bridge": TEXTS["bridge"]})
    add(both.store, next(iter(both.cases)), "puente", "El puente se construyó en 1921.", language="es")
    indexing.catch_up(both.store, both.index)
    sought, ranked = both.ranked("when was the bridge of 1921 built?")
    gathered = units.gather(sought, ranked)
    foreign = np.array([unit.candidate.language == "es" for unit in gathered.units])
    assert 0 < foreign.sum() < len(foreign)
    near = np.zeros(len(foreign), np.float32) if freed else None
    choice = sentence_choice.choose(sought, replace(gathered, freed=near))
    choice = replace(choice, scores=np.where(foreign, -behind, 0.0))
    found, order = judging.judged(SharedWords(), sought, choice, choice.order)
    assert found.answers is not None
    assert bool(np.isfinite(found.answers[foreign]).all()) is read
    assert sorted(order) == sorted(choice.order)


@pytest.mark.parametrize(("language", "read"), [("el", True), ("vi", False)])
def test_a_language_is_judged_where_its_figures_are_as_good(language: str, read: bool) -> None:
    """Told of the declaration of human rights in 23 languages, see the judge's card."""
    question, text = {
        "el": ("πότε χτίστηκε η γέφυρα του ποταμού;", "Η γέφυρα του ποταμού χτίστηκε το 1921."),
        "vi": ("cây cầu được xây dựng năm nào?", "Cây cầu được xây dựng năm 1921."),
    }[language]
    judge = SharedWords()
    ask(library({"bridge": text}, language=language), judge, question)
    assert bool(judge.others) is read
