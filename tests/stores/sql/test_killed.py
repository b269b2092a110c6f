"""A process that is killed at any moment loses nothing that it was promised, and leaves nothing half done."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from bot.stores.sql.sql_store import SqlStore
from tests.contracts.store_contract import current
from tests.stores.sql.conftest import ANN, ENGINES, made, opened, upload

STATES = ("there", "changed", "erased")  # in the order that a document goes through them
ROOT = Path(__file__).resolve().parents[3]


def killed(address: str, start: int, after: float) -> list[str]:
    """Let it work for `after` seconds from when it is open, kill it; what it was promised, as lines."""
    with subprocess.Popen(command(address, start), stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
        assert child.stdout
        assert child.stdout.readline() == "open\n"
        timer = threading.Timer(after, child.kill)
        timer.start()
        lines = [line.strip() for line in child.stdout if line.endswith("\n")]
        timer.join()
    return lines


def command(address: str, start: int) -> list[str]:
    return [sys.executable, "-m", "tests.stores.sql.putting", address, str(start)]


def check(store: SqlStore, promised: dict[int, str]) -> None:
    """Every promise kept, every document whole, the trail whole."""
    documents = {one.id: one for one in current(store)}
    texts = store.texts(documents)
    for number, state in promised.items():
        assert reached(store, number) >= STATES.index(state)
    for number, document in documents.items():
        data = texts[number].encode()
        assert (len(texts[number]), hashlib.sha256(data).hexdigest()) == (document.length, document.text_sha256)
        assert store.original(number) == data
        assert len(store.versions(number)) == document.version == reached(store, number) + 1
    changes = store.changes(0)
    alive = {one.document for one in changes if reached(store, one.document) < STATES.index("erased")}
    assert (alive, max((one.sequence for one in changes), default=0)) == (set(documents), store.head().sequence)
    verdict = store.verify()
    assert verdict.flaws == ()
    assert verdict.unsigned <= 3, "one transaction, of three documents at most, was not yet signed"


def reached(store: SqlStore, number: int) -> int:
    """How far a document came, by its trail: killed between a change and saying so, it may be further than promised."""
    return len(store.events(number)) - 1


def rounds(address: str, count: int, longest: float) -> None:
    moments = random.Random()
    promised: dict[int, str] = {}
    for number in range(count):
        lines = killed(address, number * 1000, moments.uniform(0, longest))
        promised |= {int(number): state for number, state in map(str.split, lines)}
        with closing(SqlStore(address)) as store:
            check(store, promised)


@pytest.fixture(params=ENGINES)
def address(request: pytest.FixtureRequest, path: Path) -> str:
    return made(request.param, path)


def test_a_few_kills(address: str) -> None:
    """At moments chosen at random within the first half second."""
    rounds(address, 2, 0.5)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_many_kills(address: str) -> None:
    """Of the store alone; `tests.trust.durability` kills the whole."""
    rounds(address, 12, 2)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_kills_while_a_database_file_is_made(tmp_path: Path) -> None:
    """There is none, an empty one, or a whole one: each opens, and its trail is whole."""
    for number in range(12):
        path = tmp_path / str(number) / "pullquote.db"
        with subprocess.Popen(command(f"sqlite:///{path}", 0), stdout=subprocess.DEVNULL, cwd=ROOT) as child:
            while child.poll() is None and not path.exists():
                time.sleep(0.001)
            time.sleep(random.uniform(0, 0.6))
            child.kill()
        with closing(opened(path)) as store:
            store.put(store.open_case("local", "nso-group", "NSO Group").id, upload(), ANN)
            check(store, {})
