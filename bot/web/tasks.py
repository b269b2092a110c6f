"""Background tasks: each repeats its work, is seen when it fails, and is started again with a growing pause."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.web.monitor.metrics import Metrics

log = logging.getLogger(__name__)
FIRST, LONGEST = 5.0, 600.0  # seconds of pause after the first failure, and at most


@dataclass(frozen=True)
class Task:
    """`work` blocks, runs in a thread, and is done again `every` so many seconds after it ended.

    stop: makes work that takes long end early, when the process ends.
    """

    name: str
    every: float
    work: Callable[[], object]
    stop: Callable[[], object] = lambda: None


@asynccontextmanager
async def running(tasks: Sequence[Task], shown: Metrics, first: float = FIRST) -> AsyncIterator[None]:
    """Until the block ends. What a task is doing then is told to stop, and left to end by itself."""
    started = [asyncio.create_task(_forever(task, shown, first), name=task.name) for task in tasks]
    try:
        yield
    finally:
        for task in tasks:
            task.stop()
        for one in started:
            one.cancel()
        await asyncio.gather(*started, return_exceptions=True)


async def _forever(task: Task, shown: Metrics, first: float) -> None:
    failures = 0
    shown.gauge("task_running", lambda: not failures, task=task.name)
    while True:
        try:
            await asyncio.to_thread(task.work)
        except Exception:  # the outer edge of this task: logged, counted, tried again
            failures += 1
            pause = min(LONGEST, first * 2 ** (failures - 1))
            log.exception("the task %s failed; again in %.0f s", task.name, pause)
            shown.count("task_failures", task=task.name)
        else:
            failures, pause = 0, task.every
        await asyncio.sleep(pause)
