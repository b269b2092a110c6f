"""What runs beside the bot for as long as it does: its pages for a monitor, and the tasks done by the clock."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from bot.web import tasks
from bot.web.monitor import health
from bot.web.monitor.metrics import Metrics
from bot.web.tasks import Task


def beside(
    host: str, port: int, shown: Metrics, wanted: Sequence[Task]
) -> Callable[[Callable[[], bool]], AbstractAsyncContextManager[None]]:
    """To be given whether the bot is connected. Raises PortTaken when entered."""

    @asynccontextmanager
    async def entered(is_ready: Callable[[], bool]) -> AsyncIterator[None]:
        async with health.serving(host, port, is_ready, shown), tasks.running(wanted, shown):
            yield

    return entered
