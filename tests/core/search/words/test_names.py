"""A name is known for one however it is typed, and what is said of others in another language is no answer to it.

Between two languages nearly every word is another one, so that what two sentences share is little else than their
subject: the phones of one country's journalists answer for those of another's, unless the names are looked at.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.library import indexing
from bot.core.model.answers import Answer, Question, Verdict
from bot.core.search import pipeline
from bot.core.search.words import names
from tests.core.small_library import Library, add, library
from tests.meaning.fake_judge import SharedWords

INFECTED = "Les téléphones de deux journalistes togolais, Loïc Lawson et Anani Sossou, ont été infectés par Pegasus."
ENGLISH = {
    "serbia": "The network (BIRN) moved to Novi Sad, where the editors of BIRN wrote about Vexil. The offices of Vexil "
    "and the Vexil engineers are there as well, and their anvils are old.",
    "vienna": "The plant in Vienna was sold by Ahmed Mansoor and by Vexil. Later a report of Mansoor named it.",
    "lists": "ANVILS AND HAMMERS\n\nAnvils are heavy. The Anvils of Novi Sad are old anvils. See the Fourth Estate.",
}


def files(**more: tuple[str, str]) -> Library:
    """The English ones, and each of these with its language."""
    found = library(ENGLISH)
    for key, (language, text) in more.items():
        add(found.store, next(iter(found.cases)), key, text, language=language, title="Rapport")
    indexing.catch_up(found.store, found.index)
    return found


def known(question: str, own: Library | None = None) -> tuple[str, ...]:
    """The names of a question, as they are written."""
    library_ = own or files()
    asked, snapshot = library_.analysed(question), library_.index.snapshot(library_.cases)
    return tuple(
        one.written for one in names.known(asked, snapshot, lambda ids: library_.held.read(library_.store, ids))
    )


def absent(question: str, text: str, language: str = "fr") -> tuple[str, ...]:
    """What is told to stand nowhere in that text."""
    own = files()
    asked, snapshot = own.analysed(question), own.index.snapshot(own.cases)
    found = names.known(asked, snapshot, lambda ids: own.held.read(own.store, ids))
    return names.absent(asked, found, [(text, language)])


def ask(question: str) -> Answer:
    """With a judge that is sure of what is said of the two journalists."""
    own = files(togo=("fr", INFECTED))
    return pipeline.ask(Question(question), own.cases, own.store, own.index, None, SharedWords({INFECTED: 30.0}))


def test_what_is_said_of_others_in_another_language_is_not_the_answer() -> None:
    """It speaks of two journalists, who aren't those that the question is about."""
    answer = ask("were the phones of the birn journalists infected by pegasus?")
    assert answer.verdict is Verdict.CLOSEST
    assert answer.nearest[0].quote == INFECTED


def test_the_name_is_told_missing_as_the_files_write_it() -> None:
    """In small letters it would pass for a word, which another language has another one for."""
    answer = ask("were the phones of the birn journalists infected by pegasus? title:Rapport")
    assert answer.verdict is Verdict.CLOSEST
    assert answer.missing == ("BIRN",)


def test_what_is_said_of_those_asked_for_is_the_answer_as_before() -> None:
    answer = ask("were the phones of the journalists infected by pegasus?")
    assert answer.verdict is Verdict.ANSWER
    assert answer.excerpts[0].quote == INFECTED


def test_a_name_in_the_title_is_there() -> None:
    """The title of what is quoted is shown with it."""
    assert absent("did vexil pay?", f"{INFECTED} L'affaire Vexil") == ()
    assert absent("did vexil pay?", INFECTED) == ("Vexil",)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("were the phones of the birn journalists infected?", ("BIRN",)),  # as the files write it
        ("Was Vexil paid, and what of Zumaia?", ("Vexil", "Zumaia")),  # with a capital one needs no files
        ("did vexils engineers sell anvils?", ("Vexil",)),  # a genitive; what has a capital in a heading is no name
        ("who sold the plant to zumaia?", ()),  # in small letters, and in no file
        ("what did the Supreme Court of Germany say in March on Monday?", ()),  # each language has its own words
        ("what did Commissioner Vexil tell the UN, the EU and NATO?", ("Vexil",)),  # a title; bodies
        ("Was 2019 the year of A4 at Xi?", ()),  # no words
    ],
)
def test_names_are_known_however_they_are_typed(question: str, found: tuple[str, ...]) -> None:
    assert known(question) == found


def test_a_number_in_words_is_no_name_whatever_it_was_taken_for() -> None:
    own = files()
    asked, snapshot = own.analysed("which fourteen did vexil sell?"), own.index.snapshot(own.cases)
    mended = replace(asked.words[0], corrected="Fourth", terms=("fourth",))
    found = names.known(
        replace(asked, words=(mended, *asked.words[1:])), snapshot, lambda ids: own.held.read(own.store, ids)
    )
    assert [one.written for one in found] == ["Vexil"]


@pytest.mark.parametrize(
    ("question", "text", "language", "lacked"),
    [
        ("was vexil paid?", "Vexils Werk wurde bezahlt.", "de", ()),
        ("was mansoor paid?", "Им заплатил Мансур.", "ru", ()),  # another script
        ("was mansoor paid?", "Им заплатил Иванов.", "ru", ("Mansoor",)),
        ("was ahmed mansoor paid?", "M. Mansour a été payé.", "fr", ()),  # by their last name, spelt otherwise
        ("was the plant in vienna paid?", "Das Werk in Wien wurde bezahlt.", "de", ()),  # begins with the same sounds
        ("was the plant in vienna paid?", "Das Werk in Graz wurde bezahlt.", "de", ("Vienna",)),
        ("was the OSCE told?", "Die OSZE wusste es.", "de", ()),  # an abbreviation, its letters in another order
        ("was BIRN told?", "RSF le savait.", "fr", ("BIRN",)),
    ],
)
def test_a_name_is_there_in_another_spelling_script_or_order(
    question: str, text: str, language: str, lacked: tuple[str, ...]
) -> None:
    assert absent(question, text, language) == lacked


def test_a_name_of_a_hidden_case_is_none() -> None:
    """Whoever may not see the files that write it so is told nothing by how they do."""
    own = library({"a": "The phones were infected."})
    hidden = own.store.open_case(own.cases[next(iter(own.cases))].workspace, "hidden", "hidden")
    add(own.store, hidden.id, "b", ENGLISH["serbia"])
    indexing.catch_up(own.store, own.index)
    assert known("were the phones of birn infected?", own) == ()
