"""Backups by the clock."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import readers
from bot.cli.running import scheduled_backups
from bot.cli.running.scheduled_backups import Backups
from bot.core.casebook import Casebook
from bot.core.model import claims
from bot.core.model.documents import LOCAL, Actor, Audience
from bot.core.model.errors import ClaimLost
from bot.indexes.bm25 import BM25Index
from bot.stores.sql.sql_store import SqlStore
from tests.claims import Shared

ANN = Actor("ann")


class Now:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def casebook(tmp_path: Path) -> Iterator[Casebook]:
    made = Casebook(SqlStore(f"sqlite:///{tmp_path}/a.db"), BM25Index(None), readers.read)
    yield made
    made.close()


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def backups(casebook: Casebook, tmp_path: Path, now: Now) -> Backups:
    return Backups(casebook, tmp_path / "backups", 24, 3, now)


def add(casebook: Casebook, name: str) -> None:
    casebook.add(f"The secret of {name} is told here.".encode(), f"{name}.txt", ANN, workspace=LOCAL, case="c")


def test_one_is_made_when_it_is_time(backups: Backups, now: Now) -> None:
    assert backups() is not None
    now.at += timedelta(hours=23)
    assert backups() is None
    now.at += timedelta(hours=1)
    assert backups() is not None


def test_only_the_newest_are_kept(backups: Backups, now: Now) -> None:
    for _ in range(5):
        backups()
        now.at += timedelta(days=1)
    assert [one.made.day for one in scheduled_backups.kept(backups.folder)] == [3, 4, 5]


def test_the_backups_of_another_history_are_kept(
    casebook: Casebook, backups: Backups, now: Now, tmp_path: Path
) -> None:
    """As after a loss that somebody mended with an old copy: they may be all that is left of what came after it."""
    add(casebook, "kestrel")
    for _ in range(3):
        backups()
        now.at += timedelta(days=1)
    good = {one.path for one in scheduled_backups.kept(backups.folder)}
    other = Casebook(SqlStore(f"sqlite:///{tmp_path / 'other.db'}"), BM25Index(None), readers.read)
    add(other, "harrier")
    again = Backups(other, backups.folder, 24, 3, now)
    for _ in range(5):
        again()
        now.at += timedelta(days=1)
    held = {one.path for one in scheduled_backups.kept(backups.folder)}
    assert good < held
    assert len(held - good) == 3
    other.close()


def test_other_files_are_left_alone(backups: Backups, now: Now) -> None:
    backups.folder.mkdir()
    (backups.folder / "mine.db").write_text("mine")
    for _ in range(5):
        backups()
        now.at += timedelta(days=1)
    assert (backups.folder / "mine.db").exists()


def test_what_was_erased_leaves_the_scheduled_backups(casebook: Casebook, backups: Backups, now: Now) -> None:
    """At the next look, a minute later: those that hold it go, and a new one is made at once."""
    add(casebook, "kestrel")
    backups()
    viewer = casebook.viewer(Audience(LOCAL, everything=True))
    casebook.erase(viewer, "kestrel", ANN, "asked to")
    add(casebook, "other")
    now.at += timedelta(minutes=1)
    assert backups() is not None
    (left,) = scheduled_backups.kept(backups.folder)
    assert b"kestrel" not in left.path.read_bytes()
    now.at += timedelta(minutes=1)
    assert backups() is None


def test_what_was_erased_leaves_the_folder_of_a_process_that_makes_none(
    casebook: Casebook, backups: Backups, now: Now
) -> None:
    """Whoever makes them has some minutes; then this one makes one, too, and no more than that."""
    add(casebook, "kestrel")
    backups()
    assert backups.replace() is None
    casebook.erase(casebook.viewer(Audience(LOCAL, everything=True)), "kestrel", ANN, "asked to")
    for _minute in range(3):
        now.at += timedelta(minutes=1)
        assert backups.replace() is None
    now.at += timedelta(minutes=1)
    made = backups.replace()
    assert [one.path for one in scheduled_backups.kept(backups.folder)] == [made]
    assert made is not None
    assert b"kestrel" not in made.read_bytes()
    now.at += timedelta(days=9)
    assert backups.replace() is None


def test_nobody_replaces_what_has_been_replaced(casebook: Casebook, backups: Backups, now: Now) -> None:
    """By whoever makes them: into the folder that all share, where an old one may have been left."""
    add(casebook, "kestrel")
    old = backups()
    assert old is not None
    held = old.read_bytes()
    casebook.erase(casebook.viewer(Audience(LOCAL, everything=True)), "kestrel", ANN, "asked to")
    now.at += timedelta(minutes=1)
    new = backups()
    old.write_bytes(held)
    assert backups.replace() is None
    now.at += timedelta(minutes=4)
    assert backups.replace() is None
    assert [one.path for one in scheduled_backups.kept(backups.folder)] == [new]


def test_another_database_in_this_ones_place_is_noticed(casebook: Casebook, backups: Backups) -> None:
    add(casebook, "kestrel")
    backups.erasures.looked = 10_000
    assert backups() is not None
    assert backups.erasures.looked < 10_000


def test_a_backup_is_a_whole_database(casebook: Casebook, backups: Backups) -> None:
    add(casebook, "kestrel")
    path = backups()
    assert path is not None
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert path.stat().st_mode & 0o077 == 0


def test_the_age_of_the_newest(backups: Backups, tmp_path: Path) -> None:
    assert scheduled_backups.age(tmp_path / "nowhere") == float("inf")
    backups()
    assert 0 < scheduled_backups.age(backups.folder) < float("inf")


def test_the_size_of_files(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"12345")
    (tmp_path / "b.txt").write_bytes(b"1")
    assert scheduled_backups.size(tmp_path, "*.db") == 5


def test_the_size_of_a_whole_folder(tmp_path: Path) -> None:
    """Looked at again only after a while."""
    (tmp_path / "cases" / "1").mkdir(parents=True)
    (tmp_path / "cases" / "1" / "a.segment").write_bytes(b"12345")
    size = scheduled_backups.Size(tmp_path)
    assert size() == 5
    (tmp_path / "manifest").write_bytes(b"1")
    assert size() == 5
    size._until = 0.0
    assert size() == 6


def test_what_a_killed_process_left_is_cleared_away(backups: Backups) -> None:
    """A half-made copy holds what may be erased later."""
    backups.folder.mkdir()
    for name in (".making.db", ".making.db.0a1b2c3d", ".making.db-journal"):
        (backups.folder / name).write_bytes(b"secret")
    made = backups()
    assert made is not None
    assert list(backups.folder.iterdir()) == [made]


def test_one_that_took_so_long_that_another_process_has_made_it_is_none(
    backups: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = Shared()
    mine = shared.process("one")
    monkeypatch.setattr(backups.casebook, "claims", mine)
    with claims.under(mine.take(["backup"])):
        shared.rows.clear()
        with pytest.raises(ClaimLost):
            backups()
    assert scheduled_backups.kept(backups.folder) == []
