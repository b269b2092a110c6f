"""Damage by scraping is found where it is, and not where there is none."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.language import scraping_damage
from bot.core.language.scraping_damage import Kind


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("Germany s police", Kind.POSSESSIVE, "Germany s"),
        ("the surveil-\nlance of", Kind.BROKEN, "surveil-\nlance"),
        ("the surveil-\r\nlance of", Kind.BROKEN, "surveil-\r\nlance"),
        ("Viktor Orb n, the", Kind.HOLE, "Orb n"),
    ],
)
def test_damage(text: str, kind: Kind, found: str) -> None:
    [one] = scraping_damage.find(text)
    assert (one.kind, text[one.start : one.end]) == (kind, found)


@pytest.mark.parametrize(
    "text",
    ["a letter by him", "Vitamin D", "10 km away", "NSO s.", "- \n", "the FBI-\nStyle", "function f of x", "x s", ""],
)
def test_no_damage(text: str) -> None:
    assert scraping_damage.find(text) == []


@given(st.text("aBn s-\n", max_size=40))
def test_damaged_words_never_overlap(text: str) -> None:
    found = scraping_damage.find(text)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_of_two_that_meet_the_first_counts() -> None:
    """ "Orb n" ends where another could begin."""
    assert [text.start for text in scraping_damage.find("Abc-\ndef s")] == [0]
    assert (
        scraping_damage.mended("Viktor Orb n of Germany s surveil-\nlance") == "Viktor Orbn of Germany's surveillance"
    )
