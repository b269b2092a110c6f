"""How long an index takes on a shared storage and in a folder, side by side: `python -m tools.storages ADDRESS …`.

An ADDRESS is what INDEX_URL may be, of a storage that holds nothing else: s3://bucket/folder (with --endpoint, keys in
the environment) or postgresql://…; a folder is always there to compare with. Two machines on each, every one with a
cache of its own: one changes, the other looks every 50 ms, as a process does that is asked all the time. The words are
drawn as in a language: few of them often, many of them once. Milliseconds.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Final

import numpy as np

from bot import assemble
from bot.core.model.answers import Entry
from bot.core.model.trail import Head
from bot.indexes.bm25 import BM25Index
from bot.settings import Settings

PASSAGES: Final = 20_000  # of the case that is opened cold
WORDS: Final = 50  # of a passage
DIFFERENT: Final = 40_000
ASKED: Final = ("word30", "word300")
LOOK: Final = 0.05  # seconds between two looks
CHANGES: Final = 200


class Drawn:
    """Documents of twenty passages, of words by Zipf's law."""

    def __init__(self) -> None:
        self._chance = np.random.default_rng(1)
        weights = 1 / (np.arange(DIFFERENT) + 10)
        self._weights = weights / weights.sum()
        self.sequence = 0

    def entry(self, case: int, passages: int = 20) -> Entry:
        self.sequence += 1
        words = [f"word{number}" for number in self._chance.choice(DIFFERENT, passages * WORDS, p=self._weights)]
        return Entry(
            document=self.sequence,
            case=case,
            key=f"key-{self.sequence}",
            language="en",
            digest=hashlib.sha256(b"%d" % self.sequence).digest(),
            spans=tuple((300 * number, 300 * number + 299) for number in range(passages)),
            terms=tuple(tuple(words[WORDS * number : WORDS * (number + 1)]) for number in range(passages)),
            after_day=1,
            before_day=1,
        )

    def head(self) -> Head:
        return Head(self.sequence, "drawn")


def machines(address: str, endpoint: str | None, folder: Path) -> Callable[[], BM25Index]:
    """Makes one machine after the other at that storage."""
    numbers = iter(range(1_000_000))
    if address == "folder":
        return lambda: BM25Index(folder / "index")

    def make() -> BM25Index:
        said = {"DATA_DIR": str(folder / f"machine{next(numbers)}"), "INDEX_URL": address}
        settings = Settings.read(said | ({"INDEX_ENDPOINT": endpoint} if endpoint else {}))
        settings.data_dir.mkdir(parents=True)
        return BM25Index(assemble.index_place(settings))

    return make


def timed(done: Callable[[], object]) -> float:
    began = time.perf_counter()
    done()
    return (time.perf_counter() - began) * 1000


def measured(make: Callable[[], BM25Index]) -> Iterator[tuple[str, float]]:
    drawn, one, other = Drawn(), make(), make()
    one.clear()
    large = [drawn.entry(1) for _each in range(PASSAGES // 20)]
    yield "20,000 passages taken up", timed(lambda: one.apply({}, large, drawn.head()))
    while one.merge():
        pass
    cold = [timed(partial(_asked, machine)) for machine in [make() for _time in range(9)]]
    yield "a question there by a machine that has nothing of it yet (median of 9)", median(cold)
    yield "the slowest of them", max(cold)
    other.refresh()
    yield "one that has (median of 99)", median(timed(partial(_asked, other)) for _time in range(99))
    yield "a look that finds nothing new (median of 99)", median(timed(other.refresh) for _time in range(99))
    yield from _changes(drawn, one, other)


def _asked(machine: BM25Index) -> object:
    return machine.snapshot([1]).search(ASKED, 40)


def _changes(drawn: Drawn, one: BM25Index, other: BM25Index) -> Iterator[tuple[str, float]]:
    """A document each, into thirty cases by turns."""
    changes, seen = [], []
    for number in range(CHANGES):
        entry = drawn.entry(2 + number % 30, 3)
        changes.append(timed(partial(one.apply, {}, [entry], drawn.head())))
        began = time.perf_counter()
        time.sleep(LOOK * number / CHANGES)  # the other looks whenever it does
        while not _finds(other, entry):
            time.sleep(LOOK)
        seen.append((time.perf_counter() - began) * 1000)
    yield f"a change (median of {CHANGES})", median(changes)
    yield "the slowest in a hundred", quantiles(changes, n=100)[98]
    yield "until another machine finds it (median)", median(seen)
    yield "the slowest in a hundred", quantiles(seen, n=100)[98]


def _finds(machine: BM25Index, entry: Entry) -> bool:
    machine.refresh()
    return entry.document in machine.snapshot([entry.case]).versions().ids.tolist()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.storages", description=__doc__)
    parser.add_argument("addresses", nargs="*", metavar="ADDRESS")
    parser.add_argument("--endpoint", help="of the storage that a bucket is in")
    said = parser.parse_args(arguments)
    for address in ["folder", *said.addresses]:
        with tempfile.TemporaryDirectory() as folder:
            sys.stdout.write(f"{address.partition('@')[2] or address}\n")
            for name, milliseconds in measured(machines(address, said.endpoint, Path(folder))):
                sys.stdout.write(f"  {milliseconds:9.1f}  {name}\n")
                sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
