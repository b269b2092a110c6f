"""The confidence grows with what speaks for an answer, and a refusal names the first reason."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.core.library import indexing
from bot.core.model.answers import Answer, Question, Reason, Verdict
from bot.core.search import confidence, pipeline, weights
from tests.core.small_library import LETTERS, Library, add, library
from tests.meaning.fake_judge import SharedWords


def judged(question: str, files: Library) -> tuple[float, dict[str, float]]:
    sought, choice = files.choice(question)
    best = choice.order[0]
    return confidence.confidence(sought, choice, best), dict(
        zip(confidence.NAMES, confidence.features(sought, choice, best), strict=True)
    )


FILES = library(LETTERS)


def test_more_of_the_question_found_is_more_confidence() -> None:
    sure, _ = judged("who signed the letter of the senators?", FILES)
    less, features = judged("who signed the zeppelin of the Ruritanian senators?", FILES)
    assert sure > less
    assert features["unknown"] > 0.5
    assert less <= 0.05


def test_names_that_the_passage_lacks_speak_against_it() -> None:
    _, features = judged("did Vexil sign the letter of Ann Clark and Bob Stone?", FILES)
    assert features["names_left_out"] > 0
    _, features = judged("did vexil sign the letter of ann clark and bob stone?", FILES)
    assert features["names_left_out"] == 0


def test_a_name_in_the_title_is_not_missing() -> None:
    """A review of the hotel needn't name it."""
    files = library({"Hotel Miramar": "The pool closes at six, which nobody tells you."})
    assert judged("when does the pool of the Miramar close?", files)[1]["names_missing"] == pytest.approx(0)


def test_german_nouns_are_no_names() -> None:
    files = library({"a": "Der Brief wurde am Montag unterschrieben."}, language="de")
    assert judged("Wer hat den Brief an die Ministerin unterschrieben?", files)[1]["names_left_out"] == 0


def test_one_passage_alone_has_nothing_behind_it() -> None:
    files = library({"a": "The letter was signed by Ann Clark."})
    sure, features = judged("who signed the letter?", files)
    assert features["document_ahead"] == confidence.FAR
    assert features["missing"] == 0
    assert 0 < sure < 1


FILES_AND_NOW = library(LETTERS | {"now": "Even now, nobody knows."})


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("what did the senators of Ruritania and Freedonia sign?", Reason.UNKNOWN_WORDS),
        ("who won a zeppelin?", Reason.UNKNOWN_WORDS),
        ("did Vexil send photos to Brussels?", Reason.NOT_TOGETHER),
        ("when was the letter signed?", Reason.UNCERTAIN),
    ],
)
def test_the_reasons_in_their_order(question: str, reason: Reason) -> None:
    assert FILES.ask(question).reason is reason


@pytest.mark.parametrize(
    "question",
    [
        "profession of the ministry",  # what it is called may be another word
        "who signed for the Senatorial Ruritania?",  # begins as a word of the files does
        "did Ruritania quarrel with Vexil?",  # one name of two
        "which ministry rained and snowed in 1987?",
    ],
)
def test_absence_is_claimed_of_no_word_that_the_files_may_call_otherwise(question: str) -> None:
    assert FILES.ask(question).verdict is Verdict.CLOSEST


@pytest.mark.parametrize(
    "question",
    [
        "was the letter sent to Ruritania or to Freedonia?",
        "was a zeppelin even sold now?",  # "even" and "now" say of nothing that it is there
    ],
)
def test_absence_is_claimed_of_names_and_where_nothing_else_is_known(question: str) -> None:
    assert FILES_AND_NOW.ask(question).reason is Reason.UNKNOWN_WORDS


def test_a_passage_in_another_language_has_its_own_words_for_all_but_names() -> None:
    files = library({"a": "The ferry leaves now."})
    add(files.store, next(iter(files.cases)), "b", "El ferri sale ahora hacia el zeppelin.", language="es")
    indexing.catch_up(files.store, files.index)
    assert files.ask("who even won a zeppelin now?").verdict is Verdict.CLOSEST
    assert files.ask("was a zeppelin sent to Ruritania by Freedonia?").reason is Reason.UNKNOWN_WORDS


CODE = "The code is voluntary and binds no country that signed it."
CODIGO = "El código es voluntario y no obliga a ningún país que lo firmó."
SURE = SharedWords({CODE: 9.0, CODIGO: 9.0})


def asked_of_code(question: str, judge: SharedWords | None, text: str = CODE, language: str = "en") -> Answer:
    files = library({"a": text}, language=language)
    return pipeline.ask(Question(question), files.cases, files.store, files.index, None, judge)


def test_an_ordinary_word_that_no_file_holds_refuses_nothing_where_the_judge_has_read_the_quote() -> None:
    """By words alone nothing says that "voluntary" answers who asks whether it must be obeyed."""
    question = "do countries that signed have to obey the code?"
    assert asked_of_code(question, SURE).verdict is Verdict.ANSWER
    by_words = asked_of_code(question, None)
    assert (by_words.reason, by_words.missing) == (Reason.MISSING, ("obey",))


@pytest.mark.parametrize(
    ("question", "lacked"),
    [
        ("does Ruritania have to follow the code that countries signed?", ("Ruritania",)),
        ("do countries that signed have to obey the code of 1987?", ("1987", "obey")),
        ("did the countries that signed the code include ukraine?", ("ukraine",)),
        ("is the code voluntary in thirty countries?", ("thirty",)),
    ],
)
def test_a_name_or_a_number_that_no_file_holds_refuses_however_sure_the_judge_is(
    question: str, lacked: tuple[str, ...]
) -> None:
    answer = asked_of_code(question, SURE)
    assert (answer.reason, answer.missing) == (Reason.MISSING, lacked)


def test_so_does_another_word_where_the_judge_makes_it_little_more_than_likely() -> None:
    question = "do countries that signed have to obey the code?"
    likely = asked_of_code(question, SharedWords({CODE: -1.8}))
    assert 0.5 < likely.confidence < 0.7
    assert likely.missing == ("obey",)


def test_so_does_another_word_where_the_quote_is_in_another_language() -> None:
    """Of its own language the files hold nothing that could stand for it."""
    answer = asked_of_code("must a país obey the código?", SURE, CODIGO, "es")
    assert (answer.reason, answer.missing) == (Reason.MISSING, ("obey",))


def test_what_is_refused_for_a_word_says_which_however_common_that_is() -> None:
    """Elsewhere so common a word isn't told to be missing."""
    answer = asked_of_code("are there chats in the code that countries signed?", None)
    assert (answer.reason, answer.missing) == (Reason.MISSING, ("chats",))


def test_the_threshold_is_the_operators_where_there_is_one() -> None:
    fitted = confidence.threshold(None)
    assert 0 < fitted < confidence.threshold(None, is_across=True) < 1
    assert confidence.threshold("0.75") == confidence.threshold("0.75", is_across=True) == 0.75


def test_a_quote_in_another_language_answers_only_when_surer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks can check it less easily."""
    for sure, spanish, english in ((0.52, False, True), (0.56, True, True), (0.49, False, False)):
        monkeypatch.setattr(confidence, "confidence", lambda *_, sure=sure: sure)
        for language, answered in (("es", spanish), ("en", english)):
            files = library({"a": "La carta de Ann Clark fue firmada en Ulm."}, language=language)
            assert files.ask("was the carta of Ann Clark firmada in Ulm?").answered is answered


def test_another_document_that_says_the_same_or_differs_in_a_value_is_no_rival() -> None:
    """Both answer: only a unit that says something else could be the right one instead."""
    told = "Eighteen lawmakers signed the letter about the Harbour spyware on Tuesday."

    def rivals(other: str) -> float:
        asked, choice = library({"a": told, "b": other}).choice("who signed the letter about Harbour?")
        row = next(row for row in choice.order if choice.units.units[row].candidate.document.key == "a")
        return dict(zip(confidence.NAMES, confidence.features(asked, choice, row), strict=True))["alike"]

    assert rivals(f"{told} It was printed again.") == 0
    assert rivals("Twenty lawmakers signed the letter about the Harbour spyware on Friday.") == 0
    assert rivals("Anna Moor signed the letter about Harbour.") > 0


def test_beside_another_language_what_is_nearer_in_meaning_is_surer() -> None:
    """A unit without a vector counts as one in the middle; in the question's own language it isn't asked."""

    def sure(language: str, near: float | None) -> float:
        files = library({"a": "La carta fue firmada por Ann Clark.", "b": "Nada más."}, language=language)
        sought, choice = files.choice("who signed the letter of Ann Clark?")
        best, count = choice.order[0], len(choice.scores)
        freed = None if near is None else np.full(count, near, np.float32)
        read = replace(choice, answers=np.ones(count), units=replace(choice.units, freed=freed))
        return confidence.confidence(sought, read, best)

    middle = weights.of("judge_across")["middle"].value
    assert sure("es", 0.2) < sure("es", 0.5)
    assert sure("es", float("nan")) == sure("es", None) == pytest.approx(sure("es", middle))
    assert sure("en", 0.2) == sure("en", 0.5)
