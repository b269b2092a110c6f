"""What `serve` does beside answering: backups by the clock, old ones dropped, none kept that hold what was erased."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.model.trail import Outcome

if TYPE_CHECKING:
    from bot.core.casebook import Casebook

NAME = re.compile(r"pullquote-(\d{8}T\d{6})-event(\d+)\.db")
SIZED = 300.0  # seconds
Now = Callable[[], datetime]


@dataclass(frozen=True)
class Kept:
    """A scheduled backup: its file, when it was made, and the newest event that it holds."""

    path: Path
    made: datetime
    event: int


@dataclass
class Backups:
    """hours: between two. keep: how many. The folder may be on another disk, and had better be."""

    casebook: Casebook
    folder: Path
    hours: float
    keep: int
    now: Now = lambda: datetime.now(UTC)
    _looked: int = 0  # events that were looked through for erasures
    _erased: int = 0  # the newest erasure

    def __call__(self) -> Path | None:
        """Make one where it is time, or where the ones there hold what has been erased since; the new one's path.

        Raises StoreError kinds.
        """
        held, erased = kept(self.folder), self._last_erasure()
        stale = [one for one in held if one.event < erased]
        sound = [one for one in held if one.event >= erased]
        due = not sound or (self.now() - sound[-1].made).total_seconds() >= self.hours * 3600
        made = self._make() if due else None
        self._drop(stale)
        if made:
            self._drop([one for one in kept(self.folder) if self._is_of_this(one)][: -self.keep])
        return made

    def _is_of_this(self, one: Kept) -> bool:
        """Whether the database goes on from what that backup holds: else it may be the only copy of another history."""
        from bot.stores.sql.backup import backups

        newest = backups.newest(one.path)
        return newest is not None and self.casebook.trail.holds(newest)

    def _make(self) -> Path:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self.folder / ".making.db"
        for left in self.folder.glob(f"{draft.name}*"):  # by a killed process: it may hold what is erased since
            left.unlink(missing_ok=True)
        event = self._newest()
        self.casebook.durable.backup(draft)
        self.casebook.claims.check()  # it may have taken so long that another process has made one
        path = self.folder / f"pullquote-{self.now():%Y%m%dT%H%M%S}-event{event}.db"
        return draft.replace(path)

    def _newest(self) -> int:
        events = self.casebook.trail.events(limit=1)
        return events[0].sequence if events else 0

    def _last_erasure(self) -> int:
        newest = self._newest()
        if newest < self._looked:  # another database was put in the place of this one
            self._looked = self._erased = 0
        for one in self.casebook.trail.events(limit=newest - self._looked) if newest > self._looked else ():
            self._erased = max(self._erased, one.sequence if one.action is Outcome.ERASED else 0)
        self._looked = newest
        return self._erased

    def _drop(self, some: Sequence[Kept]) -> None:
        for one in some:
            one.path.unlink(missing_ok=True)


def kept(folder: Path) -> list[Kept]:
    """The scheduled backups in a folder, oldest first; other files are nobody's business."""
    found = [(path, NAME.fullmatch(path.name)) for path in (folder.iterdir() if folder.is_dir() else ())]
    made = [
        Kept(path, datetime.strptime(name[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC), int(name[2]))
        for path, name in found
        if name
    ]
    return sorted(made, key=lambda one: (one.made, one.event))


def size(folder: Path, pattern: str = "*") -> int:
    """Bytes of the files in a folder."""
    return sum(path.stat().st_size for path in folder.glob(pattern) if path.is_file())


@dataclass
class Size:
    """Bytes of all files under a folder: looked at again after SIZED seconds, since there may be thousands."""

    folder: Path
    _bytes: int = 0
    _until: float = 0.0

    def __call__(self) -> int:
        if time.monotonic() >= self._until:
            self._bytes, self._until = size(self.folder, "**/*"), time.monotonic() + SIZED
        return self._bytes


def age(folder: Path) -> float:
    """Seconds since the newest scheduled backup; infinite where there is none."""
    held = kept(folder)
    return time.time() - held[-1].made.timestamp() if held else float("inf")
