"""Whose turn it is to be in trouble, and what becomes of a machine that is."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest

from bot.core.model.errors import StoreError
from tests import seaweedfs
from tests.seaweedfs import Machine, Master, Node, Server, Troubled
from tests.trust import storage_troubles
from tests.trust.storage_troubles import StorageTroubles, trouble

needs_server = pytest.mark.skipif(seaweedfs.program() is None, reason="the server isn't installed")


@dataclass(frozen=True)
class Plan:
    every: float = 0.01


@dataclass
class Run:
    weed: Server | None
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    ends: float = 0.0
    plan: Plan = field(default_factory=Plan)
    seen: Counter[str] = field(default_factory=Counter)

    def count(self, name: str) -> None:
        self.seen[name] += 1


def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, masters: int = 3) -> Server:
    """Machines that were never started; the first master leads."""
    server = Server(folder=tmp_path, ports={}, wanted=3, mastering=masters)
    server.masters = [Master(tmp_path / f"master{number}", "", [1, 2]) for number in range(masters)]
    server.nodes = [Node(tmp_path / f"node{number}", "", [1, 2]) for number in range(3)]
    monkeypatch.setattr(Master, "leads", lambda self: self.folder.name == "master0")
    return server


def test_volumes_and_masters_have_their_turns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of masters the leading one at least every second time."""
    server = made(tmp_path, monkeypatch)
    troubles = StorageTroubles(Run(server))
    chosen = [troubles.chosen(server) for _time in range(60)]
    kinds = [machine.kind if isinstance(machine, Machine) else "gateway" for machine, _name in chosen]
    assert kinds == ["volume", "master", "gateway"] * 20
    leading = [name == "the storage's leading master" for machine, name in chosen if isinstance(machine, Master)]
    assert all(leading[::2])
    assert not all(leading)
    named = {"the storage's leading master", "the storage's master", "the storage's volume", "the storage's gateway"}
    assert {name for _machine, name in chosen} == named


def test_without_masters_of_its_own_there_are_fewer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = made(tmp_path, monkeypatch, masters=0)
    troubles = StorageTroubles(Run(server))
    assert {troubles.chosen(server)[1] for _time in range(9)} == {"the storage's volume", "the storage's gateway"}


async def test_a_run_without_such_machines_has_none_in_trouble() -> None:
    await StorageTroubles(Run(None)).go_on()


async def test_one_at_a_time_until_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage_troubles, "SETTLES", 0.0)
    monkeypatch.setattr(storage_troubles, "AWAY", (0.0, 0.0))
    for done in ("start", "end", "freeze", "thaw"):
        for kind in (Machine, Server):
            monkeypatch.setattr(kind, done, lambda *_given: None)
    run = Run(made(tmp_path, monkeypatch), ends=time.monotonic() + 0.3)
    await StorageTroubles(run).go_on()
    assert run.seen


@pytest.mark.parametrize("how", ["killed", "ended", "frozen"])
async def test_a_machine_comes_back(how: str) -> None:
    done: list[str] = []

    class Machine:
        def end(self, how: int) -> None:
            done.append(f"end {signal.Signals(how).name}")

        def __getattr__(self, name: str) -> Callable[[], None]:
            return lambda: done.append(name)

    await trouble(cast("Troubled", Machine()), how, 0.0)
    wanted = {"killed": ["end SIGKILL", "start"], "ended": ["end SIGTERM", "start"], "frozen": ["freeze", "thaw"]}
    assert done == wanted[how]


@needs_server
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_three_masters_of_which_the_leading_one_is_gone() -> None:
    """What was put is read all the while; what is put is taken again once the others have chosen another."""
    server = Server(wanted=3, mastering=3).start()
    try:
        objects = server.objects(server.address())
        objects.add("before", memoryview(b"x" * 100_000))
        leader = server.leader()
        assert leader is not None
        leader.end()
        found = objects.fetch("before")
        assert found is not None
        assert bytes(found) == b"x" * 100_000
        end = time.monotonic() + 60
        while not _taken(lambda: objects.add("after", memoryview(b"y" * 100_000))):
            assert time.monotonic() < end
            time.sleep(0.2)
        assert server.leader() not in (None, leader)
        leader.start()
        server.nodes[0].end()
        found = objects.fetch("after")
        assert found is not None
        assert bytes(found) == b"y" * 100_000
    finally:
        server.remove()


def _taken(done: Callable[[], object]) -> bool:
    try:
        done()
    except StoreError:
        return False
    return True
