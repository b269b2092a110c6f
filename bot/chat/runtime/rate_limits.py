"""How often one person, and one server, may do what costs something: so that none of them can starve the rest.

For each kind of thing a bucket for each, of so many, that fills up again within a minute.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import discord

from bot.core.model.errors import CasebookError

MINUTE = 60.0  # seconds
KEPT = 10_000  # buckets in memory; full ones are forgotten beyond that


class Kind(StrEnum):
    """What is counted."""

    QUESTION = "question"
    PRESS = "press"  # a command, a button, a form: whatever it does, it is looked up and answered
    TYPING = "typing"  # a suggestion, at every letter
    HELP = "help"  # asks a dozen questions to show some that work
    EVIDENCE = "evidence"  # asks a question for each claim of a message
    OVERHEARD = "overheard"  # a question that was asked of nobody
    FILE = "file"  # a file, a page, a pasted text: read, compared, kept as a draft
    PREVIEW = "preview"  # looked at again, compared again
    EXPORT = "export"  # a whole case, packed


@dataclass(frozen=True)
class Limit:
    """How many in a minute, for a person and for a server."""

    person: int
    workspace: int


LIMITS: Final[Mapping[Kind, Limit]] = {
    Kind.QUESTION: Limit(40, 2_000),  # one every 1.5 s, for as long as they like; at 10 ms each a third of a processor
    Kind.PRESS: Limit(120, 6_000),
    Kind.TYPING: Limit(300, 12_000),
    Kind.HELP: Limit(6, 120),
    Kind.EVIDENCE: Limit(12, 400),
    Kind.OVERHEARD: Limit(10, 300),
    Kind.FILE: Limit(30, 200),
    Kind.PREVIEW: Limit(40, 400),
    Kind.EXPORT: Limit(4, 20),
}


class TooOften(CasebookError):
    template = "You have asked more than {limit} questions in a minute. Try again in {seconds} seconds."


class ServerTooOften(TooOften):
    template = "This server has asked more than {limit} questions in a minute. Try again in {seconds} seconds."


class TooMany(TooOften):
    template = "You have done this more than {limit} times in a minute. Try again in {seconds} seconds."


class ServerTooMany(ServerTooOften):
    template = "This server has done this more than {limit} times in a minute. Try again in {seconds} seconds."


@dataclass
class Bucket:
    """left: how many, as of `at` (seconds of the clock). told: whether the limit was told of since it last held."""

    left: float
    at: float
    told: bool = False

    def fill(self, limit: int, now: float) -> None:
        self.left = min(limit, self.left + (now - self.at) * limit / MINUTE)
        self.at = now


class Limits:
    """For the event loop's thread only."""

    def __init__(self, limits: Mapping[Kind, Limit] = LIMITS, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits, self._clock = limits, clock
        self._buckets: dict[tuple[Kind, str, int], Bucket] = {}

    def take(self, workspace: int | None, person: int, kind: Kind = Kind.QUESTION) -> None:
        """One of them. Raises TooOften kinds, and then takes nothing."""
        limit = self._limits[kind]
        own = self._filled((kind, "person", person), limit.person)
        all_of_them = self._filled((kind, "workspace", workspace or 0), limit.workspace)
        asks = kind is Kind.QUESTION
        if own.left < 1:
            raise (TooOften if asks else TooMany)(limit=limit.person, seconds=_wait(own, limit.person))
        if all_of_them.left < 1:
            told = ServerTooOften if asks else ServerTooMany
            raise told(limit=limit.workspace, seconds=_wait(all_of_them, limit.workspace))
        for bucket in (own, all_of_them):
            bucket.left, bucket.told = bucket.left - 1, False

    def tells(self, person: int) -> bool:
        """Whether it is worth telling them: where others read along, once is enough until they may ask again."""
        bucket = self._filled((Kind.QUESTION, "person", person), self._limits[Kind.QUESTION].person)
        before, bucket.told = bucket.told, True
        return not before

    def _filled(self, name: tuple[Kind, str, int], limit: int) -> Bucket:
        now = self._clock()
        if name not in self._buckets and len(self._buckets) >= KEPT:
            self._forget(now)
        bucket = self._buckets.setdefault(name, Bucket(limit, now))
        bucket.fill(limit, now)
        return bucket

    def _forget(self, now: float) -> None:
        """Those that are full again by now say nothing."""
        self._buckets = {name: bucket for name, bucket in self._buckets.items() if now - bucket.at < MINUTE}


def charge(interaction: discord.Interaction[Any], kind: Kind) -> None:
    """One for whoever pressed or typed. Raises TooOften kinds."""
    limits: Limits = interaction.client.limits
    limits.take(interaction.guild_id, interaction.user.id, kind)


REMEMBERED: Final = 10_000  # presses, in memory only


class Heard:
    """What was done since the start, such as who said something of which quote: each counts once.

    For the event loop's thread only.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[object, ...], None] = OrderedDict()

    def first(self, *what: object) -> bool:
        if what in self._known:
            return False
        self._known[what] = None
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return True

    def forget(self, *what: object) -> None:
        self._known.pop(what, None)


def _wait(bucket: Bucket, limit: int) -> int:
    return max(1, math.ceil((1 - bucket.left) * MINUTE / limit))
