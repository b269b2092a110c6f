"""A task of the chat that looks again and again, is seen when it fails, and goes on after a growing pause."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from asyncio import sleep
from typing import Final

from bot.chat.runtime.program import Program
from bot.chat.runtime.workers import Closing, TooBusy

FIRST, LONGEST = 5.0, 600.0  # seconds of pause after the first failure, and at most

log: Final = logging.getLogger(__name__)


class Repeating(ABC):
    """To be given a `name`, as in the metrics, a `period` in seconds, and a `look`."""

    name: str
    period: float

    def __init__(self, client: Program) -> None:
        self.client = client
        self.failures = 0  # one after the other

    @abstractmethod
    async def look(self) -> float:
        """Once; how many seconds to wait until the next."""

    async def forever(self) -> None:
        await self.client.wait_until_ready()
        while True:
            pause = await self.turn()
            await sleep(pause)

    async def turn(self) -> float:
        """A look, whatever comes of it; how many seconds to wait until the next."""
        try:
            pause = await self.look()
        except (TooBusy, Closing):
            return self.period
        except Exception:  # the outer edge of this task: logged, counted, tried again
            self.failures += 1
            self.client.casebook.meter.count("task_failures", task=self.name)
            log.exception("the task %s failed", self.name)
            return min(LONGEST, FIRST * 2.0 ** (self.failures - 1))
        self.failures = 0
        return pause
