"""Fifty people ask at once, in a large case file that grows while they do; what they get, and what it costs.

    python -m tests.trust.load [--minutes 10] [--askers 50] [--passages 200000] [--documents 5000] [--pause 2.0]
                               [--folder FOLDER]      where the case file is made, and kept for the next run
    python -m tests.trust.load --speed [--minutes 3]      30 askers, all in the same moment, again and again; and
                                                          somebody who types the names of 100,000 documents

Everything is real but Discord: a bot process, its database and index, sockets. A document is added every second by a
moderator, in Discord, but for --speed. Prints the figures as one JSON object, with the machine's load while they were
taken; status 1 where one of the floors is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import mean, median, quantiles

import psutil

from tests.discord_server import process, server
from tests.discord_server.process import Bot
from tests.discord_server.rest import Interaction
from tests.discord_server.server import TestDiscord
from tests.trust import madeup
from tests.trust.madeup import Language

HEARTBEAT = 5.0  # seconds between two; Discord asks for one in 41
WARM_UP = 0.25  # share of the run, before memory is compared
TYPING = 0.4  # seconds between two letters
TYPED = 8  # letters of a name, at most
LIMITED = "questions in a minute"  # of what a person is told who asks too often


@dataclass(frozen=True)
class Plan:
    """A run. together: all ask in the same moment, every `pause` seconds, and nothing is added meanwhile."""

    minutes: float = 10.0
    askers: int = 50
    passages: int = 200_000
    documents: int = 5_000
    pause: float = 2.0  # seconds that a person thinks, about
    together: bool = False

    @property
    def seconds(self) -> float:
        return self.minutes * 60


SPEED = Plan(3.0, 30, 200_000, 100_000, 3.0, together=True)


@dataclass
class Seen:
    """first, whole, typed: seconds to the first response, the answer, the suggestions. memory: (second, bytes).

    limited: answers that only said to go slower; they were no work, and count among no times.
    """

    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    typed: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    limited: int = 0
    answered: int = 0
    added: int = 0
    memory: list[tuple[float, int]] = field(default_factory=list)
    load: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)  # processor time of the bot so far


@dataclass
class Figures:
    """Seconds, but for counts, bytes, shares and the machine's load.

    cold: the first question after the start. memory_change: of the last quarter against the second. load: processes
    that wanted to run, on `processors`; the others' too. processor_each: of the bot, for one question.
    """

    questions: int
    answered: int
    limited: int
    errors: int
    added: int
    cold: float
    first_median: float
    first_99: float
    whole_median: float
    whole_99: float
    suggestions: int
    suggestions_median: float
    suggestions_99: float
    heartbeat_gap: float
    memory: int
    memory_change: float
    processor_each: float
    load: float
    processors: int
    told: list[str]

    def missed(self, plan: Plan) -> list[str]:
        """The floors that weren't kept."""
        floors = {
            "an error": self.errors == 0,
            "99 % of first responses within 1 s": self.first_99 < 1.0,
            "heartbeats on time": self.heartbeat_gap < 1.5 * HEARTBEAT,
            "nearly nobody was told to go slower": self.limited <= 0.02 * self.questions,
        }
        if plan.together:
            floors["99 % of answers within 2 s"] = self.whole_99 < 2.0
            floors["99 % of suggestions within 0.3 s"] = 0 < self.suggestions_99 < 0.3
        else:
            floors["memory flat to 5 %"] = abs(self.memory_change) <= 0.05
            floors["documents were added"] = self.added > 0
        return [name for name, kept in floors.items() if not kept]


# --- what people do


@dataclass
class Crowd:
    """The people of a run: they share a Discord, an end, and what is seen."""

    discord: TestDiscord
    plan: Plan
    language: Language  # that the case file was filled from
    seen: Seen
    began: float = field(default_factory=time.monotonic)

    @property
    def over(self) -> bool:
        return time.monotonic() >= self.began + self.plan.seconds

    async def asks(self, by: int) -> None:
        """One person: asks, reads, asks again."""
        language = Language(by)
        await asyncio.sleep(0 if self.plan.together else language.random.uniform(0, self.plan.pause))
        while not self.over:
            await self.ask(language.question(self.language.known), by)
            await asyncio.sleep(self._pause(language))

    def _pause(self, language: Language) -> float:
        if not self.plan.together:
            return language.random.uniform(0.5, 1.5) * self.plan.pause
        return self.plan.pause - (time.monotonic() - self.began) % self.plan.pause

    async def ask(self, question: str, by: int) -> float:
        """Seconds to the answer."""
        began, asked = time.monotonic(), await self.discord.slash("ask", question=question, by=by)
        await self._answered(asked, "no answer in 30 s")
        whole = time.monotonic() - began
        if LIMITED in asked.text:
            self.seen.limited += 1
        else:
            self.seen.first.append(asked.first_after if asked.first_after is not None else 30.0)
            self.seen.whole.append(whole)
            self.seen.answered += "Follow up" in str(asked.messages)
        if "reference" in asked.text or "Too many" in asked.text:
            self.seen.errors.append(asked.text[:200])
        return whole

    async def _answered(self, asked: Interaction, otherwise: str) -> None:
        try:
            await asked.answered(30)
        except TimeoutError:
            self.seen.errors.append(otherwise)
        self.discord.rest.interactions.pop(asked.payload["token"], None)

    async def types(self, by: int) -> None:
        """A moderator: types the names of documents letter by letter, one in five of them with a slip."""
        language = Language(by)
        while not self.over:
            name = self.language.title(language.random.randrange(self.plan.documents))
            if language.random.random() < 0.2:
                name = name[:3] + name[4:]
            for length in range(TYPED + 1):
                await self.complete(name[:length], by)
                await asyncio.sleep(TYPING)

    async def complete(self, typed: str, by: int) -> None:
        suggested = await self.discord.complete("documents", "show", option="document", typed=typed, by=by)
        await self._answered(suggested, "no suggestions in 30 s")
        self.seen.typed.append(suggested.first_after if suggested.first_after is not None else 30.0)

    async def adds(self) -> None:
        """A moderator: a document a second."""
        number = 0
        while not self.over:
            number, next_one = number + 1, time.monotonic() + 1
            text = "\n\n".join(self.language.passage() for _ in range(5))
            done = await self.discord.add_file(f"added-{number}.txt", text.encode())
            await self._answered(done, "a document was not added in 30 s")
            self.seen.added += "Added" in done.text
            self.discord.rest.attachments.clear()
            await asyncio.sleep(max(0.0, next_one - time.monotonic()))

    async def watches(self, bot: Bot) -> None:
        """Private memory: what is mapped from the index's files is the system's to give and take."""
        watched = psutil.Process(bot.process.pid)
        while not self.over:
            self.seen.memory.append((time.monotonic() - self.began, watched.memory_full_info().uss))
            self.seen.load.append(os.getloadavg()[0])
            self.seen.busy.append(sum(watched.cpu_times()[:2]))
            await asyncio.sleep(1)

    def everybody(self) -> Sequence[Awaitable[None]]:
        asking = [self.asks(1000 + number) for number in range(self.plan.askers)]
        return [*asking, self.types(999) if self.plan.together else self.adds()]


# --- a run


async def run(plan: Plan, kept: Path | None = None) -> Figures:
    """kept: a folder for the case file, made there if it is empty."""
    language, seen = Language(6), Seen()
    with tempfile.TemporaryDirectory(prefix="load-") as name:
        folder = kept or Path(name)
        madeup.fill(folder / "data", plan.passages, plan.documents, language)
        async with (
            server.running(HEARTBEAT) as discord,
            process.started(discord, folder, LOG_LEVEL="INFO", BACKUP_HOURS="0") as bot,
        ):
            cold = await Crowd(discord, plan, language, Seen()).ask(language.question(), 1)
            await (await discord.complete("documents", "show", option="document", typed="x", by=1)).answered(30)
            crowd = Crowd(discord, plan, language, seen)
            await asyncio.gather(*crowd.everybody(), crowd.watches(bot))
            beats = [each for each in discord.gateway.beats if each > crowd.began]
            return figures(seen, beats, plan, cold)


def figures(seen: Seen, beats: list[float], plan: Plan, cold: float) -> Figures:
    warm = [size for at, size in seen.memory if WARM_UP * plan.seconds <= at < 2 * WARM_UP * plan.seconds]
    last = [size for at, size in seen.memory if at >= (1 - WARM_UP) * plan.seconds]
    return Figures(
        questions=len(seen.whole) + seen.limited,
        answered=seen.answered,
        limited=seen.limited,
        errors=len(seen.errors),
        added=seen.added,
        cold=round(cold, 3),
        first_median=round(median(seen.first), 4),
        first_99=_percentile(seen.first),
        whole_median=round(median(seen.whole), 4),
        whole_99=_percentile(seen.whole),
        suggestions=len(seen.typed),
        suggestions_median=round(median(seen.typed or [0.0]), 4),
        suggestions_99=_percentile(seen.typed),
        heartbeat_gap=round(max((later - earlier for earlier, later in pairwise(beats)), default=0.0), 2),
        memory=int(median(last)),
        memory_change=round(median(last) / median(warm) - 1, 4),
        processor_each=round((seen.busy[-1] - seen.busy[0]) / len(seen.whole), 4),
        load=round(mean(seen.load), 2),
        processors=os.cpu_count() or 0,
        told=sorted(set(seen.errors))[:5],
    )


def _percentile(times: list[float]) -> float:
    """The 99th."""
    return round(quantiles(times, n=100)[98], 4) if len(times) > 1 else 0.0


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--speed", action="store_true", help="how long people wait: all ask in the same moment")
    for name, kind in (("minutes", float), ("askers", int), ("passages", int), ("documents", int), ("pause", float)):
        options.add_argument(f"--{name}", type=kind)
    options.add_argument("--folder", type=Path)
    given = {name: value for name, value in vars(options.parse_args()).items() if value is not None}
    kept = given.pop("folder", None)
    plan = SPEED if given.pop("speed") else Plan()
    plan = Plan(**{**asdict(plan), **given})
    found = asyncio.run(run(plan, kept))
    print(json.dumps(asdict(found), indent=1))  # noqa: T201
    for floor in found.missed(plan):
        print(f"missed: {floor}", file=sys.stderr)  # noqa: T201
    sys.exit(bool(found.missed(plan)))


if __name__ == "__main__":
    main()
