"""A backup goes into the database's place whole, is proved, and the trail says that it did."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.errors import StoreBusy, StoreCorrupt
from bot.stores.sql import restoring
from bot.stores.sql.restoring import restore
from bot.stores.sql.store import SqlStore
from tests.contracts.store_contract import current
from tests.stores.sql.conftest import ANN, filled, fresh, opened, upload


@pytest.fixture
def file(store: SqlStore, tmp_path: Path) -> Path:
    """A backup of three documents; the database then changes."""
    filled(store)
    store.backup(tmp_path / "copy.db")
    store.put(1, upload(9), ANN)
    store.remove(1, ANN)
    return tmp_path / "copy.db"


def test_what_the_backup_holds_is_back(store: SqlStore, path: Path, file: Path) -> None:
    """Seen at once by a store that is open; its points of the log since then are no longer held."""
    later = store.head()

    head = restore(file, f"sqlite:///{path}", ANN)

    assert store.head() == head
    assert not store.holds(later)
    assert [one.removed for one in current(store)] == [False] * 3
    assert store.events()[0].note == "the database, from a backup that ends with event 4"
    assert (store.verify().flaws, store.verify().unsigned) == ((), 0)
    store.put(1, upload(10), ANN)
    assert (store.verify().flaws, store.verify().unsigned) == ((), 0)


def test_into_a_folder_where_there_is_none(file: Path, tmp_path: Path) -> None:
    path = tmp_path / "new" / "pullquote.db"
    restore(file, f"sqlite:///{path}", ANN)
    with closing(opened(path)) as store:
        assert (len(current(store)), store.verify().flaws) == (3, ())


def test_over_a_damaged_database(store: SqlStore, path: Path, file: Path) -> None:
    """It is kept beside the new one."""
    store.close()
    path.write_bytes(b"damaged" * 1000)
    restore(file, f"sqlite:///{path}", ANN)
    assert path.with_name("pullquote.db.damaged").read_bytes() == b"damaged" * 1000
    with closing(opened(path)) as again:
        assert (len(current(again)), again.verify().flaws) == (3, ())


def test_a_damaged_backup_changes_nothing(store: SqlStore, path: Path, file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[20_000:60_000] = bytes(40_000)
    file.write_bytes(data)
    before = (store.head(), current(store))
    with pytest.raises(StoreCorrupt, match=r"copy\.db"):
        restore(file, f"sqlite:///{path}", ANN)
    assert (store.head(), current(store)) == before


def test_a_database_that_is_being_written_to(
    store: SqlStore, path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Waited for like any other writer, here more briefly."""
    monkeypatch.setattr(restoring, "BUSY_SECONDS", 0.3)
    before = (store.head(), current(store))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy):
            restore(file, f"sqlite:///{path}", ANN)
    assert (store.head(), current(store)) == before


def test_a_fresh_database_is_as_good_as_a_made_one(path: Path) -> None:
    """Guards the other tests, which begin with a copy of an empty one."""
    with closing(opened(fresh(path))) as store:
        filled(store)
        assert store.verify().flaws == ()
