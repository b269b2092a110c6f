"""What takes a quote back, or says what all of a text is, is a note below it where that stands too far to be shown."""

from __future__ import annotations

import pytest

from bot.core.quoting import notes

SAID = "The bridge was closed in May."
PLAIN = "The town has two mills and a school."
FAR = f"{PLAIN} " * 30
PILLS = "Coach Hendry told the boys to swallow the pills."


def noted(text: str, quote: str = SAID, language: str = "en") -> list[str]:
    """The notes on a quote that is shown alone."""
    start = text.index(quote)
    span = (start, start + len(quote))
    return [text[slice(*one)] for one in notes.notes(text, span, span, language)]


@pytest.mark.parametrize(
    "note",
    [
        "Correction, 4 March: it was the tunnel.",
        "Amended 4 March: it was the tunnel.",
        "This article was updated on 4 March to say that it was the tunnel.",
        "The town's diary tells a different story: it was the tunnel.",
    ],
)
def test_a_correction_is_noted(note: str) -> None:
    assert noted(f"{SAID} {FAR * 10}\n\n{note}") == [note]
    assert noted(f"{SAID} {FAR}\n\n{note}\n\n{FAR}") == [note]


@pytest.mark.parametrize(
    ("language", "said", "note"),
    [
        ("de", "Die Brücke wurde im Mai gesperrt.", "Der Artikel wurde am 4. März korrigiert: Es war der Tunnel."),
        ("fr", "Le pont a été fermé en mai.", "Mise à jour du 4 mars : c'était le tunnel."),
        ("es", "El puente se cerró en mayo.", "Este texto fue corregido el 4 de marzo: era el túnel."),
        ("ru", "Мост закрыли в мае.", "Текст исправлен 4 марта: речь о тоннеле."),
        ("ar", "أغلق الجسر في أيار.", "تعديل في 4 آذار: كان النفق."),
    ],
)
def test_a_correction_is_noted_in_six_languages(language: str, said: str, note: str) -> None:
    assert noted(f"{said} {'Wort ' * 300}\n\n{note}", said, language) == [note]


@pytest.mark.parametrize(
    "note",
    [
        "In court Hendry retracted what he had said of the pills and boys.",  # takes back
        "Hendry denied it about the boys and their pills before the board that met in June of the year after that.",
        "The board called the claim about the pills false.",  # denies what is pointed at
        "Since June the pills are forbidden.",
        "Hendry says that he never gave any of the boys a thing.",  # the same person, not
        "Asked about pills, the club wrote: “We know of no such thing.”",
    ],
)
def test_a_sentence_far_behind_that_turns_it_is_noted_where_it_speaks_of_the_same(note: str) -> None:
    """In the middle of its paragraph, too."""
    assert noted(f"{PILLS} {FAR}\n\n{PLAIN} {note} {FAR}", PILLS) == [note]


@pytest.mark.parametrize(
    "other",
    [
        "The mayor retracted a promise about taxes.",
        "The mayor denied a promise about taxes that the boys had heard of.",  # one word is not enough
        "Hendry is fifty and has a dog that is old and likes to lie in the sun.",  # turns nothing
        "Nobody has seen Hendry since.",  # not said by anybody
    ],
)
def test_what_turns_something_else_is_not(other: str) -> None:
    assert noted(f"{PILLS} {FAR}\n\n{PLAIN} {other} {FAR}", PILLS) == []


def test_a_further_denial_of_what_is_denied_already_is_no_news() -> None:
    said = "Coach Hendry denied that he told the boys to swallow pills."
    denial = "Hendry denied that the boys had pills."
    assert noted(f"{said} {FAR}\n\n{PLAIN} {denial} {FAR}", said) == []
    assert noted(f"{said} {FAR}\n\n{denial}\n\n{FAR}", said) == []


def test_a_word_that_stands_everywhere_says_little_of_what_is_spoken_of() -> None:
    said = "Vexil sold Heron to the ministry."
    note = "In court Vexil retracted a word about Heron."
    assert noted(f"{said} {FAR}\n\n{PLAIN} {note} {FAR}", said) == [note]
    assert noted(f"{said} {FAR}\n\n{'Vexil makes Heron. ' * 4}{note} {FAR}", said) == []


def test_a_brief_sentence_that_shares_much_is_noted_whatever_it_says() -> None:
    note = "Hendry waves the pills away as gossip."
    assert noted(f"{PILLS} {FAR}\n\n{PLAIN} {note} {FAR}", PILLS) == [note]


def test_a_brief_paragraph_of_its_own_that_speaks_of_the_same_is_noted() -> None:
    """In words that no list foresees."""
    note = "The pills are gossip from a locker room."
    assert noted(f"{PILLS} {FAR}\n\n{note}\n\n{FAR}", PILLS) == [note]
    assert noted(f"{PILLS} {FAR}\n\n{note} {PLAIN}\n\n{FAR}", PILLS) == []  # not of its own
    assert noted(f"{PILLS} {FAR}\n\n{note} {PLAIN}", PILLS) == [note]  # the last one
    assert noted(f"{PILLS} {FAR}\n\n{PLAIN} {note} {FAR}", PILLS) == []


def test_a_paragraph_that_shares_but_a_frequent_word_is_not() -> None:
    said = "The long ferry with the two blue masts and its crew of nine left Heron harbour on a Tuesday."
    note = "A Tuesday like any other it was."
    assert noted(f"{said} {FAR}\n\n{note}\n\n{FAR}", said) == []
    assert noted(f"The a of. {FAR}\n\n{note}\n\n{FAR}", "The a of.") == []


@pytest.mark.parametrize("part", range(0, 120, 7))
def test_a_sentence_is_noted_whole_or_not_at_all(part: int) -> None:
    """Wherever what is looked through begins and ends."""
    said = "The night guard blamed a student for the alarm."
    note = (
        "Before the court that guard, asked about the alarm, retracted what she had told of the student in the spring."
    )
    filled = (FAR * 9)[: notes.FAR - part].rstrip(" .") + "."
    for text in (
        f"{said} {filled} {note} {FAR * 9}",
        f"{said} {FAR * 9}{note} {filled}",
        f"{said} {filled}\n\n{note}\n\n{FAR * 9}",
    ):
        assert noted(text, said) in ([], [note])


def test_the_footnote_of_a_quote_is_noted() -> None:
    text = f"It carried 310,000 people.[4] {FAR}\n[4] Each car counts as three people."
    assert noted(text, "It carried 310,000 people.") == ["[4] Each car counts as three people."]


def test_a_note_too_long_to_be_shown_whole_is_none() -> None:
    assert noted(f"{SAID} {FAR}\n\nCorrection: it was {'a very long tunnel, ' * 20}they say.") == []


@pytest.mark.parametrize(
    "opening",
    [
        "My name is Ada Vale.",
        "This statement was dictated by the accused.",
        "All of it depends on a grant.",
        "The events on this sheet are invented for a drill.",
    ],
)
def test_what_a_text_says_of_itself_at_its_beginning_is_noted(opening: str) -> None:
    assert noted(f"Read on\n\n{opening} {FAR}\n\n{SAID} {FAR}") == [opening]


@pytest.mark.parametrize(
    "opening",
    ["It rained for a week.", "This week it rained.", "My name is " + "Ada " * 40 + "Vale."],
)
def test_other_beginnings_are_not(opening: str) -> None:
    assert noted(f"{opening} {FAR}\n\n{SAID} {FAR}") == []


def test_a_beginning_that_is_cut_where_looking_ends_is_not() -> None:
    opening = f"This page is {'x' * notes.BEGINNING} long and invented for a drill."
    assert noted(f"{opening} {SAID}") == []
    assert noted(f"\n\n{SAID} {FAR}") == []
    assert noted("\n\nA bridge in May", "A bridge in May") == []


@pytest.mark.parametrize("leftover", ["Latest News", "More about the bridge", "Read more: the bridge", "Bridge closed"])
def test_a_heading_or_a_leftover_of_the_page_is_no_note(leftover: str) -> None:
    assert noted(f"{SAID} {FAR}\n\n{leftover}\n\n{FAR}") == []
    assert noted(f"{SAID} {FAR}\n\n{leftover}") == []
