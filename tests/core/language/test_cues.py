"""A sentence is folded as the cues are written, whichever way is taken."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.language import cues


@given(st.text(alphabet="aB “”’ʼéİ\u00a0\u202f\n\u0640أىمΣ雲云", max_size=40))
def test_the_quick_way_to_fold_leads_where_the_long_one_does(sentence: str) -> None:
    """Only what holds a letter that is written in several ways is translated letter by letter."""
    translated = " ".join(sentence.lower().translate(cues._FOLDED).split())
    assert cues.fold(sentence) == translated.lstrip(cues._OPENING)


def test_apostrophes_blanks_and_letters_of_several_forms_are_folded() -> None:
    assert cues.fold("“Don’t\u00a0go”") == "don't go”"
    assert cues.fold("قالـ إنّ") == "قال ان"
    assert cues.fold("雲") == "云"
