"""An index at a storage keeps the contract, and machines that share one agree, whatever each has seen of it."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.core.model.errors import IndexAway, IndexDamaged, StoreBusy, StoreError
from bot.core.model.ports import Index
from bot.core.model.trail import Head
from bot.indexes.bm25 import BM25Index
from bot.indexes.remote import doubt, garbage
from bot.indexes.remote.remote_files import LATELY, ROOT
from bot.indexes.segments import merge
from tests.contracts.index_contract import LETTER, MEMO, ONE, REPORT, TWO, IndexContract, entry, places
from tests.indexes.remote.histories import History, compare
from tests.indexes.remote.storage import MemoryObjects, machine


class TestAtAStorage(IndexContract):
    @pytest.fixture(autouse=True)
    def folders(self, tmp_path: Path) -> None:
        self.root, self.made = tmp_path, 0

    def make(self) -> Index:
        self.made += 1
        return machine(MemoryObjects(), self.root / str(self.made))


@pytest.fixture
def objects() -> MemoryObjects:
    return MemoryObjects()


Machine = Callable[[], BM25Index]


@pytest.fixture
def another(objects: MemoryObjects, tmp_path: Path) -> Machine:
    """One machine more."""
    numbers = iter(range(100))
    return lambda: machine(objects, tmp_path / f"machine{next(numbers)}", lease=0.3)


@pytest.fixture
def one(another: Machine) -> BM25Index:
    index = another()
    index.apply({}, [LETTER, REPORT, MEMO], ONE)
    return index


def add(index: BM25Index, first: int, last: int, case: int = 1) -> None:
    """One `apply` a document."""
    for number in range(first, last):
        index.apply({}, [entry(number, f"word{number} common", case=case)], Head(number, "t"))


def held(objects: MemoryObjects) -> bytes:
    return b"".join(each.data for each in objects.held.values())


def cached(tmp_path: Path) -> bytes:
    return b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


# --- machines


def test_a_second_machine_answers_as_the_first(one: BM25Index, another: Machine) -> None:
    one.apply({1: 1}, [], TWO)
    other = another()
    assert other.head() == TWO
    assert other.snapshot([1, 2]).digest == one.snapshot([1, 2]).digest
    assert other.snapshot([1]).search(["the"], 5) == one.snapshot([1]).search(["the"], 5)


def test_a_change_is_taken_up(one: BM25Index, another: Machine) -> None:
    """And what was asked before keeps its answer until then."""
    other = another()
    one.apply({1: 1}, [entry(7, "fresh")], TWO)
    assert not other.snapshot([1]).search(["fresh"], 5)
    other.refresh()
    assert other.head() == TWO
    assert places(other.snapshot([1]).search(["fresh", "members"], 5)) == [(7, 0)]


def test_both_may_change_it(one: BM25Index, another: Machine) -> None:
    other = another()
    one.apply({}, [entry(7, "fresh")], TWO)
    other.apply({}, [entry(8, "fresher")], Head(3, "three"))
    one.refresh()
    assert list(one.snapshot([1]).frequencies(["fresh", "fresher"])) == [1, 1]


def test_a_machine_that_slept_long_finds_every_case(one: BM25Index, another: Machine) -> None:
    """So many cases have changed that the root doesn't tell of all any more."""
    other = another()
    other.snapshot([1, 2, 3])
    for number in range(2 * LATELY):
        one.apply({}, [entry(100 + number, "late", case=number + 1)], Head(10 + number, "t"))
    other.refresh()
    cases = range(1, 2 * LATELY + 1)
    assert list(other.snapshot(cases).frequencies(["late"])) == [2 * LATELY]
    assert other.snapshot(cases).digest == one.snapshot(cases).digest


def test_one_that_was_emptied_elsewhere_is_filled_anew(one: BM25Index, another: Machine) -> None:
    other = another()
    other.clear()
    one.apply({}, [entry(7, "fresh")], TWO)
    assert one.head() == Head(0, "")
    one.apply({}, [REPORT], TWO)
    other.refresh()
    assert other.snapshot([1]).documents == 1


def test_few_requests(one: BM25Index, another: Machine, objects: MemoryObjects) -> None:
    """Nothing is asked for what is known; one request says that nothing has changed."""
    other = another()
    other.snapshot([1, 2])
    before = objects.requests
    other.snapshot([1, 2])
    assert objects.requests == before
    other.refresh()
    assert objects.requests == before + 1
    one.apply({}, [entry(7, "fresh")], TWO)
    assert objects.requests - before - 1 <= 12


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small histories meet what large ones do."""
    monkeypatch.setattr(merge, "ENOUGH", 2)
    monkeypatch.setattr(merge, "MUCH", 0.0)
    monkeypatch.setattr(garbage, "GRACE", 0.0)
    monkeypatch.setattr(garbage, "LISTING", 0.01)


@pytest.mark.usefixtures("eager")
def test_two_machines_equal_one_in_memory(another: Machine) -> None:
    """In every list and every score, through changes, merges, erasures, clearing and looks at different moments."""
    compare(History(random.Random(17)), [another(), another()], 150)


# --- writers who lost their lock


def test_who_was_too_slow_is_refused(one: BM25Index, another: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else has taken the lock for a dead one's and changed the index: nothing of theirs is undone."""
    other = another()
    real = one._files.save

    def late(*arguments: object) -> object:
        monkeypatch.setattr(one._files, "save", real)
        other._state.put(other._files.save(other._state.root, TWO, {}))
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(one._files, "save", late)
    with pytest.raises(StoreBusy):
        one.apply({}, [entry(7, "slow")], Head(3, "three"))
    other.refresh()
    assert other.head() == TWO
    assert not list(other.snapshot([1]).search(["slow"], 5))


def test_a_dead_process_s_lock_is_taken_over(one: BM25Index, another: Machine, objects: MemoryObjects) -> None:
    with one._files.lock():
        stale = objects.held["locks/lock"]
    objects.held["locks/lock"] = type(stale)(b'{"holder": "gone"}', "another")
    other = another()
    other.apply({}, [entry(7, "fresh")], TWO)
    assert other.head() == TWO


def test_an_answer_that_was_lost(one: BM25Index, objects: MemoryObjects, monkeypatch: pytest.MonkeyPatch) -> None:
    """The root was written all the same: the change counts, and its segments stay."""
    real = objects.put

    def lost(key: str, data: bytes, over: str | None) -> str:
        tag = real(key, data, over)
        if key == ROOT:
            raise IndexAway(path="memory")
        return tag

    monkeypatch.setattr(objects, "put", lost)
    one.apply({}, [entry(7, "fresh")], TWO)
    assert one.head() == TWO
    assert places(one.snapshot([1]).search(["fresh"], 5)) == [(7, 0)]


# --- a storage that fails


def test_away(one: BM25Index, another: Machine, objects: MemoryObjects) -> None:
    """What was read goes on being answered; the rest and every change is refused; then all is as before."""
    other = another()
    other.snapshot([1])
    objects.away = True
    assert places(other.snapshot([1]).search(["members"], 5)) == [(1, 0)]
    with pytest.raises(IndexAway):
        other.snapshot([2])
    with pytest.raises(IndexAway):
        other.refresh()
    with pytest.raises(IndexAway):
        one.apply({}, [entry(7, "fresh")], TWO)
    objects.away = False
    assert other.snapshot([2]).documents == 1
    one.apply({}, [entry(7, "fresh")], TWO)
    other.refresh()
    assert other.head() == TWO


def test_away_with_a_cold_memory(one: BM25Index, another: Machine, objects: MemoryObjects) -> None:
    """What lies in the folder is enough, with the manifests that were seen."""
    other = another()
    other.snapshot([1])
    other._state._open.clear()
    objects.away = True
    assert other.snapshot([1]).documents == 2


def test_lies(one: BM25Index, another: Machine, objects: MemoryObjects, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong bytes are never searched, and not believed at once: else one bad moment would cost an index."""
    other = another()
    other.snapshot([1])
    objects.lies = True
    assert places(other.snapshot([1]).search(["members"], 5)) == [(1, 0)]
    with pytest.raises(IndexAway):
        other.snapshot([2])
    one.apply({}, [entry(7, "fresh")], TWO)
    with pytest.raises(IndexAway):
        other.refresh()
    assert other.head() == ONE
    objects.lies = False
    other.refresh()
    assert other.head() == TWO
    assert other.snapshot([2]).documents == 1


def test_what_stays_wrong_is_made_again(
    one: BM25Index, another: Machine, objects: MemoryObjects, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doubt, "BELIEVED", 0.0)
    other = another()
    for key in objects.segments():
        found = objects.held[key]
        objects.held[key] = type(found)(found.data[:-1] + b"?", found.tag)
    with pytest.raises(IndexDamaged) as told:
        other.snapshot([1])
    assert told.value.fields == {"case": 1}
    other.renew(1, [LETTER, REPORT])
    one.refresh()
    assert one.snapshot([1]).digest == other.snapshot([1]).digest


def test_an_older_state_isn_t_believed(one: BM25Index, another: Machine, objects: MemoryObjects) -> None:
    """A replica that lags behind, or a bucket put back under a running process."""
    old = objects.held[ROOT]
    one.apply({}, [entry(7, "fresh")], TWO)
    now = objects.held[ROOT]
    objects.held[ROOT] = type(old)(old.data, "later")
    with pytest.raises(IndexAway):
        one.refresh()
    assert one.head() == TWO
    objects.held[ROOT] = now
    one.refresh()


def test_a_damaged_root(one: BM25Index, another: Machine, objects: MemoryObjects) -> None:
    """A new process begins anew, which others take up."""
    found = objects.held[ROOT]
    objects.held[ROOT] = type(found)(b"torn", "torn")
    with pytest.raises(IndexAway):
        one.refresh()
    other = another()
    assert other.head() == Head(0, "")
    other.apply({}, [REPORT], TWO)
    one.refresh()
    assert one.snapshot([1]).digest == other.snapshot([1]).digest


def test_a_segment_that_is_missing(one: BM25Index, another: Machine, objects: MemoryObjects) -> None:
    for key in objects.segments():
        del objects.held[key]
    with pytest.raises(IndexDamaged):
        another().snapshot([1])
    assert one.snapshot([1]).documents == 2


@pytest.mark.parametrize("when", range(1, 16))
def test_ended_at_any_request(
    when: int, one: BM25Index, another: Machine, objects: MemoryObjects, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The change counts whole or not at all, for everybody, and can be made afterwards."""
    real, left = objects._asked, iter(range(when))

    def asked() -> None:
        if next(left, None) is None:
            raise IndexAway(path="memory")
        real()

    monkeypatch.setattr(objects, "_asked", asked)
    with contextlib.suppress(StoreError):
        one.apply({1: 1}, [entry(7, "fresh")], TWO)
    monkeypatch.setattr(objects, "_asked", real)
    other = another()
    assert list(other.snapshot([1]).frequencies(["fresh", "members"])) in ([1, 0], [0, 1])
    other.apply({1: 1}, [entry(7, "fresh")], TWO)
    one.refresh()
    assert list(one.snapshot([1]).frequencies(["fresh", "members"])) == [1, 0]
    assert one.snapshot([1]).digest == other.snapshot([1]).digest


# --- what isn't needed any more


def merged(index: BM25Index) -> None:
    while index.merge():
        pass


def test_what_was_replaced_stays_for_a_while(
    one: BM25Index, another: Machine, objects: MemoryObjects, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(one, 10, 10 + merge.ENOUGH + 1)
    other = another()
    before = objects.segments()
    merged(one)
    assert before < objects.segments()
    assert other.snapshot([1]).documents == 2 + merge.ENOUGH + 1  # by the root that it knows
    monkeypatch.setattr(garbage, "GRACE", 0.0)
    merged(one)
    assert not before & objects.segments() - {key for key in before if "segments/2/" in key}
    assert other.snapshot([1]).documents == 2 + merge.ENOUGH + 1  # open
    late = another()
    assert late.snapshot([1]).digest == other.snapshot([1]).digest


def test_who_finds_a_segment_gone_looks_again(
    one: BM25Index, another: Machine, objects: MemoryObjects, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage, "GRACE", 0.0)
    other = another()
    add(one, 10, 10 + merge.ENOUGH + 1)
    other.refresh()
    merged(one)
    merged(one)
    assert other.snapshot([1]).digest == one.snapshot([1]).digest


@pytest.mark.usefixtures("eager")
def test_what_a_killed_process_left_is_found(one: BM25Index, objects: MemoryObjects) -> None:
    named = objects.segments()
    objects.add("segments/1/sleft", memoryview(b"left"))
    objects.add("manifests/before/1", memoryview(b"left"))
    one._files._garbage.list_soon()  # type: ignore[attr-defined]
    for _look in range(3):
        one.merge()
    assert objects.segments() == named
    assert "manifests/before/1" not in objects.held
    assert one.snapshot([1]).documents == 2


def test_erased_words_leave_the_storage_and_every_cache(
    one: BM25Index, another: Machine, objects: MemoryObjects, tmp_path: Path
) -> None:
    """At once there, also from what was replaced before; on another machine when it looks."""
    secret = entry(5, "unspeakable words", key="unspeakable-key")
    one.apply({}, [secret], TWO)
    add(one, 10, 10 + merge.ENOUGH + 1)
    other = another()
    other.snapshot([1])
    merged(one)
    one.apply({5: 1}, [], Head(50, "t"))
    assert b"unspeakable" in held(objects)
    one.purge({5: 1})
    assert b"unspeakable" not in held(objects)
    other.refresh()
    assert b"unspeakable" not in cached(tmp_path)
    assert other.snapshot([1]).digest == one.snapshot([1]).digest


def test_a_machine_that_slept_drops_what_was_erased(one: BM25Index, another: Machine, tmp_path: Path) -> None:
    """Also where the root doesn't tell of the case any more: at the next look after the index."""
    one.apply({}, [entry(5, "unspeakable words")], TWO)
    other = another()
    other.snapshot([1])
    one.apply({5: 1}, [], Head(50, "t"))
    one.purge({5: 1})
    for number in range(2 * LATELY):
        one.apply({}, [entry(100 + number, "late", case=number + 10)], Head(60 + number, "t"))
    assert b"unspeakable" in cached(tmp_path)
    merged(other)
    assert b"unspeakable" not in cached(tmp_path)


def test_purge_during_a_merge(one: BM25Index, objects: MemoryObjects, monkeypatch: pytest.MonkeyPatch) -> None:
    """The merge is dropped, with the words that it had copied."""
    add(one, 10, 10 + merge.ENOUGH + 1)
    real = merge.merge

    def meanwhile(*arguments: object) -> None:
        monkeypatch.setattr(merge, "merge", real)
        one.purge({10: 1})
        real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(merge, "merge", meanwhile)
    one.merge()
    assert b"word10" not in held(objects)
    assert list(one.snapshot([1]).frequencies(["word10", "word11"])) == [0, 1]
