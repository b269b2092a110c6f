"""The index: segments a case, manifests that name them, merges; safe across threads and processes."""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Lock, RLock

import numpy as np

from bot.core.model.answers import Entry
from bot.core.model.documents import CaseId, DocumentId
from bot.core.model.errors import IndexDamaged, StoreError
from bot.core.model.ports import Later
from bot.core.model.trail import Head
from bot.indexes.files import Files, MemoryFiles, Written
from bot.indexes.folder import FolderFiles
from bot.indexes.manifest import Row, Rows
from bot.indexes.search.maxscore import Scores
from bot.indexes.search.snapshot import BM25Snapshot
from bot.indexes.segments import merge
from bot.indexes.segments.building import Builders
from bot.indexes.segments.columns import Array
from bot.indexes.segments.due import Due
from bot.indexes.segments.later import with_later
from bot.indexes.segments.live import LiveSegment
from bot.indexes.state import State


class BM25Index:
    """See `ports.Index`. place: a folder, or files of another kind; None: in memory.

    A change reads and writes the cases that it touches, whatever else there is. A damaged root (torn, cut off, changed,
    missing, of another format) is noticed on opening and on refreshing: the index is then empty and at (0, ""), so that
    its owner fills it again; a damaged case when it is opened. Merges run within `apply` once a case has twice as many
    segments as it should; who wants them earlier, and the words of deleted documents gone, calls `merge` from a thread
    of their own until it returns False.
    """

    def __init__(self, place: Path | Files | None) -> None:
        folder = FolderFiles(place) if isinstance(place, Path) else place
        self._files: Files = MemoryFiles() if folder is None else folder
        self._writing = RLock()
        self._turn = Lock()
        self._scores = Scores()
        self._due = Due()
        self._state = State(self._files)
        self._state.refresh()

    # --- reading

    def head(self) -> Head:
        return self._state.root.head

    def snapshot(self, cases: Iterable[CaseId], later: Later | None = None) -> BM25Snapshot:
        segments = self._state.segments(cases)
        return BM25Snapshot(segments if later is None else with_later(segments, later), self._scores)

    def is_open(self, cases: Iterable[CaseId]) -> bool:
        return self._state.is_open(cases)

    def refresh(self) -> None:
        before = self._state.root
        if self._state.refresh():
            now = self._state.root
            seen = before.epoch == now.epoch and now.settled <= before.generation
            self._due.add(now.changed) if seen else self._due.everything()

    def lacks(self, cases: Iterable[CaseId]) -> bool:
        return not all(self._files.holds(case, row) for case in cases for row in self._state.rows(case))

    # --- writing

    @contextmanager
    def turn(self, patience: float | None = None) -> Iterator[bool]:
        if not self._turn.acquire(timeout=-1 if patience is None else patience):
            yield False
            return
        try:
            with self._files.turn(patience) as ours:
                yield ours
        finally:
            self._turn.release()

    def apply(self, gone: Mapping[DocumentId, CaseId], entries: Iterable[Entry], head: Head) -> None:
        """See `ports.Index`. Where another process has emptied the index meanwhile, nothing is done: `head` tells."""
        base = self.head()
        touched: dict[CaseId, array[int]] = {}
        for document, case in gone.items():
            touched.setdefault(case, array("q")).append(document)
        with self._locked(), self._building() as built:
            if self.head().sequence < base.sequence:
                return
            self._build(entries, touched, built)
            self._publish(head, {c: self._without(c, ids) + self._last_of_each(c, built) for c, ids in touched.items()})
        self._keep_few(touched)

    def renew(self, case: CaseId, entries: Iterable[Entry]) -> None:
        with self._locked(), self._building() as built:
            self._build(entries, {}, built)
            self._publish(self.head(), {case: self._last_of_each(case, built)})

    def _build(
        self, entries: Iterable[Entry], documents: dict[CaseId, array[int]], built: dict[CaseId, list[Written]]
    ) -> None:
        """Segments of the entries, whose documents are added to `documents`."""
        builders = Builders()
        for entry in entries:
            documents.setdefault(entry.case, array("q")).append(entry.document)
            builders.add(entry)
            if builders.full:
                self._write(builders, built)
        self._write(builders, built)

    def _write(self, builders: Builders, built: dict[CaseId, list[Written]]) -> None:
        for builder in builders.take():
            built.setdefault(builder.case, []).append(self._files.create(builder.case, builder.write))

    @contextmanager
    def _building(self) -> Iterator[dict[CaseId, list[Written]]]:
        """To be filled; what is in it after a failure is dropped again."""
        built: dict[CaseId, list[Written]] = {}
        try:
            yield built
        except BaseException:
            for case, written in built.items():
                for one in written:
                    self._files.discard(case, one.row)
            raise

    def _without(self, case: CaseId, documents: Iterable[DocumentId]) -> Rows:
        wanted = np.array(documents, np.int64)
        pairs = self._state.opened(case).pairs
        return tuple(left for row, live in pairs if (left := _forget(row, live, live.numbers_of(wanted))))

    def _last_of_each(self, case: CaseId, built: Mapping[CaseId, Sequence[Written]]) -> Rows:
        """The case's new segments, in which a document may have come more than once: its last version stays."""
        written = built.get(case, ())
        stale = _stale([one.ids for one in written])
        rows = (self._less(case, one.row, numbers) for one, numbers in zip(written, stale, strict=True))
        return tuple(row for row in rows if row)

    def _less(self, case: CaseId, row: Row, numbers: Array) -> Row | None:
        """A new segment without these document numbers."""
        return _forget(row, LiveSegment(self._files.open(case, row), row.numbers), numbers) if len(numbers) else row

    def _publish(self, head: Head, changes: Mapping[CaseId, Rows]) -> None:
        self._state.put(self._files.save(self._state.root, head, changes))
        self._due.add(changes)

    def clear(self) -> None:
        with self._locked():
            self._state.put(self._files.empty())

    def purge(self, gone: Mapping[DocumentId, CaseId]) -> None:
        """Rewrite every segment that holds, or held, one of these documents: their words leave the files now."""
        wanted = np.fromiter(gone, np.int64)
        with self._locked(), self._building() as built:
            cases = set(gone.values())
            changes = {case: self._purged(case, wanted, built) for case in cases if self._state.rows(case)}
            if changes:
                self._publish(self.head(), changes)
            self._files.wipe(cases)

    def _purged(self, case: CaseId, documents: Array, built: dict[CaseId, list[Written]]) -> Rows:
        rows: list[Row] = []
        for row, live in self._state.opened(case).pairs:
            if not np.isin(live.segment.ids, documents).any():
                rows.append(row)
                continue
            left = live.without(live.numbers_of(documents))
            if left.documents:
                written = self._files.create(case, partial(merge.merge, [left]))
                built.setdefault(case, []).append(written)
                rows.append(written.row)
        return tuple(rows)

    def close(self) -> None:
        """Let go of the files; snapshots taken before stay valid."""
        self._state.close()
        self._files.close()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._writing, self._files.lock():
            self.refresh()
            yield

    # --- merging

    def merge(self) -> bool:
        """Do one merge, if one is due; whether there was one. Others may read and write meanwhile."""
        self.refresh()
        is_untidy = self._files.look_after()
        return (is_untidy or self._due.waits(time.time())) and self._merged_any(is_untidy)

    def _merged_any(self, is_untidy: bool) -> bool:
        with self._files.merge_lock() as free:
            if not free:
                return False
            if is_untidy:
                with self._locked():
                    self._files.tidy()
            self.refresh()
            if self._due.all:
                self._due.add(self._files.cases())
            now = time.time()
            while (case := self._due.take(now)) is not None:
                if self._merged(case, now):
                    return True
        return False

    def _merged(self, case: CaseId, now: float) -> bool:
        """Whether something was due in that case, and was done."""
        try:
            rows = self._state.rows(case)
            if chosen := merge.choose(rows, now):
                self._merge(case, {row.name for row in chosen})
                self._due.add([case])
                return True
        except IndexDamaged:
            return False  # who asks next has it made again
        except StoreError:
            self._due.add([case], now + merge.STALE)
            raise
        if since := [row.since for row in rows if row.since]:
            self._due.add([case], min(since) + merge.STALE)
        return False

    def _merge(self, case: CaseId, names: set[str]) -> None:
        chosen = [pair for pair in self._state.opened(case).pairs if pair[0].name in names]
        segments = [live for _row, live in chosen]
        written = self._files.create(case, partial(merge.merge, segments), unfinished=True)
        try:
            self._replace(case, chosen, written.row)
        except BaseException:
            self._files.discard(case, written.row)
            raise

    def _replace(self, case: CaseId, chosen: Sequence[tuple[Row, LiveSegment]], row: Row) -> None:
        """Put the merged segment in the place of the chosen, less what was deleted from those meanwhile."""
        with self._locked():
            now = {old.name: (old, live) for old, live in self._state.opened(case).pairs}
            if not all(old.name in now for old, _live in chosen):
                self._files.discard(case, row)  # somebody purged or emptied the index meanwhile
                return
            lost = [live.segment.ids[np.setdiff1d(now[old.name][1].gone, live.gone)] for old, live in chosen]
            self._files.adopt(case, row)
            merged = LiveSegment(self._files.open(case, row), row.numbers)
            left = _forget(row, merged, merged.numbers_of(np.concatenate(lost)))
            names = {old.name for old, _live in chosen}
            others = [old for name, (old, _live) in now.items() if name not in names]
            self._publish(self.head(), {case: (*([left] if left else []), *others)})

    def _keep_few(self, cases: Iterable[CaseId]) -> None:
        limit = 2 * merge.ENOUGH
        with suppress(StoreError):  # what was asked for is done; a full disk only keeps it from being tidied up
            for case in cases:
                while len(self._state.rows(case)) > limit and self._tidied(case):
                    pass

    def _tidied(self, case: CaseId) -> bool:
        with self._files.merge_lock() as free:
            return free and self._merged(case, time.time())


def _forget(row: Row, live: LiveSegment, numbers: Array) -> Row | None:
    """The segment without these document numbers; None where nothing is left."""
    if not len(numbers):
        return row
    left = live.without(numbers)
    return row.with_gone(left.gone, left.passages, time.time()) if left.documents else None


def _stale(ids: Sequence[Array]) -> list[Array]:
    """Of each segment the numbers of the documents that come again later, in it or in one after it."""
    if not ids:
        return []
    every = np.concatenate(ids)
    _ids, backwards = np.unique(every[::-1], return_index=True)
    stale = np.ones(len(every), bool)
    stale[len(every) - 1 - backwards] = False
    return [np.flatnonzero(part) for part in np.split(stale, np.cumsum([len(each) for each in ids])[:-1])]
