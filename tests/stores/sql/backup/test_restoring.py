"""A backup goes into the database's place whole, is proved, and the trail says that it did."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.model.errors import StoreBusy, StoreCorrupt
from bot.core.model.trail import Head
from bot.stores.sql.backup import restoring
from bot.stores.sql.backup.restoring import restore
from bot.stores.sql.sql_store import SqlStore
from bot.stores.sql.trail.signet import Expected, FileSignet
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
    with closing(opened(path)) as again:
        assert "from a backup" not in again.events()[0].note


class Killed(BaseException):
    """Stands in for SIGKILL: nothing of the program's own may run after it."""


@pytest.mark.parametrize("moment", ["before the copy", "after the copy", "before it is signed"])
def test_killed_half_way_it_is_the_one_or_the_other_with_a_whole_trail(
    store: SqlStore, path: Path, file: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """The next start sees what came, lets the trail say so, and signs it; once. Then it goes on as ever."""
    came, before = moment != "before the copy", current(store)
    store.close()

    def killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        if moment == "before the copy":
            patch.setattr(restoring, "_copy", killed)
        elif moment == "after the copy":
            patch.setattr(restoring, "SqliteFile", killed)
        else:
            patch.setattr(FileSignet, "settle", killed)
        with pytest.raises(Killed):
            restore(file, f"sqlite:///{path}", ANN)
    for _ in range(2):
        with closing(opened(path)) as again:
            notes = [event.note for event in again.events()]
            assert sum("from a backup" in note for note in notes) == came
            assert (current(again) == before) != came
            assert (again.verify().flaws, again.verify().unsigned) == ((), 0)
            assert not path.with_name("pullquote.db.next").exists()
    with closing(opened(path)) as again:
        again.put(1, upload(11), ANN)
        assert (again.verify().flaws, again.verify().unsigned) == ((), 0)


def test_over_a_damaged_database_there_is_one_at_every_moment(
    store: SqlStore, path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before the new one is in place, the damaged one is still there; then it can be done again."""
    store.close()
    path.write_bytes(b"damaged" * 1000)

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(Killed):
            restore(file, f"sqlite:///{path}", ANN)
    assert path.read_bytes() == b"damaged" * 1000
    restore(file, f"sqlite:///{path}", ANN)
    with closing(opened(path)) as again:
        assert (len(current(again)), again.verify().flaws) == (3, ())
    assert not [each for each in path.parent.iterdir() if "restoring" in each.name]


def test_what_was_expected_and_forged_changes_nothing(store: SqlStore, path: Path) -> None:
    """A file that our key hasn't signed is left alone; so is a trail that fits neither head: that is evidence."""
    filled(store)
    store.close()
    for content in (b"x", b'[1, "a", "b", "c", "d"]', b"[]", b"{}"):
        path.with_name("pullquote.db.next").write_bytes(content)
        with closing(opened(path)) as again:
            assert (len(again.events()), again.verify().flaws) == (4, ())
    FileSignet(path).expect(Expected(Head(2, "0" * 64), "ann", "note"))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM event_details WHERE sequence = 4")
        connection.execute("DELETE FROM events WHERE sequence = 4")
    for _ in range(2):
        with closing(opened(path)) as again:
            assert [flaw.what for flaw in again.verify().flaws][:1] == [
                "the newest events, up to this one, are missing"
            ]


def test_a_fresh_database_is_as_good_as_a_made_one(path: Path) -> None:
    """Guards the other tests, which begin with a copy of an empty one."""
    with closing(opened(fresh(path))) as store:
        filled(store)
        assert store.verify().flaws == ()
