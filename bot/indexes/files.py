"""What an index needs of its files; and files that are none: in memory. See `folder` for those that are."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, Protocol

from bot.core.model.documents import CaseId
from bot.core.model.trail import Head
from bot.indexes.manifest import EMPTY, Damaged, Kept, Root, Row, Rows
from bot.indexes.segments.columns import Array
from bot.indexes.segments.segment import Segment

Fill = Callable[[BinaryIO], None]
Stamp = tuple[int, ...]  # differs whenever the root does

NOTHING = Kept("", 0, ())


@dataclass(frozen=True, slots=True)
class Written:
    """A segment that was just written, closed again; and its documents' ids, in its order."""

    row: Row
    ids: Array


class Files(Protocol):
    """Raises StoreError kinds where the disk or the system is the cause."""

    def lock(self) -> AbstractContextManager[object]:
        """One writer at a time, of all processes."""
        ...

    def merge_lock(self) -> AbstractContextManager[bool]:
        """One merge at a time. Doesn't wait: yields whether it was free."""
        ...

    def turn(self, patience: float | None) -> AbstractContextManager[bool]:
        """See `ports.Index`; for one thread at a time of each process."""
        ...

    def stamp(self) -> Stamp: ...

    def load(self) -> Root:
        """Raises Damaged."""
        ...

    def kept(self, case: CaseId) -> Kept:
        """The case's own manifest; NOTHING where it has none. Raises Damaged."""
        ...

    def cases(self) -> Sequence[CaseId]:
        """Those that may have segments."""
        ...

    def save(self, before: Root, head: Head, changes: Mapping[CaseId, Rows]) -> Root:
        """Replace the root by the one after `before`; then drop the segments that aren't named. Under the lock.

        Raises before the change counts, or not at all.
        """
        ...

    def empty(self) -> Root:
        """Begin anew, with nothing. Under the lock."""
        ...

    def create(self, case: CaseId, fill: Fill, *, unfinished: bool = False) -> Written:
        """A new segment, on disk when this returns; nothing is left where it raises.

        Under the lock, or else `unfinished`, under the merge lock.
        """
        ...

    def adopt(self, case: CaseId, row: Row) -> None:
        """Give an unfinished segment its lasting name. Under both locks."""
        ...

    def discard(self, case: CaseId, row: Row) -> None:
        """Drop a segment that no manifest names, unfinished or not."""
        ...

    def open(self, case: CaseId, row: Row) -> Segment:
        """Raises Damaged, also where the file is missing."""
        ...

    def holds(self, case: CaseId, row: Row) -> bool:
        """Whether that segment is there for whoever wants to open it."""
        ...

    def look_after(self) -> bool:
        """Called now and then: does what needs no lock, and says whether it is time to `tidy`."""
        ...

    def tidy(self) -> None:
        """Drop what no manifest names and nobody needs now, where `save` leaves that for later. Under both locks."""
        ...

    def wipe(self, cases: Iterable[CaseId]) -> None:
        """Drop all that the manifests of these cases don't name, now, whoever needs it. Under the lock."""
        ...

    def close(self) -> None:
        """Let go of what is held open between two calls."""
        ...


class MemoryFiles:
    """Nothing is written anywhere."""

    def __init__(self) -> None:
        self._root = EMPTY
        self._segments: dict[str, Segment] = {}

    def lock(self) -> AbstractContextManager[object]:
        return nullcontext()

    def merge_lock(self) -> AbstractContextManager[bool]:
        return nullcontext(True)

    def turn(self, patience: float | None) -> AbstractContextManager[bool]:
        return nullcontext(True)

    def stamp(self) -> Stamp:
        return (self._root.generation,)

    def load(self) -> Root:
        return self._root

    def kept(self, case: CaseId) -> Kept:
        return NOTHING  # the root holds the rows of all

    def cases(self) -> Sequence[CaseId]:
        return list(self._root.changed)

    def save(self, before: Root, head: Head, changes: Mapping[CaseId, Rows]) -> Root:
        old = {row.name for case in changes for row in before.changed.get(case, ())}
        new = {row.name for rows in changes.values() for row in rows}
        self._root = before.followed(head, changes)
        for name in old - new:
            self._segments.pop(name, None)
        return self._root

    def empty(self) -> Root:
        self._root, self._segments = Root(generation=self._root.generation + 1), {}
        return self._root

    def create(self, case: CaseId, fill: Fill, *, unfinished: bool = False) -> Written:
        file = BytesIO()
        fill(file)
        segment = Segment(memoryview(file.getvalue()))
        row = Row(uuid.uuid4().hex, segment.size, 0, segment.documents, segment.passages, segment.passages)
        self._segments[row.name] = segment
        return Written(row, segment.ids)

    def adopt(self, case: CaseId, row: Row) -> None:
        """It has its name."""

    def holds(self, case: CaseId, row: Row) -> bool:
        return row.name in self._segments

    def look_after(self) -> bool:
        return False

    def tidy(self) -> None:
        """Nothing: `save` has."""

    def wipe(self, cases: Iterable[CaseId]) -> None:
        """Nothing: `save` has."""

    def close(self) -> None:
        """Nothing is held."""

    def discard(self, case: CaseId, row: Row) -> None:
        self._segments.pop(row.name, None)

    def open(self, case: CaseId, row: Row) -> Segment:
        try:
            return self._segments[row.name]
        except KeyError as error:
            raise Damaged(row.name) from error
