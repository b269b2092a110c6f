"""Segments kept in a folder: so many megabytes, checked, and only what is named."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

import pytest

from bot.core.model.errors import StoreReadOnly
from bot.indexes import handles
from bot.indexes.manifest import Row
from bot.indexes.remote.segment_cache import SegmentCache

DATA = memoryview(bytes(range(256)) * 4)


def row(name: str, data: memoryview = DATA) -> Row:
    return Row(name, len(data), zlib.crc32(data), 1, 1, 1)


def kept(cache: SegmentCache, names: str, case: int = 1) -> str:
    return "".join(name for name in names if cache.get(case, row(name)) is not None)


def test_put_and_get(tmp_path: Path) -> None:
    cache = SegmentCache(tmp_path, 10_000)
    assert cache.get(1, row("a")) is None
    assert cache.put(1, row("a"), DATA) == DATA
    assert cache.get(1, row("a")) == DATA
    assert SegmentCache(tmp_path, 10_000).get(1, row("a")) == DATA
    assert oct((tmp_path / "1" / "a.segment").stat().st_mode)[-3:] == "600"


def test_damaged(tmp_path: Path) -> None:
    """Is dropped, to be fetched again."""
    cache = SegmentCache(tmp_path, 10_000)
    cache.put(1, row("a"), DATA)
    path = tmp_path / "1" / "a.segment"
    path.write_bytes(b"?" + path.read_bytes()[1:])
    assert cache.get(1, row("a")) is None
    assert not path.exists()


def test_what_was_opened_longest_ago_goes_first(tmp_path: Path) -> None:
    cache = SegmentCache(tmp_path, 3 * len(DATA))
    for number, name in enumerate("abc"):
        cache.put(1, row(name), DATA)
        os.utime(tmp_path / "1" / f"{name}.segment", (number, number))
    assert cache.get(1, row("a")) == DATA  # now it isn't the oldest any more
    cache.put(2, row("d"), DATA)
    assert kept(cache, "abc") + kept(cache, "d", 2) == "ad"


def test_the_last_one_stays_whatever_its_size(tmp_path: Path) -> None:
    cache = SegmentCache(tmp_path, 1)
    cache.put(1, row("a"), DATA)
    cache.put(1, row("b"), DATA)
    assert kept(cache, "ab") == "b"


def test_keep_only(tmp_path: Path) -> None:
    cache = SegmentCache(tmp_path, 10_000)
    for name in "abc":
        cache.put(1, row(name), DATA)
    cache.put(2, row("d"), DATA)
    cache.keep_only(1, {"b", "e"})
    assert kept(cache, "abc") + kept(cache, "d", 2) == "bd"
    cache.keep_only(1, set())
    assert cache.cases() == [2]


def test_what_a_killed_process_had_begun(tmp_path: Path) -> None:
    """Is dropped; what another process is writing just now isn't."""
    old, new = (SegmentCache(tmp_path, 10_000).draft() for _each in range(2))
    for draft in (old, new):
        draft.write_bytes(b"half")
    os.utime(old, (1.0, 1.0))
    SegmentCache(tmp_path, 10_000)
    assert (old.exists(), new.exists()) == (False, True)


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was fetched is searched all the same, from memory."""
    cache = SegmentCache(tmp_path, 10_000)

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(handles, "opened", full)
    assert cache.put(1, row("a"), DATA) == DATA
    assert cache.cases() == []


def test_a_folder_that_can_t_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_more: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(StoreReadOnly):
        SegmentCache(tmp_path / "x", 1)
