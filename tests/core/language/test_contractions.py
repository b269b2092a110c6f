"""Contractions without their apostrophe."""

from __future__ import annotations

import pytest

from bot.core.language import contractions


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("whats candiru", "what's candiru"),
        ("Whos Hulio and why didnt NSO pay", "Who's Hulio and why didn't NSO pay"),
        ("what's its name, were they well", "what's its name, were they well"),
        ("whats_new whats2 whats’", "whats_new whats2 whats’"),
    ],
)
def test_what_is_no_other_word_is_read_with_its_apostrophe(typed: str, read: str) -> None:
    assert contractions.restored(typed, "en") == read


def test_a_language_of_which_none_are_known_stays_as_it_is() -> None:
    assert contractions.restored("whats", "hu") == "whats"
