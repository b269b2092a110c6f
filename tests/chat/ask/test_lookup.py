"""What a worker thread does for a press: the parts that no simulated press shows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.chat.ask import lookup
from bot.chat.ask.lookup import Inquiry
from bot.core.casebook import Casebook
from bot.core.model.answers import Answer, Question, Reason
from bot.core.model.documents import Audience
from bot.core.model.errors import UnknownCase
from bot.wording.catalogue import spoken

EVERYBODY = Audience("7")


def refused(text: str, **spellings: str) -> Answer:
    return Answer(Question(text), False, 0.1, Reason.UNKNOWN_WORDS, (), (), "", 2, spellings=spellings)


@pytest.mark.parametrize(
    ("asked", "again"),
    [
        ("who is Adam Shiff?", "who is Adam Schiff?"),
        ("“Shiff”, who?", "“Schiff”, who?"),
        ("shiff and SHIFF", "Schiff and Schiff"),
        ("? nobody", "? nobody"),
    ],
)
def test_a_question_in_the_files_spelling(asked: str, again: str) -> None:
    """Only the words that are spelt otherwise; marks around them stay."""
    assert lookup.respelt(refused(asked, shiff="Schiff")).text == again


def test_a_question_is_narrowed_by_name_or_number(casebook: Casebook) -> None:
    """A command gives the name, a button the number."""
    seen = casebook.cases(casebook.viewer(EVERYBODY))
    for case in ("starter", seen[0].id):
        answer, scene = lookup.answer(casebook, Inquiry("who signed?", case), EVERYBODY, spoken("en"))
        assert scene.case == seen[0]
        assert answer.question.case == "starter"


def test_an_unknown_case_is_unknown(casebook: Casebook) -> None:
    with pytest.raises(UnknownCase):
        lookup.answer(casebook, replace(Inquiry("who?"), case=99), EVERYBODY, spoken("en"))
