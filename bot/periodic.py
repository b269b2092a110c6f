"""A task that is done again and again, is seen when it fails, and goes on after a growing pause."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from asyncio import sleep, to_thread
from collections.abc import Sequence
from typing import Final

from bot.core.model import claims
from bot.core.model.claims import ALONE, Claims
from bot.core.model.errors import ClaimLost, StoreError
from bot.core.model.ports import Meter

FIRST, LONGEST = 5.0, 600.0  # seconds of pause after the first failure, and at most
FOLLOWS: Final = 3.0  # seconds after which it is looked again whether another process has fallen silent

log: Final = logging.getLogger(__name__)


class Periodic(ABC):
    """name: as in the metrics. period: seconds between two looks. passing: errors after which it is only too early.

    wanted: where processes share a database, the claims of which this must hold one to look at all.
    """

    name: str
    period: float
    first: float = FIRST
    passing: tuple[type[Exception], ...] = ()
    claims: Claims = ALONE
    wanted: Sequence[str] = ()

    def __init__(self, meter: Meter) -> None:
        self.meter = meter
        self.failures = 0  # one after the other
        meter.gauge("task_running", lambda: not self.failures, task=self.name)

    @abstractmethod
    async def look(self) -> float:
        """Once; how many seconds to wait until the next."""

    async def forever(self) -> None:
        while True:
            pause = await self.turn()
            await sleep(pause)

    async def turn(self) -> float:
        """A look, whatever comes of it; how many seconds to wait until the next."""
        try:
            pause = await self._held_look()
        except self.passing:
            return self.period
        except ClaimLost:
            return FOLLOWS
        except StoreError as error:  # foreseen: its sentence says more than where it came from
            pause = self._failed()
            log.error("the task %s failed; again in %.0f s: %s", self.name, pause, error)  # noqa: TRY400
            return pause
        except Exception:  # the outer edge of this task: logged, counted, tried again
            pause = self._failed()
            log.exception("the task %s failed; again in %.0f s", self.name, pause)
            return pause
        self.failures = 0
        return pause

    def _failed(self) -> float:
        """Seconds until it is tried again."""
        self.failures += 1
        self.meter.count("task_failures", task=self.name)
        return min(LONGEST, self.first * 2.0 ** (self.failures - 1))

    async def _held_look(self) -> float:
        if not (self.wanted and self.claims.shared):
            return await self.look()
        held = await to_thread(self.claims.take, self.wanted)
        if not held:
            return min(self.period, FOLLOWS)
        with claims.under(held):
            return await self.look()
