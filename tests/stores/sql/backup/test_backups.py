"""A backup is one moment's whole database, made while others write, and looked through before it counts."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.model.errors import StoreCorrupt, StoreFull, StoreNewer, StoreReadOnly
from bot.core.model.trail import Head
from bot.stores.sql.backup import backups, stamp
from bot.stores.sql.sql_store import SqlStore
from tests.contracts.store_contract import QUESTION, current
from tests.stores.sql.conftest import ANN, SECRET, filled, opened, upload


def test_a_backup_holds_everything(store: SqlStore, tmp_path: Path) -> None:
    """Readable by its owner only; what was there before is replaced."""
    copy = tmp_path / "copy.db"
    copy.write_bytes(b"an older backup")
    numbers = filled(store)

    assert store.backup(copy) == store.head()

    assert copy.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["copy.db"]
    with closing(opened(copy)) as other:
        assert current(other) == current(store)
        assert other.texts(numbers) == store.texts(numbers)
        assert other.events() == store.events()
        assert other.holds(store.head())


def test_a_backup_holds_no_standing_question(store: SqlStore, tmp_path: Path) -> None:
    """Not a byte of one: what was taken back must not come back."""
    store.put_question(replace(QUESTION, text=f"Who is {SECRET}?", expires=QUESTION.at.replace(year=9999)))
    store.backup(tmp_path / "copy.db")
    assert SECRET.encode() not in (tmp_path / "copy.db").read_bytes()
    with closing(opened(tmp_path / "copy.db")) as other:
        assert list(other.questions()) == []
    assert len(store.questions()) == 1


def test_a_backup_with_one_bit_changed_is_told(store: SqlStore, tmp_path: Path) -> None:
    """Wherever it is: in a text, in a name, in a page that isn't in use."""
    filled(store)
    copy = tmp_path / "copy.db"
    head = store.backup(copy)
    whole = copy.read_bytes()
    for place in range(0, len(whole) - stamp.LENGTH, len(whole) // 50):
        copy.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises((StoreCorrupt, StoreNewer)):
            backups.check(copy)
    copy.write_bytes(whole[: -stamp.LENGTH])  # as backups were before they were stamped
    assert backups.check(copy) == head


def test_a_database_in_use_keeps_no_stamp(store: SqlStore, tmp_path: Path) -> None:
    """A backup that was put in place by hand can be copied again by hand."""
    filled(store)
    copy = tmp_path / "copy.db"
    store.backup(copy)
    with closing(opened(copy)) as other:
        other.put(1, upload(1000), ANN)
        head = other.head()
    assert backups.check(copy) == head


def test_a_backup_of_nothing(store: SqlStore, tmp_path: Path) -> None:
    assert store.backup(tmp_path / "copy.db") == Head(0, "")


def test_a_backup_while_others_write(store: SqlStore, tmp_path: Path) -> None:
    """It is a point of the change log: all of what was before it, nothing of what came after."""
    filled(store, 100)
    stop = threading.Event()

    def write() -> None:
        number = 1000
        while not stop.is_set():
            store.put(1, upload(number), ANN)
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    heads = [store.backup(tmp_path / f"{number}.db") for number in range(3)]
    stop.set()
    writer.join()

    for number, head in enumerate(heads):
        assert store.holds(head)
        with closing(opened(tmp_path / f"{number}.db")) as copy:
            assert copy.head() == head
            assert len(current(copy)) == len(copy.changes(0)) == head.sequence - 1


def test_a_backup_of_a_damaged_database_is_refused(store: SqlStore, path: Path, tmp_path: Path) -> None:
    """And the backup of before is kept."""
    filled(store, 50)
    with store.database.reading() as connection:
        page = connection.exec_driver_sql("SELECT rootpage FROM sqlite_master WHERE name = 'texts'").scalar_one()
    store.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(bytes(4096))
    copy = tmp_path / "copy.db"
    copy.write_bytes(b"the backup of before")

    with closing(opened(path)) as torn, pytest.raises(StoreCorrupt):
        torn.backup(copy)

    assert copy.read_bytes() == b"the backup of before"
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["copy.db"]


def test_a_damaged_backup_is_found(store: SqlStore, tmp_path: Path) -> None:
    filled(store, 50)
    copy = tmp_path / "copy.db"
    store.backup(copy)
    assert backups.check(copy) == store.head()
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("DELETE FROM texts")
        connection.commit()
    with pytest.raises(StoreCorrupt, match=r"copy\.db"):
        backups.check(copy)


def test_a_backup_to_where_none_can_be(store: SqlStore, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreReadOnly, match=r"copy\.db"):
        store.backup(tmp_path / "file" / "copy.db")
    (tmp_path / "folder.db").mkdir()
    with pytest.raises(StoreReadOnly):
        store.backup(tmp_path / "folder.db")
    with pytest.raises((StoreFull, StoreReadOnly)):
        store.backup(Path("/proc/copy.db"))
