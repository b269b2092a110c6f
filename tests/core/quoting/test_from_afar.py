"""What takes a quote back, or says what all of a text is, is shown with it from farther away than its window."""

from __future__ import annotations

import pytest

from bot.core.quoting import from_afar

SAID = {
    "en": "The bridge was closed in May.",
    "de": "Die Brücke wurde im Mai gesperrt.",
    "fr": "Le pont a été fermé en mai.",
    "es": "El puente se cerró en mayo.",
    "ru": "Мост закрыли в мае.",
    "ar": "أغلق الجسر في أيار.",
}
PLAIN = {
    "en": "The town has two mills and a school.",
    "de": "Die Stadt hat zwei Mühlen und eine Schule.",
    "fr": "La ville a deux moulins et une école.",
    "es": "La ciudad tiene dos molinos y una escuela.",
    "ru": "В городе две мельницы и школа.",
    "ar": "في المدينة طاحونتان ومدرسة.",
}
TAKEN_BACK = [
    ("en", "The claim was later withdrawn."),
    ("en", "The motion fell by nine votes to four."),
    ("de", "Der Antrag fand keine Mehrheit."),
    ("fr", "Il n'en est rien, dit la mairie."),
    ("es", "La propuesta no prosperó."),
    ("ru", "Предложение не набрало большинства голосов."),
    ("ar", "لم ينل الاقتراح ما يكفي من الأصوات."),
]
OF_ALL = [
    ("en", "The events on this sheet are invented for a drill."),
    ("en", "Myths about the town:"),
    ("en", "According to the defence:"),
    ("es", "El pleito, según el constructor:"),
    ("de", "Das Geschehen auf diesem Blatt ist frei erfunden."),
    ("fr", "Il s'agit d'un cas d'école."),
    ("es", "Se trata de un supuesto práctico."),
    ("ru", "Все события вымышлены."),
    ("ar", "كل ما في الورقة من نسج الخيال."),
]


def shown(text: str, quote: str, language: str = "en") -> str:
    start = text.index(quote)
    return text[slice(*from_afar.reached(text, start, start + len(quote), language))]


@pytest.mark.parametrize(("language", "turn"), TAKEN_BACK)
def test_a_sentence_that_takes_it_back_is_reached(language: str, turn: str) -> None:
    plain = f"{PLAIN[language]} " * 5
    text = f"{plain}{SAID[language]} {plain}{turn} {plain}"
    assert shown(text, SAID[language], language) == f"{SAID[language]} {plain}{turn}"


@pytest.mark.parametrize(("language", "scope"), OF_ALL)
def test_a_sentence_that_says_what_all_that_follows_is_is_reached(language: str, scope: str) -> None:
    plain = f"{PLAIN[language]} " * 5
    text = f"{plain}{scope} {plain}{SAID[language]} {plain}"
    assert shown(text, SAID[language], language) == f"{scope} {plain}{SAID[language]}"


def test_what_stands_farther_than_a_hundred_words_is_not() -> None:
    text = (
        f"This was invented for a drill. {'word ' * 110}. {SAID['en']} {'word ' * 110}. The claim was later withdrawn."
    )
    assert shown(text, SAID["en"]) == SAID["en"]


def test_a_sentence_cut_where_the_stretch_ends_is_not() -> None:
    """Only whole sentences are shown."""
    far = "a" * 770 + "."
    text = (
        f"These events were all invented for a drill in March. {far} {SAID['en']} {far} The claim was false, they said."
    )
    assert shown(text, SAID["en"]) == SAID["en"]


def test_what_is_said_above_a_heading_is_not_about_what_is_below() -> None:
    text = f"The events are invented for a drill.\n\n# The bridge\n\n{SAID['en']}"
    assert shown(text, SAID["en"]) == SAID["en"]


@pytest.mark.parametrize("before", ["", "Dust in a year.\n", "Dust in a year.\n\n"])
@pytest.mark.parametrize("after", ["", "\n\nNobody measured."])
def test_a_table_s_row_has_its_head(before: str, after: str) -> None:
    """ "48 tonnes" means nothing without "permitted"."""
    table = "Place | Permitted dust\nTarn | 95 tonnes\nOsten | 48 tonnes"
    assert shown(before + table + after, "Osten | 48 tonnes") == table
    assert shown(before + table + after, "48 tonnes") == table


FAR = f"{PLAIN['en']} " * 30


def noted(text: str, quote: str = SAID["en"]) -> list[str]:
    """The notes on a quote that is shown alone."""
    start = text.index(quote)
    span = (start, start + len(quote))
    return [text[slice(*one)] for one in from_afar.notes(text, span, span, "en")]


def test_a_correction_at_the_end_of_the_text_is_noted() -> None:
    note = "Correction, 4 March: it was the tunnel."
    assert noted(f"{SAID['en']} {FAR * 10}\n\n{note}") == [note]


def test_a_sentence_far_behind_that_takes_it_back_is_noted_where_it_speaks_of_the_same() -> None:
    """Two words that both have are the least; what is taken back elsewhere is another matter."""
    said = "The night guard blamed a student for the alarm."
    note = "In court the guard retracted what she had said about the alarm."
    other = "The mayor retracted a promise about taxes."
    assert noted(f"{said} {FAR}{other} {FAR}{note} {FAR}", said) == [note]


@pytest.mark.parametrize("part", range(0, 120, 7))
def test_a_sentence_is_noted_whole_or_not_at_all(part: int) -> None:
    """Wherever what is looked through begins and ends."""
    said = "The night guard blamed a student for the alarm."
    note = (
        "Before the court that guard, asked about the alarm, retracted what she had told of the student in the spring."
    )
    filled = (FAR * 9)[: from_afar.FAR - part].rstrip(" .") + "."
    for text in (f"{said} {filled} {note} {FAR * 9}", f"{said} {FAR * 9}{note} {filled}"):
        assert noted(text, said) in ([], [note])


@pytest.mark.parametrize("end", ["", "\n[5] See there."])
def test_the_footnote_of_a_quote_is_noted(end: str) -> None:
    text = f"It carried 310,000 people.[4] {FAR}\n[4] Each car counts as three people.{end}"
    assert noted(text, "It carried 310,000 people.[4]") == ["[4] Each car counts as three people."]
    assert noted(text, "It carried 310,000 people.") == ["[4] Each car counts as three people."]


def test_a_mark_without_its_footnote_has_no_note() -> None:
    assert noted(f"It carried 310,000 people.[4] {FAR}", "It carried 310,000 people.") == []


def test_a_note_too_long_to_be_shown_whole_is_none() -> None:
    assert noted(f"{SAID['en']} {FAR}\n\nCorrection: it was {'a very long tunnel, ' * 20}they say.") == []


def test_a_long_quote_is_taken_back_by_more_than_a_name_and_its_title() -> None:
    said = "Senator Ron Wyden, who chaired the Finance Committee, and sixteen other Democrats signed the open letter."
    other = "Senator Wyden was told by the company that it had denied everything."
    note = "The committee retracted the letter that Senator Wyden and others had signed in the open."
    assert noted(f"{said} {FAR}{other} {FAR}{note} {FAR}", said) == [note]
