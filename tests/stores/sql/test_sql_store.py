"""The store in a database keeps the contract, and some promises of its own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from bot.core.model.ports import Clock, Store
from bot.stores.sql.database.tables import TEXTS
from bot.stores.sql.sql_store import SqlStore
from tests import postgresql
from tests.contracts.store_contract import StoreContract
from tests.stores.sql.conftest import fresh


class TestInAFile(StoreContract):
    @pytest.fixture(autouse=True)
    def folder(self, tmp_path: Path) -> None:
        self.paths = (tmp_path / f"{number}.db" for number in count())

    def address(self) -> str:
        return f"sqlite:///{fresh(next(self.paths))}"

    @pytest.fixture(autouse=True)
    def whole(self, folder: None) -> Iterator[None]:
        """Whatever of the contract was done: the trail and the journal know of it."""
        self.made: list[SqlStore] = []
        yield
        for store in self.made:
            assert [flaw for flaw in store.verify().flaws if "its text" not in flaw.what] == []

    def make(self, clock: Clock) -> Store:
        self.made.append(SqlStore(self.address(), clock))
        return self.made[-1]

    def damage(self, store: Store, text: str) -> None:
        assert isinstance(store, SqlStore)
        with store.database.reading() as connection:
            stored = TEXTS.update().where(TEXTS.c.text == text.encode())
            assert connection.execute(stored.values(text=text.upper().encode())).rowcount
            connection.commit()


class TestOnAServer(TestInAFile):
    """PostgreSQL."""

    def address(self) -> str:
        return postgresql.database()
