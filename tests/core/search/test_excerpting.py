"""A candidate becomes an excerpt: only what can stand as evidence is chosen."""

from __future__ import annotations

from bot.core.model.documents import Mark
from tests.core.small_library import LETTERS, library


def test_a_heading_is_never_the_answer() -> None:
    files = library({"a": "Senators sign letter on Heron\n\nOn Monday 16 senators signed a letter about Heron."})
    assert files.quote("who signed the letter about Heron?").startswith("On Monday")


def test_a_passage_of_nothing_quotable_has_no_best_sentence() -> None:
    """It is among the nearest, and nothing is answered from it."""
    files = library({"a": "# Senators sign letter on Heron"})
    answer = files.ask("who signed the letter on Heron?")
    assert (answer.answered, len(answer.nearest), answer.confidence) == (False, 1, 0.0)


def test_one_more_sentence_is_the_neighbour_that_answers_better() -> None:
    files = library(LETTERS)
    quote = files.quote("who did Vexil say Heron was never used against?", sentences=2)
    assert "denied" in quote
    assert quote.count("Vexil") == 2


def test_as_many_sentences_as_there_are() -> None:
    assert (
        library({"a": "The letter was signed by Ann Clark."}).quote("who signed the letter?", sentences=9).count(".")
        == 1
    )


def test_a_heading_is_not_the_second_sentence() -> None:
    """One sentence is quoted rather than the headline above it."""
    files = library({"a": "Ask for:\n# Letter About Heron Nets\nThe letter was signed by Ann Clark."})
    assert files.quote("who signed the letter?", sentences=2) == "The letter was signed by Ann Clark."


def test_the_place_is_the_quotes_own() -> None:
    """Where a passage goes on over a page, a quote from its end stands on the next page."""
    text = "The hearing was short and said little. It went on\nan hour. The letter about Heron was signed by Ann Clark."
    pages = (Mark(0, "page", "3"), Mark(text.index("an hour"), "page", "4"))
    files = library({"a": text}, marks=pages)
    assert files.ask("who signed the letter about Heron?").excerpts[0].place == "p. 4, ¶ 1"
    assert files.ask("what did the hearing say?").nearest[0].place == "p. 3, ¶ 1"


def test_a_list_item_that_ends_in_a_semicolon_is_an_answer() -> None:
    """With what it is an item of."""
    text = (
        "The inquiry found the following failings:\n\n1. No judge had approved the interception;\n"
        "2. The unit kept the recordings for three years although the law allows six months;\n3. Nobody was told."
    )
    quote = library({"a": text}).quote("how long did the unit keep the recordings?")
    assert quote.startswith("The inquiry found")
    assert "2. The unit kept the recordings for three years although the law allows six months;" in quote


def test_a_speaker_of_the_paragraph_before_is_not_the_quotes() -> None:
    """The quote may begin there to be understood; who spoke there said nothing of what comes after."""
    files = library(
        {
            "a": "The system cost Egypt ten million euros, according to Télérama.\n\n"
            "It was switched off by order of the Paris court in 2022."
        }
    )
    found = files.ask("when was the system switched off by order of the Paris court?").nearest[0]
    assert "switched off" in found.quote
    assert found.speaker is None


def test_a_quote_says_which_people_its_speakers_name_may_mean() -> None:
    files = library(
        {"a": "The clerk Ann Lund and the sailor Peter Lund met.\n\nLund said that the Heron nets were stolen."}
    )
    found = files.ask("who said that the Heron nets were stolen?").nearest[0]
    assert (found.speaker, found.namesakes) == ("Lund", ("Ann Lund", "Peter Lund"))
