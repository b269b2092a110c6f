"""Greetings, thanks and wrappings are no content: alone they ask nothing, around a question they change nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.model.answers import Reason, Verdict
from bot.core.search import small_talk
from tests.core.small_library import LETTERS, library

MESSAGES = (Path(__file__).parent / "small_talk_messages.txt").read_text("utf-8").splitlines()
FILES = library(LETTERS)
QUESTIONS = ("who signed the letter?", "what does Heron collect", "who was the letter sent to?", "did Vexil deny it?")
WRAPPINGS = (
    "{}",
    "{} thanks!",
    "{} Thank you very much in advance",
    "hi bot, {}",
    "Hello everyone! {}",
    "please quote the passage: {}",
    "can you tell me {}",
    "Could you please tell us {} Thanks a lot!",
    "sorry to bother you, quick question: {}",
    "I was wondering, {}",
    "according to our files, {}",
    "do you know {} any idea?",
    "@Pullquote {} please",
    "I'd like to know {}",
)


@pytest.mark.parametrize("message", MESSAGES)
def test_a_message_of_small_talk_asks_nothing(message: str) -> None:
    """In each of the interface's languages, whatever the files are written in."""
    assert small_talk.asked(message, ("en",)) == (0, 0)


def test_there_are_two_hundred_of_them() -> None:
    assert len(set(MESSAGES)) >= 200


@pytest.mark.parametrize("message", ["hello", "Thanks!", "nice", "¿qué tal?", "merci beaucoup", "شكرا"])
def test_small_talk_is_answered_by_no_quote(message: str) -> None:
    answer = FILES.ask(message)
    assert (answer.verdict, answer.reason) == (Verdict.NOTHING, Reason.NO_QUESTION)
    assert (answer.shown, answer.nearest, answer.confidence, answer.missing) == ((), (), 0.0, ())


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_wrapped_around_a_question_changes_no_answer(question: str, wrapping: str) -> None:
    alone, wrapped = FILES.ask(question), FILES.ask(wrapping.format(question))
    assert [(one.quote, one.score) for one in wrapped.shown] == [(one.quote, one.score) for one in alone.shown]
    assert (wrapped.verdict, wrapped.confidence) == (alone.verdict, alone.confidence)


@pytest.mark.parametrize(
    ("said", "languages", "asked"),
    [
        ("Hola, ¿me puedes decir quién firmó la carta? gracias", ("es",), "quién firmó la carta"),
        ("Bonjour, pouvez-vous me dire qui a signé la lettre ? Merci d'avance", ("fr",), "qui a signé la lettre"),
        ("مرحبا، من وقع الرسالة؟ شكرا", ("ar",), "من وقع الرسالة"),
        ("Hallo, weiß jemand, wer den Brief unterschrieben hat? Danke!", ("de",), "wer den Brief unterschrieben hat"),
        ("你好，请问谁签署了这封信？谢谢", ("zh",), "谁签署了这封信"),
        ("hi  \n who signed?", ("en",), "who signed"),
    ],
)
def test_each_language_has_its_own(said: str, languages: tuple[str, ...], asked: str) -> None:
    start, end = small_talk.asked(said, languages)
    assert said[start:end].strip(" ?？؟¿") == asked


@pytest.mark.parametrize(
    "question",
    [
        "well water contamination", "bot farms in Serbia", "Did he say sorry", "help for victims", "The Who",
        "was anyone arrested", "right to asylum", "Duran Duran", "who gave the order", "is the matter urgent",
        "who was it, and when", "letter letter unions",
    ],
)  # fmt: skip
def test_the_same_words_inside_a_question_stay(question: str) -> None:
    start, end = small_talk.asked(question, ("en",))
    assert question[start:end] == question


def test_much_of_it_asks_nothing_either() -> None:
    """However long it goes on; only so many wrappings are looked for."""
    assert small_talk.asked(f"{'Thank you very much! ' * 4}Have a nice day, good night all", ("en",)) == (0, 0)
    start, end = small_talk.asked(f"{'hi, ' * 9}who signed?", ("en",))
    assert "who signed?" in f"{'hi, ' * 9}who signed?"[start:end]


def test_an_exact_phrase_is_asked_for_whatever_it_says() -> None:
    assert FILES.ask('"thank you"').reason is not Reason.NO_QUESTION


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_what_is_asked_is_a_part_of_what_was_said(text: str) -> None:
    start, end = small_talk.asked(text, ("en", "es"))
    assert 0 <= start <= end <= len(text)
