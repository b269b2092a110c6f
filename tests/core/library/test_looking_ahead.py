"""A question is answered by what the store holds, whatever becomes of the index."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot import readers
from bot.core.casebook import Casebook
from bot.core.library import indexing, looking_ahead
from bot.core.library.looking_ahead import LookingAhead
from bot.core.model.answers import Question
from bot.core.model.documents import LOCAL, Audience, CaseId
from bot.core.model.errors import IndexAway, StoreFull
from bot.core.model.trail import Head
from bot.indexes.bm25 import BM25Index
from bot.stores.memory.memory_store import MemoryStore
from tests.core.small_library import BY, add
from tests.indexes.remote.storage import MemoryObjects, machine


class Full(BM25Index):
    def apply(self, *_arguments: object) -> None:
        raise StoreFull(path="/srv")


class Held(BM25Index):
    """Its turn is somebody else's until `free` is set."""

    def __init__(self) -> None:
        super().__init__(None)
        self.free, self.waited = threading.Event(), 0

    @contextmanager
    def turn(self, patience: float | None = None) -> Iterator[bool]:
        self.waited += 1
        yield self.free.wait(patience)


def filled(*names: str) -> tuple[MemoryStore, list[CaseId]]:
    store = MemoryStore()
    cases = [store.open_case(LOCAL, name, name).id for name in names]
    for case in cases:
        add(store, case, f"letter-{case}", "The letter.")
    return store, cases


def test_an_index_that_follows_is_searched_itself() -> None:
    store, cases = filled("a")
    index = BM25Index(None)
    assert LookingAhead().index(store, index, cases) is index
    assert index.head() == store.head() != Head(0, "")


def test_on_a_full_disk(caplog: pytest.LogCaptureFixture) -> None:
    """What can't be written is searched all the same: new, changed, removed; nothing of other cases."""
    store, [case, other] = filled("a", "b")
    index, ahead = Full(None), LookingAhead()
    assert ahead.index(store, index, [case]).snapshot([case]).documents == 1
    assert "the index can't follow what has changed" in caplog.text
    add(store, case, "b", "The lamp.")
    add(store, other, "c", "The lamp.")
    seen = ahead.index(store, index, [case])
    assert list(seen.snapshot([case]).frequencies(["lamp", "letter"])) == [1, 1]
    assert (seen.head(), index.head()) == (store.head(), Head(0, ""))
    store.remove(store.documents([case])[0].id, BY)
    assert ahead.index(store, index, [case]).snapshot([case]).documents == 1


def test_while_its_storage_is_away(tmp_path: Path) -> None:
    """What was read answers, with what has changed since. Of a case that was never read nobody can tell."""
    store, [known, new] = filled("a", "b")
    objects, ahead = MemoryObjects(), LookingAhead()
    index = machine(objects, tmp_path)
    ahead.index(store, index, [known, new]).snapshot([known])
    add(store, known, "b", "Another letter.")
    objects.away = True
    assert ahead.index(store, index, [known]).snapshot([known]).documents == 2
    assert index.snapshot([known]).documents == 1
    objects.away = False
    assert ahead.index(store, index, [known, new]) is index
    assert index.snapshot([known, new]).documents == 3


def test_a_case_that_can_t_be_read_is_searched_as_the_store_has_it(tmp_path: Path) -> None:
    """One that this machine has never opened, while the storage is away; and another goes on being read from there."""
    store, [known, new] = filled("a", "b")
    objects, ahead = MemoryObjects(), LookingAhead()
    indexing.catch_up(store, machine(objects, tmp_path / "one"))
    index = machine(objects, tmp_path / "two")
    assert ahead.index(store, index, [known]) is index
    index.snapshot([known])
    objects.away = True
    assert ahead.index(store, index, [known]) is index
    seen = ahead.index(store, index, [known, new])
    assert list(seen.snapshot([known, new]).frequencies(["letter"])) == [2]
    with pytest.raises(IndexAway):
        index.snapshot([new])


def test_a_case_that_is_too_large_to_be_read_instead_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking_ahead, "MOST", 0)
    store, cases = filled("a")
    objects = MemoryObjects()
    indexing.catch_up(store, machine(objects, tmp_path / "one"))
    index = machine(objects, tmp_path / "two")
    objects.away = True
    seen = LookingAhead().index(store, index, cases)
    with pytest.raises(IndexAway):
        seen.snapshot(cases)


def test_a_storage_that_gives_nothing_for_long_is_waited_for_once(tmp_path: Path) -> None:
    """And it is read again once it gives something."""

    class Hanging(MemoryObjects):
        def fetch(self, key: str) -> memoryview | None:
            free.wait(20)
            return super().fetch(key)

    free, objects = threading.Event(), Hanging()
    store, cases = filled("a", "b")
    indexing.catch_up(store, machine(objects, tmp_path / "one"))
    index, ahead = machine(objects, tmp_path / "two"), LookingAhead(patience=0.3)
    spent = []
    for case in cases:
        began = time.monotonic()
        assert ahead.index(store, index, [case]).snapshot([case]).documents == 1
        spent.append(time.monotonic() - began)
    assert spent[1] < 0.3 <= spent[0] < 3
    free.set()
    wait_until(lambda: ahead.index(store, index, cases) is index)


def test_analysed_versions_are_kept_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking_ahead, "KEPT", 2)
    store, cases = filled("a", "b", "c", "d")
    index, ahead = Full(None), LookingAhead()
    for case in cases:
        assert ahead.index(store, index, [case]).snapshot([case]).documents == 1
    assert len(ahead._made) == 2


def test_an_index_that_is_past_a_restored_store_is_made_anew() -> None:
    store, cases = filled("a")
    index = BM25Index(None)
    index.apply({}, [], Head(99, "elsewhere"))
    assert LookingAhead().index(store, index, cases).snapshot(cases).documents == 1
    assert index.head() == store.head()


def test_too_much_to_read_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What was read answers, as it was; of what came since in a case of which nothing is there, nobody says that
    there is nothing."""
    monkeypatch.setattr(looking_ahead, "MOST", 0)
    store, [known] = filled("a")
    objects, ahead = MemoryObjects(), LookingAhead()
    index = machine(objects, tmp_path)
    ahead.index(store, index, [known]).snapshot([known])
    new = store.open_case(LOCAL, "b", "b").id
    indexing.catch_up(store, index)
    add(store, known, "b", "Another letter.")
    objects.away = True
    assert ahead.index(store, index, [known, new]) is index
    assert "answering from an older index" in caplog.text
    add(store, new, "c", "The lamp.")
    assert ahead.index(store, index, [known]) is index
    with pytest.raises(IndexAway):
        ahead.index(store, index, [known, new])


def test_nobody_waits_long_for_an_index_that_somebody_else_is_at() -> None:
    """One waits for as long as one waits; who comes then doesn't; both know of all that has changed."""
    store, cases = filled("a")
    index, ahead = Held(), LookingAhead(patience=0.3)
    began = time.monotonic()
    assert ahead.index(store, index, cases).snapshot(cases).documents == 1
    first = time.monotonic() - began
    add(store, cases[0], "b", "The lamp.")
    began = time.monotonic()
    assert ahead.index(store, index, cases).snapshot(cases).documents == 2
    assert time.monotonic() - began < 0.3 <= first < 3
    index.free.set()
    wait_until(lambda: ahead.index(store, index, cases) is index)


def test_a_change_that_came_while_the_index_was_brought_up_to_date_is_waited_for() -> None:
    """The work that is under way doesn't know of it."""

    class Slow(BM25Index):
        def apply(self, *arguments: object) -> None:
            begun.set()
            time.sleep(0.2)
            super().apply(*arguments)  # type: ignore[arg-type]

    store, cases = filled("a")
    begun, index, ahead = threading.Event(), Slow(None), LookingAhead(patience=30)
    early = threading.Thread(target=ahead.index, args=(store, index, cases))
    early.start()
    assert begun.wait(10)
    add(store, cases[0], "b", "The lamp.")
    assert ahead.index(store, index, cases) is index
    assert index.snapshot(cases).documents == 2
    early.join()


def test_another_store_s_index_answers_nothing_of_its_own() -> None:
    """It stands at a point that this store never had, and can't be emptied just now."""
    other, _cases = filled("a")
    index, ahead = Full(None), LookingAhead()
    BM25Index.apply(index, {}, [], Head(7, "elsewhere"))
    index.clear = lambda: None  # type: ignore[method-assign]
    assert ahead.index(other, index, [1]) is index


def test_an_answer_quotes_what_has_just_changed(tmp_path: Path) -> None:
    """The text of before is remembered, and the storage takes no change."""
    objects, store = MemoryObjects(), MemoryStore()
    book = Casebook(store, machine(objects, tmp_path), readers.read)
    case = store.open_case(LOCAL, "a", "A").id
    viewer = book.viewer(Audience(LOCAL, everything=True))
    for level in range(3):
        add(store, case, "gauge", f"The gauge at Elmstead stands at {level} metres.")
        objects.refuses = level == 2
        answer = book.ask(Question("where does the gauge at Elmstead stand?"), viewer)
        assert answer.excerpts[0].quote == f"The gauge at Elmstead stands at {level} metres."


def wait_until(done: object) -> None:
    end = time.monotonic() + 10
    while not done():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.02)


class Unreachable(BM25Index):
    def apply(self, *_arguments: object) -> None:
        raise IndexAway(path="elsewhere")


def test_of_a_case_of_which_nothing_is_there_nobody_says_that_there_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking_ahead, "MOST", 0)
    store, cases = filled("a")
    monkeypatch.setattr(LookingAhead, "_opened", lambda *_: True)
    with pytest.raises(IndexAway):
        LookingAhead().index(store, Unreachable(None), cases)


def test_a_damaged_case_is_made_anew_where_something_is_read_beside_the_index() -> None:
    store, [case] = filled("a")
    index = Full(None)
    beside = LookingAhead().index(store, index, [case])
    assert beside is not index
    indexing.renew(store, beside, case)
    assert index.snapshot([case]).documents == 1
