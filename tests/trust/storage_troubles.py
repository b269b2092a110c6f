"""Machines of the storage in trouble while bots use it: one at a time is killed, ended or frozen, and comes back."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections import Counter
from typing import Final, Protocol

from tests.seaweedfs import Master, Server, Troubled

SETTLES: Final = 5.0  # seconds after one is back, until what the others took on meanwhile may lie on two again
AWAY: Final = (1.0, 10.0)  # seconds that a machine is away, from and to
HOW: Final = ("killed", "frozen", "ended")


class Plan(Protocol):
    @property
    def every(self) -> float: ...


class Cluster(Protocol):
    """What of a run is needed here; see `processes`."""

    weed: Server | None
    chance: random.Random
    ends: float

    @property
    def plan(self) -> Plan: ...

    def count(self, trouble: str) -> None: ...


class StorageTroubles:
    """See above. What became of whom is counted by the run."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._kinds: Counter[str] = Counter()  # how often each kind of machine had its turn

    async def go_on(self) -> None:
        """Until the run's end, where it has machines that can be in trouble."""
        run = self._cluster
        while run.weed is not None and run.weed.machines and run.plan.every and time.monotonic() < run.ends:
            await asyncio.sleep(run.plan.every * run.chance.uniform(0.7, 1.3))
            if time.monotonic() < run.ends:
                machine, name = await asyncio.to_thread(self.chosen, run.weed)
                how = run.chance.choice(HOW)
                run.count(f"{name} {how}")
                await trouble(machine, how, run.chance.uniform(*AWAY))
                await asyncio.sleep(SETTLES)

    def chosen(self, weed: Server) -> tuple[Troubled, str]:
        """Volumes, masters and the gateway by turns; of masters every second time the one that leads: most miss it."""
        of_kind: dict[str, list[Troubled]] = {"volume": [*weed.nodes], "master": [*weed.masters], "gateway": [weed]}
        kind = min((each for each in of_kind if of_kind[each]), key=lambda each: self._kinds[each])
        self._kinds[kind] += 1
        leader = weed.leader() if kind == "master" and self._kinds[kind] % 2 else None
        machine = leader or self._cluster.chance.choice(of_kind[kind])
        leads = isinstance(machine, Master) and (machine is leader or machine.leads())
        return machine, f"the storage's {'leading master' if leads else kind}"


async def trouble(machine: Troubled, how: str, seconds: float) -> None:
    """It is away for so long, and back when this returns."""
    if how == "frozen":
        machine.freeze()
        await asyncio.sleep(seconds)
        machine.thaw()
        return
    await asyncio.to_thread(machine.end, signal.SIGKILL if how == "killed" else signal.SIGTERM)
    await asyncio.sleep(seconds)
    await asyncio.to_thread(machine.start)
