"""A passage taken apart: its sentences lie in the document, its letters are plain."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.language import parsed_passage, tokens


def test_sentences_are_offsets_into_the_document() -> None:
    text = "Before. The letter came. It was long. After."
    body = parsed_passage.dissect(text, 8, 37, "en")
    assert [text[start:end] for start, end in body.spans] == ["The letter came.", "It was long."]
    assert body.terms[0] == ("the", "letter", "came")
    assert body.letters == "".join(body.plain)


def test_a_passage_without_a_sentence_is_one() -> None:
    assert parsed_passage.dissect("   ", 0, 3, "en").spans == ((0, 3),)


@given(st.text(max_size=60), st.sampled_from(["en", "vi", "ar", "hi"]))
def test_plain_letters_stand_between_single_spaces(text: str, language: str) -> None:
    plain = parsed_passage.plainly(text, language)
    assert plain.startswith(" ")
    assert plain.endswith(" ")
    assert "  " not in plain.strip()


def test_plain_letters_are_folded_as_the_language_folds() -> None:
    assert parsed_passage.plainly("Orbán’s “Büro”", "en") == " orban s buro "
    assert parsed_passage.plainly("Việt_Nam", "vi") == " việt nam "
    assert parsed_passage.plainly("A-b,  C!", "en") == " a b c "


@pytest.mark.parametrize("language", ["en", "de", "tr", "vi", "ar", "hi", "zh"])
@given(text=st.text(alphabet="aBIı É’“”—…•é\u0301ßΣ\u0640أم飞雲\u094d_.\t\n", max_size=40))
def test_the_quick_ways_to_plain_letters_lead_where_the_long_one_does(language: str, text: str) -> None:
    """Common signs taken out first, the rest piece by piece, and all of it at once."""
    whole = tokens.as_read(unicodedata.normalize("NFKC", text.replace("’", "'")), language).casefold()
    folded = tokens._unaccented(whole, language)
    assert parsed_passage.plainly(text, language, sound=True) == f" {parsed_passage._GAPS.sub(' ', folded).strip()} "
