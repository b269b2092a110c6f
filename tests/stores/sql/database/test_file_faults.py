"""What goes wrong with files and disks is told in a sentence, and changes nothing. Each with the real thing."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from bot.core.model.errors import (
    CasebookError,
    NoRoom,
    NotYetGone,
    StoreBusy,
    StoreCorrupt,
    StoreFull,
    StoreGone,
    StoreReadOnly,
    StoreUnknown,
)
from bot.stores.sql.backup import restoring
from bot.stores.sql.database import sqlite_file
from bot.stores.sql.documents import rows
from bot.stores.sql.sql_store import SqlStore
from tests.contracts.store_contract import current
from tests.stores.sql.conftest import ANN, filled, fresh, opened, upload

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")  # children do little, then end
FORK = multiprocessing.get_context("fork")
NOBODY = 65534


def in_child(work: Callable[[], object]) -> str:
    """What `work` raises in a process of its own: the error's class and sentence, or what it returns."""
    here, there = FORK.Pipe()
    child = FORK.Process(target=_told, args=(work, there))
    child.start()
    answer = str(here.recv()) if here.poll(30) else "nothing"
    child.join()
    return answer


def _told(work: Callable[[], object], pipe: Connection) -> None:
    try:
        pipe.send(f"returned {work()}")
    except CasebookError as error:
        pipe.send(f"{type(error).__name__}: {error}")
    os._exit(0)


# --- corrupt


@pytest.mark.parametrize("content", [b"This is no database. " * 300, b"SQLite format 3\0" + b"\xff" * 5000, b"x"])
def test_a_file_that_is_no_database(path: Path, content: bytes) -> None:
    """It is named, and stays byte for byte as it was."""
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(StoreCorrupt, match=r"pullquote\.db is damaged"):
        opened(path)
    assert path.read_bytes() == content


def test_a_database_of_something_else(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
    content = path.read_bytes()
    with pytest.raises(StoreCorrupt):
        opened(path)
    assert path.read_bytes() == content


def test_a_torn_file(store: SqlStore, path: Path) -> None:
    """Zeros in the middle of the file: whoever reads there is told, wherever it was."""
    filled(store, 50)
    store.close()
    data = bytearray(path.read_bytes())
    data[4096 : len(data) - 4096] = bytes(len(data) - 8192)
    path.write_bytes(data)
    with pytest.raises(StoreCorrupt), closing(opened(path)) as torn:
        torn.backup(path.with_name("copy.db"))  # reads everything


@pytest.mark.parametrize(
    ("table", "key", "column"),
    [
        *(("versions", "document_id", name) for name in ("kind", "sources", "marks", "standing", "title", "length")),
        *(("documents", "id", name) for name in ("added_at", "changed_at", "added_by", "key")),
    ],
)
def test_a_damaged_column(
    store: SqlStore, path: Path, table: str, key: str, column: str, caplog: pytest.LogCaptureFixture
) -> None:
    """One that can't be what was written: that row is left out, and named; nobody else notices."""
    number, other_one, third = filled(store, 3)
    store.remove(third, ANN)
    with closing(sqlite3.connect(path)) as other:
        other.execute(
            f"UPDATE {table} SET {column} = CAST(x'5bff' || {key} AS TEXT) WHERE {key} IN (?, ?)", (number, third)
        )
        other.commit()
    rows._name.cache_clear()
    assert store.document(number) is None
    assert [one.id for one in current(store)] == [other_one]
    assert set(store.get([number, other_one])) == {other_one}
    assert f"a row of documents is damaged and left out: {number}" in caplog.text
    assert {f"document {one}" for one in (number, third)} <= {
        flaw.what.split(",")[0].split(":")[0] for flaw in store.verify().flaws
    }


def test_a_damaged_case_or_event(store: SqlStore, path: Path) -> None:
    """Its own documents are out of sight, since who may read them isn't known; all else goes on."""
    filled(store, 1)
    store.open_case("another", "c", "C")
    with closing(sqlite3.connect(path)) as other:
        other.execute("UPDATE cases SET roles = '[' WHERE workspace = 'local'")
        other.execute("UPDATE events SET action = 'forged' WHERE sequence = 1")
        other.commit()
    assert [case.workspace for case in store.cases()] == ["another"]
    assert [event.sequence for event in store.events()] == [3, 2]
    assert {flaw.what.split(" ")[0] for flaw in store.verify().flaws} >= {"cases", "this"}


def test_a_damaged_text_comes_back_different(store: SqlStore, path: Path) -> None:
    """No error: the quote contract compares it with its hash and withholds that quote alone."""
    one, two = filled(store, 2)
    with closing(sqlite3.connect(path)) as other:
        other.execute("UPDATE texts SET text = CAST(x'ff' || substr(text, 2) AS BLOB) WHERE instr(text, x'2030') > 0")
        other.commit()
    texts = store.texts([one, two])
    assert (texts[one] == upload(0).text, texts[two] == upload(1).text) == (False, True)


# --- busy


def hold(path: Path, pipe: Connection) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        pipe.send("held")
        pipe.recv()


@pytest.fixture
def locked(store: SqlStore, path: Path) -> Iterator[Connection]:
    """Another process is in the middle of writing, until something is sent to it."""
    filled(store)
    here, there = FORK.Pipe()
    child = FORK.Process(target=hold, args=(path, there))
    child.start()
    assert here.recv() == "held"
    yield here
    if child.is_alive():
        here.send("let go")
    child.join()


@pytest.mark.slow
def test_a_database_that_is_locked_for_long(store: SqlStore, locked: Connection) -> None:
    """After 5 s a sentence; nothing is changed; reading goes on as ever."""
    before = (store.head(), current(store))
    begun = time.monotonic()
    with pytest.raises(StoreBusy, match="did not finish in 5 s"):
        store.put(1, upload(9), ANN)
    assert 4.5 < time.monotonic() - begun < 8
    assert (store.head(), current(store)) == before


def test_a_short_lock_is_waited_for(store: SqlStore, locked: Connection) -> None:
    timer = threading.Timer(0.3, locked.send, ["let go"])
    timer.start()
    assert store.put(1, upload(9), ANN).document.version == 1
    timer.join()


# --- full


def test_a_nearly_full_disk_is_refused_early(store: SqlStore, path: Path) -> None:
    """So much is left free that removing still works."""
    numbers = filled(store)
    before = (store.head(), current(store))
    free = shutil.disk_usage(path.parent).free
    with closing(SqlStore(f"sqlite:///{path}", reserve=2 * free)) as full:
        with pytest.raises(NoRoom, match=rf"has \d+ MB left, and {2 * free // 1_000_000} MB must stay free"):
            full.put(1, upload(9), ANN)
        assert (full.head(), current(full)) == before
        assert full.remove(numbers[0], ANN).document.removed


def limited(path: Path) -> object:
    """Files may not grow beyond a megabyte: what a quota does."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
    return opened(path).put(1, upload(9, size=400_000), ANN)


def test_a_quota_that_is_reached(store: SqlStore, path: Path) -> None:
    """Found out half way through writing: nothing of it stays."""
    filled(store)
    before = (store.head(), current(store))
    assert in_child(lambda: limited(path)).startswith("StoreFull: The disk is full. Nothing was changed")
    assert (store.head(), current(store)) == before
    assert store.verify().flaws == ()
    store.put(1, upload(9), ANN)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes, where one may be had."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    if not mount or subprocess.run([mount, "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], check=False).returncode:
        pytest.skip("needs the right to mount")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_disk_that_is_full(small_disk: Path) -> None:
    """Fill it up without the early check: every receipt is kept, what failed left nothing, removing then works."""
    store = SqlStore(f"sqlite:///{small_disk / 'pullquote.db'}", reserve=-(10**12))
    numbers = filled(store)
    count = len(numbers)
    with suppress(StoreFull):
        for number in range(100, 10_000):
            store.put(1, upload(number, size=5000), ANN)
            count += 1
    with pytest.raises(StoreFull):
        store.put(1, upload(9, size=5000), ANN)
    assert (len(current(store)), len(store.texts(range(1, 200)))) == (count, count)
    assert store.verify().flaws == ()
    store.close()
    with closing(SqlStore(f"sqlite:///{small_disk / 'pullquote.db'}")) as again:
        assert len(current(again)) == count


def test_a_full_disk_can_be_read(small_disk: Path) -> None:
    """Filled to the last byte, and opened then: all is there, changes are refused; with room again they are made."""
    address, filling = f"sqlite:///{small_disk / 'pullquote.db'}", small_disk / "filling"
    with closing(SqlStore(address, reserve=0)) as store:
        numbers = filled(store)
        before = (store.head(), current(store), store.texts(numbers))
    with suppress(OSError), filling.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    with closing(SqlStore(address, reserve=0)) as store, closing(SqlStore(address, reserve=0)) as another:
        assert (store.head(), current(store), store.texts(numbers)) == before
        assert store.verify().flaws == ()
        with pytest.raises(StoreFull):
            store.remove(numbers[0], ANN)
        filling.unlink()
        assert store.remove(numbers[0], ANN).document.removed
        assert (another.head(), current(another)) == (store.head(), current(store))
        assert another.remove(numbers[1], ANN).document.removed


# --- nothing to open it with


def starved(path: Path) -> object:
    """No handle is left when the database is opened."""
    fresh(path.with_name("other.db"))  # what Python loads then is loaded
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
    return opened(path)


def test_without_a_handle_it_says_so(path: Path) -> None:
    """And not that somebody should look at the permissions."""
    SqlStore(f"sqlite:///{path}").close()
    assert in_child(lambda: starved(path)).startswith("StoreStarved: The system gives this program no more open files.")


# --- gone


@pytest.mark.parametrize("how", ["deleted", "emptied", "begun anew"])
def test_a_database_that_is_gone_is_not_begun_anew(store: SqlStore, path: Path, tmp_path: Path, how: str) -> None:
    """Beside the signed end of its history: a backup is asked for, and taken."""
    numbers = filled(store)
    backup = tmp_path / "copy.db"
    store.backup(backup)
    store.close()
    path.unlink()
    if how == "emptied":
        path.touch()
    if how == "begun anew":
        SqlStore(f"sqlite:///{tmp_path / 'new.db'}").close()
        shutil.copy(tmp_path / "new.db", path)
    signed = path.with_name(f"{path.name}.head").read_bytes()
    for _time in range(2):
        with pytest.raises(StoreGone, match="restore-backup"):
            SqlStore(f"sqlite:///{path}")
    assert path.exists() == (how != "deleted")
    assert path.with_name(f"{path.name}.head").read_bytes() == signed
    restoring.restore(backup, f"sqlite:///{path}", ANN)
    with closing(SqlStore(f"sqlite:///{path}")) as again:
        assert len(current(again)) == len(numbers)
        assert again.verify().flaws == ()


# --- after the commit


@pytest.mark.parametrize("deed", ["erase", "forget", "drop_workspace"])
def test_what_fails_after_a_commit_doesnt_say_that_nothing_was_changed(
    store: SqlStore, path: Path, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    """Somebody reads on, so that the log can't be emptied: it is said so, and made up for with the next change."""
    monkeypatch.setattr(sqlite_file, "BUSY_SECONDS", 0)
    numbers = filled(store)
    deeds = {
        "erase": lambda: store.erase(numbers[0], ANN, "asked to"),
        "forget": lambda: store.forget(ANN, ANN),
        "drop_workspace": lambda: store.drop_workspace("1", ANN, "left"),
    }
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM events").fetchone()
        head = store.events(limit=1)[0].sequence
        with pytest.raises(NotYetGone) as told:
            deeds[deed]()
        assert "Nothing was changed" not in str(told.value)
        assert store.events(limit=1)[0].sequence > head or deed == "drop_workspace"
        assert path.with_name(f"{path.name}-wal").stat().st_size
    store.remove(numbers[1], ANN)
    assert not path.with_name(f"{path.name}-wal").stat().st_size


def empties_the_log(path: Path, seconds: float, pipe: Connection) -> None:
    """Holds, in the log's index, the byte that SQLite locks while a log is emptied (wal.c: WAL_CKPT_LOCK)."""
    with path.with_name(f"{path.name}-shm").open("r+b") as index:
        fcntl.lockf(index, fcntl.LOCK_EX, 1, 121)
        pipe.send("holds it")
        time.sleep(seconds)
    os._exit(0)


def test_erasing_waits_while_somebody_else_empties_the_log(store: SqlStore, path: Path) -> None:
    numbers = filled(store)
    here, there = FORK.Pipe()
    other = FORK.Process(target=empties_the_log, args=(path, 0.3, there))
    other.start()
    assert here.recv() == "holds it"
    store.erase(numbers[0], ANN, "asked to")
    assert not path.with_name(f"{path.name}-wal").stat().st_size
    other.join()


# --- read-only


def as_nobody(work: Callable[[], object]) -> object:
    if os.getuid() == 0:
        os.setuid(NOBODY)
    return work()


@pytest.fixture
def readable() -> Iterator[Path]:
    """A database that others may read and not write; root isn't stopped by permissions, so the child is nobody."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with closing(opened(fresh(folder / "pullquote.db"))) as store:
            filled(store)
        for each in folder.iterdir():
            each.chmod(0o444)
        folder.chmod(0o555)
        yield folder / "pullquote.db"
        folder.chmod(0o755)


def test_a_file_that_is_read_only(readable: Path) -> None:
    content = readable.read_bytes()
    told = in_child(lambda: as_nobody(lambda: opened(readable).put(1, upload(9), ANN)))
    assert told.startswith("StoreReadOnly: The database")
    assert "can't be written to. Check its owner and permissions; nothing was changed" in told
    assert readable.read_bytes() == content


def test_a_folder_that_is_read_only(readable: Path) -> None:
    other = readable.with_name("other.db")
    assert in_child(lambda: as_nobody(lambda: opened(other))).startswith("StoreReadOnly")
    assert in_child(lambda: as_nobody(lambda: opened(readable.parent / "new" / "x.db"))).startswith("StoreReadOnly")
    assert not other.exists()


def test_a_database_that_is_opened_for_reading_only(store: SqlStore, path: Path) -> None:
    """By its address; reading works."""
    filled(store)
    with closing(SqlStore(f"sqlite:///file:{path}?mode=ro&uri=true")) as reader:
        assert current(reader) == current(store)
        with pytest.raises(StoreReadOnly):
            reader.put(1, upload(9), ANN)


# --- addresses


@pytest.mark.parametrize("address", ["mysql://localhost/x", "sqlite://", "sqlite:///:memory:", "nonsense", ""])
def test_an_address_that_can_t_be_used(address: str) -> None:
    with pytest.raises(StoreUnknown, match="only a SQLite file or a PostgreSQL server can be used"):
        SqlStore(address)
