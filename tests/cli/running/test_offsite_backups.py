"""Backups that are sent to an object storage: what is there, what leaves it, and what a bad storage does to it."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import pytest

from bot import readers
from bot.cli.running import offsite_backups, scheduled_backups
from bot.cli.running.offsite_backups import NoSuchBackup, Offsite, Torn, there
from bot.cli.running.scheduled_backups import Backups
from bot.core.casebook import Casebook
from bot.core.model import claims
from bot.core.model.documents import LOCAL, Actor, Audience
from bot.core.model.errors import ClaimLost, OffsiteAway, OffsiteLacksClient, OffsiteUnfit, StoreError, StoreFull
from bot.indexes.bm25 import BM25Index
from bot.indexes.remote import s3_objects
from bot.indexes.remote.objects import OF_BACKUPS, Objects
from bot.indexes.remote.s3_objects import S3Objects
from bot.stores.sql.backup import backups as whole_files
from bot.stores.sql.sql_store import SqlStore
from bot.web import tasks
from bot.web.monitor.metrics import Metrics
from bot.web.tasks import Task
from tests import postgresql, seaweedfs
from tests.claims import Shared
from tests.cli.running.test_scheduled_backups import Now
from tests.s3_stub import BUCKET, OPTIONS, Stub

ANN = Actor("ann")
HERE = f"s3://{BUCKET}/some/folder"
pytestmark = pytest.mark.skipif(find_spec("obstore") is None, reason="its client isn't installed")
needs_server = pytest.mark.skipif(seaweedfs.program() is None, reason="the server isn't installed")


@pytest.fixture
def stub() -> Iterator[Stub]:
    made = Stub()
    yield made
    made.end()


class Site:
    """A database whose backups are made by hand, a day after the other, and sent to a storage."""

    def __init__(self, address: str, folder: Path, storage: Objects, now: Now) -> None:
        self.casebook = Casebook(SqlStore(address), BM25Index(None), readers.read)
        self.now, self.folder, self.storage = now, folder, storage
        self.backups = Backups(self.casebook, folder, 24, 3, now)
        self.offsite = Offsite(self.casebook, folder, 3, lambda: storage)

    def add(self, name: str) -> None:
        text = f"The secret of {name} is told here."
        self.casebook.add(text.encode(), f"{name}.txt", ANN, workspace=LOCAL, case="c")

    def erase(self, name: str) -> None:
        self.casebook.erase(self.casebook.viewer(Audience(LOCAL, everything=True)), name, ANN, "asked to")

    def day(self) -> None:
        """One is made, and sent."""
        self.backups()
        self.offsite()
        self.now.at += timedelta(days=1)

    def look(self) -> None:
        """A minute later, at both."""
        self.now.at += timedelta(minutes=1)
        self.backups()
        self.offsite()

    def whole(self) -> list[str]:
        return [name for name, one in there(self.storage).items() if one.manifest]

    def local(self) -> list[str]:
        return [one.path.name for one in scheduled_backups.kept(self.folder)]


def bucket(stub: Stub) -> S3Objects:
    return S3Objects(HERE, stub.endpoint, OPTIONS, OF_BACKUPS)


@pytest.fixture
def site(tmp_path: Path, stub: Stub) -> Iterator[Site]:
    made = Site(f"sqlite:///{tmp_path}/a.db", tmp_path / "backups", bucket(stub), Now())
    yield made
    made.casebook.close()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a backup has several pieces."""
    monkeypatch.setattr(offsite_backups, "PIECE", 40_000)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("SMALL", 0.3), ("LARGE", 1), ("STALLED", 0.3), ("AGAIN", 0.3)):
        monkeypatch.setattr(s3_objects, name, timedelta(seconds=seconds))


def holding(stub: Stub, word: bytes) -> list[str]:
    return [key for key, data in stub.objects.items() if word in data]


# --- what is there


def test_each_backup_that_is_made_is_sent(site: Site) -> None:
    site.day()
    site.day()
    assert site.whole() == site.local()
    assert len(site.whole()) == 2


def test_its_pieces_one_behind_the_other_are_the_backup(site: Site, stub: Stub, small: None) -> None:
    """With nothing but `cat`, when this program isn't at hand."""
    site.add("kestrel")
    site.day()
    (one,) = scheduled_backups.kept(site.folder)
    pieces = sorted(key for key in stub.objects if not key.endswith("json"))
    assert len(pieces) > 2
    assert b"".join(stub.objects[key] for key in pieces) == one.path.read_bytes()


def test_as_many_are_kept_as_in_the_folder(site: Site) -> None:
    for _ in range(5):
        site.day()
    assert site.whole() == site.local()
    assert len(site.whole()) == 3


def test_nothing_is_asked_while_nothing_changes(site: Site, stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    """But once an hour, for what a killed process has left."""
    site.day()
    asked = len(stub.requests)
    site.offsite()
    assert len(stub.requests) == asked
    monkeypatch.setattr(offsite_backups, "LISTING", 0.0)
    site.offsite()
    assert len(stub.requests) > asked


def test_a_lost_folder_takes_nothing_along(site: Site) -> None:
    """That is what they are there for. A new one is made, and sent, too."""
    site.day()
    (first,) = site.whole()
    for one in scheduled_backups.kept(site.folder):
        one.path.unlink()
    site.day()
    assert site.whole() == [first, *site.local()]


def test_the_backups_of_another_history_are_kept(site: Site, tmp_path: Path) -> None:
    """As after a loss that somebody mended with an old copy: they may be all that is left of what came after it."""
    site.add("kestrel")
    for _ in range(3):
        site.day()
    good = set(site.whole())
    other = Site(f"sqlite:///{tmp_path / 'other.db'}", tmp_path / "elsewhere", site.storage, site.now)
    other.add("harrier")
    for _ in range(5):
        other.day()
    held = set(other.whole())
    assert good < held
    assert len(held - good) == 3
    other.casebook.close()


def test_other_objects_are_left_alone(site: Site, stub: Stub) -> None:
    stub.objects["some/folder/mine.txt"] = stub.objects["some/folder/mine/a"] = b"mine"
    for _ in range(5):
        site.day()
    assert len(holding(stub, b"mine")) == 2


def test_a_damaged_one_is_not_sent(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    site.backups()
    (one,) = scheduled_backups.kept(site.folder)
    data = bytearray(one.path.read_bytes())
    data[-200] ^= 1
    one.path.write_bytes(data)
    site.offsite()
    assert site.whole() == []
    assert f"{one.path.name} is damaged" in caplog.text


def test_its_age(site: Site) -> None:
    assert site.offsite.age() == float("inf")
    site.now.at = datetime.now(UTC) - timedelta(hours=2)
    site.day()
    assert 7100 < site.offsite.age() < 7400


# --- what was erased


def test_what_was_erased_leaves_the_storage(site: Site, stub: Stub, small: None) -> None:
    """At the next look, as it leaves the folder: what held it is deleted, and one without it is there."""
    site.add("kestrel")
    site.day()
    site.day()
    assert holding(stub, b"kestrel")
    site.erase("kestrel")
    site.look()
    assert holding(stub, b"kestrel") == []
    assert site.whole() == site.local()
    assert len(site.whole()) == 1


def test_what_was_erased_leaves_a_storage_that_is_full(site: Site, stub: Stub) -> None:
    """Though the new one can't be sent; that makes the room for it."""
    site.add("kestrel")
    site.day()
    site.erase("kestrel")
    stub.fault = "full"
    with pytest.raises(StoreFull):
        site.look()
    assert holding(stub, b"kestrel") == []
    stub.fault = None
    site.look()
    assert site.whole() == site.local()


def test_what_was_erased_while_the_storage_is_away_leaves_it_afterwards(site: Site, stub: Stub, quick: None) -> None:
    site.add("kestrel")
    site.day()
    site.erase("kestrel")
    stub.fault = "broken"
    with pytest.raises(OffsiteAway):
        site.look()
    stub.fault = None
    site.offsite()
    assert holding(stub, b"kestrel") == []


def test_there_is_always_one(site: Site, stub: Stub) -> None:
    """As in the folder: what holds erased words goes once one without them was made."""
    site.add("kestrel")
    site.day()
    site.erase("kestrel")
    site.offsite()
    assert len(site.whole()) == 1
    site.look()
    assert holding(stub, b"kestrel") == []


def test_what_is_erased_while_its_backup_is_being_sent(
    site: Site, stub: Stub, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The long upload is given up, and what there is of it deleted."""
    site.add("kestrel")
    site.backups()
    sent, add = list[str](), site.storage.add

    def slowly(key: str, data: memoryview) -> None:
        add(key, data)
        sent.append(key)
        if len(sent) == 2:
            site.erase("kestrel")
            site.now.at += timedelta(minutes=1)
            site.backups()

    monkeypatch.setattr(site.storage, "add", slowly)
    site.offsite()
    assert len(sent) == 2
    site.look()
    assert holding(stub, b"kestrel") == []
    assert site.whole() == site.local()


def test_a_storage_that_keeps_what_it_is_told_to_delete(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said again and again, until somebody looks."""
    site.add("kestrel")
    site.day()
    site.erase("kestrel")
    monkeypatch.setattr(site.storage, "delete", lambda keys: None)
    for _ in range(2):
        with pytest.raises(OffsiteUnfit, match="keeps what it was told to delete"):
            site.look()


# --- bad days


@pytest.mark.parametrize("fault", ["slow", "stalled", "broken", "refusing", "full", "lying"])
def test_a_bad_storage_is_told_of_and_tried_again(site: Site, stub: Stub, quick: None, fault: str) -> None:
    """Nothing half sent counts; the backup in the folder is as it was."""
    site.day()
    stub.fault = fault
    site.backups()
    with pytest.raises(StoreError) as error:
        site.offsite()
    assert HERE in str(error.value)
    assert OPTIONS["secret_access_key"] not in str(error.value)
    stub.fault = None
    site.offsite()
    assert site.whole() == site.local()
    assert len(site.local()) == 2


def test_a_storage_that_is_dead(site: Site, stub: Stub, quick: None) -> None:
    stub.end()
    site.backups()
    with pytest.raises(OffsiteAway, match="can't be reached"):
        site.offsite()
    assert len(site.local()) == 1


async def test_a_failure_is_one_line_and_a_number(
    site: Site, stub: Stub, quick: None, caplog: pytest.LogCaptureFixture
) -> None:
    """As `serve` does it: seen in the metrics, without a traceback, and tried again."""
    stub.fault = "refusing"
    site.backups()
    shown = Metrics()
    task = tasks._Threaded(Task("offsite", 60.0, site.offsite), shown, 5.0)
    with caplog.at_level(logging.ERROR):
        assert await task.turn() == 5.0
    (line,) = caplog.records
    assert "the task offsite failed; again in 5 s: The storage of the backups" in line.message
    assert line.exc_info is None
    assert 'task_failures_total{task="offsite"} 1.0' in shown.text().decode()
    stub.fault = None
    assert await task.turn() == 60.0
    assert site.whole() == site.local()


def test_a_broken_off_upload_goes_on_where_it_ended(
    site: Site, stub: Stub, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And is no backup before it is whole."""
    site.add("kestrel")
    site.backups()
    add, sent = site.storage.add, list[str]()

    def breaking(key: str, data: memoryview) -> None:
        if len(sent) == 2:
            raise OffsiteAway(path=HERE)
        sent.append(key)
        add(key, data)

    monkeypatch.setattr(site.storage, "add", breaking)
    with pytest.raises(OffsiteAway):
        site.offsite()
    assert site.whole() == []
    assert [one.manifest for one in there(site.storage).values()] == [None]
    monkeypatch.setattr(site.storage, "add", add)
    before = len(stub.requests)
    site.offsite()
    put = [each for each in stub.requests[before:] if each.startswith("PUT")]
    assert not any(key in each for each in put for key in sent)
    assert site.whole() == site.local()


def test_what_a_killed_process_left_of_one_that_nobody_has_is_deleted(site: Site, stub: Stub) -> None:
    left = "some/folder/pullquote-20250101T000000-event1.db/000000"
    stub.objects[left] = b"secret"
    site.day()
    assert left not in stub.objects


def test_one_whose_manifest_is_torn_is_sent_again(site: Site, stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    site.day()
    (key,) = [key for key in stub.objects if key.endswith("json")]
    for torn in (b"", b"[", b"{}", b'{"event": "x"}', b"[" * 100_000):
        stub.objects[key] = torn
        assert site.whole() == []
        monkeypatch.setattr(offsite_backups, "LISTING", 0.0)
        site.offsite()
        assert site.whole() == site.local()


def test_a_process_whose_claim_has_passed_on_sends_no_more(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = Shared()
    mine = shared.process("one")
    site.backups()
    monkeypatch.setattr(site.casebook, "claims", mine)
    with claims.under(mine.take(["backup"])):
        shared.rows.clear()
        with pytest.raises(ClaimLost):
            site.offsite()
    assert site.whole() == []


def test_without_its_client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3_objects, "find_spec", lambda _name: None)
    with pytest.raises(OffsiteLacksClient, match="BACKUP_URL"):
        S3Objects(HERE, None, sentences=OF_BACKUPS)


# --- reading back


def test_one_is_fetched_whole(site: Site, small: None, tmp_path: Path) -> None:
    site.add("kestrel")
    site.day()
    site.add("harrier")
    site.day()
    first, newest = scheduled_backups.kept(site.folder)
    fetch = partial(offsite_backups.fetched, site.storage, folder=tmp_path / "there")
    for name, one in ((None, newest), (first.path.name, first)):
        with fetch(name) as path:
            assert path.read_bytes() == one.path.read_bytes()
            assert path.stat().st_mode & 0o077 == 0
            whole_files.check(path)
        assert not path.exists()


def test_one_that_is_not_there(site: Site, tmp_path: Path) -> None:
    with pytest.raises(NoSuchBackup, match="Those there: none"), offsite_backups.fetched(site.storage, None, tmp_path):
        pass
    site.day()
    with (
        pytest.raises(NoSuchBackup, match="Those there: pullquote-2026") as error,
        offsite_backups.fetched(site.storage, "pullquote-20200101T000000-event7.db", tmp_path),
    ):
        pass
    assert "pullquote-20200101T000000-event7.db" in str(error.value)


@pytest.mark.parametrize("damage", ["flipped", "gone"])
def test_a_damaged_one_is_refused(site: Site, stub: Stub, tmp_path: Path, damage: str) -> None:
    site.day()
    (key,) = [key for key in stub.objects if key.endswith("000000")]
    if damage == "gone":
        del stub.objects[key]
    else:
        stub.objects[key] = stub.objects[key][:-1] + b"x"
    with pytest.raises(Torn), offsite_backups.fetched(site.storage, None, tmp_path / "there"):
        pass
    assert list((tmp_path / "there").iterdir()) == []


def test_one_without_its_manifest_is_none(site: Site) -> None:
    site.day()
    (one,) = there(site.storage).values()
    broken = offsite_backups.There(one.name, one.made, one.event, one.keys, None)
    with pytest.raises(Torn):
        list(offsite_backups.bytes_of(site.storage, broken))


def test_what_a_killed_restore_left_is_cleared_away(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may hold what is erased since. One that is just being fetched is left alone."""
    site.folder.mkdir()
    left = site.folder / f"{scheduled_backups.FETCHED}.0a1b2c3d"
    left.write_bytes(b"secret")
    os.utime(left, (time.time(),) * 2)  # the file system has a clock of its own
    site.day()
    assert left.exists()
    monkeypatch.setattr(scheduled_backups, "FETCHING", -1.0)
    site.day()
    assert not left.exists()


# --- at a real server, and from one


@needs_server
@pytest.mark.slow
@pytest.mark.parametrize("engine", ["file", "server"])
def test_a_life_at_a_real_server(tmp_path: Path, small: None, engine: str) -> None:
    """Made, kept, erased from, lost, and put back."""
    server = seaweedfs.server()
    address = server.address()
    storage = S3Objects(address, server.endpoint, OPTIONS, OF_BACKUPS)
    database = postgresql.database() if engine == "server" else f"sqlite:///{tmp_path}/a.db"
    site = Site(database, tmp_path / "backups", storage, Now())
    for name in ("kestrel", "harrier", "merlin", "hobby"):
        site.add(name)
        site.day()
    assert site.whole() == site.local()
    assert len(site.whole()) == 3
    site.erase("kestrel")
    site.look()
    (name,) = site.whole()
    pieces = [bytes(storage.fetch(key) or b"") for key in sorted(storage.keys("")) if not key.endswith("json")]
    assert b"kestrel" not in b"".join(pieces)
    assert b"hobby" in b"".join(pieces)
    assert json.loads(bytes(storage.fetch(f"{name}/{offsite_backups.MANIFEST}") or b""))["length"] == len(
        b"".join(pieces)
    )
    with offsite_backups.fetched(storage, None, tmp_path / "other") as path:
        whole_files.check(path)
    site.casebook.close()


@needs_server
@pytest.mark.slow
def test_a_real_server_that_is_killed(tmp_path: Path, small: None) -> None:
    """It is tried again, and there when the server is."""
    server = seaweedfs.Server().start()
    try:
        storage = S3Objects(server.address(), server.endpoint, OPTIONS, OF_BACKUPS)
        site = Site(f"sqlite:///{tmp_path}/a.db", tmp_path / "backups", storage, Now())
        site.day()
        server.end()
        with pytest.raises(OffsiteAway):
            site.day()
        server.start()
        site.offsite()
        assert site.whole() == site.local()
        assert len(site.whole()) == 2
        site.casebook.close()
    finally:
        server.remove()
