"""Where the files are too few to tell, how common a word is in its language decides what it weighs."""

from __future__ import annotations

import pytest

from bot.core.language import frequencies, synonyms


def test_a_common_word_is_common_in_a_small_library_too() -> None:
    """In thirty documents "let" may stand once."""
    assert frequencies.rarity("let", "en", 1, 113) < frequencies.rarity("spywar", "en", 1, 113) - 1


def test_many_files_know_better() -> None:
    """In a million passages, what the files say is what counts."""
    alone = frequencies.rarity("let", "en", 10, 1_000_000)
    assert alone == pytest.approx(frequencies.rarity("zzz", "en", 10, 1_000_000), abs=4.0)
    assert frequencies.rarity("let", "en", 500_000, 1_000_000) < 1


def test_no_word_weighs_nothing() -> None:
    assert frequencies.rarity("the", "en", 113, 113) >= 0.05


def test_a_language_without_a_list_goes_by_the_files() -> None:
    assert frequencies.in_passages("ja", "fi") == 0
    assert frequencies.in_passages("the", "en") > 0.9


def test_synonyms_go_both_ways() -> None:
    assert "client" in synonyms.others("custom", "en")
    assert "custom" in synonyms.others("client", "en")
    assert {"chief", "execut"} <= set(synonyms.others("ceo", "en"))
    assert synonyms.others("execut", "en") == ()
    assert synonyms.others("zzz", "en") == synonyms.others("the", "fi") == ()
