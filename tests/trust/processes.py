"""Several bots on one database while they are killed, frozen and ended at random: what people got, and what it cost.

    python -m tests.trust.processes [--minutes 5] [--rate 20] [--processes 3] [--store server|file]
                                    [--index postgresql|s3|folder] [--nodes 0] [--masters 1] [--servers 60] [--every 20]
                                    [--seed 1]

--every: seconds between two troubles, about; 0 for none, to see what it costs. --nodes: with --index s3, on so many
machines lie SeaweedFS's volumes, and one of them is in trouble now and then, too; so is one of its --masters, where
there are several, and its gateway. Everything is real but Discord: processes, PostgreSQL, SeaweedFS, sockets. The whole
of it: --index s3 --nodes 3 --masters 3. Meanwhile documents change from another process, cases are made in Discord,
people wait for answers, and public answers lose their sources. Prints one JSON object; status 1 where something
promised wasn't kept.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final

import psutil

from bot import assemble
from bot.core.casebook import Casebook
from bot.core.model.answers import Question
from bot.core.model.documents import Actor, Audience
from bot.core.workflows import server_left, standing_questions
from bot.core.workflows.standing_questions import Asker
from bot.settings import Settings
from tests import postgresql, s3_stub, seaweedfs
from tests.discord_server import payloads, process, sharded
from tests.discord_server.process import Bot
from tests.discord_server.rest import Interaction
from tests.discord_server.sharded import ShardedDiscord, channel_of
from tests.trust.storage_troubles import StorageTroubles

WRITER: Final = Actor("cli")
FRESH: Final = 2.0  # seconds after which every answer must know of a change
GATE: Final = 5.0  # seconds between two shards, as Discord wants
PATIENCE: Final = 60.0  # seconds until an answer counts as lost
FROZEN: Final = 13.0  # seconds: longer than a claim is good for
LAST: Final = 15.0  # seconds for a process that is told to end
SETTLED: Final = 90.0  # seconds, at most, until everybody has been told at the end
STANDS: Final = re.compile(r"stands at \**(\d+)\** metres")
UNSURE: Final = "It isn't certain right now who can read this"
LETTER: Final = "Eighteen lawmakers signed the letter about the Harbour spyware on Tuesday."
LEASE: Final = "The lease of the Elmstead warehouse was signed by Tomas Reed in 2019.\n\nThe rent is 4,000 a month."
ASKED: Final = "who signed the lease of the Elmstead warehouse?"


@dataclass(frozen=True)
class Plan:
    """A run. told: servers in which somebody waits for an answer, and a public answer loses its source."""

    minutes: float = 5.0
    rate: float = 20.0  # questions a second
    processes: int = 3
    store: str = "server"
    index: str = "postgresql"
    nodes: int = 0
    masters: int = 1
    servers: int = 60
    every: float = 20.0
    seed: int = 1
    told: int = 12

    @property
    def seconds(self) -> float:
        return self.minutes * 60

    @property
    def guilds(self) -> list[int]:
        return [(1000 + number) << 22 for number in range(self.servers)]


@dataclass
class Seen:
    """Of questions whose shard was there all the time; cut: of the others, those that got nothing. late: not
    acknowledged within Discord's three seconds. changing: refused, since what was to be quoted changed before it was
    sent. stale: seconds by which an answer was behind what had been confirmed before it was asked. levels: when each
    was confirmed, by server.
    """

    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    stale: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    cut: int = 0
    late: int = 0
    changing: int = 0
    levels: dict[int, list[float]] = field(default_factory=dict)
    touched: dict[int, float] = field(default_factory=dict)  # when the last one ended
    cases: dict[tuple[int, str], bool] = field(default_factory=dict)  # whether it was said to be made
    troubles: Counter[str] = field(default_factory=Counter)
    back: list[float] = field(default_factory=list)  # seconds from a kill to a shard that is there again


# --- the processes


class Part:
    """One shard's place: which process serves it, and since when it was last in trouble."""

    def __init__(self, cluster: Cluster, number: int) -> None:
        self.cluster, self.number = cluster, number
        self.bot: Bot | None = None
        self.away = time.monotonic()  # since when; inf while it is there
        self.there = 0.0  # since when
        self._folders = 0

    async def start(self, *, afresh: bool = False) -> Bot:
        """afresh: in a folder of its own, as on another machine."""
        self._folders += afresh or self.bot is None
        folder = self.cluster.folder / f"bot{self.number}-{self._folders}"
        folder.mkdir(exist_ok=True)
        plan = self.cluster.plan
        options = [] if plan.processes == 1 else ["--shards", f"{self.number}/{plan.processes}"]
        said = self.cluster.environment
        self.bot = await process.launched(
            self.cluster.discord, folder, patience=None, options=options, under=(), **said
        )
        self.cluster.bots.append(self.bot)
        return self.bot

    async def ready(self) -> None:
        assert self.bot is not None
        async with asyncio.timeout(600):
            while await self.bot.status("/readyz") != 200:
                if not self.bot.alive:  # as where it is run: whoever can't start yet is started again
                    assert "can't be reached" in self.bot.log[-3000:], self.bot.log[-3000:]
                    self.cluster.count("couldn't start yet")
                    await self.start()
                await asyncio.sleep(0.2)
        self.away, self.there = float("inf"), time.monotonic()

    def served(self, since: float) -> bool:
        """Whether it was there all the time since then."""
        return self.there <= since and self.away == float("inf")

    async def trouble(self, kind: str) -> None:
        before, self.away = self.bot, time.monotonic()
        assert before is not None
        began = time.monotonic()
        if kind == "killed":
            await before.kill()
        elif kind == "ended":
            await self._ended(before)
        else:
            before.process.send_signal(signal.SIGSTOP)
        await self.start(afresh=kind == "frozen")
        await self.ready()
        self.cluster.seen.back.append(time.monotonic() - began)
        if kind == "frozen":  # it goes on as if nothing had been, beside the one that has its place
            await asyncio.sleep(max(0.0, began + FROZEN - time.monotonic()))
            before.process.send_signal(signal.SIGCONT)
            await asyncio.sleep(5)
            await before.kill()

    async def _ended(self, bot: Bot) -> None:
        """As a container is: told to, and killed where it takes long, as with a request to a storage that hangs."""
        try:
            await bot.terminate(LAST)
        except TimeoutError:
            self.cluster.count(f"killed {LAST:.0f} s after it was told to end")
            await bot.kill()


@dataclass
class Cluster:
    """The processes of a run, their Discord, and a further process on the same database: this one."""

    plan: Plan
    folder: Path
    discord: ShardedDiscord
    environment: dict[str, str]
    book: Casebook
    weed: seaweedfs.Server | None = None
    seen: Seen = field(default_factory=Seen)
    parts: list[Part] = field(default_factory=list)
    bots: list[Bot] = field(default_factory=list)  # all that were ever started
    chance: random.Random = field(default_factory=random.Random)
    ends: float = 0.0

    @property
    def over(self) -> bool:
        return time.monotonic() >= self.ends

    def part(self, guild: int) -> Part:
        return self.parts[(guild >> 22) % self.plan.processes]

    def count(self, trouble: str) -> None:
        self.seen.troubles[trouble] += 1

    async def change(self, work: Any, *given: Any, **more: Any) -> Any:
        return await asyncio.to_thread(work, *given, **more)

    def end_after(self) -> None:
        """The run begins now."""
        self.ends = time.monotonic() + self.plan.seconds

    def everything(self) -> list[Coroutine[Any, Any, None]]:
        """That people and other processes do, until the end."""
        return [self.asks(), self.changes(), self.makes(), self.tells()]

    # --- what happens meanwhile

    async def asks(self) -> None:
        """At a steady rate, whatever becomes of the questions before."""
        under_way: set[asyncio.Task[None]] = set()
        number, began = 0, time.monotonic()
        while not self.over:
            await asyncio.sleep(max(0.0, began + number / self.plan.rate - time.monotonic()))
            number += 1
            task = asyncio.create_task(self.ask(self.some_server(), 10_000 + number % 4_000))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        await asyncio.gather(*under_way)

    def some_server(self) -> int:
        """A few ask most: the n-th one as often as 1/n."""
        weights = [1 / (place + 1) for place in range(len(self.plan.guilds))]
        return self.chance.choices(self.plan.guilds, weights)[0]

    async def ask(self, guild: int, by: int) -> None:
        began, part = time.monotonic(), self.part(guild)
        asked = await self.discord.command(guild, "ask", by=by, question="where does the gauge at Elmstead stand?")
        done = await self._answered(asked)
        if not part.served(began):
            self.seen.cut += not done
            return
        found = STANDS.search(asked.text)
        if done and UNSURE in asked.text and self.seen.touched[guild] > began:
            self.seen.changing += 1
            return
        if not asked.kind:  # Discord takes no first response after three seconds
            self.seen.late += 1
            return
        if not done or found is None:
            late = f"{time.monotonic() - began:.0f} s"
            self.seen.wrong.append(f"shard {part.number}, after {late}: {asked.text[:200] or asked.kind!r}")
            return
        self.seen.first.append(asked.first_after or 0.0)
        self.seen.whole.append(time.monotonic() - began)
        newer = self.seen.levels[guild][int(found[1]) + 1 :][:1]
        self.seen.stale.append(max(0.0, began - newer[0]) if newer else 0.0)

    async def _answered(self, asked: Interaction) -> bool:
        try:
            await asked.answered(PATIENCE)
        except TimeoutError:
            return False
        finally:
            self.discord.rest.interactions.pop(asked.payload["token"], None)
        return True

    async def changes(self) -> None:
        """A level a second, in one server after the other, those that are asked most first and most often."""
        while not self.over:
            await self.level(self.some_server())
            await asyncio.sleep(0.7)

    async def level(self, guild: int) -> None:
        levels = self.seen.levels.setdefault(guild, [])
        self.seen.touched[guild] = float("inf")
        text = f"The gauge at Elmstead stands at {len(levels)} metres.\n\nThe harbour master reads it every day."
        await self.change(self.book.add, text.encode(), "gauge.txt", WRITER, workspace=str(guild), case="general")
        levels.append(time.monotonic())
        self.seen.touched[guild] = levels[-1]

    async def makes(self) -> None:
        """Cases, in Discord: what was said to be made must be there."""
        number = 0
        while not self.over:
            number += 1
            guild, name = self.chance.choice(self.plan.guilds), f"pier-{number}"
            asked = await self.discord.command(guild, "cases", "create", by=50_000 + number, name=name)
            done = await self._answered(asked)
            self.seen.cases[guild, name] = done and name in asked.text and "wrong" not in asked.text
            await asyncio.sleep(2)

    async def tells(self) -> None:
        """Sources go, answers come: each at some moment of the run."""
        some = [(guild, what) for guild in self.plan.guilds[: self.plan.told] for what in ("lease", "letter")]
        self.chance.shuffle(some)
        for guild, what in some:
            await asyncio.sleep(self.plan.seconds / len(some) * 0.9)
            if what == "lease":
                add = self.book.add
                await self.change(add, LEASE.encode(), "lease.txt", WRITER, workspace=str(guild), case="general")
            else:
                everything = self.book.viewer(Audience(str(guild), everything=True))
                await self.change(self.book.remove, everything, f"letter-{guild >> 22}", WRITER)

    async def troubles(self) -> None:
        while self.plan.every and not self.over:
            await asyncio.sleep(self.plan.every * self.chance.uniform(0.7, 1.3))
            kind = self.chance.choice(["killed", "killed", "frozen", "ended"])
            if time.monotonic() < self.ends:
                self.count(kind)
                await self.chance.choice(self.parts).trouble(kind)

    # --- before and after

    async def fill(self) -> None:
        """Before the first process starts."""
        for guild in self.plan.guilds:
            await self.level(guild)

    async def begin(self) -> None:
        await self.fill()
        for part in self.parts:
            await part.start()
        for part in self.parts:
            await part.ready()
        for guild in self.plan.guilds[: self.plan.told]:
            await self.change(self._prepare, guild)
        async with asyncio.timeout(300):
            while unanswered := self._unanswered():
                for guild in unanswered:
                    await self.discord.mention_in(guild, f"who signed the letter of {guild >> 22}?", 9_000)
                await asyncio.sleep(10)

    def _unanswered(self) -> list[int]:
        """The servers in which there is no public answer yet that quotes something."""
        there = {post.workspace for post in self.book.posts.posts()}
        return [guild for guild in self.plan.guilds[: self.plan.told] if str(guild) not in there]

    def _prepare(self, guild: int) -> None:
        """Somebody waits, and there is a letter to ask for."""
        letter = LETTER.replace("letter", f"letter of {guild >> 22}").encode()
        self.book.add(letter, f"letter-{guild >> 22}.txt", WRITER, workspace=str(guild), case="general")
        scope = standing_questions.scope(self.book, self.book.viewer(Audience(str(guild), everything=True)))
        asker = Asker(Actor(f"discord:{person(guild)}"), str(guild), channel_of(guild), "en")
        standing_questions.keep(self.book, asker, Question(ASKED), scope, (datetime.now(UTC), 90))

    async def settle(self) -> None:
        """Everybody is told in the end."""
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLED):
                while len(self.told()) < 2 * self.plan.told:  # noqa: ASYNC110  other processes tell
                    await asyncio.sleep(0.5)
        await asyncio.sleep(6)  # for what might be told twice

    def told(self) -> Counter[str]:
        """How often which channel was told, of a source that is gone and of an answer that has come."""
        found: Counter[str] = Counter()
        for each in self.discord.rest.posted:
            said = payloads.texts(each.get("components"))
            found[each["channel_id"]] += "An earlier answer has changed" in said or "There is an answer to your" in said
        return +found

    def _answers(self) -> Counter[str]:
        """How many public answers stand in which channel: each of them loses its source."""
        texts = [(each["channel_id"], payloads.texts(each.get("components"))) for each in self.discord.rest.posted]
        return Counter(place for place, text in texts if "lawmakers" in text and "earlier answer" not in text)

    def faults(self) -> Iterator[str]:
        """What was promised and not kept."""
        yield from self.seen.wrong[:5]
        behind = [each for each in self.seen.stale if each > FRESH]
        if behind:
            yield f"{len(behind)} answers were older than {FRESH:.0f} s, up to {max(behind):.1f} s"
        told, answers = self.told(), self._answers()
        for guild in self.plan.guilds[: self.plan.told]:
            public, direct = str(channel_of(guild)), str(payloads.DIRECT + person(guild))
            for place, wanted in ((public, answers[public]), (direct, 1)):
                if told[place] != wanted:
                    yield f"{place} was told {told[place]} times, not {wanted}"
        held = Counter((case.workspace, case.name) for case in self.book.store.cases())
        lost = [name for (guild, name), said in self.seen.cases.items() if said and held[str(guild), name] != 1]
        if lost:
            yield f"cases that were said to be made: {lost}"
        if going := self.book.store.settings(server_left.SETTING):
            yield f"countdowns: {dict(going)}"
        if self.discord.rest.registrations != 1:
            yield f"commands were registered {self.discord.rest.registrations} times"
        yield from self._of_the_gate()
        yield from self._of_backups()

    def _of_the_gate(self) -> Iterator[str]:
        at = self.discord.gateway.identifies
        gaps = [later - earlier for earlier, later in pairwise(at)]
        if self.plan.store == "server" and gaps and min(gaps) < GATE:
            yield f"two shards went in within {min(gaps):.1f} s"

    def _of_backups(self) -> Iterator[str]:
        """They are looked for once a minute, by whoever has the claim: two at once were made by two."""
        made = sorted(path.name.split("-")[1] for path in (self.folder / "backups").glob("pullquote-*.db"))
        at = [datetime.strptime(each, "%Y%m%dT%H%M%S").replace(tzinfo=UTC).timestamp() for each in made]
        apart = float(self.environment["BACKUP_HOURS"]) * 3600
        if any(later - earlier < apart for earlier, later in pairwise(at)):
            yield f"backups were made twice: {made}"


def person(guild: int) -> int:
    """Who waits for an answer there."""
    return 600_000 + (guild >> 22)


# --- a run


@asynccontextmanager
async def made(plan: Plan, kind: type[Cluster] | None = None, **more: str) -> AsyncIterator[Cluster]:
    """Ready to be asked; nothing of it is left afterwards. more: settings of the bots."""
    guilds = plan.guilds
    with tempfile.TemporaryDirectory(prefix="processes-") as name:
        folder = Path(name)
        async with sharded.running(guilds) as discord:
            weed = await asyncio.to_thread(_storage, plan)
            environment = {**_environment(plan, folder, weed), **more}
            book = assemble.stored_casebook(Settings.read({**environment, "DATA_DIR": str(folder / "writer")}))
            cluster = (kind or Cluster)(plan, folder, discord, environment, book, weed, chance=random.Random(plan.seed))
            cluster.parts = [Part(cluster, number) for number in range(plan.processes)]
            try:
                await cluster.begin()
                yield cluster
            finally:
                for bot in cluster.bots:
                    await bot.kill()
                await asyncio.to_thread(book.close)
                if weed and plan.nodes:
                    weed.remove()


def _storage(plan: Plan) -> seaweedfs.Server | None:
    """One that tests share, or the run's own where its machines are killed."""
    if plan.index != "s3":
        return None
    if not plan.nodes:
        return seaweedfs.server()
    return seaweedfs.Server(wanted=plan.nodes, mastering=plan.masters).start()


def _environment(plan: Plan, folder: Path, weed: seaweedfs.Server | None) -> dict[str, str]:
    """As compose.cluster.yaml has it. A file is shared by this process and one bot; so is its folder."""
    said = {"LOG_LEVEL": "INFO", "READER": "off", "MEANING": "off", "CORPUS_DIR": str(folder / "none")}
    said |= {"BACKUP_DIR": str(folder / "backups"), "BACKUP_HOURS": "0.004"}
    if plan.store == "file":
        return {**said, "DATABASE_URL": f"sqlite:///{folder}/one.db"}
    said |= {"DATABASE_URL": postgresql.database(), "TRAIL_KEY": "k" * 64}
    if plan.index == "postgresql":
        return {**said, "INDEX_URL": "postgresql"}
    if weed is None:
        return said
    keys = s3_stub.OPTIONS
    own = {"AWS_ACCESS_KEY_ID": keys["access_key_id"], "AWS_SECRET_ACCESS_KEY": keys["secret_access_key"]}
    os.environ.update(own)  # for this process's own index
    return {**said, **own, "INDEX_URL": weed.address(), "INDEX_ENDPOINT": weed.endpoint}


async def run(plan: Plan) -> tuple[dict[str, Any], list[str]]:
    """The figures, and what wasn't kept."""
    async with made(plan) as cluster:
        busy, served = _busy(cluster), _database_busy(plan)
        cluster.end_after()
        async with asyncio.TaskGroup() as under_way:  # which leaves nobody to start anything again after a failure
            for each in (*cluster.everything(), cluster.troubles(), StorageTroubles(cluster).go_on()):
                under_way.create_task(each)
        spent = _busy(cluster) - busy, _database_busy(plan) - served
        await cluster.settle()
        faults = await asyncio.to_thread(lambda: list(cluster.faults()))
        return figures(cluster, spent), faults


def _busy(cluster: Cluster) -> float:
    """Processor time of the bots so far, in seconds; of one that is gone nothing."""
    alive = [bot.process.pid for bot in cluster.bots if bot.alive]
    return sum(sum(psutil.Process(each).cpu_times()[:2]) for each in alive)


def _database_busy(plan: Plan) -> float:
    """The same of the database's server, for whomever it works."""
    if plan.store == "file":
        return 0.0
    started = postgresql.server().process
    assert started is not None
    server = psutil.Process(started.pid)
    return sum(sum(each.cpu_times()[:2]) for each in [server, *server.children()])


def figures(cluster: Cluster, spent: tuple[float, float]) -> dict[str, Any]:
    """Seconds, but for counts, megabytes and the machine's load. spent: by the bots, by the database's server."""
    seen, plan = cluster.seen, cluster.plan
    answered = len(seen.whole)
    return {
        **asdict(plan),
        "answered": answered,
        "wrong": len(seen.wrong),
        "cut off with their process": seen.cut,
        "not acknowledged in 3 s": seen.late,
        "refused for a change meanwhile": seen.changing,
        "first response, median": round(median(seen.first), 3),
        "first response, 99 %": _percentile(seen.first),
        "answer, median": round(median(seen.whole), 3),
        "answer, 99 %": _percentile(seen.whole),
        "behind, 99 %": _percentile(seen.stale),
        "behind, most": round(max(seen.stale), 3),
        "changes": sum(map(len, seen.levels.values())),
        "cases said to be made": sum(seen.cases.values()),
        "people and channels told": sum(cluster.told().values()),
        "known by their nonce": cluster.discord.rest.again,
        "troubles": dict(seen.troubles),
        "back after, median": round(median(seen.back), 1) if seen.back else None,
        "processor for an answer": round(spent[0] / answered, 4) if not plan.every and answered else None,
        "of the database": round(spent[1] / answered, 4) if not plan.every and answered else None,
        "memory of a process": [_memory(bot) for bot in cluster.bots if bot.alive],
        "load": round(os.getloadavg()[1], 1),
    }


def _memory(bot: Bot) -> int:
    """Its own, in megabytes: what is mapped from files is the system's to give and take."""
    return int(psutil.Process(bot.process.pid).memory_full_info().uss // 1_000_000)


def _percentile(times: list[float]) -> float:
    return round(quantiles(times, n=100)[98], 3) if len(times) > 1 else 0.0


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m tests.trust.processes", description=__doc__)
    for name, default in asdict(Plan()).items():
        options.add_argument(f"--{name}", type=type(default), default=default)
    found, faults = asyncio.run(run(Plan(**vars(options.parse_args()))))
    print(json.dumps(found, indent=1))  # noqa: T201
    for each in faults:
        print(f"not kept: {each}", file=sys.stderr)  # noqa: T201
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
