"""Background tasks: repeated, seen to fail, started again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial

import pytest

from bot import periodic
from bot.web import tasks
from bot.web.monitor.metrics import Metrics
from bot.web.tasks import Task
from tests.claims import Shared
from tests.web.monitor.test_metrics import values


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110  what is waited for happens in a thread
            await asyncio.sleep(0.005)


async def test_a_task_is_done_again_and_again() -> None:
    done: list[int] = []
    async with tasks.running([Task("count", 0.001, lambda: done.append(1))], Metrics()):
        await until(lambda: len(done) >= 3)


async def test_a_task_that_fails_is_seen_and_started_again(caplog: pytest.LogCaptureFixture) -> None:
    tried: list[int] = []
    shown = Metrics()

    def work() -> None:
        tried.append(1)
        if len(tried) < 3:
            raise OSError

    with caplog.at_level(logging.ERROR):
        async with tasks.running([Task("backup", 60, work)], shown, first=0.01):
            await until(lambda: len(tried) == 2)
            assert values(shown.text().decode())["pullquote_task_running[('task', 'backup')]"] == 0
            await until(lambda: values(shown.text().decode())["pullquote_task_running[('task', 'backup')]"] == 1)
    assert len(tried) == 3
    assert values(shown.text().decode())["pullquote_task_failures_total[('task', 'backup')]"] == 2
    assert "the task backup failed" in caplog.text


async def test_the_pauses_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 9:
            await asyncio.Event().wait()

    def work() -> None:
        raise ValueError

    monkeypatch.setattr("bot.periodic.sleep", sleep)
    running = asyncio.ensure_future(tasks._Threaded(Task("fails", 1, work), Metrics(), 5.0).forever())
    async with asyncio.timeout(5):
        while len(pauses) < 9:
            await asyncio.to_thread(int)
    running.cancel()
    assert pauses[:3] == [5, 10, 20]
    assert pauses[-1] == periodic.LONGEST


async def test_of_processes_that_share_a_database_one_does_it_and_is_followed() -> None:
    """Where the first one is killed the other one does it, long before it would look again by itself."""
    shared, done = Shared(), list[str]()

    def process(name: str) -> tasks._Threaded:
        return tasks._Threaded(
            Task("backup", 86_400, partial(done.append, name), claims=shared.process(name)), Metrics(), 5
        )

    one, other = process("one"), process("other")
    assert [await one.turn(), await other.turn(), await other.turn()] == [86_400, periodic.FOLLOWS, periodic.FOLLOWS]
    shared.silent.add("one")
    assert await other.turn() == 86_400
    assert done == ["one", "other"]


async def test_work_whose_claim_passed_on_is_no_failure() -> None:
    shared = Shared()
    mine = shared.process("one")

    def slow() -> None:
        shared.silent.add("one")
        shared.process("other").take(["backup"])
        mine.check()

    task = tasks._Threaded(Task("backup", 86_400, slow, claims=mine), Metrics(), 5)
    assert await task.turn() == periodic.FOLLOWS
    assert task.failures == 0
