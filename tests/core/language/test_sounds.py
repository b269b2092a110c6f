"""How names sound: alike in many writings, and not alike where they are two names."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.language import sounds, tokens
from tests.core.search.test_names_by_sound import PAIRS, pairs

NAMES = sorted({name for one, other, _ in PAIRS for name in (one, other)})
LETTERS = "".join(sorted({letter for name in NAMES for letter in name}))


@given(st.sampled_from(NAMES) | st.text(LETTERS, max_size=24), st.sampled_from(NAMES) | st.text(max_size=24))
def test_alike_knows_no_order(one: str, other: str) -> None:
    assert sounds.alike(one, other) == sounds.alike(other, one)


@given(st.sampled_from(NAMES))
def test_a_name_sounds_like_itself(name: str) -> None:
    assert sounds.alike(name, name)
    assert sounds.may_be(name, name.upper())


@given(st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_the_sieve_holds_back_no_name_that_is_alike(one: str, other: str) -> None:
    """Nor do the letters it may begin with."""
    script = sounds.script(other)
    if script and sounds.alike(one, other):
        term = tokens.fold(other, "en")
        assert term in sounds.sieve(one, script).findall(f"nothing\n{term}\nnobody")
        assert is_looked_at(one, script, term)


def is_looked_at(name: str, script: str, term: str) -> bool:
    begun = sounds.beginnings(name, script, lambda words: [term.startswith(word) for word in words])
    return begun == [term[:3]]


@given(st.sampled_from(NAMES) | st.text(LETTERS, max_size=24), st.sampled_from(NAMES) | st.text(LETTERS, min_size=3))
def test_what_the_sieve_finds_is_looked_at(name: str, other: str) -> None:
    """So who looks there alone finds what a look at every word would find."""
    term = tokens.fold(other, "en")
    for script, initials in sounds.initials(name).items():
        if len(term) >= 3 and term[0] in initials and sounds.sieve(name, script).fullmatch(term):
            assert is_looked_at(name, script, term)


@pytest.mark.parametrize(("one", "other"), pairs("other_names.txt"))
def test_two_names_are_not_one(one: str, other: str) -> None:
    assert not sounds.may_be(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Muhammad", "Mohamed"), ("Karim", "Karam"), ("Assange", "Ассанж"), ("Петр", "Peter"), ("Уго", "Hugo")],
)
def test_a_vowel_or_a_silent_letter_is_little(one: str, other: str) -> None:
    assert sounds.alike(one, other)


@pytest.mark.parametrize(("one", "other"), [("Karim", "Карам"), ("Salim", "سلم"), ("Keller", "Kohler")])
def test_two_are_too_much_and_across_scripts_one_is(one: str, other: str) -> None:
    assert not sounds.alike(one, other)


@pytest.mark.parametrize(
    ("surface", "expected"),
    [
        ("Orban", True),
        ("orban", False),
        ("Орбан", True),
        ("منصور", True),
        ("Obi", False),
        ("记者记者", False),
        ("1984", False),
        ("Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", False),
    ],
)
def test_what_may_be_a_name(surface: str, *, expected: bool) -> None:
    assert sounds.is_name(surface) is expected


def test_of_other_writing_nothing_is_known() -> None:
    assert sounds.script("北京") is None
    assert not sounds.alike("北京北京", "Peking")
    assert sounds.initials("北京") == {}


def test_laughter_takes_no_time() -> None:
    """A sieve whose parts could share a word's letters in many ways would take for ever over one that it holds back."""
    laughter = "\n".join("ha" * size + "hh" * size + "z" for size in range(1, 40))
    began = time.process_time()
    for name in ("Hahahahahahahahahahahaha", "Hhxhxhkhxhkhxhkhhxhkhxhm", "Хахахахахахахахахахахаха"):
        sounds.beginnings(name, "latin", lambda words: [True] * len(words))
        sounds.sieve(name, "latin").findall(laughter)
    assert time.process_time() - began < 1


def test_names_that_end_otherwise_elsewhere_begin_alike() -> None:
    """Vienna and Wien may be one; what has fewer sounds begins otherwise."""
    assert sounds.begin_alike("Vienna", "Wien", 3)
    assert not sounds.begin_alike("Vienna", "Graz", 3)
    assert not sounds.begin_alike("Vienna", "Wi", 3)
