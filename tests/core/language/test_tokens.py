"""Text becomes the same terms in documents and in questions, whatever its language and its scars."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.language import tokens

LANGUAGES = st.sampled_from(["en", "de", "tr", "vi", "zh", "ja", "ko", "th", "ar", "he", "hi", "uk", "xx"])
TEXT = st.one_of(st.text(max_size=80), st.text("aB é-\n s.n't’1,中の한ไทالحक्", max_size=60))


@given(TEXT, LANGUAGES)
def test_terms_are_exactly_those_of_words(text: str, language: str) -> None:
    """The quick way and the one with places agree, on any text."""
    assert tokens.terms(text, language) == [word.term for word in tokens.words(text, language)]


@given(TEXT, LANGUAGES)
def test_every_word_stands_where_it_says(text: str, language: str) -> None:
    """Places lie within the text, begin in order, and no term is empty."""
    found = tokens.words(text, language)
    assert all(0 <= word.start < word.end <= len(text) and word.term for word in found)
    assert [word.start for word in found] == sorted(word.start for word in found)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "Orbán’s", "Orban"),
        ("en", "sanctions", "sanctioned"),
        ("en", "U.S.", "US"),
        ("en", "1,200", "1200"),
        ("en", "don’t", "do"),
        ("en", "co\u00adoperate", "cooperate"),
        ("en", "_letter_", "letter"),
        ("de", "Häuser", "Haus"),
        ("es", "cartas", "carta"),
        ("tr", "İSTANBUL", "istanbul"),
        ("ru", "ёлка", "елка"),
        ("el", "επιστολή", "ΕΠΙΣΤΟΛΗ"),
        ("ar", "الرِّسالة", "رسالة"),
        ("he", "שָׁלוֹם", "שלום"),
        ("hi", "सरकारों", "सरकार"),
        ("uk", "журналісти", "журналістів"),
    ],
)
def test_forms_of_one_word_are_one_term(language: str, one: str, other: str) -> None:
    assert tokens.terms(one, language) == tokens.terms(other, language)


def test_vietnamese_keeps_its_accents() -> None:
    """There they make another word."""
    assert tokens.terms("má", "vi") != tokens.terms("ma", "vi")


def test_numbers_with_a_point_stay_what_they_are() -> None:
    assert tokens.terms("3.5 and 2021", "en") == ["3.5", "and", "2021"]


def test_unspaced_writing_is_cut_into_overlapping_pieces() -> None:
    """Pairs for Chinese, Japanese and Korean, triples for Thai, and Latin words among them stay whole."""
    assert tokens.terms("飞马软件NSO", "zh") == ["飞马", "马软", "软件", "nso"]
    assert tokens.terms("ไทยคม", "th") == ["ไทย", "ทยค", "ยคม"]
    assert tokens.terms("字", "zh") == ["字"]


def test_damage_is_read_as_what_it_was() -> None:
    """A lost apostrophe; a word broken at a line's end, and a name with a hole, beside their pieces."""
    assert tokens.terms("Germany s police", "en") == tokens.terms("Germany's police", "en")
    assert tokens.terms("cryp-\ntanalysis", "en") == tokens.terms("cryp cryptanalysis tanalysis", "en")
    assert set(tokens.terms("price-determining", "en")) <= set(tokens.terms("price-\ndetermining", "en"))
    assert tokens.terms("Viktor Orb n", "en") == ["viktor", "orb", "orbn", "n"]


def test_a_language_without_a_stemmer_keeps_the_beginning_of_words() -> None:
    assert tokens.stem("журналісти", "uk") == "журнал"
    assert tokens.stem("Abcdefgh", "bg") == "abcdef"


def test_function_words_are_folded_and_empty_for_an_unknown_language() -> None:
    assert "quien" in tokens.function_words("es")
    assert "the" in tokens.function_words("en")
    assert not tokens.function_words("xx")
    assert not tokens.surface_function_words("xx")


@pytest.mark.parametrize("word", ["not", "no", "against", "state", "case"])
def test_what_a_case_may_turn_on_is_no_function_word(word: str) -> None:
    assert word not in tokens.function_words("en")


def test_the_memory_for_words_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "MEMO", 2)
    known = tokens.Memo(lambda word: tokens.stem(word, "en"))
    assert [known[word] for word in ("letters", "signed", "spies")] == ["letter", "sign", "spi"]
    assert len(known) == 1


def test_what_holds_no_letters_is_no_word() -> None:
    """Underscores and soft hyphens alone, also between unspaced writing."""
    assert tokens.terms("__ \u00ad a", "en") == ["a"]
    assert tokens.terms("飞马_软件", "zh") == ["飞马", "软件"]


@pytest.mark.parametrize("sign", ["\u00ad", "\u200b", "\u2060", "\ufeff", "\u200e"])
def test_a_sign_that_nobody_sees_does_not_hide_a_word(sign: str) -> None:
    """Soft hyphens and marks of no width, as web pages put them into long words."""
    assert tokens.terms(f"sur{sign}veil{sign}lance", "en") == tokens.terms("surveillance", "en")
    found = tokens.words(f"the {sign}sur{sign}veillance", "en")
    assert [word.term for word in found] == tokens.terms("the surveillance", "en")
