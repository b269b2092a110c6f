"""The other forms of irregular words, in questions."""

from __future__ import annotations

import pytest

from bot.core.language import irregular_forms, tokens


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
    one, two = tokens.stem(form, language), tokens.stem(other, language)
    assert two in irregular_forms.others(one, language)
    assert one in irregular_forms.others(two, language)
    assert one not in irregular_forms.others(one, language)


def test_most_words_have_no_other_forms() -> None:
    """Regular words, names, and languages without a table; what founds and what finds are kept apart."""
    assert irregular_forms.others("surveil", "en") == ()
    assert irregular_forms.others(tokens.stem("founded", "en"), "en") == ()
    assert irregular_forms.others("seen", "xx") == ()


@pytest.mark.parametrize(
    ("form", "other"), [("baute", "gebaut"), ("gebaut", "bauen"), ("bauten", "baut"), ("kaufen", "gekauft")]
)
def test_german_weak_verbs_are_conjugated(form: str, other: str) -> None:
    """By their endings, whatever the verb."""
    assert tokens.stem(other, "de") in irregular_forms.weak(form, "de")


def test_what_is_no_german_verb_is_left_alone() -> None:
    """Short words, numbers, and other languages."""
    assert irregular_forms.weak("Tat", "de") == ()
    assert irregular_forms.weak("2016", "de") == ()
    assert irregular_forms.weak("built", "en") == ()
