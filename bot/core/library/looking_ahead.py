"""Before a question: the index at the store's head, or what it lacks beside it where it can't be brought there in time.

An index that lies on other machines may take no change for a while, or give nothing: while a storage's machines agree
on who leads them, or one of them hangs, that lasts for some dozens of seconds. A question doesn't wait for that, and
isn't answered as things were before it: what it needs is then read of the store, where that isn't too much.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from functools import partial
from threading import Lock, Thread
from typing import Final

from bot.core.library import indexing
from bot.core.model.answers import Entry
from bot.core.model.documents import CaseId, DocumentId
from bot.core.model.errors import IndexAway, StoreError, StoreFull, StoreReadOnly
from bot.core.model.ports import Index, Later, Searched, Snapshot, Store
from bot.core.model.trail import Head

PATIENCE: Final = 1.0  # seconds that a question waits for the index
REST: Final = 5.0  # seconds after it was waited for in vain in which nobody else waits
MOST: Final = 500  # documents that are read beside the index for one question: more would take longer than it may
KEPT: Final = 4 * MOST  # that are kept analysed
log = logging.getLogger(__name__)


class Beside:
    """An index and what it lacks, or instead of it all that there is; see `ports.Searched`."""

    def __init__(self, index: Index, later: Later, head: Head, *, instead: bool = False) -> None:
        self._index, self._later, self._head, self._instead = index, later, head, instead

    def turn(self, patience: float | None = None) -> AbstractContextManager[bool]:
        return self._index.turn(patience)

    def head(self) -> Head:
        return self._head

    def renew(self, case: CaseId, entries: Iterable[Entry]) -> None:
        self._index.renew(case, entries)

    def snapshot(self, cases: Iterable[CaseId]) -> Snapshot:
        return self._index.snapshot(() if self._instead else cases, self._later)


class LookingAhead:
    """Of one store and one index. Safe to use from several threads."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._following, self._opening = Errands(patience), Errands(patience)
        self._made: dict[DocumentId, Entry] = {}  # replaced whole, for other threads

    def index(self, store: Store, index: Index, cases: Collection[CaseId]) -> Searched:
        """What a question about these cases may search.

        Raises IndexAway where too much has changed, and nothing is there of a case that has: a refusal to answer would
        lie.
        """
        away = None
        try:
            searched: Searched | None = index if self._caught_up(store, index) else self._beside(store, index, cases)
        except (StoreFull, StoreReadOnly, IndexAway) as error:
            log.warning("the index can't follow what has changed: %s", error)
            away, searched = error, self._beside(store, index, cases)
        if not self._opened(index, cases) and (instead := self._instead(store, index, cases)):
            return instead
        if searched is None:
            log.warning("answering from an older index: too much has changed since")
            self._refuse(store, index, cases, away)
        return searched or index

    def _refuse(self, store: Store, index: Index, cases: Collection[CaseId], away: StoreError | None) -> None:
        changed = {change.case for change in store.changes(index.head().sequence)}
        if isinstance(away, IndexAway) and not all(index.snapshot([case]).documents for case in changed & set(cases)):
            raise away

    # --- as far as it can be had

    def _caught_up(self, store: Store, index: Index) -> bool:
        """Whether the index has all that the store has by now. Raises what `indexing.catch_up` does."""
        wanted = store.head()
        if index.head() == wanted:
            return True
        work = partial(indexing.catch_up, store, index, self._patience)
        if self._following.done("following", work, lambda: _reaches(index.head(), wanted)):
            self._made = {}
            return True
        return False

    def _opened(self, index: Index, cases: Collection[CaseId]) -> bool:
        """Whether what it has of these cases is at hand. What else is wrong with it, who searches it is told."""
        if index.is_open(cases):
            return True
        try:
            return self._opening.done(frozenset(cases), lambda: index.snapshot(cases))
        except IndexAway as error:
            log.warning("the index gives nothing: %s", error)
            return False
        except StoreError:
            return True

    # --- what it lacks

    def _beside(self, store: Store, index: Index, cases: Collection[CaseId]) -> Searched | None:
        """None where that is too much, or the index isn't this store's."""
        at, head = index.head(), store.head()
        changed = {change.document: change.case for change in store.changes(at.sequence) if change.case in cases}
        if not store.holds(at) or len(changed) > MOST:
            return None
        return Beside(index, Later(changed, self._entries(store, list(changed))), head) if changed else index

    def _instead(self, store: Store, index: Index, cases: Collection[CaseId]) -> Searched | None:
        """All of these cases, read of the store; None where that is too much."""
        head = store.head()
        documents = [document.id for document in store.documents(cases)]
        if len(documents) > MOST:
            return None
        return Beside(index, Later({}, self._entries(store, documents)), head, instead=True)

    def _entries(self, store: Store, wanted: Sequence[DocumentId]) -> list[Entry]:
        """Those of these documents that are there; each version is analysed once."""
        made = self._made
        found = [one for some in indexing.batches(wanted) for one in store.get(some).values() if not one.removed]
        new = [one.id for one in found if one.id not in made or made[one.id].digest != indexing.digest(one)]
        if new:
            kept = made if len(made) < KEPT else {each.id: made[each.id] for each in found if each.id in made}
            self._made = made = {**kept, **{one.document: one for one in indexing.entries(store, new)}}
        return [made[one.id] for one in found if one.id in made]


class Errands:
    """Work that somebody waits for, but not for long: it goes on in a thread of its own, which dies with the process.

    Safe to use from several threads.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._lock = Lock()
        self._under_way: dict[Hashable, Future[None]] = {}
        self._waits_from = 0.0  # by the monotonic clock: nobody waits before

    def done(self, name: Hashable, work: Callable[[], object], enough: Callable[[], bool] = lambda: True) -> bool:
        """Whether it is, within so many seconds; else it goes on. Raises what it raised.

        enough: where what was under way had begun too early, say, it is done once more.
        """
        now = time.monotonic()
        waits = now >= self._waits_from
        end = now + (self._patience if waits else 0.0)
        while True:
            ended = _ends(self._begun(name, work), end)
            if ended and enough():
                return True
            if not ended or time.monotonic() >= end:
                break
        if waits:
            self._waits_from = time.monotonic() + REST
        return False

    def _begun(self, name: Hashable, work: Callable[[], object]) -> Future[None]:
        with self._lock:
            if name not in self._under_way:
                self._under_way[name] = Future()
                Thread(target=self._do, args=(name, work, self._under_way[name]), name="index", daemon=True).start()
            return self._under_way[name]

    def _do(self, name: Hashable, work: Callable[[], object], future: Future[None]) -> None:
        error: BaseException | None = None
        try:
            work()
        except BaseException as raised:  # noqa: BLE001  handed on to whoever waits
            error = raised
        with self._lock:
            del self._under_way[name]
        future.set_exception(error) if error else future.set_result(None)


def _reaches(at: Head, wanted: Head) -> bool:
    """Whether it is that point of the change log, or one past it."""
    return at == wanted or at.sequence > wanted.sequence


def _ends(work: Future[None], end: float) -> bool:
    """Whether it does by then. Raises what it raised."""
    try:
        work.result(max(0.0, end - time.monotonic()))
    except TimeoutError:
        return False
    return True
