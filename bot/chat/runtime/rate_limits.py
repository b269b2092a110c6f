"""How often one person, and one server, may ask: so that none of them can starve the rest.

A bucket each, of so many questions, that fills up again within a minute.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.core.model.errors import CasebookError

MINUTE = 60.0  # seconds
PERSON = 40  # questions a minute: one every 1.5 s, for as long as they like
WORKSPACE = 2_000  # at 10 ms each a third of what one processor answers
KEPT = 10_000  # buckets in memory; full ones are forgotten beyond that


class TooOften(CasebookError):
    template = (
        "That is more than {limit} questions in a minute, and others are asking too. Go on in {seconds} seconds; "
        "nothing is lost."
    )


class ServerTooOften(TooOften):
    template = "This server has asked more than {limit} questions in a minute. Try again in {seconds} seconds."


@dataclass
class Bucket:
    """left: questions, as of `at` (seconds of the clock). told: whether the limit was told of since it last held."""

    left: float
    at: float
    told: bool = False

    def fill(self, limit: int, now: float) -> None:
        self.left = min(limit, self.left + (now - self.at) * limit / MINUTE)
        self.at = now


class Limits:
    """For the event loop's thread only."""

    def __init__(
        self, person: int = PERSON, workspace: int = WORKSPACE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._person, self._workspace, self._clock = person, workspace, clock
        self._buckets: dict[tuple[str, int], Bucket] = {}

    def take(self, workspace: int | None, person: int) -> None:
        """One question. Raises TooOften, and then takes nothing."""
        own = self._filled(("person", person), self._person)
        all_of_them = self._filled(("workspace", workspace or 0), self._workspace)
        if own.left < 1:
            raise TooOften(limit=self._person, seconds=_wait(own, self._person))
        if all_of_them.left < 1:
            raise ServerTooOften(limit=self._workspace, seconds=_wait(all_of_them, self._workspace))
        for bucket in (own, all_of_them):
            bucket.left, bucket.told = bucket.left - 1, False

    def tells(self, person: int) -> bool:
        """Whether it is worth telling them: where others read along, once is enough until they may ask again."""
        bucket = self._filled(("person", person), self._person)
        before, bucket.told = bucket.told, True
        return not before

    def _filled(self, name: tuple[str, int], limit: int) -> Bucket:
        now = self._clock()
        if name not in self._buckets and len(self._buckets) >= KEPT:
            self._forget(now)
        bucket = self._buckets.setdefault(name, Bucket(limit, now))
        bucket.fill(limit, now)
        return bucket

    def _forget(self, now: float) -> None:
        """Those that are full again by now say nothing."""
        self._buckets = {name: bucket for name, bucket in self._buckets.items() if now - bucket.at < MINUTE}


REMEMBERED: Final = 10_000  # presses, in memory only


class Heard:
    """Who said something of which quote since the start: each is counted once. For the event loop's thread only."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[int, tuple[str, ...]], None] = OrderedDict()

    def first(self, person: int, quote: tuple[str, ...]) -> bool:
        if (person, quote) in self._known:
            return False
        self._known[person, quote] = None
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return True


def _wait(bucket: Bucket, limit: int) -> int:
    return max(1, math.ceil((1 - bucket.left) * MINUTE / limit))
