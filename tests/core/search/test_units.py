"""What can be quoted of the candidates: their sentences, and those right before and after them."""

from __future__ import annotations

from bot.core.search import units
from bot.core.search.units import Units
from tests.core.small_library import Library, library


def gathered(files: Library, question: str) -> Units:
    sought, ranked = files.ranked(question)
    return units.gather(sought, ranked)


POLL = library(
    {"poll": "Lund runs a polling firm.\n\nIt asked 1,204 people. They were chosen by lot.\n\nNobody paid for it."}
)


def test_the_paragraph_beside_one_that_was_found_is_looked_at() -> None:
    """The unit that names a thing is often not the one that answers."""
    found = gathered(POLL, "how many people did Lund's polling firm ask?")
    assert [unit.text for unit in found.units] == [
        "Lund runs a polling firm.",
        "It asked 1,204 people.",
        "They were chosen by lot.",
        "Nobody paid for it.",
    ]
    assert POLL.quote("how many people did Lund's polling firm ask?").endswith("It asked 1,204 people.")


def test_each_unit_knows_what_stands_before_and_after_it() -> None:
    found = gathered(POLL, "how many people did Lund's polling firm ask?")
    assert found.back[0].tolist() == [-1, 0, 1, 2]
    assert found.back[2].tolist() == [-1, -1, -1, 0]
    assert found.ahead[0].tolist() == [1, 2, 3, -1]
    assert found.beside(found.back[0])[0].sum() == 0


def test_what_stands_apart_in_a_text_is_not_beside_it() -> None:
    gap = "\n\n".join(f"The weather of day {number} was fine. It rained at night." for number in range(9))
    files = library({"a": f"Lund wrote a letter.\n\n{gap}\n\nLund sent the letter to the ministry."})
    found = gathered(files, "who sent Lund's letter?")
    at = [unit.text for unit in found.units].index("Lund sent the letter to the ministry.")
    assert found.units[found.back[0][at]].text == "It rained at night."


def test_another_form_of_a_word_counts_less_than_the_word() -> None:
    found = gathered(library({"a": "Its valuation was high.", "b": "It was valued."}), "valued")
    held = {unit.text: float(found.held[row].max()) for row, unit in enumerate(found.units)}
    assert held["It was valued."] == 1.0


def test_the_title_counts_for_all_of_a_document() -> None:
    files = library({"Kettle K9": "It leaks from the base.\n\nIt is quiet."})
    assert gathered(files, "does the kettle leak?").titled.sum() > 0
