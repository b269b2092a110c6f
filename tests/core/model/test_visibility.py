"""Who may see which cases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import visibility
from bot.core.model.documents import LOCAL, SHARED, Audience, Case

EDITORS, LAWYERS, GUESTS = 11, 12, 13  # roles
NEWSROOM, LOBBY = 21, 22  # channels

OPEN = Case(1, "guild", "open-case", "Open case")
CLOSED = Case(
    2, "guild", "closed", "Closed case", open=False, roles=frozenset({EDITORS, LAWYERS}), channels=frozenset({NEWSROOM})
)
SEALED = Case(3, "guild", "sealed", "Nobody's yet", open=False)
STARTER = Case(4, SHARED, "starter", "Starter")
ELSEWHERE = Case(5, "other guild", "open-case", "Another server's")
MINE = Case(6, LOCAL, "mine", "The command line's")
CASES = (OPEN, CLOSED, SEALED, STARTER, ELSEWHERE, MINE)


def names(audience: Audience) -> set[str]:
    seen = visibility.viewer(CASES, audience).cases
    return {case.title for case in CASES if case.id in seen}


def test_a_member_sees_open_and_shared_cases() -> None:
    assert names(Audience("guild")) == {"Open case", "Starter"}


def test_one_of_a_cases_roles_is_enough_in_private() -> None:
    assert "Closed case" in names(Audience("guild", roles=frozenset({LAWYERS, GUESTS})))
    assert "Closed case" not in names(Audience("guild", roles=frozenset({GUESTS})))


def test_a_case_that_lists_the_channel_is_seen_there_only() -> None:
    assert "Closed case" in names(Audience("guild", channel=NEWSROOM))
    assert "Closed case" not in names(Audience("guild", channel=LOBBY))


def test_in_public_every_role_that_reads_the_channel_must_be_cleared() -> None:
    """The asker's own clearance doesn't count: others read along."""
    assert "Closed case" in names(Audience("guild", roles=frozenset({EDITORS}), channel=LOBBY, public=True))
    assert "Closed case" not in names(Audience("guild", roles=frozenset({EDITORS, GUESTS}), channel=LOBBY, public=True))


def test_a_public_channel_that_no_role_reads_clears_nobody() -> None:
    """An empty set of roles is a subset of everything; it must not open a closed case."""
    assert "Closed case" not in names(Audience("guild", channel=LOBBY, public=True))


def test_a_private_thread_uses_open_cases_and_those_of_its_channel() -> None:
    roles = frozenset({EDITORS})
    assert names(Audience("guild", roles, LOBBY, public=True, private_thread=True)) == {"Open case", "Starter"}
    assert "Closed case" in names(Audience("guild", roles, NEWSROOM, public=True, private_thread=True))


def test_the_operators_command_line_sees_all_of_its_workspace() -> None:
    assert names(Audience(LOCAL, everything=True)) == {"The command line's", "Starter"}
    assert names(Audience("guild", everything=True)) == {"Open case", "Closed case", "Nobody's yet", "Starter"}


@given(
    roles=st.frozensets(st.sampled_from([EDITORS, LAWYERS, GUESTS])),
    channel=st.sampled_from([None, NEWSROOM, LOBBY]),
    public=st.booleans(),
    thread=st.booleans(),
    everything=st.booleans(),
)
def test_no_audience_sees_another_workspace(
    roles: frozenset[int], channel: int | None, public: bool, thread: bool, everything: bool
) -> None:
    audience = Audience("guild", roles, channel, public, thread, everything)
    assert not visibility.viewer(CASES, audience).cases & {ELSEWHERE.id, MINE.id}


@pytest.mark.parametrize("roles", [frozenset({EDITORS}), frozenset({EDITORS, LAWYERS})])
def test_a_public_answer_never_shows_more_than_a_private_one_to_the_same_roles(roles: frozenset[int]) -> None:
    assert names(Audience("guild", roles, LOBBY, public=True)) <= names(Audience("guild", roles, LOBBY))


def test_a_removed_case_is_seen_by_nobody() -> None:
    """Not even by the operator's own command line."""
    case = Case(1, "guild", "gone", "Gone", removed=True)
    assert visibility.viewer([case], Audience("guild")).cases == frozenset()
    assert visibility.viewer([case], Audience("guild", everything=True)).cases == frozenset()
