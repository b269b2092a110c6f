"""The unit that answers comes first, and an answer depends on the question and the files alone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.model.answers import Reason, Verdict
from bot.core.search import name_query
from tests.core.small_library import LETTERS, library, padded

FILES = library(LETTERS)
CASE = library(
    {
        "case": "The lease of the mill was signed by Tomas Reed in 2019. He paid 4,000 euros a month for it.\n\n"
        "The judge asked why. He said that the mill stood near Elmstead, because the river is deep there.\n\n"
        "“Were you paid?” “Nobody paid me for two years,” Reed said."
    }
)

RAINED = "It rained on the roofs of the town and on the boats in the old harbour all morning. "
SALES = padded(
    f"The mill of Osten was sold to Ida Borg in 2014. {RAINED * 4}Ida Borg let the mill of Osten to Quarry in 2016.",
    "The mill of Osten was painted for Ida Borg in 2019.",
    "Ida Borg left the mill of Osten in 2020.",
)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("how much did Reed pay for the mill?", "4,000 euros"),
        ("when was the lease of the mill signed?", "2019"),
        ("who signed the lease of the mill?", "Tomas Reed"),
        ("where is the mill?", "Elmstead"),
        ("why does the mill stand there?", "because the river is deep"),
        ("how long did nobody pay Reed?", "two years"),
    ],
)
def test_the_kind_of_thing_that_is_asked_for_decides(question: str, words: str) -> None:
    assert words in CASE.quote(question)


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["who signed the letter?", "Heron", "what does Heron collect?", "zeppelin", "hi"]),
    st.integers(1, 30),
)
def test_an_answer_does_not_depend_on_how_many_nearest_are_wanted(question: str, top: int) -> None:
    few, many = FILES.ask(question, top=1), FILES.ask(question, top=top)
    assert (few.verdict, few.confidence, few.missing) == (many.verdict, many.confidence, many.missing)
    assert [one.quote for one in few.shown] == [one.quote for one in many.shown]
    assert len(many.nearest) <= max(top, 3)


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 20))
def test_the_closest_never_show_the_same_words_twice_however_many_are_wanted(top: int) -> None:
    """Two quotes side by side are one block, and what stands elsewhere gets the room."""
    answer, few = (library({"sales": SALES}).ask("who let the mill of Osten in 1931?", top=one) for one in (top, 1))
    assert answer.verdict is Verdict.CLOSEST
    spans = sorted((one.shown_start, one.shown_end) for one in answer.closest)
    assert len(spans) == 3
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    (both,) = (one for one in answer.closest if one.also)
    assert [SALES[start:end].split(" ", 1)[0] for start, end in both.quotes] == ["The", "Ida"]
    assert [(one.shown, one.quotes) for one in few.closest] == [(one.shown, one.quotes) for one in answer.closest]


def test_where_lines_end_changes_nothing() -> None:
    wrapped = library({key: text.replace(" the ", "\nthe ", 1) for key, text in LETTERS.items()})
    for question in ("who signed the letter?", "what does Heron collect?"):
        one, other = FILES.ask(question), wrapped.ask(question)
        assert (one.verdict, len(one.shown)) == (other.verdict, len(other.shown))
        assert one.shown[0].quote.split() == other.shown[0].quote.split()


def test_a_year_that_is_not_there_makes_it_the_closest_not_an_answer() -> None:
    """However well the rest fits; and it is said what is missing."""
    assert CASE.ask("when was the lease of the mill signed?").verdict is Verdict.ANSWER
    answer = CASE.ask("who signed the lease of the mill in 2014?")
    assert (answer.verdict, answer.missing) == (Verdict.CLOSEST, ("2014",))
    assert answer.reason in {Reason.MISSING, Reason.UNCERTAIN, Reason.NOT_TOGETHER}
    assert "Tomas Reed" in answer.shown[0].quote
    few = CASE.ask("who signed the lease of the mill in 2014?", top=1)
    assert [one.quote for one in few.shown] == [one.quote for one in answer.shown]


def test_a_word_that_the_files_do_not_hold_makes_it_the_closest() -> None:
    answer = CASE.ask("who burnt the mill lease?")
    assert answer.verdict is not Verdict.ANSWER
    assert "burnt" in answer.missing


@pytest.mark.parametrize("question", ["what is Heron?", "Heron"])
def test_what_a_thing_is_is_told_by_what_is_said_of_it(question: str) -> None:
    assert "Heron collects" in FILES.quote(question)


def test_only_a_name_is_defined() -> None:
    assert name_query.is_defined(FILES.analysed("what is Heron?"))
    assert not name_query.is_defined(FILES.analysed("what is the price of the Heron licence for Vexil now?"))
    assert not name_query.is_defined(FILES.analysed("what is Heron used for?"))
    assert not name_query.is_defined(FILES.analysed("who signed?"))


def test_what_two_languages_share_is_mostly_names() -> None:
    """A unit in the question's language comes first, where there are files in it."""
    files = library({"a": "Heron is a kind of spyware."})
    assert files.quote("what is Heron?") == "Heron is a kind of spyware."


def test_every_quote_stands_in_its_place() -> None:
    answer = FILES.ask("who signed the letter?")
    for one in (*answer.excerpts, *answer.nearest):
        text = FILES.store.texts([one.document.id])[one.document.id]
        assert text[one.shown_start : one.shown_end] == one.shown
        assert one.shown_start <= one.start < one.end <= one.shown_end
