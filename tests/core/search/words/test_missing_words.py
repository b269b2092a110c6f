"""Below a passage that is no answer a person is told what of their question isn't in it, and nothing that is."""

from __future__ import annotations

import pytest

from bot.core.model.answers import Verdict
from bot.core.search.words import missing_words
from tests.core.small_library import library

TOLD = (
    "The Court awarded damages of £4.2 million to nine workers on 1 May 2019. The auditors found no laboratory. "
    "Payment is due by 30 June."
)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("how much did the court of Vexil award in 2020?", ("Vexil", "2020")),
        ("were 9 workers paid £4,200,000?", ()),  # figures and words for one number
        ("were 9 workers paid £4.2 million?", ()),
        ("was it ten workers?", ()),  # "ten" is as common as "first": in a chat it says little
        ("what does the auditing cost?", ()),  # another form
        ("which labratory?", ()),  # another spelling
        ("when is the deadline?", ()),  # a date says it
        ("why did they get, want or use it?", ()),  # among the commonest words
        ("is there a zeppelin in the laboratories?", ("zeppelin",)),
        ("did the Auditorium pay?", ("Auditorium",)),  # a name is itself, not what begins alike
    ],
)
def test_what_is_told_missing_stands_there_in_no_other_words(question: str, missing: tuple[str, ...]) -> None:
    asked = library({"a": TOLD, "b": "The Auditorium and Vexil bought a zeppelin in 2020."}).analysed(question)
    assert missing_words.missing(asked, [(TOLD, "en")]) == missing


@pytest.mark.parametrize(
    ("language", "question", "missing"),
    [
        ("de", "Wer zahlte nach der Frist der Zeche 1987?", ("Zeche", "1987")),  # all nouns have a capital
        ("sv", "Vem köpte fabriken i Zumaia år 1987?", ("Zumaia", "1987")),  # of whose common words there is no list
    ],
)
def test_what_is_told_missing_in_other_languages(language: str, question: str, missing: tuple[str, ...]) -> None:
    asked = library({"a": "1987 Zeche Zumaia fabriken."}, language=language).analysed(question)
    assert missing_words.missing(asked, [("2001.", language)]) == missing


def test_a_word_that_stands_in_another_language_as_it_was_asked_is_not_missing() -> None:
    """Each language cuts its words in its own way: the English stem of Reuters isn't the German one."""
    asked = library({"a": "Reuters called the Zumaia mills."}).analysed("what did the mills of Zumaia tell Reuters?")
    assert missing_words.missing(asked, [("Die mills von Zumaia nannte Reuters nicht.", "de")]) == ()


def lacked(question: str, shown: str, language: str = "en", of: str | None = None) -> tuple[str, ...]:
    """What is told of that question below that text; `of`: the language of the text, where it is another."""
    files = library({"a": shown}, language=of or language)
    return missing_words.missing(files.analysed(question), [(shown, of or language)])


PORT = (
    "Foreign Minister Adela Ruiz released the detainees on 3 May 2019, the harbour news reported. The U.S. has fined "
    "Norvik Ferries 12,000 euros, and the Assistant District Attorney spoke of kickbacks to a saboteur."
)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("when did Mr Ruiz and Minister Ruiz meet?", ()),  # what somebody is called before their name
        ("when did Minister Corvo meet Ruiz?", ("Corvo",)),  # ... but not the name
        ("was Ruiz the Minister?", ()),  # it stands there
        ("is Ruiz a Senator?", ("Senator",)),  # with no name behind it, that is what is asked
        ("did Norvik get named by the Sen. of the fjord?", ("Sen", "fjord")),
        ("btw guys pls whats the fine asap thx", ()),
        ("when were they actually freed?", ()),  # released
        ("who took bribes?", ()),
        ("what did the ADA say?", ()),
        ("did the american government fine Norvik?", ()),
        ("did the Hungarians fine Norvik?", ("Hungarians",)),
        ("was it 12k?", ()),
        ("was it 13k?", ("13k",)),
        ("was it 3m?", ("3m",)),
        ("was it on the 3rd?", ()),
        ("was it on the 4th?", ("4th",)),
        ("was it in May or in August?", ("August",)),
        ("waht was it releasde?", ()),  # letters swapped
        ("was it the warden or a sabotage?", ("warden",)),  # a saboteur stands there
        ("how about the thigns of Norvik?", ()),
        ("was there a zeppelni?", ("zeppelni",)),  # of no word that is known
        ("did the txt and the rprt come?", ()),  # shortened
        ("did it say harbournews?", ()),  # written together
        ("did Norwik Ferries pay?", ()),  # a name misspelt
        ("did Norman Ferries pay?", ("Norman",)),
        ("What Did The Zeppelin Cost?", ("Zeppelin",)),  # capitals everywhere
        ("Released. Detained? Who?", ()),
        ("was the release of 2019 in Zumaia: Attorneys say?", ("Zumaia",)),
    ],
)
def test_titles_chat_and_other_words_for_the_same_are_not_told(question: str, missing: tuple[str, ...]) -> None:
    assert lacked(question, PORT) == missing


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("what did the United Nations say?", "A panel of the UN met."),
        ("what did the new york times write?", "The NYT wrote of it."),
        ("what did the EU say?", "The European Union said nothing."),
        ("is it the WHO that met?", "The World Health Organization met."),
        ("did the Commander of the Bath come?", "Two CB came."),
        ("was the pterodactyl trauma stress desk there?", "The PTSD was there."),
        ("is it PTSX?", "It is post-traumatic stress xerosis."),
        ("was Hungary there?", "The Hungarian ministry was."),
        ("was the August report read?", "Read on 2022-08-19."),
        ("was the spy ware found?", "They found spyware."),
        ("was the postmortem done?", "The post mortem was done."),
        ("was the bankrptcy told?", "The firm is insolvent."),
        ("what is wich?", "It is which."),
    ],
)
def test_abbreviations_countries_and_spellings(question: str, shown: str) -> None:
    assert lacked(question, shown) == ()


def test_an_abbreviation_counts_as_it_is_written() -> None:
    """ "us" isn't the United States."""
    assert lacked("did the American senate meet?", "They told us of a senate.") == ("American",)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Wer leitet die Kasse?", ()),  # part of a longer word
        ("Wann war der Verkauf des Schlachthofgeländes?", ()),  # whose halves stand there
        ("Wann war der Brandschutz?", ("Brandschutz",)),
        ("Wer ist der Herr Stolzenbach?", ("Stolzenbach",)),
        ("Was macht die Firma in Ungarn?", ()),
    ],
)
def test_compounds(question: str, missing: tuple[str, ...]) -> None:
    told = "Die Krankenkassen leiten das Gelände am alten Schlachthof. Die ungarische Firma verkauft es."
    assert lacked(question, told, "de") == missing


@pytest.mark.parametrize(
    ("language", "question", "shown"),
    [
        ("es", "¿por qué dimitió el ministro Lobo?", "Lobo explicó su renuncia."),
        ("es", "¿cuándo multó Estados Unidos a Lobo?", "EEUU impuso una sanción a Lobo."),
        ("fr", "pourquoi le patron Leduc a été viré ?", "Le directeur Leduc a été licencié."),
        ("fr", "quand la Hongrie a voté ?", "Le vote hongrois."),
        ("de", "Wann wurde der Chef gefeuert?", "Die Kündigung des Leiters."),
    ],
)
def test_other_words_for_the_same_in_other_languages(language: str, question: str, shown: str) -> None:
    assert lacked(question, shown, language) == ()


@pytest.mark.parametrize(
    ("language", "question", "missing"),
    [
        ("en", "what did the strikers of Zumaia demand in 1987?", ("Zumaia", "1987")),  # a name is the same there
        ("en", "what was the landslide in Hungary and in qatar?", ("qatar",)),  # and a country has one of its own
        ("de", "Was zahlte die Genossenschaft an Zumaia?", ("Zumaia",)),  # behind an article it is no name
    ],
)
def test_beside_another_language_only_names_and_numbers(language: str, question: str, missing: tuple[str, ...]) -> None:
    shown = "La huelga en Hungría."
    files = library({"a": shown}, language="es")
    asked = files.analysed(question)
    assert asked.language == language
    assert missing_words.missing(asked, [(shown, "es")]) == missing


def test_a_chat_in_no_language_is_read_in_that_of_the_files() -> None:
    """Its "per" is Italian, yet nothing here is."""
    files = library({"a": "The exam surcharge of a pupil in Lane school."})
    asked = files.analysed("exam surcharge per pupil Lane school")
    assert asked.language == "it"
    assert missing_words.missing(asked, [("The exam of a pupil in Lane school.", "en")]) == ("surcharge",)
    assert missing_words.missing(asked, []) != ()


def test_the_closest_says_what_it_lacks_and_nothing_else() -> None:
    files = library({"a": "Minister Ruiz signed the letter to the Hungarian parliament on 3 May 2019."})
    found = files.ask("pls did Minister Ruiz and Mr Corvo write to Hungary's parliament in 2021, btw?")
    assert found.verdict is Verdict.CLOSEST
    assert found.missing == ("Corvo", "2021")
