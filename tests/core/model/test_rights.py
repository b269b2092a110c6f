"""Who may do what."""

from __future__ import annotations

from typing import Final

import pytest

from bot.core.model.rights import Chosen, Person, Right, highest, reaches

CHOSEN: Final = Chosen(moderators=frozenset({1}), contributors=frozenset({2}))


@pytest.mark.parametrize(
    ("person", "right"),
    [
        (Person(in_server=True), Right.ASK),
        (Person(in_server=True, roles=frozenset({9})), Right.ASK),
        (Person(in_server=True, roles=frozenset({2})), Right.PROPOSE),
        (Person(in_server=True, roles=frozenset({1})), Right.CHANGE),
        (Person(in_server=True, roles=frozenset({1, 2})), Right.CHANGE),
        (Person(in_server=True, manages=True), Right.GOVERN),
        (Person(in_server=False, manages=True, roles=frozenset({1})), None),
    ],
)
def test_the_most_that_a_person_may_do(person: Person, right: Right | None) -> None:
    """Manage Server always has all; outside a server nobody has any."""
    assert highest(person, CHOSEN) is right
    expected = [] if right is None else list(Right)[: list(Right).index(right) + 1]
    assert [one for one in Right if reaches(highest(person, CHOSEN), one)] == expected
