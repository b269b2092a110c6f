"""How long the store takes on a SQLite file and on a PostgreSQL server, side by side: `python -m tools.stores ADDRESS`.

ADDRESS is of an empty database on the server that is to be measured. Both take up the starter case files; then each
operation is done on one and the other by turns, so that a busy machine is busy for both. Medians in milliseconds.
At last what a question looks up of what hardly ever changes, on the server: asked for each time, and heard of
(`bot/stores/sql/database/heard_changes.py`), by turns as well.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Final, cast
from unittest.mock import patch

from bot import assemble
from bot.core.casebook import Casebook
from bot.core.model.answers import Question
from bot.core.model.documents import LOCAL, Actor, Audience, Details, Upload
from bot.core.model.ports import Store
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.stores.sql.database.postgresql_server import PostgresServer
    from bot.stores.sql.sql_store import SqlStore

BY: Final = Actor("measure")
ASKED: Final = ("who signed the letter?", "what does Pegasus collect?", "which countries bought Predator?")
MORE: Final = count(1)


@dataclass(frozen=True)
class Side:
    """One engine: its casebook and what is done to it."""

    casebook: Casebook

    @property
    def store(self) -> Store:
        return self.casebook.store

    def operations(self) -> dict[str, Callable[[], object]]:
        """Each name with what is timed."""
        case = self.store.open_case(LOCAL, "measure", "Measure").id
        ids = [one.id for one in self.store.documents([one.id for one in self.store.cases()])][:40]
        last = [self._put(case)]
        return {
            "head": self.store.head,
            "details of 40 documents": lambda: self.store.get(ids),
            "texts of 40 documents": lambda: self.store.texts(ids),
            "all versions of one": lambda: self.store.versions(ids[0]),
            "put one document": lambda: last.append(self._put(case)),
            "describe one": lambda: self.store.describe(last[-1], Details(f"Title {next(MORE)}"), BY),
            "put a setting": lambda: self.store.put_setting(LOCAL, "measure", str(next(MORE)), BY),
            "erase one": lambda: self.store.erase(last.pop(), BY, "measured"),
            "a question": self.ask,
        }

    def _put(self, case: int) -> int:
        text = f"Document {next(MORE)}. " + "It was signed on Monday. " * 200
        upload = Upload(f"m{next(MORE)}", Details("Measured"), text, text.encode(), "m.txt")
        return self.store.put(case, upload, BY).document.id

    def ask(self) -> None:
        viewer = self.casebook.viewer(Audience(LOCAL, everything=True))
        self.casebook.ask(Question(ASKED[next(MORE) % len(ASKED)]), viewer)


def measured(sides: list[Side], times: int) -> dict[str, list[float]]:
    """The median of each operation on each side, in milliseconds."""
    operations = [side.operations() for side in sides]
    found: dict[str, list[list[float]]] = {name: [[] for _ in sides] for name in operations[0]}
    for name, taken in found.items():
        for _ in range(times):
            for operation, own in zip(operations, taken, strict=True):
                begun = time.perf_counter()
                operation[name]()
                own.append(1000 * (time.perf_counter() - begun))
    return {name: [median(own) for own in taken] for name, taken in found.items()}


def looks(side: Side, times: int) -> tuple[int, dict[str, list[float]]]:
    """How many such look-ups a question makes; milliseconds of them all and of a whole question, asked and heard."""
    database = cast("PostgresServer", cast("SqlStore", side.store).database)
    heard, count = database.version, Counter[str]()

    def counted() -> str:
        count["looks"] += 1
        return heard()

    with patch.object(database, "version", counted):
        side.ask()
    taken: dict[str, list[float]] = {}
    for _ in range(times):
        for way, version in (("asked", database.asked_version), ("heard", heard)):
            with patch.object(database, "version", version):
                _time(taken, f"look-ups, {way}", lambda: [side.store.head() for _ in range(count["looks"])])
                _time(taken, f"a question, {way}", side.ask)
    return count["looks"], taken


def _time(taken: dict[str, list[float]], name: str, work: Callable[[], object]) -> None:
    begun = time.perf_counter()
    work()
    taken.setdefault(name, []).append(1000 * (time.perf_counter() - begun))


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("--times", type=int, default=50, help="of each operation")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        sides = []
        for number, address in enumerate(("", given.address)):
            said = {"DATA_DIR": str(Path(folder) / str(number)), "DATABASE_URL": address, "MEANING": "off"}
            settings = Settings.read(said)
            casebook = opened.enter_context(closing(assemble.stored_casebook(settings)))
            assemble.starter(casebook, settings)
            sides.append(Side(casebook))
        found = measured(sides, given.times)
        number, taken = looks(sides[1], given.times)
    sys.stdout.write(f"{'median of ' + str(given.times) + ', in ms':<28}{'file':>9}{'server':>9}{'ratio':>7}\n")
    for name, (file, server) in found.items():
        sys.stdout.write(f"{name:<28}{file:>9.2f}{server:>9.2f}{server / file:>7.1f}\n")
    sys.stdout.write(f"\n{number} look-ups a question, on the server, in ms: median, 99 %\n")
    for name, own in taken.items():
        sys.stdout.write(f"{name:<28}{median(own):>9.2f}{quantiles(own, n=100)[98]:>9.2f}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
