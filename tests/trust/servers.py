"""What a bot in thousands of servers costs: one addition, and a start, beside those of a bot in few.

    python -m tests.trust.servers [--folder DIR] [--few 30] [--some 300] [--many 3000] [--handles 256]

Each server gets a case and eight documents, one addition at a time, server after server. The folders are made and asked
in processes that may open so many files at once. Compared are medians of turns taken one after the other in one run:
additions at `few` and at `many` servers, starts at `some` and at `many`. A start is all that `serve` does before it is
ready, Discord's own part left out, and the first answer; shown are also the parts that could grow with the servers.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from bot.core.model.documents import Actor

DOCUMENTS = 8  # a server
ADDITIONS = 60  # that are timed, in each of two folders
STARTS = 7
NOW = datetime(2026, 1, 1, tzinfo=UTC)
BENCH = Actor("bench")
STREETS = ("Harbour", "Mill", "Station", "Castle", "Garden", "Market", "Bridge", "Church")


def opened(folder: Path) -> Any:
    from bot import assemble

    return assemble.stored_casebook(settings(folder))


def settings(folder: Path) -> Any:
    from bot.settings import Settings

    return Settings.read({"DATA_DIR": str(folder)})


def workspace(server: int) -> str:
    return str(1_000_000 + server)


def add(casebook: Any, server: int, number: int) -> None:
    """One document, unlike every other."""
    street = STREETS[number % len(STREETS)]
    text = f"The lease of house {number} in {street} Street was signed by witness w{server}x{number}. It rained."
    case = f"case-{server}"
    casebook.add(text.encode(), f"lease-{number}.txt", BENCH, workspace=workspace(server), case=case)


def ask(casebook: Any, server: int, number: int) -> bool:
    """Whether that document is found, and shown in its words, by somebody of that server."""
    from bot.core.model.answers import Question
    from bot.core.model.documents import Audience

    viewer = casebook.viewer(Audience(workspace(server), everything=True))
    answer = casebook.ask(Question(f"who signed as witness w{server}x{number}?"), viewer)
    return any(f"w{server}x{number}" in one.quote for one in answer.nearest)


# --- in processes of their own


def make(folder: Path, servers: int) -> dict[str, Any]:
    from bot import assemble

    casebook = opened(folder)
    assemble.starter(casebook, settings(folder))
    began = time.perf_counter()
    for number in range(DOCUMENTS):
        for server in range(servers):
            add(casebook, server, number)
            if not server % 100:
                casebook.index.merge()
    took = time.perf_counter() - began
    found = sum(ask(casebook, server, server % DOCUMENTS) for server in range(servers))
    casebook.close()
    return {"servers": servers, "an addition": took / (servers * DOCUMENTS), "asked": servers, "found": found}


def start(folder: Path, servers: int) -> dict[str, Any]:
    from bot import assemble
    from bot.core.workflows import server_left
    from bot.stores.sql import sql_store as _loaded  # noqa: F401  what is loaded doesn't grow with the servers

    began = time.perf_counter()
    casebook = opened(folder)
    casebook.store.settings("language")
    casebook.suggestions.warm()
    server_left.look(casebook, {workspace(server) for server in range(servers)}, NOW)
    casebook.catch_up()
    looked = time.perf_counter() - began
    assemble.starter(casebook, settings(folder))
    found = ask(casebook, servers - 1, 1)
    ready = time.perf_counter() - began
    casebook.close()
    return {"looked": looked, "ready": ready, "found": found}


def child(handles: int, *arguments: str) -> dict[str, Any]:
    """The result of `make` or `start` in a process with so many handles, and how long that process took."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "tests.trust.servers", "--handles", str(handles), *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise SystemExit(ran.stderr)
    result: dict[str, Any] = json.loads(ran.stdout)
    return {**result, "whole": time.perf_counter() - began}


# --- comparing


def additions(folders: Sequence[tuple[Path, int]]) -> Iterator[list[float]]:
    """Seconds an addition, by folder, in turns, to servers far from one another."""
    casebooks = [(opened(folder), servers) for folder, servers in folders]
    taken: list[list[float]] = [[] for _ in casebooks]
    for turn in range(ADDITIONS):
        for times, (casebook, servers) in zip(taken, casebooks, strict=True):
            began = time.perf_counter()
            add(casebook, turn * 7 % servers, 100 + turn)
            times.append(time.perf_counter() - began)
    for casebook, _servers in casebooks:
        casebook.close()
    yield from taken


def compared(what: str, few: tuple[int, float], many: tuple[int, float]) -> str:
    ratio = many[1] / few[1]
    times = f"{few[1] * 1000:.1f} ms at {few[0]:,} servers, {many[1] * 1000:.1f} ms at {many[0]:,}"
    return f"{what:<32} {times}: ratio {ratio:.2f}"


def run(root: Path, few: int, some: int, many: int, handles: int) -> None:
    sizes = sorted({few, some, many})
    folders = {size: root / str(size) for size in sizes}
    for size in sizes:
        made = child(handles, "--make", str(folders[size]), str(size))
        said = f"{made['found']:,} of {made['asked']:,} found, {made['an addition'] * 1000:.1f} ms an addition"
        say(f"{size:,} servers x {DOCUMENTS} single additions with {handles} handles: {said}")
    one, other = (median(times) for times in additions([(folders[few], few), (folders[many], many)]))
    say(compared("one addition", (few, one), (many, other)))
    starts = [[child(handles, "--start", str(folders[one]), str(one)) for one in (some, many)] for _ in range(STARTS)]
    parts = {"whole": "start to ready", "ready": "without loading Python", "looked": "without corpus and question"}
    for key, what in parts.items():
        one, other = (median(pair[at][key] for pair in starts) for at in (0, 1))
        say(compared(what, (some, one), (many, other)))


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201  a program's own voice


def main() -> None:
    parser = argparse.ArgumentParser()
    for name, default in (("--few", 30), ("--some", 300), ("--many", 3000), ("--handles", 256)):
        parser.add_argument(name, type=int, default=default)
    parser.add_argument("--folder", type=Path)
    for name in ("--make", "--start"):
        parser.add_argument(name, nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (given.handles, given.handles))
    for name, work in (("make", make), ("start", start)):
        if arguments := getattr(given, name):
            say(json.dumps(work(Path(arguments[0]), int(arguments[1]))))
            return
    with tempfile.TemporaryDirectory(dir=given.folder) as root:
        run(Path(root), given.few, given.some, given.many, given.handles)


if __name__ == "__main__":
    main()
