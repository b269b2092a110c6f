"""What is searched: the root as it was seen last, and the cases that were searched last, open."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final, TypeVar

from bot.core.model.documents import CaseId
from bot.core.model.errors import IndexDamaged, StoreBusy
from bot.indexes.files import Files, Stamp
from bot.indexes.handles import MAPPED
from bot.indexes.manifest import EMPTY, Damaged, Root, Row, Rows
from bot.indexes.segments.live import LiveSegment

ROOM: Final = 256_000_000  # bytes of segments that are kept open
MAPS: Final = 64  # of which so many may be mapped, with a handle each
COST: Final = 8_000  # bytes of Python's own for an open segment
ATTEMPTS: Final = 5  # to open what the manifests name, while another process replaces it


Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Opened:
    """A case's segments, as they are at that generation of that epoch. live: one a row."""

    epoch: str
    generation: int
    rows: Rows
    live: tuple[LiveSegment, ...]

    @property
    def size(self) -> int:
        return sum(row.size + COST for row in self.rows)

    @property
    def maps(self) -> int:
        return sum(row.size >= MAPPED for row in self.rows)

    @property
    def pairs(self) -> list[tuple[Row, LiveSegment]]:
        return list(zip(self.rows, self.live, strict=True))


class OpenCases:
    """Those that were searched last, so many that handles and memory don't grow with the number of cases."""

    def __init__(self, room: int = ROOM, maps: int = MAPS) -> None:
        self._room, self._maps = room, maps
        self._lock = Lock()
        self._held: OrderedDict[CaseId, Opened] = OrderedDict()

    def get(self, case: CaseId) -> Opened | None:
        with self._lock:
            if case in self._held:
                self._held.move_to_end(case)
            return self._held.get(case)

    def keep(self, case: CaseId, opened: Opened) -> None:
        """At least this one stays open; snapshots keep what they hold anyway."""
        with self._lock:
            old = self._held.pop(case, None)
            self._held[case] = opened
            self._room += (old.size if old else 0) - opened.size
            self._maps += (old.maps if old else 0) - opened.maps
            while (self._room < 0 or self._maps < 0) and len(self._held) > 1:
                _case, dropped = self._held.popitem(last=False)
                self._room += dropped.size
                self._maps += dropped.maps

    def clear(self) -> None:
        with self._lock:
            while self._held:
                _case, dropped = self._held.popitem()
                self._room += dropped.size
                self._maps += dropped.maps


class State:
    """Safe to use from several threads; nobody waits for a writer.

    A damaged root is taken for none: the index is then empty and at (0, ""), so that its owner fills it again. Of a
    damaged case IndexDamaged is raised whenever somebody wants it, until it is made again.
    """

    def __init__(self, files: Files) -> None:
        self._files = files
        self._lock = Lock()
        self._stamp: Stamp | None = None
        self._open = OpenCases()
        self.root = EMPTY

    def refresh(self) -> bool:
        """Take up what another process has written; whether there was anything."""
        with self._lock:
            stamp = self._files.stamp()
            if stamp == self._stamp:
                return False
            try:
                self.root = self._files.load()
            except Damaged:
                self.root = EMPTY
            self._stamp = stamp
            return True

    def put(self, root: Root) -> None:
        """What this process has just written."""
        with self._lock:
            self.root, self._stamp = root, self._files.stamp()

    def close(self) -> None:
        self._open.clear()
        with self._lock:
            self.root, self._stamp = EMPTY, None

    def rows(self, case: CaseId) -> Rows:
        """Without opening the segments. Raises IndexDamaged."""
        return self._read(lambda root: self._rows(case, root))

    def opened(self, case: CaseId) -> Opened:
        """Raises IndexDamaged."""
        return self._read(lambda root: self._opened(case, root))

    def is_open(self, cases: Iterable[CaseId]) -> bool:
        """Whether `segments` of these needs no file."""
        root = self.root
        return all((held := self._open.get(case)) is not None and _is_at(held, root, case) for case in cases)

    def segments(self, cases: Iterable[CaseId]) -> Sequence[LiveSegment]:
        """All as of one moment. Raises IndexDamaged."""
        wanted = sorted(set(cases))
        return self._read(lambda root: [live for case in wanted for live in self._opened(case, root).live])

    def _read(self, read: Callable[[Root], Result]) -> Result:
        """By the newest root. What it leads to may be replaced meanwhile: then once more, by the root after it."""
        for _attempt in range(ATTEMPTS):
            root = self.root
            try:
                return read(root)
            except IndexDamaged:
                self.refresh()
                if self.root is root:
                    raise
        raise StoreBusy(seconds=0)

    def _opened(self, case: CaseId, root: Root) -> Opened:
        held = self._open.get(case)
        rows = self._rows(case, root, held)
        if held is not None and (held.epoch, held.generation) == (root.epoch, root.generation):
            return held
        known = {} if held is None else {row.name: (row, live) for row, live in held.pairs}
        live = tuple(self._taken_up(case, row, *known.get(row.name, (None, None))) for row in rows)
        opened = Opened(root.epoch, root.generation, rows, live)
        self._open.keep(case, opened)
        return opened

    def _taken_up(self, case: CaseId, row: Row, old: Row | None, live: LiveSegment | None) -> LiveSegment:
        if live is not None:
            return live if row == old else LiveSegment(live.segment, row.numbers)
        try:
            return LiveSegment(self._files.open(case, row), row.numbers)
        except Damaged as error:
            raise IndexDamaged(case=case) from error

    def _rows(self, case: CaseId, root: Root, held: Opened | None = None) -> Rows:
        if case in root.changed:
            return root.changed[case]
        if held is not None and held.epoch == root.epoch and root.settled <= held.generation <= root.generation:
            return held.rows
        try:
            kept = self._files.kept(case)
        except Damaged as error:
            raise IndexDamaged(case=case) from error
        is_newer = kept.generation > root.generation if kept.epoch == root.epoch else self._is_old()
        if is_newer:
            raise IndexDamaged(case=case)
        return kept.rows if kept.epoch == root.epoch else ()

    def _is_old(self) -> bool:
        """Whether there is another root by now: another epoch's files are left over from before this one, or its."""
        return self._files.stamp() != self._stamp


def _is_at(held: Opened, root: Root, case: CaseId) -> bool:
    """Whether it holds all that the root names of the case."""
    if held.epoch != root.epoch:
        return False
    if case in root.changed:
        return {row.name for row in root.changed[case]} <= {row.name for row in held.rows}
    return root.settled <= held.generation <= root.generation
