"""What people have begun and wait for: the end of the process waits for it too, down to the last message sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from bot.chat.runtime.workers import Closing

T = TypeVar("T")


class Actions:
    """For the event loop's thread only."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closing = False

    def begin(self) -> None:
        """The task that runs is somebody's. Raises Closing after `shut`; it is waited for all the same, to say so."""
        if (task := asyncio.current_task()) is not None:
            self._keep(task)
        if self._closing:
            raise Closing

    async def whole(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What `work` gives: done to its end, also where whoever waits for it is ended. Raises Closing after `shut`."""
        if self._closing:
            raise Closing
        task = asyncio.create_task(work(), name="whole")
        self._keep(task)
        return await asyncio.shield(task)

    def _keep(self, task: asyncio.Task[Any]) -> None:
        if task not in self._tasks:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def shut(self, seconds: float) -> None:
        """Let nobody begin any more, and wait up to that long for those who have."""
        self._closing = True
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while self._tasks and (left := until - loop.time()) > 0:
            await asyncio.wait(set(self._tasks), timeout=left)
