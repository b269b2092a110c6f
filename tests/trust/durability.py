"""Kills the program at random moments and looks at what is left: nothing promised is lost, nothing is half done.

    python -m tests.trust.durability --rounds 300 [--seed N]

A round: one or two processes work on one data folder, are killed (SIGKILL) up to two seconds later, also while
they open it, and everything is looked through. Every 20 rounds the folder begins anew; now and then the index is gone.
Every fourth round is an upgrade: a kept database of an earlier schema is opened and the process killed a moment later.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import random
import shutil
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.core.casebook import Casebook
from bot.core.library import indexing
from bot.indexes.bm25 import BM25Index
from bot.stores.sql.sql_store import SqlStore
from tests.trust import forks, upgrading
from tests.trust.working import WORDS, State, Work, held, opened

LONGEST = 2.0  # seconds that a process lives
ANEW = 20  # rounds on one folder


@dataclass
class Promises:
    """done: what a change that returned left. tried: what a change that didn't may have left, all of it or nothing."""

    done: dict[str, State] = field(default_factory=dict)
    tried: list[dict[str, State]] = field(default_factory=list)
    what: list[str] = field(default_factory=list)  # the deed that each of `tried` is

    def take(self, line: dict[str, Any]) -> None:
        if "try" in line:
            self.tried.append(line["try"])
            self.what.append(line["what"])
        else:
            self.what.pop(self.tried.index(line["done"]))
            self.done |= line["done"]
            self.tried.remove(line["done"])

    def settle(self, held: dict[str, State]) -> None:
        """Compare with what is there, and take that for done. Raises AssertionError."""
        for states in self.tried:
            came = {key: held.get(key) == state for key, state in states.items()}
            assert len(set(came.values())) <= 1, f"half of a change is there: {came}"
            if all(came.values()):
                self.done |= states
        self.tried.clear()
        self.what.clear()
        lost = {key: (state, held.get(key)) for key, state in self.done.items() if held.get(key) != state}
        assert not lost, f"promised, and not there: {lost}"
        extra = set(held) - {key for key, state in self.done.items() if state}
        assert not extra, f"there, and never promised: {extra}"


@dataclass
class Figures:
    kills: int = 0
    changes: int = 0
    unfinished: int = 0
    unsigned: int = 0
    upgrades: int = 0  # that were killed
    cut: int = 0  # before they were done
    killed_in: Counter[str] = field(default_factory=Counter)  # what was tried when it was killed, and how often
    done: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


def killed(folder: Path, names: list[str], chance: random.Random) -> list[dict[str, Any]]:
    """Let each work for a while of its own, kill it; everything they said."""
    jobs = [work(folder, name, chance.randrange(1 << 20), alone=len(names) == 1) for name in names]
    return forks.killed([(job, chance.uniform(0, LONGEST)) for job in jobs])


def work(folder: Path, name: str, seed: int, *, alone: bool) -> forks.Job:
    return lambda say: Work(folder, name, seed, say, alone=alone).forever()


def look(folder: Path, promises: Promises, figures: Figures) -> None:
    """Open it as the next start would, and compare everything. Raises AssertionError."""
    casebook = opened(folder)
    try:
        promises.settle(held(casebook))
        _whole(casebook, figures)
        casebook.catch_up()
        same_as_made_afresh(casebook)
    finally:
        casebook.close()


def _whole(casebook: Casebook, figures: Figures) -> None:
    """Every document equals its hashes, every version is there, and the trail holds."""
    store = casebook.store
    assert isinstance(store, SqlStore)
    ids = [case.id for case in store.cases()]
    for one in (*store.documents(ids), *store.documents(ids, removed=True)):
        text = store.texts([one.id])[one.id]
        assert hashlib.sha256(text.encode()).hexdigest() == one.text_sha256
        assert hashlib.sha256(store.original(one.id)).hexdigest() == one.sha256
        assert len(store.versions(one.id)) == one.version
    verdict = store.verify()
    assert not verdict.flaws, verdict.flaws
    figures.unsigned = max(figures.unsigned, verdict.unsigned)


def same_as_made_afresh(casebook: Casebook) -> None:
    """The index says what one made afresh from the store says."""
    fresh = BM25Index(None)
    indexing.catch_up(casebook.store, fresh)
    cases = [case.id for case in casebook.store.cases()]
    here, there = casebook.index.snapshot(cases), fresh.snapshot(cases)
    assert (here.digest, here.documents, here.passages) == (there.digest, there.documents, there.passages)
    assert here.frequencies(WORDS) == there.frequencies(WORDS)
    for word in WORDS:
        wanted = [word, WORDS[(WORDS.index(word) + 3) % len(WORDS)]]
        assert here.search(wanted, 20) == there.search(wanted, 20)


def run(rounds: int, seed: int, tell: bool = False) -> Figures:
    """Raises AssertionError for the first thing that is wrong, with the round and the seed."""
    chance, figures, began = random.Random(seed), Figures(), time.monotonic()
    folder, promises = Path(tempfile.mkdtemp(prefix="durable-")), Promises()
    for number in range(rounds):
        if number % ANEW == 0:
            shutil.rmtree(folder)
            folder.mkdir()
            promises = Promises()
        if chance.random() < 0.1:
            shutil.rmtree(folder / "index", ignore_errors=True)
        names = ["a", "b"] if number % 3 == 2 else ["a"]
        gc.collect()
        try:
            if number % 4 == 3:
                upgrading.killed(chance, figures)
            else:
                _round(folder, names, chance, promises, figures)
        except AssertionError as error:
            raise AssertionError(f"round {number}, seed {seed}, {folder}: {error}") from error
        if tell and number % 20 == 19:
            print(f"{number + 1} rounds, {figures}", flush=True)  # noqa: T201
    shutil.rmtree(folder)
    figures.seconds = time.monotonic() - began
    return figures


def _round(folder: Path, names: list[str], chance: random.Random, promises: Promises, figures: Figures) -> None:
    said = killed(folder, names, chance)
    crashes = [line for line in said if "crash" in line]
    assert not crashes, crashes
    for line in said:
        promises.take(line)
    figures.kills += len(names)
    figures.changes += sum("done" in line for line in said)
    figures.unfinished += len(promises.tried)
    figures.killed_in.update(promises.what)
    figures.done.update(line["what"] for line in said if "done" in line)
    look(folder, promises, figures)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=300)
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    options.add_argument("--json", action="store_true", help="the figures alone, as JSON")
    given = options.parse_args()
    figures = run(given.rounds, given.seed, tell=not given.json)
    print(json.dumps(vars(figures)) if given.json else figures)  # noqa: T201


if __name__ == "__main__":
    main()
