"""Segments and manifests as objects that machines share: the same as in a folder, but for how they are replaced.

    root                        what counts; replaced by comparing, so that no two writers can follow the same one
    manifests/EPOCH/CASE        rows of a case that hasn't changed lately; only ever replaced by later ones
    segments/CASE/NAME          immutable; those of merges begin with "m"
    locks/NAME                  see `leases`

A lock only saves work. Whoever lost one without noticing is refused when they replace the root, which is all that makes
a change count; what they had written stays unnamed, and is dropped by `tidy`.

A segment that was replaced stays for `GRACE` seconds, so that whoever read the manifests before needn't look again.
Nothing depends on that being long enough: who finds a segment gone reads the root once more. (Leases of all readers
would be exact, at the price of requests of each of them for ever, and of a dead one holding up everybody.) What was
erased doesn't wait: see `wipe`.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from threading import Lock
from typing import Final

from bot.core.model.documents import CaseId
from bot.core.model.errors import IndexAway, IndexDamaged, StoreBusy, StoreError
from bot.core.model.trail import Head
from bot.indexes import folder, handles
from bot.indexes.files import NOTHING, Fill, Stamp, Written
from bot.indexes.manifest import EMPTY, Damaged, Kept, Root, Row, Rows, decode, decode_case, encode, encode_case
from bot.indexes.remote.doubt import Doubt
from bot.indexes.remote.garbage import MERGING, Garbage, manifest_of, manifests_of, segment_of
from bot.indexes.remote.leases import Leases
from bot.indexes.remote.objects import Conflict, Object, Objects
from bot.indexes.remote.segment_cache import SegmentCache
from bot.indexes.segments.columns import BadColumns
from bot.indexes.segments.segment import Segment

ROOT: Final = "root"
LATELY: Final = folder.LATELY
AT_ONCE: Final = 8  # requests
TWICE: Final = range(2)  # what came damaged may be whole in the storage: it is asked for once more


@dataclass(frozen=True, slots=True)
class Seen:
    """The root as it was read or written last; object: None where there was none. number: counts them, within here."""

    number: int
    object: Object | None
    root: Root


class RemoteFiles:
    """See `files.Files`. Raises IndexAway where the storage is."""

    def __init__(self, objects: Objects, cache: SegmentCache, leases: Leases | None = None) -> None:
        self._objects, self._cache = objects, cache
        self._leases = leases or Leases(objects)
        self._garbage = Garbage(objects)
        self._doubt = Doubt()
        self._looking, self._lock = Lock(), Lock()
        self._seen = Seen(0, None, EMPTY)
        self._is_unsure = False  # a root was sent, and no answer came
        self._is_own = False  # the root seen last is one that was written here, and nobody has asked for its stamp yet
        self._known: dict[CaseId, Kept] = {}  # manifests as of the root seen last
        self._is_cache_old = True  # it may hold segments of cases whose manifests were not looked at since

    # --- locks

    def lock(self) -> AbstractContextManager[object]:
        return self._leases.held("lock", None)

    def merge_lock(self) -> AbstractContextManager[bool]:
        return self._leases.held("merge", 0.0)

    def turn(self, patience: float | None) -> AbstractContextManager[bool]:
        return self._leases.held("turn", patience)

    # --- the root

    def stamp(self) -> Stamp:
        with self._looking:
            if self._is_own:
                self._is_own = False
            else:
                self._look()
            return (self._seen.number,)

    def load(self) -> Root:
        return self._seen.root

    def _look(self) -> None:
        old = self._seen
        found = self._objects.get(ROOT, old.object)
        if found is not old.object:
            self._follow(old, *self._decoded(found))

    def _decoded(self, found: Object | None) -> tuple[Object | None, Root]:
        """Raises IndexAway for what can't be so: the one that is known here stays. A new process begins anew."""
        old = self._seen.root
        for _attempt in TWICE:
            try:
                root = EMPTY if found is None else decode(found.data)
            except Damaged:
                found = self._objects.get(ROOT)
                continue
            if root.epoch and root.epoch == old.epoch and root.generation < old.generation:
                raise IndexAway(path=self._objects.name)  # an older state than the one it gave before
            return found, root
        if old.epoch:
            raise IndexAway(path=self._objects.name)
        return found, EMPTY

    def _follow(self, old: Seen, found: Object | None, root: Root) -> None:
        with self._lock:
            if root.epoch != old.root.epoch or root.settled > old.root.generation:
                self._known.clear()  # there are changes that this root doesn't tell of
                self._is_cache_old = True
            for case, rows in root.changed.items():
                self._known[case] = Kept(root.epoch, root.generation, rows)
                self._cache.keep_only(case, {row.name for row in rows})
            self._seen = Seen(self._seen.number + 1, found, root)

    def save(self, before: Root, head: Head, changes: Mapping[CaseId, Rows]) -> Root:
        seen = self._seen
        if (seen.root.epoch, seen.root.generation) != (before.epoch, before.generation):
            raise StoreBusy(seconds=0)  # the lock was lost meanwhile
        after = before.followed(head, changes)
        if not before.epoch:
            self._settle(after, after.changed)
            after = replace(after, settled=after.generation, changed={})
        elif len(after.changed) > LATELY:
            self._settle(before, before.changed)
            after = replace(after, settled=before.generation, changed=dict(changes))
        replaced = [segment_of(case, row) for case, rows in changes.items() for row in self._left_out(case, rows)]
        self._replace(seen, after)
        self._garbage.doom(replaced)
        return after

    def _left_out(self, case: CaseId, rows: Rows) -> list[Row]:
        """What the case's manifest, where it is known, names and these rows don't."""
        names = {row.name for row in rows}
        return [row for row in self._known.get(case, NOTHING).rows if row.name not in names]

    def _replace(self, seen: Seen, root: Root) -> None:
        data = encode(root)
        over = seen.object.tag if seen.object else None
        try:
            found = Object(data, self._objects.put(ROOT, data, over))
        except (Conflict, StoreError) as error:
            self._is_unsure = self._is_unsure or isinstance(error, StoreError)
            found = self._after(error, data)
        self._is_unsure = False
        with self._looking:
            self._follow(seen, found, root)
            self._is_own = True

    def _after(self, error: Conflict | StoreError, data: bytes) -> Object:
        """The root, where it was written in spite of the error: an answer may be lost on its way."""
        now = self._objects.get(ROOT)
        if now is not None and now.data == data:
            return now
        raise StoreBusy(seconds=0) if isinstance(error, Conflict) else error

    def empty(self) -> Root:
        seen = self._seen
        root = Root(generation=seen.root.generation + 1)  # never twice the same bytes: see `objects.Object`
        self._replace(seen, root)
        self._garbage.list_soon()
        return root

    # --- manifests

    def kept(self, case: CaseId) -> Kept:
        with self._lock:
            seen, known = self._seen, self._known.get(case)
        if known is not None:
            return known
        if not seen.root.epoch:
            return NOTHING
        kept = self._fetched_manifest(case, seen.root.epoch) or self._nothing(seen)
        with self._lock:
            if self._seen is seen and kept.generation <= seen.root.generation:
                self._known[case] = kept
        return kept

    def _fetched_manifest(self, case: CaseId, epoch: str) -> Kept | None:
        key = manifest_of(epoch, case)
        for _attempt in TWICE:
            found = self._objects.get(key)
            try:
                kept = None if found is None else decode_case(case, found.data)
            except Damaged:
                continue
            self._doubt.clear(key)
            return kept
        raise self._doubted(key)

    def _nothing(self, seen: Seen) -> Kept:
        """Of a case without a manifest: unless another epoch has begun, whose beginner has dropped it."""
        with self._looking:
            self._look()
            if self._seen is not seen:
                raise Damaged("manifest: replaced meanwhile")
        return Kept(seen.root.epoch, 0, ())

    def _doubted(self, key: str) -> Exception:
        """What to raise for wrong bytes: at first the storage is away; later they are damaged and to be made again."""
        if self._doubt.is_over(key):
            return Damaged(f"{key}: wrong checksum")
        return IndexAway(path=self._objects.name)

    def _settle(self, root: Root, changed: Mapping[CaseId, Rows]) -> None:
        def settle(case: CaseId) -> None:
            kept = Kept(root.epoch, root.generation, changed[case])
            self._put_later(manifest_of(root.epoch, case), case, kept)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(settle, changed))

    def _put_later(self, key: str, case: CaseId, kept: Kept) -> None:
        """Unless there is one as late already: somebody slow may be settling what was settled long ago."""
        while True:
            now = self._objects.get(key)
            try:
                if now is not None and decode_case(case, now.data).generation >= kept.generation:
                    return
            except Damaged:
                pass  # what is there counts for nothing
            try:
                self._objects.put(key, encode_case(case, kept), now.tag if now else None)
            except Conflict:
                continue
            return

    def cases(self) -> Sequence[CaseId]:
        root = self._seen.root
        kept = self._objects.keys(manifests_of(root.epoch)) if root.epoch else ()
        return sorted({int(key.rpartition("/")[2]) for key in kept} | set(root.changed))

    # --- segments

    def create(self, case: CaseId, fill: Fill, *, unfinished: bool = False) -> Written:
        draft = self._cache.draft()
        name = (MERGING if unfinished else "s") + draft.name
        with handles.told(self._cache.folder):
            try:
                written = folder.written(name, draft, fill)
                row = written.row
                self._objects.add(segment_of(case, row), handles.checked(draft, row.size, row.crc))
            except BaseException:
                draft.unlink(missing_ok=True)
                self._garbage.list_soon()  # it may have come all the same
                raise
        self._cache.take(draft, case, name)
        return written

    def adopt(self, case: CaseId, row: Row) -> None:
        """It has its name; but where the merge lock was lost, somebody may have taken it for a dead merge's."""
        if not self.holds(case, row):
            raise StoreBusy(seconds=0)

    def holds(self, case: CaseId, row: Row) -> bool:
        return self._objects.holds(segment_of(case, row))

    def discard(self, case: CaseId, row: Row) -> None:
        """Later, where it isn't known whether a root that names it was written, or will be yet."""
        if self._is_unsure:
            self._garbage.list_soon()
        else:
            self._garbage.drop(segment_of(case, row))

    def open(self, case: CaseId, row: Row) -> Segment:
        with handles.told(self._cache.folder, damage=True):
            try:
                return Segment(self._cache.get(case, row) or self._fetched(case, row))
            except (ValueError, KeyError, BadColumns) as error:
                raise Damaged(f"{row.name}: {error}") from error

    def _fetched(self, case: CaseId, row: Row) -> memoryview:
        key = segment_of(case, row)
        for _attempt in TWICE:
            data = self._objects.fetch(key)
            if data is None:
                raise Damaged(f"{row.name}: missing")
            if len(data) == row.size and zlib.crc32(data) == row.crc:
                self._doubt.clear(key)
                return self._cache.put(case, row, data)
        raise self._doubted(key)

    # --- what isn't needed any more

    def look_after(self) -> bool:
        if self._is_cache_old:
            self._is_cache_old = False
            try:
                self._look_after_cache()
            except BaseException:
                self._is_cache_old = True
                raise
        return self._garbage.is_due(time.monotonic())

    def _look_after_cache(self) -> None:
        for case in self._cache.cases():
            try:
                names = {row.name for row in self._rows(case)}
            except IndexDamaged:
                names = set()
            self._cache.keep_only(case, names)

    def tidy(self) -> None:
        self._garbage.drop_due(time.monotonic())
        if not self._garbage.is_listing_due(time.monotonic()):
            return
        unnamed = self._garbage.listed(self._seen.root.epoch, self._rows)
        if unnamed:  # who was slow and still believes to hold the lock can't name them any more
            root = self._seen.root
            self.save(root, root.head, {})
        self._garbage.doom(unnamed)

    def wipe(self, cases: Iterable[CaseId]) -> None:
        for case in cases:
            with self.merge_lock() as free:
                self._garbage.wipe(case, {row.name for row in self._rows(case)}, also_merging=free)
        self._objects.shred()

    def _rows(self, case: CaseId) -> Rows:
        """As of the root seen last. Raises IndexDamaged."""
        root = self._seen.root
        try:
            return root.changed[case] if case in root.changed else self.kept(case).rows
        except Damaged as error:
            raise IndexDamaged(case=case) from error

    def close(self) -> None:
        self._objects.close()
