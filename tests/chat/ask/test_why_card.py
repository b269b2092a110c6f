"""Why this?, in words."""

from __future__ import annotations

from bot.chat.ask import why_card
from bot.core.model.answers import Signal
from bot.wording.catalogue import spoken
from tests.chat.ask.test_answer_card import excerpt, shown

SIGNALS = (
    *(Signal("words", 2.0, 1.0), Signal("sentence: union", 1.0, 1.0), Signal("title", 0.5, 2.0)),
    *(Signal("ordered_pairs", 0.0, 9.0), Signal("document", 1.0, -3.0), Signal("new_signal", 1.0, 1.0)),
    *(Signal("word: signed", 1.0, 0.5), Signal("word: letter", 0.5, 0.3), Signal("word: <@1>", 0.0, 0.2)),
)


def test_what_counted_most_comes_first() -> None:
    """Groups that a reader can check, in shares; what counted nothing or against it is left out."""
    lines = shown(why_card.why(excerpt("We signed.", signals=SIGNALS, matches=((3, 9),)), spoken("en"))).splitlines()
    assert lines[:8] == [
        "### Why this?",
        "Words in the quote that match: “signed”",
        "In the paragraph around it: “letter”",
        "In neither: “\\<\\@1>”",
        "What counted, and how much:",
        "- Your words, the rare ones most, in one place: 50 %",
        "- Something else: 25 %",
        "- The document's title: 25 %",
    ]


def test_without_anything_told_it_names_the_words() -> None:
    listed = shown(why_card.why(excerpt("We signed.", matches=()), spoken("en")))
    assert "Words in the quote that match: none" in listed
    assert "What counted" not in listed
