"""What has to be written though the store takes nothing at this moment: kept, and tried again until it is written.

For what nobody is there to be told of: where a public answer stands, that the bot was taken out of a server. What a
person asked for is refused with a sentence instead. A process that ends loses what waits here; a start looks anew at
which servers there are.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from typing import Final

from bot.chat.runtime.workers import Closing, Door, TooBusy
from bot.core.model.errors import StoreError

MOST: Final = 1000  # writes that wait; then the oldest is given up
NOT_NOW: Final = (StoreError, TooBusy, Closing)

log = logging.getLogger(__name__)


class Unwritten:
    """For the event loop only; the writing is done behind the door."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._waiting: deque[Callable[[], object]] = deque(maxlen=MOST)
        self._turn = asyncio.Lock()

    async def write(self, work: Callable[..., object], *arguments: object) -> None:
        """Now, or else later, in the order of asking; under the claims that are held now, later too."""
        self._waiting.append(partial(copy_context().run, work, *arguments))
        await self.again()

    async def again(self) -> None:
        """What waits, until something can't be written yet. Raises what `work` raises; that isn't tried again."""
        async with self._turn:
            while self._waiting:
                first = self._waiting[0]
                try:
                    await self._door(first)
                except NOT_NOW as error:
                    kind, waiting = type(error).__name__, len(self._waiting)
                    log.warning("the store takes nothing now (%s); writes that wait: %d", kind, waiting)
                    return
                except Exception:
                    self._drop(first)
                    raise
                self._drop(first)

    def _drop(self, work: Callable[[], object]) -> None:
        """It may be gone, given up for newer ones."""
        if work in self._waiting:
            self._waiting.remove(work)
