"""The index keeps the contract, in memory and in a folder; in a folder also across restarts and processes."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path
from threading import Thread

import pytest

from bot.core.model.errors import StoreFull, StoreReadOnly
from bot.core.model.ports import Index
from bot.core.model.trail import Head
from bot.indexes.bm25 import BM25Index
from bot.indexes.segments import merge
from tests.contracts.index_contract import LETTER, MEMO, ONE, REPORT, TWO, IndexContract, entry, places


class TestInMemory(IndexContract):
    def make(self) -> Index:
        return BM25Index(None)


class TestInFolder(IndexContract):
    @pytest.fixture(autouse=True)
    def folders(self, tmp_path: Path) -> None:
        self.root = tmp_path
        self.made = 0

    def make(self) -> Index:
        self.made += 1
        return BM25Index(self.root / str(self.made))


@pytest.fixture
def index(tmp_path: Path) -> BM25Index:
    index = BM25Index(tmp_path)
    index.apply({}, [LETTER, REPORT, MEMO], ONE)
    return index


def add(index: BM25Index, first: int, last: int) -> None:
    """One `apply` a document."""
    for number in range(first, last):
        index.apply({}, [entry(number, f"word{number} common")], Head(number, "t"))


def held_bytes(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_opened_again(index: BM25Index, tmp_path: Path) -> None:
    """It answers as before."""
    index.apply({1: 1}, [], TWO)
    again = BM25Index(tmp_path)
    assert again.head() == TWO
    assert again.snapshot([1, 2]).digest == index.snapshot([1, 2]).digest
    assert again.snapshot([1]).search(["the"], 5) == index.snapshot([1]).search(["the"], 5)


def test_refresh(index: BM25Index, tmp_path: Path) -> None:
    """What another process wrote is taken up, and its own state is kept until then."""
    other = BM25Index(tmp_path)
    index.apply({1: 1}, [entry(7, "fresh")], TWO)
    assert not other.snapshot([1]).search(["fresh"], 5)
    other.refresh()
    assert other.head() == TWO
    assert places(other.snapshot([1]).search(["fresh", "members"], 5)) == [(7, 0)]


def test_apply_takes_up_what_others_wrote(index: BM25Index, tmp_path: Path) -> None:
    other = BM25Index(tmp_path)
    index.apply({}, [entry(7, "fresh")], TWO)
    other.apply({}, [entry(8, "fresher")], Head(3, "three"))
    index.refresh()
    assert list(index.snapshot([1]).frequencies(["fresh", "fresher"])) == [1, 1]


def test_apply_after_somebody_emptied_it(index: BM25Index, tmp_path: Path) -> None:
    """Does nothing: what came before the change is missing, and the head says so."""
    other = BM25Index(tmp_path)
    other.clear()
    index.apply({}, [entry(7, "fresh")], TWO)
    assert index.head() == Head(0, "")
    assert index.snapshot([1]).documents == 0


def test_merge_keeps_answers(index: BM25Index) -> None:
    """Many small segments become few; nothing that a snapshot says changes."""
    add(index, 10, 10 + merge.ENOUGH + 3)
    index.apply({11: 1}, [entry(12, "another version")], TWO)
    before = index.snapshot([1])
    assert index.merge()
    assert not index.merge()
    after = index.snapshot([1])
    assert len(index._state.rows(1)) < merge.ENOUGH
    assert after.digest == before.digest
    assert list(after.vocabulary()) == list(before.vocabulary())
    assert after.search(["common", "word13", "letter"], 50) == before.search(["common", "word13", "letter"], 50)


def test_apply_keeps_few_segments(index: BM25Index) -> None:
    add(index, 10, 80)
    assert len(index._state.rows(1)) <= 2 * merge.ENOUGH + 1
    assert index.snapshot([1]).documents == 72


def test_change_during_a_merge(index: BM25Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is deleted or replaced while segments are merged is gone from the merged one."""
    add(index, 10, 10 + merge.ENOUGH + 1)
    real = merge.merge

    def meanwhile(*arguments: object) -> None:
        monkeypatch.setattr(merge, "merge", real)
        index.apply({10: 1}, [entry(11, "newer")], TWO)
        real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(merge, "merge", meanwhile)
    assert index.merge()
    assert list(index.snapshot([1]).frequencies(["word10", "word11", "newer", "word12"])) == [0, 0, 1, 1]


def test_purge_during_a_merge(index: BM25Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The merge is dropped, with the words that it had copied."""
    add(index, 10, 10 + merge.ENOUGH + 1)
    real = merge.merge

    def meanwhile(*arguments: object) -> None:
        monkeypatch.setattr(merge, "merge", real)
        index.purge({10: 1})
        real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(merge, "merge", meanwhile)
    index.merge()
    assert b"word10" not in held_bytes(tmp_path)
    assert list(index.snapshot([1]).frequencies(["word10", "word11"])) == [0, 1]


def test_one_merge_at_a_time(index: BM25Index, tmp_path: Path) -> None:
    add(index, 10, 10 + merge.ENOUGH + 1)
    with BM25Index(tmp_path)._files.merge_lock():
        assert not index.merge()
    assert index.merge()


def test_purge(index: BM25Index, tmp_path: Path) -> None:
    """The words of an erased document, and its key, leave the files."""
    secret = entry(5, "unspeakable words", "of a source", key="unspeakable-key")
    index.apply({}, [secret, entry(6, "harmless words")], TWO)
    index.apply({5: 1}, [], TWO)
    assert b"unspeakable" in held_bytes(tmp_path)
    index.purge({5: 1})
    assert b"unspeakable" not in held_bytes(tmp_path)
    assert b"harmless" in held_bytes(tmp_path)


def test_deleted_words_leave_in_time(index: BM25Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a purge, merging rewrites a segment with deletions, sooner or later."""
    index.apply({}, [entry(n, "filler") for n in range(100, 200)] + [entry(5, "unspeakable")], TWO)
    index.apply({5: 1}, [], TWO)
    assert not index.merge()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + merge.STALE)
    assert index.merge()
    assert b"unspeakable" not in held_bytes(tmp_path)


def test_files_are_the_owners(index: BM25Index, tmp_path: Path) -> None:
    """Nobody else on the machine may read them, and nothing is left behind."""
    add(index, 10, 14)
    files = list(tmp_path.rglob("*"))
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)
    assert {file.name for file in files if file.suffix != ".segment"} == {"manifest", "lock", "cases", "1", "2"}
    assert len(list(tmp_path.glob("cases/1/*.segment"))) == len(index._state.rows(1))


@pytest.mark.parametrize(("code", "error"), [(errno.ENOSPC, StoreFull), (errno.EROFS, StoreReadOnly)])
def test_disk_trouble(
    index: BM25Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, error: type[Exception]
) -> None:
    """Is said in words; the index stays as it was, and no part of a file stays."""

    def fails(_file: int) -> None:
        raise OSError(code, os.strerror(code))

    before = sorted(tmp_path.rglob("*"))
    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(error):
        index.apply({1: 1}, [entry(9, "fresh")], TWO)
    monkeypatch.undo()
    assert index.head() == BM25Index(tmp_path).head() == ONE
    assert sorted(tmp_path.rglob("*")) == before


def test_other_trouble_is_not_hidden(index: BM25Index, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_file: int) -> None:
        raise OSError(errno.EIO, "I/O error")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(OSError, match="I/O error"):
        index.apply({1: 1}, [], TWO)


def test_searches_beside_changes(index: BM25Index) -> None:
    """Threads that search see whole states only: the two documents come and go together."""
    pair = [entry(50, "together"), entry(51, "together")]
    wrong: list[int] = []

    def search() -> None:
        for _round in range(300):
            found = len(index.snapshot([1]).search(["together", "letter"], 9))
            if found not in (2, 4):
                wrong.append(found)

    threads = [Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(20):
        index.apply({50: 1, 51: 1} if number % 2 else {}, [] if number % 2 else pair, Head(number, "t"))
        index.merge()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert not any(room.any() for room in index._scores._free)


def test_close(index: BM25Index) -> None:
    """Snapshots taken before stay."""
    snapshot = index.snapshot([1])
    index.close()
    assert places(snapshot.search(["spyware"], 5)) == [(2, 0)]
