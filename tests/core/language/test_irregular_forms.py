"""The other forms of irregular words, in questions."""

from __future__ import annotations

import pytest

from bot.core.language import irregular_forms as irregular
from bot.core.language import tokens as words


@pytest.mark.parametrize(
    ("form", "other", "language"),
    [
        ("saw", "seen", "en"),
        ("paid", "pays", "en"),
        ("bought", "buying", "en"),
        ("children", "child", "en"),
        ("gesehen", "sah", "de"),
        ("vio", "vieron", "es"),
        ("vendu", "vend", "fr"),
        ("disse", "dizer", "pt"),
        ("scritto", "scrisse", "it"),
        ("gekocht", "koopt", "nl"),
        ("нашли", "найти", "ru"),
    ],
)
def test_forms_that_no_stemmer_joins_belong_together(form: str, other: str, language: str) -> None:
    """Each leads to the other, and neither to itself."""
    one, two = words.stem(form, language), words.stem(other, language)
    assert two in irregular.others(one, language)
    assert one in irregular.others(two, language)
    assert one not in irregular.others(one, language)


def test_most_words_have_no_other_forms() -> None:
    """Regular words, names, and languages without a table; what founds and what finds are kept apart."""
    assert irregular.others("surveil", "en") == ()
    assert irregular.others(words.stem("founded", "en"), "en") == ()
    assert irregular.others("seen", "xx") == ()


@pytest.mark.parametrize(
    ("form", "other"), [("baute", "gebaut"), ("gebaut", "bauen"), ("bauten", "baut"), ("kaufen", "gekauft")]
)
def test_german_weak_verbs_are_conjugated(form: str, other: str) -> None:
    """By their endings, whatever the verb."""
    assert words.stem(other, "de") in irregular.weak(form, "de")


def test_what_is_no_german_verb_is_left_alone() -> None:
    """Short words, numbers, and other languages."""
    assert irregular.weak("Tat", "de") == ()
    assert irregular.weak("2016", "de") == ()
    assert irregular.weak("built", "en") == ()
