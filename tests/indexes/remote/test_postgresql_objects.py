"""Objects as rows of a PostgreSQL table; and the index there."""

from __future__ import annotations

import random
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from bot.core.model.errors import IndexAway, StoreBusy
from bot.core.model.ports import Index
from bot.indexes.remote import postgresql_objects
from bot.indexes.remote.objects import Objects
from bot.indexes.remote.postgresql_objects import PostgresObjects
from bot.stores.sql.database import postgresql, postgresql_faults
from tests.contracts.index_contract import LETTER, MEMO, ONE, REPORT, TWO, IndexContract, entry
from tests.contracts.objects_contract import ObjectsContract
from tests.indexes.remote.histories import History, compare
from tests.indexes.remote.storage import machine
from tests.postgresql import Server, server


@cache
def shared() -> str:
    """A database for all tests that don't look at its files."""
    return server().address(server().database())


MADE: list[PostgresObjects] = []


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    while MADE:
        MADE.pop().close()


def at(address: str) -> PostgresObjects:
    url = postgresql.url_of(make_url(address))
    made = PostgresObjects("postgresql", lambda: postgresql.alone(url), lambda: postgresql_faults.told("postgresql"))
    MADE.append(made)
    return made


def emptied() -> PostgresObjects:
    objects = at(shared())
    objects.delete(list(objects.keys("")))
    return objects


class TestPostgres(ObjectsContract):
    def make(self) -> Objects:
        return emptied()


class TestIndexInPostgres(IndexContract):
    @pytest.fixture(autouse=True)
    def folders(self, tmp_path: Path) -> None:
        self.root, self.made = tmp_path, 0

    def make(self) -> Index:
        self.made += 1
        return machine(emptied(), self.root / str(self.made))


def test_machines_equal_one_in_memory(tmp_path: Path) -> None:
    emptied()
    compare(History(random.Random(5)), [machine(at(shared()), tmp_path / name) for name in "ab"], 60)


def test_erased_words_leave_the_table_s_files(tmp_path: Path) -> None:
    """Not only the rows: the file is written anew without them."""
    database = server().address(server().database())
    index = machine(at(database), tmp_path)
    index.apply({}, [LETTER, entry(5, "unspeakable words", key="unspeakable-key")], ONE)
    assert server().holding(database, b"unspeakable")
    index.apply({5: 1}, [], TWO)
    index.purge({5: 1})
    assert not server().holding(database, b"unspeakable")
    assert index.snapshot([1]).documents == 1


def test_many_that_begin_at_once() -> None:
    address = server().address(server().database())
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(at, [address] * 6))
    made[0].put("root", b"x", None)
    assert all(one.holds("root") for one in made)


def test_shred_waits_for_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose transaction may still see what was deleted; and says so when they don't end."""
    monkeypatch.setattr(postgresql_objects, "PATIENCE", 0.2)
    address = server().address(server().database())
    objects = at(address)
    objects.add("a", memoryview(b"x"))
    with psycopg.connect(address) as reader:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        reader.execute("SELECT 1 FROM index_objects")
        objects.delete(["a"])
        with pytest.raises(StoreBusy):
            objects.shred()
        reader.rollback()
    objects.shred()


@pytest.mark.timeout(180)
def test_a_server_that_ends(tmp_path: Path) -> None:
    """What was read is answered, the rest refused; when it is back, so is the index, without a new start."""
    own = Server().make()
    try:
        address = own.address(own.database())
        one, other = (machine(at(address), tmp_path / name) for name in "ab")
        one.apply({}, [LETTER, REPORT, MEMO], ONE)
        other.refresh()
        other.snapshot([1])
        own.end(signal.SIGQUIT)
        assert other.snapshot([1]).documents == 2
        with pytest.raises(IndexAway):
            other.snapshot([2])
        with pytest.raises(IndexAway):
            one.apply({}, [entry(7, "fresh")], TWO)
        own.start()
        assert other.snapshot([2]).documents == 1
        one.apply({}, [entry(7, "fresh")], TWO)
        other.refresh()
        assert other.head() == TWO
    finally:
        own.remove()
