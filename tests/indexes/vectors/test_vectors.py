"""Vectors in memory and in files: the same answers, whatever happens to the files."""

from __future__ import annotations

import logging
import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.core.model.errors import StoreBusy
from bot.core.model.meaning_ports import Identity
from bot.indexes.segments.columns import BadColumns
from bot.indexes.vectors import vector_file, vector_index
from bot.indexes.vectors.vector_file import VectorFile
from bot.indexes.vectors.vector_index import KeptVectors
from tests.contracts.vector_contract import DIMENSION, VectorContract, digest, every, part, vector, versions

MODEL = Identity("drawn", "1", "0" * 64, DIMENSION)
ROOT = Path(__file__).resolve().parents[3]


class TestInMemory(VectorContract):
    def make(self) -> KeptVectors:
        return KeptVectors(None, MODEL)


class TestInFiles(VectorContract):
    def make(self) -> KeptVectors:
        return KeptVectors(Path(tempfile.mkdtemp()) / "vectors", MODEL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "vectors"


def files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.vectors"))


def test_another_process_sees_what_was_added(folder: Path) -> None:
    one, other = KeptVectors(folder, MODEL), KeptVectors(folder, MODEL)
    assert other.made(1, versions(1)) == {}
    one.add(1, [part(1, 10)], every)
    assert other.made(1, versions(1)) == {1: -1}
    one.purge({1: 1})
    assert other.made(1, versions(1)) == {}


def test_one_makes_them_at_a_time(folder: Path) -> None:
    one, other = KeptVectors(folder, MODEL), KeptVectors(folder, MODEL)
    with one.turn() as ours, other.turn() as theirs:
        assert (ours, theirs) == (True, False)


def test_they_are_for_the_owner_s_eyes_only(folder: Path) -> None:
    KeptVectors(folder, MODEL).add(1, [part(1, 10)], every)
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / "1")} == {0o700}


def _torn(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def _flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[10] ^= 1
    path.write_bytes(data)


def _emptied(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [_torn, _flipped, _emptied])
def test_a_damaged_file_is_dropped_with_one_line(
    folder: Path, damage: object, caplog: pytest.LogCaptureFixture
) -> None:
    """And its documents are missing until they are made again; the others answer."""
    vectors = KeptVectors(folder, MODEL)
    vectors.add(1, [part(1, 10)], every)
    (path,) = files(folder)
    vectors.add(1, [part(2, 20)], every)
    assert callable(damage)
    damage(path)
    again = KeptVectors(folder, MODEL)
    assert [again.made(1, versions(1, 2)) for _ in range(2)] == [{2: -1}] * 2
    (line,) = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert line.startswith("vectors of case 1 are made again: a file is damaged")
    assert len(files(folder)) == 1


@pytest.mark.parametrize(
    "other",
    [replace(MODEL, version="2"), replace(MODEL, sha256="1" * 64), replace(MODEL, name="e5")],
    ids=["version", "weights", "name"],
)
def test_another_model_s_file_is_dropped(folder: Path, other: Identity) -> None:
    KeptVectors(folder, MODEL).add(1, [part(1, 10)], every)
    assert KeptVectors(folder, other).made(1, versions(1)) == {}
    assert files(folder) == []


def test_a_file_of_another_dimension_is_dropped(folder: Path) -> None:
    """Also one that says it is of this model."""
    KeptVectors(folder, MODEL).add(1, [part(1, 10)], every)
    narrow = replace(MODEL, dimension=32)
    assert KeptVectors(folder, narrow).made(1, versions(1)) == {}
    lying = vector_file.written([replace(part(1, 10), codes=np.ones((1, 7), np.int8))], MODEL)
    with pytest.raises(ValueError, match="reshape"):
        VectorFile(memoryview(lying), MODEL)


def test_a_file_that_is_none_is_no_vectors() -> None:
    with pytest.raises(BadColumns):
        VectorFile(memoryview(b"words"), MODEL)


def test_what_is_replaced_all_the_time_is_said_to_be_busy(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = KeptVectors(folder, MODEL)
    monkeypatch.setattr(vectors._place, "names", lambda case: [f"{'0' * 32}-00000000.vectors"])
    with pytest.raises(StoreBusy):
        vectors.made(1, versions(1))


def test_few_files_are_kept_open(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_index, "OPEN", 2)
    vectors = KeptVectors(folder, MODEL)
    for document in range(1, 6):
        vectors.add(document, [part(document, document)], every)
    assert vectors.view(range(1, 6), versions(*range(1, 6))).units == 5
    assert len(vectors._open) == 2


def test_a_unit_takes_few_bytes_on_the_disk(folder: Path) -> None:
    """Of a model of 384 numbers, in documents of twenty units."""
    wide = replace(MODEL, dimension=384)
    codes = np.ones((20, 384), np.int8)
    vectors = KeptVectors(folder, wide)
    vectors.add(1, [replace(part(document, *range(20)), codes=codes) for document in range(1, 101)], every)
    assert sum(path.stat().st_size for path in files(folder)) / 2000 <= 450


def test_equally_near_units_come_by_case_digest_and_start() -> None:
    """So the first of many is the same one, however many are asked for."""
    vectors = KeptVectors(None, MODEL)
    for case in (2, 1):
        vectors.add(case, [part(10 * case + number, 5, 5) for number in range(4)], every)
    seen = versions(*(10 * case + number for case in (1, 2) for number in range(4)))
    found = vectors.view([1, 2], seen).nearest(vector(5), 16)
    assert [one.case for one in found] == [1] * 8 + [2] * 8
    assert [digest(one.document) for one in found[:8]] == sorted(digest(one.document) for one in found[:8])
    assert [one.span[0] for one in found[:4]] == [0, 10, 0, 10]
    assert vectors.view([1, 2], seen).nearest(vector(5), 3) == found[:3]


WRITER = """
import sys
from pathlib import Path
from bot.indexes.vectors.vector_index import KeptVectors
from tests.contracts.vector_contract import every, part
from tests.indexes.vectors.test_vectors import MODEL
vectors = KeptVectors(Path(sys.argv[1]), MODEL)
print("ready", flush=True)
number = 0
while True:
    number = number % 200 + 1
    vectors.add(1, [part(number, number, number + 1)], every)
    vectors.tidy(1)
"""


@pytest.mark.parametrize("number", range(4))
def test_killed_at_any_moment_nothing_is_torn(folder: Path, number: int, caplog: pytest.LogCaptureFixture) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert writer.stdout is not None
    writer.stdout.readline()
    time.sleep(0.05 + 0.07 * number)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    vectors = KeptVectors(folder, MODEL)
    made = vectors.made(1, versions(*range(1, 201)))
    assert set(made.values()) <= {-1}
    vectors.purge(dict.fromkeys(range(1, 201), 1))
    assert sorted(path.name for path in folder.rglob("*") if path.is_file()) in ([], ["lock"])
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
