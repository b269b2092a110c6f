"""The one way from the event loop to the core, which blocks: a few worker threads and a queue of bounded length."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from contextvars import copy_context
from functools import partial
from threading import Thread
from time import perf_counter
from typing import TypeVar

from bot.core.model.errors import CasebookError
from bot.core.model.ports import Meter, Unmetered

T = TypeVar("T")
WORKERS = 2  # threads for questions: the core holds the interpreter's lock most of the time, so more only share it out
OUTSIDE = 4  # threads for what waits for a web page or for a reader's own process
QUICK = 2  # threads for what takes milliseconds, and somebody waits for at every letter they type
WAITING = 200  # calls under way and waiting, at most: at 10 ms each the last one is served in two seconds


class TooBusy(CasebookError):
    template = "I have too much to do at the moment. Try again in a few seconds."


class Closing(CasebookError):
    template = "I am restarting. Try again in a minute."


class Door:
    """Runs a function of the core in a worker thread. Look-ups and reading files have threads of their own: the first
    don't wait behind questions, the second delay nobody.
    """

    def __init__(self, workers: int = WORKERS, waiting: int = WAITING, meter: Meter | None = None) -> None:
        self._meter = meter or Unmetered()
        self._questions = ThreadPoolExecutor(workers, thread_name_prefix="question")
        self._look_ups = ThreadPoolExecutor(QUICK, thread_name_prefix="look-up")
        self._intake = ThreadPoolExecutor(1, thread_name_prefix="intake")
        self._outside = asyncio.Semaphore(OUTSIDE)
        self._waiting = waiting
        self._inside = 0
        self._closing = False
        self._empty = asyncio.Event()
        self._empty.set()

    async def __call__(self, work: Callable[..., T], *arguments: object) -> T:
        """What `work` returns or raises. Raises TooBusy when the queue is full, Closing after `shut`."""
        return await self._through(self._questions, work, *arguments)

    async def quickly(self, work: Callable[..., T], *arguments: object) -> T:
        """For what takes milliseconds: a suggestion while somebody types, a setting."""
        return await self._through(self._look_ups, work, *arguments)

    async def slowly(self, work: Callable[..., T], *arguments: object) -> T:
        """For what may take seconds: one at a time, beside the questions."""
        return await self._through(self._intake, work, *arguments)

    async def outside(self, work: Callable[..., T], *arguments: object) -> T:
        """For what mostly waits, for up to minutes: fetching a page, reading a file. Several at a time.

        Each in a thread that the end of the process doesn't wait for: it has nothing to lose yet.
        """
        async with self._let_in(), self._outside:
            return await _aside(partial(copy_context().run, self._timed, perf_counter(), work, *arguments))

    async def _through(self, pool: ThreadPoolExecutor, work: Callable[..., T], *arguments: object) -> T:
        async with self._let_in():
            within = copy_context().run  # as `asyncio.to_thread` does it
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(pool, within, self._timed, perf_counter(), work, *arguments)

    @asynccontextmanager
    async def _let_in(self) -> AsyncIterator[None]:
        if self._closing:
            raise Closing
        if self._inside >= self._waiting:
            raise TooBusy
        self._inside += 1
        self._empty.clear()
        try:
            yield
        finally:
            self._inside -= 1
            if not self._inside:
                self._empty.set()

    def _timed(self, came: float, work: Callable[..., T], *arguments: object) -> T:
        self._meter.observe("stage", perf_counter() - came, stage="wait")
        return work(*arguments)

    @property
    def inside(self) -> int:
        """Calls under way and waiting."""
        return self._inside

    async def shut(self, seconds: float) -> None:
        """Let nobody in any more, and wait up to that long for those inside."""
        self._closing = True
        with suppress(TimeoutError):
            await asyncio.wait_for(self._empty.wait(), seconds)
        for pool in (self._questions, self._look_ups, self._intake):
            pool.shutdown(wait=False, cancel_futures=True)


async def _aside(work: Callable[[], T]) -> T:
    """Run it in a thread of its own, which dies with the process."""
    loop, done = asyncio.get_running_loop(), asyncio.get_running_loop().create_future()

    def run() -> None:
        try:
            result, tell = work(), done.set_result
        except BaseException as error:  # noqa: BLE001  handed on to whoever waits
            result, tell = error, done.set_exception  # type: ignore[assignment]
        with suppress(RuntimeError):  # the loop may have ended meanwhile
            loop.call_soon_threadsafe(lambda: None if done.done() else tell(result))

    Thread(target=run, name="outside", daemon=True).start()
    found: T = await done
    return found
