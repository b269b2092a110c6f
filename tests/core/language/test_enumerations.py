"""Numbered items that stand in one line are told by their marks; the quick look before that misses none."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.language import enumerations


def test_items_of_one_line_begin_at_their_marks() -> None:
    line = "The board decided: 1. The port is closed. 2. The crane is sold."
    assert [line[at : at + 2] for at in enumerations.starts(line)] == ["1.", "2."]


def test_words_before_a_full_stop_are_no_marks() -> None:
    assert not list(enumerations.starts("It sank in May. Nobody saw it. The year was 1987. It was late."))


@given(st.text(alphabet="a1b2٣ .)(•-\n_é9X", max_size=12))
def test_whatever_may_be_a_mark_is_seen_at_first_look(line: str) -> None:
    """Most lines are passed over by that look alone."""
    assert not enumerations._MARKER.search(line) or enumerations._CLOSED.search(line)
