"""Fifty people ask at once, in a large case file that grows while they do; what they get, and what it costs.

    python -m tests.trust.load [--minutes 10] [--askers 50] [--passages 200000] [--pause 2.0]

Everything is real but Discord: a bot process, its database and index, sockets. A document is added every second by a
moderator, in Discord. Prints the figures as one JSON object; status 1 where one of the floors is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles

import psutil

from bot.core.model import SHARED, Actor
from tests.discord_server import process, server
from tests.discord_server.process import Bot
from tests.discord_server.server import TestDiscord
from tests.trust.working import opened

VOCABULARY = 40_000
LENGTH = 55  # words a passage
A_DOCUMENT = 40  # passages
HEARTBEAT = 5.0  # seconds between two; Discord asks for one in 41
WARM_UP = 0.25  # share of the run, before memory is compared
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprtvz" for vowel in "aeiou"]


@dataclass
class Seen:
    """first, whole: seconds to the first response and to the answer. memory: (second of the run, bytes)."""

    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    added: int = 0
    memory: list[tuple[float, int]] = field(default_factory=list)


@dataclass
class Figures:
    """Seconds, but for counts, bytes and shares. memory_change: of the last quarter against the second."""

    questions: int
    errors: int
    added: int
    first_median: float
    first_99: float
    whole_median: float
    whole_99: float
    heartbeat_gap: float
    memory: int
    memory_change: float
    told: list[str]

    def missed(self) -> list[str]:
        """The floors that weren't kept."""
        floors = {
            "an error": self.errors == 0,
            "99 % of first responses within 1 s": self.first_99 < 1.0,
            "heartbeats on time": self.heartbeat_gap < 1.5 * HEARTBEAT,
            "memory flat to 5 %": abs(self.memory_change) <= 0.05,
            "documents were added": self.added > 0,
        }
        return [name for name, kept in floors.items() if not kept]


def word(rank: int) -> str:
    spelled, rank = "", rank + len(_SYLLABLES)
    while rank:
        rank, syllable = divmod(rank, len(_SYLLABLES))
        spelled += _SYLLABLES[syllable]
    return spelled


class Language:
    """Made-up words, as often as in a language: the nth commonest 1/n times as often as the commonest."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.words = [word(rank) for rank in range(VOCABULARY)]
        total, self.sums = 0.0, []
        for rank in range(VOCABULARY):
            total += 1 / (rank + 1)
            self.sums.append(total)

    def some(self, count: int) -> list[str]:
        return self.random.choices(self.words, cum_weights=self.sums, k=count)

    def passage(self) -> str:
        drawn = self.some(LENGTH)
        return f"{' '.join(drawn[:27]).capitalize()}. {' '.join(drawn[27:]).capitalize()}."

    def document(self, number: int, passages: int) -> dict[str, str]:
        text = "\n\n".join(self.passage() for _ in range(passages))
        return {"id": f"made-{number}", "title": f"Made {number}", "text": text, "language": "en"}

    def question(self) -> str:
        return " ".join(self.random.choices(self.words[100:8000], k=self.random.randint(2, 6))) + "?"


def fill(data: Path, passages: int, language: Language) -> None:
    """A shared case of so many passages."""
    casebook = opened(data)
    for lot in _lots(passages // A_DOCUMENT, language):
        casebook.add(lot, "made.jsonl", Actor("cli"), workspace=SHARED)
    casebook.close()


def _lots(documents: int, language: Language) -> Iterator[bytes]:
    for start in range(0, documents, 250):
        lines = [language.document(number, A_DOCUMENT) for number in range(start, min(start + 250, documents))]
        yield "\n".join(map(json.dumps, lines)).encode()


async def asks(discord: TestDiscord, by: int, until: float, pause: float, seen: Seen, language: Language) -> None:
    """One person: asks, reads, asks again."""
    await asyncio.sleep(language.random.uniform(0, pause))
    while time.monotonic() < until:
        began = time.monotonic()
        asked = await discord.slash("ask", question=language.question(), by=by)
        try:
            await asked.answered(30)
        except TimeoutError:
            seen.errors.append("no answer in 30 s")
        seen.first.append(asked.first_after if asked.first_after is not None else 30.0)
        seen.whole.append(time.monotonic() - began)
        if "reference" in asked.text or "Too many" in asked.text:
            seen.errors.append(asked.text[:200])
        discord.rest.interactions.pop(asked.payload["token"], None)
        await asyncio.sleep(language.random.uniform(0.5, 1.5) * pause)


async def adds(discord: TestDiscord, until: float, seen: Seen, language: Language) -> None:
    """A moderator: a document a second."""
    number = 0
    while time.monotonic() < until:
        number, next_one = number + 1, time.monotonic() + 1
        text = "\n\n".join(language.passage() for _ in range(5))
        done = await discord.add_file(f"added-{number}.txt", text.encode())
        try:
            await done.answered(30)
        except TimeoutError:
            seen.errors.append("a document was not added in 30 s")
        seen.added += "Added" in done.text
        discord.rest.attachments.clear()
        discord.rest.interactions.pop(done.payload["token"], None)
        await asyncio.sleep(max(0.0, next_one - time.monotonic()))


async def watches(bot: Bot, began: float, until: float, seen: Seen) -> None:
    """Private memory: what is mapped from the index's files is the system's to give and take."""
    watched = psutil.Process(bot.process.pid)
    while time.monotonic() < until:
        seen.memory.append((time.monotonic() - began, watched.memory_full_info().uss))
        await asyncio.sleep(1)


async def run(minutes: float, askers: int, passages: int, pause: float) -> Figures:
    language, seen = Language(6), Seen()
    with tempfile.TemporaryDirectory(prefix="load-") as name:
        folder = Path(name)
        (folder / "data").mkdir()
        fill(folder / "data", passages, language)
        async with (
            server.running(HEARTBEAT) as discord,
            process.started(discord, folder, LOG_LEVEL="INFO", BACKUP_HOURS="0") as bot,
        ):
            began = time.monotonic()
            until = began + minutes * 60
            people = [asks(discord, 1000 + n, until, pause, seen, Language(n)) for n in range(askers)]
            await asyncio.gather(*people, adds(discord, until, seen, language), watches(bot, began, until, seen))
            return figures(seen, [each for each in discord.gateway.beats if each > began], minutes * 60)


def figures(seen: Seen, beats: list[float], seconds: float) -> Figures:
    warm = [size for at, size in seen.memory if WARM_UP * seconds <= at < 2 * WARM_UP * seconds]
    last = [size for at, size in seen.memory if at >= (1 - WARM_UP) * seconds]
    return Figures(
        questions=len(seen.whole),
        errors=len(seen.errors),
        added=seen.added,
        first_median=round(median(seen.first), 4),
        first_99=round(quantiles(seen.first, n=100)[98], 4),
        whole_median=round(median(seen.whole), 4),
        whole_99=round(quantiles(seen.whole, n=100)[98], 4),
        heartbeat_gap=round(max((later - earlier for earlier, later in pairwise(beats)), default=0.0), 2),
        memory=int(median(last)),
        memory_change=round(median(last) / median(warm) - 1, 4),
        told=sorted(set(seen.errors))[:5],
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--askers", type=int, default=50)
    options.add_argument("--passages", type=int, default=200_000)
    options.add_argument("--pause", type=float, default=2.0, help="seconds that a person thinks, about")
    given = options.parse_args()
    found = asyncio.run(run(given.minutes, given.askers, given.passages, given.pause))
    print(json.dumps(asdict(found), indent=1))  # noqa: T201
    for floor in found.missed():
        print(f"missed: {floor}", file=sys.stderr)  # noqa: T201
    sys.exit(bool(found.missed()))


if __name__ == "__main__":
    main()
