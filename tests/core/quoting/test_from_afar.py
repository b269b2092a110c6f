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


def test_what_is_said_below_a_heading_is_not_about_what_is_above() -> None:
    """Another subject begins there; what turns the quote even so is told in a line of its own."""
    text = f"{SAID['en']}\n\n# The mill\n\nThe claim was later withdrawn."
    assert shown(text, SAID["en"]) == SAID["en"]


@pytest.mark.parametrize("before", ["", "Dust in a year.\n", "Dust in a year.\n\n"])
@pytest.mark.parametrize("after", ["", "\n\nNobody measured."])
def test_a_table_s_row_has_its_head(before: str, after: str) -> None:
    """ "48 tonnes" means nothing without "permitted"."""
    table = "Place | Permitted dust\nTarn | 95 tonnes\nOsten | 48 tonnes"
    assert shown(before + table + after, "Osten | 48 tonnes") == table
    assert shown(before + table + after, "48 tonnes") == table
