"""Files that were torn, cut off, changed or left half written are noticed, never trusted."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest

from bot.core.model.errors import IndexDamaged
from bot.core.model.trail import Head
from bot.indexes import manifest
from bot.indexes.bm25 import BM25Index
from bot.indexes.folder import LATELY
from tests.contracts.index_contract import LETTER, MEMO, ONE, REPORT, TWO, entry

NOWHERE = Head(0, "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of two segments in which something was deleted."""
    index = BM25Index(tmp_path)
    index.apply({}, [LETTER, REPORT, MEMO], ONE)
    index.apply({1: 1}, [], TWO)
    return tmp_path


def segments(folder: Path) -> list[Path]:
    return sorted(folder.glob("cases/1/*.segment"))


def settled(folder: Path) -> Path:
    """So many other cases have changed since that case 1 has a manifest of its own; which is returned."""
    index = BM25Index(folder)
    for number in range(LATELY + 1):
        index.apply({}, [entry(100 + number, "other", case=100 + number)], Head(100 + number, "t"))
    return folder / "cases" / "1" / "manifest"


def is_damaged(folder: Path) -> bool:
    """Whoever wants case 1 is told, the others aren't; and renewed it answers again."""
    index = BM25Index(folder)
    assert index.snapshot([2]).documents == 1
    with pytest.raises(IndexDamaged) as told:
        index.snapshot([1, 2])
    assert told.value.fields == {"case": 1}
    return True


def test_torn_manifest(folder: Path) -> None:
    """Cut anywhere, it isn't believed, and the index is filled again as a new one is."""
    whole = (folder / "manifest").read_bytes()
    for length in range(0, len(whole), 7):
        (folder / "manifest").write_bytes(whole[:length])
        assert BM25Index(folder).head() == NOWHERE
    index = BM25Index(folder)
    index.apply({}, [REPORT], TWO)
    assert BM25Index(folder).snapshot([1]).documents == 1


def test_truncated_segment(folder: Path) -> None:
    victim = segments(folder)[0]
    whole = victim.read_bytes()
    for length in (0, 1, len(whole) // 2, len(whole) - 1):
        victim.write_bytes(whole[:length])
        assert is_damaged(folder)


def flipped(whole: bytes, chance: random.Random) -> bytes:
    changed = bytearray(whole)
    changed[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def test_flipped_bits_of_the_root(folder: Path) -> None:
    """One bit anywhere: nothing is believed, and all is filled again."""
    chance, victim = random.Random(1), folder / "manifest"
    whole = victim.read_bytes()
    for _round in range(25):
        victim.write_bytes(flipped(whole, chance))
        index = BM25Index(folder)
        assert index.head() == NOWHERE
        assert index.snapshot([1, 2]).documents == 0
    victim.write_bytes(whole)
    assert BM25Index(folder).head() == TWO


def test_flipped_bits_of_a_case(folder: Path) -> None:
    """One bit anywhere in a segment or the manifest of a case: only that case is made again."""
    chance, manifest_of_1 = random.Random(1), settled(folder)
    for victim in [manifest_of_1, *segments(folder)]:
        whole = victim.read_bytes()
        for _round in range(25):
            victim.write_bytes(flipped(whole, chance))
            assert is_damaged(folder)
        victim.write_bytes(whole)
    assert BM25Index(folder).snapshot([1]).documents == 1


def test_missing_segment(folder: Path) -> None:
    segments(folder)[0].unlink()
    assert is_damaged(folder)


def test_renewed(folder: Path) -> None:
    """A damaged case is whole again once it has been given anew; head and other cases stay as they are."""
    segments(folder)[0].write_bytes(b"")
    index = BM25Index(folder)
    index.renew(1, [REPORT])
    for one in (index, BM25Index(folder)):
        assert one.head() == TWO
        assert one.snapshot([1, 2]).documents == 2
        assert one.snapshot([1]).search(["spyware"], 5)[0].document == 2


def test_a_manifest_of_another_case(folder: Path) -> None:
    victim = settled(folder)
    victim.write_bytes((folder / "cases" / "2" / "manifest").read_bytes())
    assert is_damaged(folder)


def test_other_format(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of an older or newer version of the program are made again."""
    monkeypatch.setattr(manifest, "FORMAT", manifest.FORMAT + 1)
    assert BM25Index(folder).head() == NOWHERE


def test_not_a_segment(folder: Path) -> None:
    """A right checksum doesn't make a file of columns."""
    root = manifest.decode((folder / "manifest").read_bytes())
    for junk in (b"", b"short", b"x" * 100, (1 << 40).to_bytes(8, "little") + b"PQCOLS01"):
        (folder / "cases" / "1" / "junk.segment").write_bytes(junk)
        row = manifest.Row("junk", len(junk), zlib.crc32(junk), 1, 1, 1)
        (folder / "manifest").write_bytes(manifest.encode(root.followed(ONE, {1: (row,)})))
        assert is_damaged(folder)


def test_leftovers_of_a_crash(folder: Path) -> None:
    """Files that no manifest names go with the next change; so does half a merge, unless one is running."""
    leftovers = [folder / "cases" / "1" / "a.segment", folder / "cases" / "1" / "b.merging"]
    for file in leftovers:
        file.write_bytes(b"half")
    index = BM25Index(folder)
    with BM25Index(folder)._files.merge_lock():
        index.apply({}, [entry(8, "fresh")], TWO)
    assert [file.exists() for file in leftovers] == [False, True]
    index.apply({}, [entry(9, "fresh")], TWO)
    assert not leftovers[1].exists()


CHILD = """
import sys
from pathlib import Path
from bot.core.model.trail import Head
from bot.indexes.bm25 import BM25Index
from tests.contracts.index_contract import entry

index = BM25Index(Path(sys.argv[1]))
while True:
    number = index.head().sequence + 1
    gone = {number - 3: (number - 3) % 20} if number % 4 == 0 else {}
    index.apply(gone, [entry(number, f"word{number} common", case=number % 20)], Head(number, f"t{number}"))
    index.merge()
    print(number, flush=True)
"""


def alive_after(sequence: int) -> set[int]:
    """The documents that the child's index holds at that point."""
    gone = {number - 3 for number in range(4, sequence + 1, 4)}
    return set(range(1, sequence + 1)) - gone


def test_killed_at_any_moment(tmp_path: Path) -> None:
    """kill -9, again and again: what was applied before stays, the rest isn't there, and it goes on from there.

    Among more cases than the root holds: the manifests of the cases are written meanwhile, too.
    """
    chance = random.Random(2)
    reported = 0
    for _round in range(5):
        child = subprocess.Popen([sys.executable, "-c", CHILD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(chance.random() / 4)
        os.kill(child.pid, signal.SIGKILL)
        lines = child.stdout.read().split()
        child.wait()
        child.stdout.close()
        reported = int(lines[-1]) if lines else reported
        index = BM25Index(tmp_path)
        sequence = index.head().sequence
        assert index.head().token == f"t{sequence}"
        assert sequence >= reported
        found = {hit.document for hit in index.snapshot(range(20)).search(["common"], 10_000)}
        assert found == alive_after(sequence)
