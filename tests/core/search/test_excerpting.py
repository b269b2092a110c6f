"""A candidate becomes an excerpt: only what can stand as evidence is chosen."""

from __future__ import annotations

import pytest

from bot.core.model.answers import Verdict
from bot.core.model.documents import Actor, Mark
from bot.core.search import excerpting
from tests.core.small_library import LETTERS, add, library


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


FAR = "The town has two mills and a school. " * 25
CORRECTED = f"Fourteen people were hurt on the Heron.\n\n{FAR}\n\nCorrection: two were hurt."
HURT = "how many people were hurt on the Heron?"


def test_a_correction_farther_on_is_noted_with_its_place() -> None:
    """Word for word, as it stands in the document, and not within what is shown."""
    (found,) = library({"a": CORRECTED}).ask(HURT).shown
    (note,) = found.notes
    assert (note.text, note.place) == ("Correction: two were hurt.", "¶ 3")
    assert CORRECTED[note.start : note.end] == note.text
    assert note.text not in found.shown


def test_a_correction_is_noted_beside_the_closest_passages_too() -> None:
    answer = library({"a": CORRECTED}).ask("how many people were hurt on the Heron in Gdansk in 1931?")
    assert answer.verdict is Verdict.CLOSEST
    assert [note.text for note in answer.shown[0].notes] == ["Correction: two were hurt."]


def test_what_is_not_shown_is_not_noted() -> None:
    """Beside an answer, what else comes near isn't shown, and noting it would cost reading it."""
    answer = library({"a": CORRECTED}).ask(HURT)
    assert answer.answered
    assert not any(one.notes for one in answer.nearest)


def test_a_text_that_changed_under_its_hash_has_no_note(caplog: pytest.LogCaptureFixture) -> None:
    """A correction that somebody wrote into the database is nobody's word."""
    files = library({"a": CORRECTED})
    (found,) = files.ask(HURT).shown
    for kept in files.store._kept.values():
        kept.texts[-1] = kept.texts[-1].replace("two were hurt", "nobody was")
    (now,) = excerpting.noted([found], files.store, None, 0)
    assert now.notes == ()
    assert "withheld" in caplog.text


def test_a_document_that_was_changed_or_erased_meanwhile_is_not_called_damaged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nothing of it is quoted; but an operator who reads of damage would look for a broken disk."""
    files = library({"a": CORRECTED, "b": CORRECTED.replace("Heron", "Kestrel")})
    found = files.ask(HURT).shown
    numbers = {one.key: one.id for one in files.store.documents(list(files.cases))}
    (case,) = files.cases
    add(files.store, case, "a", f"Changed. {CORRECTED}")
    files.store.erase(numbers["b"], Actor("ann"), "asked to")
    assert [one.notes for one in excerpting.noted(found, files.store, None, 0)] == [()] * len(found)
    assert excerpting.sound(found, files.store) == []
    assert "withheld" not in caplog.text


def test_a_correction_in_another_document_is_no_note() -> None:
    """Which document the reader may see is asked once, for the quote; a note comes from nowhere else."""
    said, _, note = CORRECTED.partition("\n\n")
    files = library({"a": f"{said}\n\n{FAR}", "b": f"{said[:10]} in the town hall.\n\n{FAR}\n\n{note}"})
    own = [one for one in files.ask(HURT).shown if one.document.key == "a"]
    assert [one.notes for one in own] == [()]
