"""The index: segments a case, a manifest that names them, merges; safe across threads and processes."""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, RLock

import numpy as np

from bot.core.model.answers import Entry
from bot.core.model.documents import CaseId, DocumentId
from bot.core.model.errors import StoreError
from bot.core.model.trail import Head
from bot.indexes.files import Files, FolderFiles, MemoryFiles, Stamp
from bot.indexes.manifest import EMPTY, Damaged, Manifest, Row
from bot.indexes.search.maxscore import Scores
from bot.indexes.search.snapshot import BM25Snapshot
from bot.indexes.segments import merge
from bot.indexes.segments.building import SegmentBuilder
from bot.indexes.segments.columns import Array
from bot.indexes.segments.live import LiveSegment
from bot.indexes.segments.merge import choose
from bot.indexes.segments.segment import BLOCK, Segment

WORDS_AT_ONCE = 2_000_000  # taken in before a segment is written: about 100 MB then
ATTEMPTS = 5  # to open what the manifest names, while another process replaces it


@dataclass(frozen=True, slots=True)
class State:
    """What is searched now: replaced whole, never changed."""

    manifest: Manifest = EMPTY
    live: tuple[LiveSegment, ...] = ()  # one a row
    by_case: dict[CaseId, list[LiveSegment]] = field(default_factory=dict)


def state_of(manifest: Manifest, live: Sequence[LiveSegment]) -> State:
    by_case: dict[CaseId, list[LiveSegment]] = {}
    for segment in live:
        by_case.setdefault(segment.case, []).append(segment)
    return State(manifest, tuple(live), by_case)


Pair = tuple[Row, LiveSegment]


class BM25Index:
    """See `ports.Index`. In memory where `folder` is None.

    Damage (a torn, cut off, changed or missing file, another format) is noticed on opening and on refreshing: the index
    is then empty and at (0, ""), so that its owner fills it again. Merges run within `apply` once a case has twice as
    many segments as it should; who wants them earlier, and the words of deleted documents gone, calls `merge` from a
    thread of his own until it returns False.
    """

    def __init__(self, folder: Path | None) -> None:
        self._files: Files = MemoryFiles() if folder is None else FolderFiles(folder)
        self._writing = RLock()
        self._turn = Lock()
        self._scores = Scores()
        self._state = State()
        self._stamp: Stamp = ()
        self.refresh()

    # --- reading

    def head(self) -> Head:
        return self._state.manifest.head

    def snapshot(self, cases: Iterable[CaseId]) -> BM25Snapshot:
        by_case = self._state.by_case
        return BM25Snapshot([s for case in sorted(set(cases)) for s in by_case.get(case, ())], self._scores)

    def refresh(self) -> None:
        stamp = self._files.stamp()
        if stamp == self._stamp:
            return
        with self._writing:
            self._state, self._stamp = self._opened()

    def _opened(self) -> tuple[State, Stamp]:
        """The state on disk. The files it names may vanish in between, when another process replaces them."""
        for _attempt in range(ATTEMPTS):
            stamp = self._files.stamp()
            try:
                return self._open(self._files.load()), stamp
            except Damaged:
                if stamp == self._files.stamp():
                    break
        return State(), stamp

    def _open(self, manifest: Manifest) -> State:
        before = {row.name: (row, live) for row, live in self._pairs()}
        return state_of(manifest, [self._taken_up(row, *before.get(row.name, (None, None))) for row in manifest.rows])

    def _taken_up(self, row: Row, old: Row | None, live: LiveSegment | None) -> LiveSegment:
        if live is None:
            return LiveSegment(self._files.open(row), row.numbers)
        return live if row == old else LiveSegment(live.segment, row.numbers)

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

    def apply(self, gone: Iterable[DocumentId], entries: Iterable[Entry], head: Head) -> None:
        """See `ports.Index`. Where another process has emptied the index meanwhile, nothing is done: `head` tells."""
        base = self.head()
        with self._locked():
            if self.head().sequence < base.sequence:
                return
            forgotten = array("q", gone)
            new = self._build(entries, forgotten)
            old = self._without(np.array(forgotten, np.int64))
            self._publish(head, old + _last_of_each(new))
        self._keep_few()

    def _build(self, entries: Iterable[Entry], documents: array[int]) -> list[Pair]:
        """Segments of the entries, whose documents are added to `documents`."""
        pairs: list[Pair] = []
        builders: dict[CaseId, SegmentBuilder] = {}
        words = 0
        for entry in entries:
            documents.append(entry.document)
            builder = builders.setdefault(entry.case, SegmentBuilder(entry.case))
            before = builder.words
            builder.add(entry)
            words += builder.words - before
            if words >= WORDS_AT_ONCE or builder.passages >= BLOCK:
                pairs += [self._written(each) for each in builders.values()]
                builders, words = {}, 0
        return pairs + [self._written(each) for each in builders.values()]

    def _written(self, builder: SegmentBuilder) -> Pair:
        row, segment = self._files.create(builder.write)
        return row, LiveSegment(segment, row.numbers)

    def _without(self, documents: Array) -> list[Pair]:
        return [pair for old in self._pairs() if (pair := _forget(*old, old[1].numbers_of(documents)))]

    def _publish(self, head: Head, pairs: Sequence[Pair]) -> None:
        manifest = Manifest(head, tuple(row for row, _live in pairs))
        self._files.save(manifest)
        self._state, self._stamp = state_of(manifest, [live for _row, live in pairs]), self._files.stamp()

    def clear(self) -> None:
        with self._locked():
            self._publish(EMPTY.head, [])

    def purge(self, documents: Iterable[DocumentId]) -> None:
        """Rewrite every segment that holds, or held, one of these documents: their words leave the files now."""
        wanted = np.fromiter(documents, np.int64)
        with self._locked():
            self._publish(self.head(), [pair for old in self._pairs() if (pair := self._purged(*old, wanted))])

    def _purged(self, row: Row, live: LiveSegment, documents: Array) -> Pair | None:
        if not np.isin(live.segment.ids, documents).any():
            return row, live
        left = live.without(live.numbers_of(documents))
        if not left.documents:
            return None
        fresh, segment = self._files.create(lambda file: merge.merge([left], file))
        return fresh, LiveSegment(segment, fresh.numbers)

    def close(self) -> None:
        """Let go of the files; snapshots taken before stay valid."""
        self._state, self._stamp = State(), ()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._writing, self._files.lock():
            self.refresh()
            yield

    # --- merging

    def merge(self) -> bool:
        """Do one merge, if one is due; whether there was one. Others may read and write meanwhile."""
        with self._files.merge_lock() as free:
            if not free:
                return False
            self.refresh()
            chosen = self._chosen()
            if not chosen:
                return False
            row, segment = self._files.create(lambda file: merge.merge([s for _r, s in chosen], file), unfinished=True)
            self._replace(chosen, row, segment)
        return True

    def _keep_few(self) -> None:
        limit = 2 * merge.ENOUGH
        with suppress(StoreError):  # what was asked for is done; a full disk only keeps it from being tidied up
            while any(len(each) > limit for each in self._state.by_case.values()) and self.merge():
                pass

    def _chosen(self) -> list[Pair]:
        state, now = self._state, time.time()
        rows = dict(zip(state.live, state.manifest.rows, strict=True))
        for segments in state.by_case.values():
            ages = [now - rows[segment].since for segment in segments]
            if chosen := choose(segments, ages):
                return [(rows[segment], segment) for segment in segments if segment in chosen]
        return []

    def _replace(self, chosen: Sequence[Pair], row: Row, segment: Segment) -> None:
        """Put the merged segment in the place of the chosen, less what was deleted from those meanwhile."""
        with self._locked():
            now = {old.name: (old, live) for old, live in self._pairs()}
            names = [old.name for old, _live in chosen]
            if not all(name in now for name in names):
                self._files.discard(row)  # somebody purged or emptied the index meanwhile
                return
            lost = [live.segment.ids[np.setdiff1d(now[old.name][1].gone, live.gone)] for old, live in chosen]
            merged = LiveSegment(segment, row.numbers)
            pair = _forget(self._files.adopt(row, segment), merged, merged.numbers_of(np.concatenate(lost)))
            others = [each for name, each in now.items() if name not in names]
            self._publish(self.head(), [*([pair] if pair else []), *others])

    def _pairs(self) -> list[Pair]:
        return list(zip(self._state.manifest.rows, self._state.live, strict=True))


def _forget(row: Row, live: LiveSegment, numbers: Array) -> Pair | None:
    """The segment without these document numbers; None where nothing is left."""
    if not len(numbers):
        return row, live
    left = live.without(numbers)
    return (row.with_gone(left.gone, time.time()), left) if left.documents else None


def _last_of_each(pairs: Sequence[Pair]) -> list[Pair]:
    """New segments, in which a document may have come more than once: its last version stays."""
    if not pairs:
        return []
    ids = np.concatenate([live.segment.ids for _row, live in pairs])
    _ids, backwards = np.unique(ids[::-1], return_index=True)
    if len(backwards) == len(ids):
        return list(pairs)
    stale = np.ones(len(ids), bool)
    stale[len(ids) - 1 - backwards] = False
    parts = np.split(stale, np.cumsum([live.segment.documents for _row, live in pairs])[:-1])
    return [pair for old, part in zip(pairs, parts, strict=True) if (pair := _forget(*old, np.flatnonzero(part)))]
