"""Which language a text or a question is in."""

from __future__ import annotations

import pytest

from bot.core.language import detection, profile

QUESTIONS = {
    "en": "who signed the letter?",
    "de": "Wer hat den Brief unterschrieben?",
    "es": "¿Quién firmó la carta?",
    "fr": "qui a signé la lettre",
    "ro": "Cine a semnat scrisoarea",
    "vi": "ai đã ký bức thư",
    "zh": "谁签了这封信",
    "ja": "誰が手紙に署名しましたか",
    "ko": "누가 편지에 서명했나",
    "ar": "من وقع الرسالة؟",
    "fa": "چه کسی نامه را امضا کرد",
    "ru": "Кто подписал письмо?",
    "uk": "Хто підписав лист?",
    "el": "Ποιος υπέγραψε",
    "he": "מי חתם על המכתב",
    "hi": "पत्र पर किसने हस्ताक्षर किए",
    "th": "ใครลงนามในจดหมาย",
}


@pytest.mark.parametrize(("expected", "question"), QUESTIONS.items())
def test_a_question_is_told_by_its_script_and_its_small_words(expected: str, question: str) -> None:
    """Also where the files are in English."""
    assert detection.detect(question, ["en"]) == expected


@pytest.mark.parametrize(
    ("expected", "question"),
    [
        ("tr", "İsa'yı Hirodes'e kim gönderdi?"),
        ("tr", "Romalılar Akdeniz'e ne ad veriyordu?"),
        ("ro", "Când a murit el de o boală la creier?"),
        ("ro", "Ce puteri au respins planul?"),
        ("es", "¿Dónde murió Gaunt?"),
        ("de", "Wann starb John of Gaunt?"),
        ("th", "ใครกำกับภาพยนตร์เรื่อง Salmon Fishing in the Yemen"),
        ("en", "When did İstanbul's Erdoğan speak?"),
    ],
)
def test_a_short_question_is_told_among_files_of_many_languages(expected: str, question: str) -> None:
    """Its letters tell, and the word that asks; not the ending after an apostrophe, nor a name in other letters."""
    many = ["en", "de", "es", "ro", "el", "ru", "tr", "ar", "hi", "vi", "th", "zh"]
    assert detection.detect(question, many) == expected


def test_a_text_is_told_by_all_its_small_words() -> None:
    """In a text that asks nothing, the words that ask are words like others."""
    assert detection.detect("Throughout the war, Pearl Harbor was frequently used in American propaganda.") == "en"


def test_a_question_that_could_be_any_takes_the_language_of_the_files() -> None:
    assert detection.detect("NSO Group 2021", ["de", "en"]) == "de"
    assert detection.detect("123", ["fr"]) == "fr"
    assert detection.detect("Pegasus spyware", ["ar", "de"]) == "de"


def test_text_without_letters_has_the_unknown_language() -> None:
    assert detection.detect("123 !?") == detection.UNKNOWN


def test_an_undecided_text_is_left_to_the_identifier() -> None:
    """Its small words say nothing."""
    assert detection.detect("Regierung kaufte Überwachungssoftware") == "de"


def test_a_shared_script_without_own_letters_is_its_first_language_unless_identified() -> None:
    assert detection.detect("Подписал письмо") in {"ru", "bg", "mk", "sr", "uk", "be", "kk", "ky", "mn"}


def test_every_language_with_function_words_has_a_known_code() -> None:
    assert set(profile.having("words")) <= detection.CODES
