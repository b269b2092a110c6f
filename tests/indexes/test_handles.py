"""Many cases, few handles: what the system refuses is no damage, and leaves nothing behind."""

from __future__ import annotations

import errno
import mmap
import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from bot.core.model.answers import Entry
from bot.core.model.errors import StoreStarved
from bot.core.model.trail import Head
from bot.indexes import folder as folders
from bot.indexes import handles, state
from bot.indexes.bm25 import BM25Index
from bot.indexes.segments import building, merge
from tests.contracts.index_contract import LETTER, MEMO, ONE, REPORT, TWO, entry

CASES = range(1, 41)


def filled(folder: Path, cases: range = CASES, times: int = 2) -> BM25Index:
    """So many additions to each case, one at a time."""
    index = BM25Index(folder)
    for number in range(times * len(cases)):
        case = cases[number % len(cases)]
        index.apply({}, [entry(1 + number, f"word{case} common", case=case)], Head(1 + number, "t"))
    return index


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208  the listing itself is open meanwhile


def files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.suffix in (".segment", ".merging", ".new")}


@contextmanager
def limited(spare: int) -> Iterator[None]:
    """Only so many handles more than are open now."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (open_files() + spare, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_open_segments_take_no_handles(tmp_path: Path) -> None:
    """However many are searched at once."""
    before = open_files()
    index = filled(tmp_path)
    assert index.snapshot(CASES).documents == 80
    assert open_files() == before


def test_a_handful_of_handles_is_enough(tmp_path: Path) -> None:
    """Changing, searching, merging and opening again."""
    with limited(8):
        filled(tmp_path, range(1, 31), 9)
        index = BM25Index(tmp_path)
        while index.merge():
            pass
        assert index.snapshot(range(1, 31)).documents == 270


def test_few_large_segments_stay_mapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are opened again when somebody asks in them."""
    monkeypatch.setattr(handles, "MAPPED", 1)
    monkeypatch.setattr(state, "MAPPED", 1)
    index, before = filled(tmp_path), open_files()
    for case in (*CASES, *CASES):
        assert index.snapshot([case]).frequencies([f"word{case}"]) == [2]
    assert open_files() <= before + state.MAPS


def test_without_a_handle_for_a_map_a_large_segment_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(tmp_path, range(1, 3))
    monkeypatch.setattr(handles, "MAPPED", 1)

    def refused(*_arguments: object, **_named: object) -> None:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(mmap, "mmap", refused)
    assert BM25Index(tmp_path).snapshot([1, 2]).documents == 4


class Refusing:
    """Lets the nth opening and all after it fail."""

    def __init__(self, number: int, code: int) -> None:
        self.left, self.code, self.real = number, code, os.open

    def __call__(self, *arguments: Any, **named: Any) -> int:
        self.left -= 1
        if self.left < 0:
            raise OSError(self.code, os.strerror(self.code), str(arguments[0]))
        return self.real(*arguments, **named)


def add(index: BM25Index) -> object:
    index.apply({1: 1}, [entry(9, "fresh", case=3), entry(8, "fresh")], TWO)
    return None


def tidy(index: BM25Index) -> object:
    return index.merge()


def purge(index: BM25Index) -> object:
    index.purge({2: 1, 1: 1})
    return None


def search(index: BM25Index) -> object:
    return index.snapshot([1, 2]).documents


@pytest.mark.parametrize("code", [errno.EMFILE, errno.ENFILE, errno.ENOMEM])
@pytest.mark.parametrize("deed", [add, tidy, purge, search])
def test_a_refusal_at_any_opening_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deed: Callable[[BM25Index], object], code: int
) -> None:
    """At each opening of each kind of work in turn: no orphan, no dropped index, a sentence for people."""
    monkeypatch.setattr(merge, "ENOUGH", 1)
    monkeypatch.setattr(merge, "MUCH", 0.0)
    for number in range(30):
        folder = tmp_path / str(number)
        BM25Index(folder).apply({}, [LETTER, REPORT, MEMO], ONE)
        before = files(folder)
        index = BM25Index(folder)
        refusing = Refusing(number, code)
        monkeypatch.setattr(os, "open", refusing)
        with suppress(StoreStarved):
            deed(index)
        monkeypatch.setattr(os, "open", refusing.real)
        again = BM25Index(folder)
        assert again.head() in (ONE, TWO)
        assert index.head() == again.head()
        assert again.snapshot([1, 2, 3]).digest == index.snapshot([1, 2, 3]).digest
        if again.head() == ONE and deed is add:
            assert files(folder) == before
        if refusing.left >= 0:
            return
    pytest.fail("it opens without end")


def test_a_failed_build_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though it had written four segments of four cases."""
    monkeypatch.setattr(building, "WORDS_AT_ONCE", 1)
    index = BM25Index(tmp_path)
    index.apply({}, [MEMO], ONE)
    before = set(tmp_path.rglob("*"))

    def broken() -> Iterator[Entry]:
        for number in range(10, 14):
            yield entry(number, "some words", case=number)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        index.apply({}, broken(), TWO)
    assert set(tmp_path.rglob("*")) == before


def test_the_files_of_an_older_version_make_room(tmp_path: Path) -> None:
    """Its segments and its manifest, all in one folder, are made again from the store, and gone."""
    (tmp_path / "manifest").write_bytes(b'0d4a1185\n{"format": 2, "head": [1, "one"], "segments": []}')
    (tmp_path / "0123abcd.segment").write_bytes(b"old")
    index = BM25Index(tmp_path)
    assert index.head() == Head(0, "")
    index.apply({}, [LETTER], ONE)
    assert not (tmp_path / "0123abcd.segment").exists()
    assert BM25Index(tmp_path).snapshot([1]).documents == 1


def test_a_change_opens_nothing_of_other_cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of theirs is opened or listed (but those that changed just before are settled), nor by searching."""
    filled(tmp_path)
    index = BM25Index(tmp_path)
    seen: list[str] = []

    def noting(real: Callable[..., Any]) -> Callable[..., Any]:
        def noted(path: Any = ".", *arguments: Any, **named: Any) -> Any:
            seen.append(str(path))
            return real(path, *arguments, **named)

        return noted

    for name in ("open", "listdir", "scandir"):
        monkeypatch.setattr(os, name, noting(getattr(os, name)))
    index.apply({}, [entry(900, "fresh", case=5)], Head(900, "t"))
    assert index.snapshot([5]).documents == 3
    monkeypatch.undo()
    touched = {Path(path).relative_to(tmp_path).parts[1:2] for path in seen if path.startswith(str(tmp_path))}
    assert ("5",) in touched
    assert len(touched) <= 1 + folders.LATELY
    assert str(tmp_path / "cases") not in seen
