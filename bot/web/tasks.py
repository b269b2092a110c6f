"""Background tasks of the process: work that blocks, each done again and again in a thread."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.core.model.claims import ALONE, Claims
from bot.core.model.ports import Meter
from bot.periodic import FIRST, Periodic


@dataclass(frozen=True)
class Task:
    """`work` blocks, runs in a thread, and is done again `every` so many seconds after it ended.

    stop: makes work that takes long end early, when the process ends. claims: for work that one process does for all.
    claim: by what name; the task's own where it is empty.
    """

    name: str
    every: float
    work: Callable[[], object]
    stop: Callable[[], object] = lambda: None
    claims: Claims = ALONE
    claim: str = ""


class _Threaded(Periodic):
    def __init__(self, task: Task, meter: Meter, first: float) -> None:
        self.name, self.period, self.first, self._work = task.name, task.every, first, task.work
        self.claims, self.wanted = task.claims, (task.claim or task.name,)
        super().__init__(meter)

    async def look(self) -> float:
        await asyncio.to_thread(self._work)
        return self.period


@asynccontextmanager
async def running(tasks: Sequence[Task], shown: Meter, first: float = FIRST) -> AsyncIterator[None]:
    """Until the block ends. What a task is doing then is told to stop, and left to end by itself."""
    started = [asyncio.create_task(_Threaded(task, shown, first).forever(), name=task.name) for task in tasks]
    try:
        yield
    finally:
        for task in tasks:
            task.stop()
        for one in started:
            one.cancel()
        await asyncio.gather(*started, return_exceptions=True)
