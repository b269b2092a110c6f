"""One person, or one server, can't starve the rest."""

from __future__ import annotations

import pytest

from bot.chat.runtime import rate_limits
from bot.chat.runtime.rate_limits import Limits, ServerTooOften, TooOften


class Clock:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_person_may_ask_so_often_and_is_told_how_long_to_wait(clock: Clock) -> None:
    asked = Limits(person=6, workspace=100, clock=clock)
    for _ in range(6):
        asked.take(1, 7)
    with pytest.raises(TooOften, match=r"more than 6 questions in a minute.*in 10 seconds"):
        asked.take(1, 7)
    clock.at += 10
    asked.take(1, 7)


def test_others_go_on_meanwhile(clock: Clock) -> None:
    asked = Limits(person=2, workspace=100, clock=clock)
    for _ in range(2):
        asked.take(1, 7)
    with pytest.raises(TooOften):
        asked.take(1, 7)
    asked.take(1, 8)


def test_a_server_has_a_limit_of_its_own_and_what_is_refused_costs_nothing(clock: Clock) -> None:
    asked = Limits(person=3, workspace=4, clock=clock)
    for person in range(4):
        asked.take(1, person)
    for _ in range(9):
        with pytest.raises(ServerTooOften):
            asked.take(1, 9)
    for _ in range(3):
        asked.take(2, 9)


def test_where_others_read_along_it_is_told_once(clock: Clock) -> None:
    asked = Limits(person=1, workspace=9, clock=clock)
    asked.take(1, 7)
    assert [asked.tells(7), asked.tells(7)] == [True, False]
    clock.at += 60
    asked.take(1, 7)
    assert asked.tells(7)


def test_memory_is_bounded(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "KEPT", 10)
    asked = Limits(clock=clock)
    for person in range(1000):
        clock.at += 30
        asked.take(1, person)
    assert len(asked._buckets) <= 12
