"""How much a set-up carries, step by step, and what breaks first: the figures of docs/scaling.md.

    python -m tests.trust.steps [--set-ups file,server,three,crowd] [--rates 2,5,10,20,40] [--seconds 30]
                                [--servers 60] [--crowd 10000] [--index postgresql|folder] [--seed 1]

file: one process with its SQLite file. server: one process on PostgreSQL. three: three processes on PostgreSQL, with a
shared index. crowd: three processes and so many servers, of which most are small, a few large, and the large ones ask
most. Each set-up is asked at one rate after the other, each for so many seconds, while documents change, until a
promise isn't kept any more: an answer is wrong, lost or more than 2 s behind, a question isn't acknowledged within
Discord's three seconds, a hundredth of the answers takes more than 2.5 s, or a connection to Discord suffers. A step is
a line; what broke is named with its sign in the metrics. Bots, askers, Discord and database share this machine: figures
say how set-ups compare on it, and what breaks first.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from statistics import median
from typing import Final

from bot.core.model.documents import Case, Details, Upload
from bot.core.model.trail import Outcome
from bot.stores.content import Content
from bot.stores.sql.database.tables import CASES
from bot.stores.sql.documents import rows
from bot.stores.sql.sql_store import SqlStore
from bot.stores.sql.trail import chain
from tests.trust import processes
from tests.trust.madeup import Language
from tests.trust.processes import FRESH, WRITER, Cluster, Plan, Seen

SLOW: Final = 2.5  # seconds that 99 of 100 answers take at most
HEARTBEAT: Final = 2.0  # seconds, as docs/operating.md has it
BEAT: Final = 5.0  # seconds between two, as the Discord on this machine wants them
LOOK: Final = 2.0  # seconds between two looks at the metrics
AT_ONCE: Final = 200  # servers that are put in together
LARGEST: Final = 400  # documents of a server
TAIL: Final = 1.2  # of a Pareto distribution: a few servers hold most documents
METRIC: Final = re.compile(r"^pullquote_(\w+)(?:\{([^}]*)\})? (\S+)$", re.MULTILINE)
QUICK: Final = {"BACKUP_HOURS": "0", "LOG_LEVEL": "WARNING"}


@dataclass(frozen=True)
class Signs:
    """What the bots' metrics and logs say, all processes together. wait: how many calls waited at most so long."""

    wait: Counter[float]
    queue: float
    heartbeat: float
    losses: float
    errors: float
    unacknowledged: int
    busy_writers: int
    error: str  # the newest that was logged

    def since(self, before: Signs) -> Signs:
        return replace(
            self,
            wait=Counter({edge: number - before.wait[edge] for edge, number in self.wait.items()}),
            losses=self.losses - before.losses,
            errors=self.errors - before.errors,
            unacknowledged=self.unacknowledged - before.unacknowledged,
            busy_writers=self.busy_writers - before.busy_writers,
        )

    @property
    def waited(self) -> float:
        """Seconds within which 99 of 100 calls had a worker; the histogram's next edge."""
        total = self.wait[math.inf]
        return min((edge for edge, number in self.wait.items() if number >= 0.99 * total), default=0.0)


async def signs(cluster: Cluster) -> Signs:
    wait, found = Counter[float](), dict[str, list[float]]()
    alive = [bot for bot in cluster.bots if bot.alive]
    for bot in alive:
        for name, labels, value in METRIC.findall((await bot.page("/metrics"))[1]):
            found.setdefault(name, []).append(float(value))
            if name == "stage_seconds_bucket" and 'stage="wait"' in labels:
                edge = re.search(r'le="([^"]+)"', labels)
                wait[float(edge[1]) if edge else math.inf] += int(float(value))
    logs = "".join(bot.log for bot in alive)
    return Signs(
        wait,
        max(found.get("queue", [0.0])),
        max((_lag(each) for each in found.get("heartbeat_seconds", ())), default=0.0),
        sum(found.get("connection_losses", [0.0])),
        sum(found.get("errors_total", [0.0])),
        logs.count("no longer there to be answered"),
        logs.count("Another process is writing"),
        ([""] + [each for each in logs.splitlines() if " ERROR " in each])[-1],
    )


def _lag(seconds: float) -> float:
    """On loopback an acknowledgement may come before discord.py notes what it answers: it then takes the one before."""
    return min(seconds, abs(seconds - BEAT))


@dataclass
class Step(Cluster):
    """A set-up that is asked at one rate after the other."""

    sizes: list[int] = field(default_factory=list)  # of each server, in documents, the largest first
    queue: float = 0.0
    heartbeat: float = 0.0

    async def fill(self) -> None:
        self.sizes = self.sizes or [1] * len(self.plan.guilds)
        await self.change(self._fill)

    def _fill(self) -> None:
        """Some hundreds of servers in one transaction: one after the other they would take the night."""
        language, store = Language(self.plan.seed), self.book.store
        assert isinstance(store, SqlStore)
        for some in batched(zip(self.plan.guilds, self.sizes, strict=True), AT_ONCE):
            with store.database.writing(WRITER) as batch:
                for guild, size in some:
                    case = Case(guild >> 22, str(guild), "general", "General")
                    batch.insert(CASES, rows.of_case(case))
                    batch.log(Outcome.ADDED, chain.About(case.id), "case general")
                    for upload in self._documents(language, size):
                        batch.put(case.id, upload, Content.of_upload(upload), None)
            for guild, _size in some:
                self.seen.levels[guild], self.seen.touched[guild] = [time.monotonic()], time.monotonic()
        self.book.catch_up()

    def _documents(self, language: Language, size: int) -> Iterator[Upload]:
        texts = {"gauge": "The gauge at Elmstead stands at 0 metres.\n\nThe harbour master reads it every day."}
        for number in range(1, size):
            made = language.document(number, 3)
            texts[made["id"]] = f"{made['title']}\n\n{made['text']}"
        for key, text in texts.items():
            yield Upload(key, Details(key), text, text.encode(), f"{key}.txt")

    def some_server(self) -> int:
        """Who has more documents has more people, and asks more, though not in proportion."""
        weights = [math.sqrt(size) / (place + 1) ** 0.3 for place, size in enumerate(self.sizes)]
        return self.chance.choices(self.plan.guilds, weights)[0]

    async def _watch(self) -> None:
        """The most that was to be seen: at the end of a step nobody waits any more."""
        self.queue = self.heartbeat = 0.0
        while True:
            await asyncio.sleep(LOOK)
            found = await signs(self)
            self.queue, self.heartbeat = max(self.queue, found.queue), max(self.heartbeat, found.heartbeat)

    async def at(self, rate: float, seconds: float) -> tuple[Signs, tuple[float, float]]:
        """What the processes say of that step, and how long processors were busy: the bots', the database's."""
        self.seen = Seen(levels=self.seen.levels, touched=self.seen.touched)
        self.plan = replace(self.plan, rate=rate, minutes=seconds / 60)
        before, busy = await signs(self), self._busy()
        self.end_after()
        watching = asyncio.create_task(self._watch())
        await asyncio.gather(self.asks(), self.changes())
        after, spent = await signs(self), self._busy()
        watching.cancel()
        found = replace(after.since(before), queue=self.queue, heartbeat=max(self.heartbeat, after.heartbeat))
        return found, (spent[0] - busy[0], spent[1] - busy[1])

    def _busy(self) -> tuple[float, float]:
        return processes._busy(self), processes._database_busy(self.plan)


class Crowd(Step):
    """Most servers hold a document or two, one in a hundred some dozens, a few hundreds."""

    async def fill(self) -> None:
        drawn = random.Random(self.plan.seed)
        sizes = [min(LARGEST, int(drawn.paretovariate(TAIL))) for _ in self.plan.guilds]
        self.sizes = sorted(sizes, reverse=True)
        began = time.monotonic()
        await super().fill()
        took = time.monotonic() - began
        halves = f"half of the servers hold at most {int(median(sizes))}, the largest {max(sizes):,}"
        say(f"  {len(sizes):,} servers, {sum(sizes):,} documents ({halves}), put in in {took:.0f} s")


SET_UPS: Final[dict[str, tuple[Plan, type[Step]]]] = {
    "file": (Plan(processes=1, store="file", index="folder"), Step),
    "server": (Plan(processes=1, store="server", index="folder"), Step),
    "three": (Plan(processes=3), Step),
    "crowd": (Plan(processes=3), Crowd),
}


def broken(seen: Seen, found: Signs) -> Iterator[str]:
    """What isn't kept any more, with its sign."""
    if seen.late or found.unacknowledged:
        yield f"{max(seen.late, found.unacknowledged)} questions not acknowledged in 3 s: “no longer there” in the log"
    if seen.wrong:
        yield f"{len(seen.wrong)} answers lost or wrong, as: {seen.wrong[0][:120]}"
    if _last(seen.whole) > SLOW:
        wait = f'pullquote_stage_seconds{{stage="wait"}} {found.waited} s, pullquote_queue {found.queue:.0f}'
        yield f"a hundredth of the answers takes over {SLOW} s: {wait}"
    if any(each > FRESH for each in seen.stale):
        yield f"answers up to {max(seen.stale):.1f} s behind"
    if found.heartbeat > HEARTBEAT or found.losses:
        yield f"pullquote_heartbeat_seconds {found.heartbeat:.1f}, pullquote_connection_losses {found.losses:.0f} more"
    if found.busy_writers:
        yield f"“Another process is writing to the database” {found.busy_writers} times in the log"
    if found.errors:
        yield f"pullquote_errors_total: {found.errors:.0f} more, the last one: {found.error[:160]}"


def _last(times: Sequence[float]) -> float:
    return processes._percentile(list(times))


HEAD: Final = (
    "set-up",
    "asked/s",
    "answers",
    "median",
    "99 %",
    "behind",
    "wait 99 %",
    "bots",
    "database",
    "MB",
    "load",
)


def line(name: str, cluster: Step, rate: float, found: Signs, spent: tuple[float, float]) -> str:
    """Seconds; processor milliseconds for an answer, of all bots and of the database; memory of the largest bot."""
    seen, answered = cluster.seen, max(1, len(cluster.seen.whole))
    middle = median(seen.whole) if seen.whole else math.nan
    memory = max(processes._memory(bot) for bot in cluster.bots if bot.alive)
    cells = (
        *(name, f"{rate:g}", f"{len(seen.whole)}", f"{middle:.3f}", f"{_last(seen.whole):.3f}"),
        *(f"{max(seen.stale, default=0.0):.1f}", f"{found.waited:g}", f"{1000 * spent[0] / answered:.0f}"),
        *(f"{1000 * spent[1] / answered:.0f}", f"{memory}", f"{os.getloadavg()[0]:.1f}"),
    )
    return _row(cells)


def _row(cells: Sequence[str]) -> str:
    return "".join(f"{cell:>10}" for cell in cells)


async def climb(name: str, given: argparse.Namespace) -> None:
    """Until something breaks, or the rates are at their end."""
    plan, kind = SET_UPS[name]
    number = given.crowd if kind is Crowd else given.servers
    index = given.index if plan.processes > 1 else plan.index
    plan = replace(plan, servers=number, every=0.0, told=0, seed=given.seed, index=index)
    began = time.monotonic()
    async with processes.made(plan, kind, **QUICK) as cluster:
        assert isinstance(cluster, Step)
        say(f"  {name}: {plan.processes} x serve, {number:,} servers, ready after {time.monotonic() - began:.0f} s")
        await cluster.at(1.0, 5.0)  # what is loaded with the first questions
        for rate in given.rates:
            found, spent = await cluster.at(rate, given.seconds)
            say(line(name, cluster, rate, found, spent))
            if what := list(broken(cluster.seen, found)):
                for each in what:
                    say(f"  breaks at {rate:g} a second: {each}")
                return
        say(f"  nothing broke at {given.rates[-1]:g} a second")


def batched(some: Iterable[tuple[int, int]], number: int) -> Iterator[list[tuple[int, int]]]:
    each = iter(some)
    while lot := list(islice(each, number)):
        yield lot


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def words(said: str) -> list[str]:
    return said.split(",")


def numbers(said: str) -> list[float]:
    return [float(each) for each in said.split(",")]


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m tests.trust.steps", description=__doc__)
    options.add_argument("--set-ups", type=words, default=list(SET_UPS))
    options.add_argument("--rates", type=numbers, default=[2.0, 5.0, 10.0, 20.0, 40.0])
    for name, default in (("seconds", 30.0), ("servers", 60), ("crowd", 10_000), ("index", "postgresql"), ("seed", 1)):
        options.add_argument(f"--{name}", type=type(default), default=default)
    given = options.parse_args()
    say(f"{os.cpu_count()} processors, load {os.getloadavg()[1]:.1f}, Python {sys.version.split()[0]}")
    say(_row(HEAD))
    for name in given.set_ups:
        asyncio.run(climb(name, given))


if __name__ == "__main__":
    main()
