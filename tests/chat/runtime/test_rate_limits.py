"""One person, or one server, can't starve the rest."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest

from bot.chat.runtime import rate_limits
from bot.chat.runtime.rate_limits import LIMITS, Kind, Limit, Limits, ServerTooMany, ServerTooOften, TooMany, TooOften
from tests.chat.world import LEASE, World, last, put, texts


class Clock:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


def made(clock: Clock, person: int, workspace: int) -> Limits:
    return Limits({kind: Limit(person, workspace) for kind in Kind}, clock)


def test_a_person_may_ask_so_often_and_is_told_how_long_to_wait(clock: Clock) -> None:
    asked = made(clock, 6, 100)
    for _ in range(6):
        asked.take(1, 7)
    with pytest.raises(TooOften, match=r"more than 6 questions in a minute.*in 10 seconds"):
        asked.take(1, 7)
    clock.at += 10
    asked.take(1, 7)


def test_others_go_on_meanwhile(clock: Clock) -> None:
    asked = made(clock, 2, 100)
    for _ in range(2):
        asked.take(1, 7)
    with pytest.raises(TooOften):
        asked.take(1, 7)
    asked.take(1, 8)


def test_a_server_has_a_limit_of_its_own_and_what_is_refused_costs_nothing(clock: Clock) -> None:
    asked = made(clock, 3, 4)
    for person in range(4):
        asked.take(1, person)
    for _ in range(9):
        with pytest.raises(ServerTooOften):
            asked.take(1, 9)
    for _ in range(3):
        asked.take(2, 9)


def test_where_others_read_along_it_is_told_once(clock: Clock) -> None:
    asked = made(clock, 1, 9)
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


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.QUESTION])
def test_each_kind_has_limits_of_its_own_for_a_person_and_a_server(kind: Kind, clock: Clock) -> None:
    """Said kindly, and not as if they had asked questions."""
    asked = Limits(clock=clock)
    limit = LIMITS[kind]
    for _ in range(limit.person):
        asked.take(1, 7, kind)
    with pytest.raises(TooMany, match=f"more than {limit.person} times in a minute") as told:
        asked.take(1, 7, kind)
    assert "question" not in str(told.value)
    asked.take(1, 7)
    for number in range(limit.workspace):
        with contextlib.suppress(ServerTooMany):
            asked.take(1, 1000 + number, kind)
    with pytest.raises(ServerTooMany, match=f"more than {limit.workspace} times"):
        asked.take(1, 99, kind)
    asked.take(2, 99, kind)


# --- in the chat


def limited(world: World, kind: Kind, person: int = 1) -> None:
    """So many of that kind in a minute."""
    world.bot.limits = Limits({**LIMITS, kind: Limit(person, 1000)})


COSTLY: list[tuple[Kind, str, dict[str, Any]]] = [
    (Kind.QUESTION, "ask", {"question": "who signed the letter?"}),
    (Kind.HELP, "help", {}),
    (Kind.FILE, "documents add file", {"file": ("a.txt", b"The pier is 70 metres long.")}),
    (Kind.FILE, "documents add link", {"address": "https://news.example/x"}),
    (Kind.PREVIEW, "documents review", {}),
    (Kind.EXPORT, "cases export", {"case": "leases"}),
    *((Kind.PRESS, command, {}) for command in ("privacy", "cases list", "settings show", "gaps", "documents list")),
]


@pytest.mark.parametrize(("kind", "command", "options"), COSTLY)
async def test_a_costly_command_has_its_limit(kind: Kind, command: str, options: dict[str, Any], world: World) -> None:
    put(world.casebook, "lease", LEASE, world.workspace, "leases")
    limited(world, kind)
    assert "in a minute" not in texts(last(await world.mo.slash(world.channel, command, **options)))
    assert "more than 1 " in texts(last(await world.mo.slash(world.channel, command, **options)))


async def test_evidence_presses_and_forms_have_theirs(world: World) -> None:
    limited(world, Kind.EVIDENCE)
    said = await world.mo.send(world.channel, "Eighteen lawmakers signed the letter on Tuesday.")
    await world.ann.context_menu(world.channel, "Find evidence", said)
    told = await world.ann.context_menu(world.channel, "Find evidence", said)
    assert "more than 1 times in a minute" in texts(last(told))
    card = last(await world.ask("who signed the letter?"))
    limited(world, Kind.PRESS, 2)
    form = await world.ann.click(card, label="Follow up")
    await world.ann.click(card, label="Context")
    assert "more than 2 times" in texts(last(await world.ann.click(card, label="Context")))
    assert "more than 2 times" in texts(last(await world.ann.submit_modal(form, {"question": "and when?"})))


async def test_previews_have_theirs(world: World) -> None:
    put(world.casebook, "lease", LEASE, world.workspace, "leases")
    file = ("lease-2.txt", f"{LEASE} A word.".encode())
    card = last(await world.mo.slash(world.channel, "documents add file", file=file, case="leases"))
    limited(world, Kind.PREVIEW)
    await world.mo.click(card, label="Differences")
    assert "more than 1 times" in texts(last(await world.mo.click(card, label="Differences")))


async def test_who_types_without_end_gets_no_more_suggestions(world: World) -> None:
    limited(world, Kind.TYPING)
    assert await world.ann.autocomplete(world.channel, "ask", "case", "s")
    assert await world.ann.autocomplete(world.channel, "ask", "case", "s") == []
