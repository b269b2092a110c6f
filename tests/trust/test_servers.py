"""A change and a question cost what their own server holds, however many others there are: counted, not timed."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.core.casebook import Casebook
from bot.core.workflows import server_left
from bot.stores.sql.database import engine
from tests.trust import servers
from tests.trust.working import opened

FEW, MANY = 4, 60
STEP = 10  # of SQLite's machine: one count


class Work:
    """steps: of SQLite's machine. files: opened, listed, looked at or renamed."""

    def __init__(self) -> None:
        self.steps = self.files = 0

    def step(self) -> int:
        self.steps += STEP
        return 0


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    """Counts what is done from here on, by connections that are opened from here on."""
    work, prepare = Work(), engine._prepare

    def prepared(connection: sqlite3.Connection, record: object) -> None:
        prepare(connection, record)
        connection.set_progress_handler(work.step, STEP)

    def counting(real: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            work.files += 1
            return real(*arguments, **named)

        return counted

    monkeypatch.setattr(engine, "_prepare", prepared)
    for name in ("open", "listdir", "scandir", "stat", "rename", "replace", "unlink"):
        monkeypatch.setattr(os, name, counting(getattr(os, name)))
    return work


@contextmanager
def of(folder: Path, count: int) -> Iterator[Casebook]:
    """That many servers with two documents each, opened afresh."""
    casebook = opened(folder)
    for number in range(2):
        for server in range(count):
            servers.add(casebook, server, number)
    casebook.close()
    casebook = opened(folder)
    yield casebook
    casebook.close()


def cost(work: Work, casebook: Casebook, deed: Callable[[Casebook], object]) -> tuple[float, float]:
    """Steps and files, on average of some that come after others of their kind."""
    deed(casebook)
    before = work.steps, work.files
    for _turn in range(3):
        deed(casebook)
    return (work.steps - before[0]) / 3, (work.files - before[1]) / 3


class Adding:
    """One addition more, to one server after the other."""

    def __init__(self) -> None:
        self.number = 10

    def __call__(self, casebook: Casebook) -> None:
        self.number += 1
        servers.add(casebook, self.number % FEW, self.number)


def ask(casebook: Casebook) -> None:
    assert servers.ask(casebook, 1, 1)


def change_and_ask(casebook: Casebook) -> None:
    casebook.store.put_setting("1000002", "language", str(casebook.store.events(limit=1)[0].sequence), servers.BENCH)
    assert servers.ask(casebook, 1, 1)


def suggest(casebook: Casebook) -> None:
    cases = [case.id for case in casebook.store.cases("1000001")]
    assert casebook.suggestions.documents(cases, "lease")


DEEDS: dict[str, Callable[[], Callable[[Casebook], object]]] = {
    "an addition": Adding,
    "a question": lambda: ask,
    "a question after somebody's change": lambda: change_and_ask,
    "a suggestion": lambda: suggest,
    "a look for merges": lambda: lambda casebook: casebook.index.merge(),
    "warming up": lambda: lambda casebook: casebook.suggestions.warm(),
    "a look for servers that left": lambda: lambda casebook: server_left.erase_due(casebook, 30, servers.NOW),
}


def test_what_others_have_costs_nothing(work: Work, tmp_path: Path) -> None:
    """Each deed: a few steps more for deeper trees in the database, and no file more."""
    with of(tmp_path / "few", FEW) as few, of(tmp_path / "many", MANY) as many:
        for name, made in DEEDS.items():
            steps, files = cost(work, few, made())
            more_steps, more_files = cost(work, many, made())
            assert more_steps <= 1.1 * steps + 20, name
            assert more_files <= files + 2, name


def test_opening_costs_no_more_with_many(work: Work, tmp_path: Path) -> None:
    """The store, the index and the folder of starter files."""
    found = []
    for count in (FEW, MANY):
        with of(tmp_path / str(count), count):
            pass
        before = work.steps, work.files
        opened(tmp_path / str(count)).close()
        found.append((work.steps - before[0], work.files - before[1]))
    (steps, files), (more_steps, more_files) = found
    assert more_steps <= 1.1 * steps + 20
    assert more_files <= files + 2
