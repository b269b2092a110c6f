"""What `serve` does beside answering: backups by the clock, old ones dropped, none kept that hold what was erased."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.model.trail import Outcome

if TYPE_CHECKING:
    from bot.core.casebook import Casebook
    from bot.core.model.store_ports import Trail

NAME = re.compile(r"pullquote-(\d{8}T\d{6})-event(\d+)\.db")
MAKING, REPLACING = ".making.db", ".replacing.db"  # drafts
GRACE = 180.0  # seconds that whoever makes the backups has to replace those that hold what was erased
FETCHED = ".fetched.db"  # what the files begin with into which a backup is fetched to be put back
FETCHING = 3600.0  # seconds without a sign after which whoever fetched it was killed
SIZED = 300.0  # seconds
Now = Callable[[], datetime]


@dataclass(frozen=True)
class Kept:
    """A scheduled backup: its file, when it was made, and the newest event that it holds."""

    path: Path
    made: datetime
    event: int


class Erasures:
    """Where in the trail the newest one stands; each event is looked at once."""

    def __init__(self, trail: Trail) -> None:
        self._trail = trail
        self.looked = 0  # events that were looked through
        self._erased = 0

    def newest(self) -> int:
        newest = newest_event(self._trail)
        if newest < self.looked:  # another database was put in the place of this one
            self.looked = self._erased = 0
        for one in self._trail.events(limit=newest - self.looked) if newest > self.looked else ():
            self._erased = max(self._erased, one.sequence if one.action is Outcome.ERASED else 0)
        self.looked = newest
        return self._erased


def newest_event(trail: Trail) -> int:
    events = trail.events(limit=1)
    return events[0].sequence if events else 0


def is_of_this(trail: Trail, backup: Path) -> bool:
    """Whether the database goes on from what that backup holds: else it may be the only copy of another history."""
    from bot.stores.sql.backup import backups

    newest = backups.newest(backup)
    return newest is not None and trail.holds(newest)


@dataclass
class Backups:
    """hours: between two. keep: how many. The folder may be on another disk, and had better be."""

    casebook: Casebook
    folder: Path
    hours: float
    keep: int
    now: Now = lambda: datetime.now(UTC)
    erasures: Erasures = field(init=False)
    _stale_since: datetime | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.erasures = Erasures(self.casebook.trail)

    def __call__(self) -> Path | None:
        """Make one where it is time, or where the ones there hold what has been erased since; the new one's path.

        Raises StoreError kinds.
        """
        held, erased = kept(self.folder), self.erasures.newest()
        stale = [one for one in held if one.event < erased]
        sound = [one for one in held if one.event >= erased]
        due = not sound or (self.now() - sound[-1].made).total_seconds() >= self.hours * 3600
        made = self._make() if due else None
        self._drop(stale)
        if made:
            self._drop([one for one in kept(self.folder) if is_of_this(self.casebook.trail, one.path)][: -self.keep])
        return made

    def replace(self) -> Path | None:
        """Where another process makes them, maybe into a folder of its own: those here that have held erased documents
        for longer than it needs to replace them go, and a new one takes their place where no other is left; its path.

        Raises StoreError kinds.
        """
        held, erased = kept(self.folder), self.erasures.newest()
        stale = [one for one in held if one.event < erased]
        self._stale_since = (self._stale_since or self.now()) if stale else None
        if self._stale_since is None or (self.now() - self._stale_since).total_seconds() < GRACE:
            return None
        made = self._make(REPLACING) if len(stale) == len(held) else None
        self._drop(stale)
        return made

    def _make(self, draft_name: str = MAKING) -> Path:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self.folder / draft_name
        for left in self.folder.glob(f"{draft.name}*"):  # by a killed process: it may hold what is erased since
            left.unlink(missing_ok=True)
        for left in (each for name in (FETCHED, REPLACING) for each in self.folder.glob(f"{name}*")):
            if time.time() - left.stat().st_mtime > FETCHING:
                left.unlink(missing_ok=True)
        event = newest_event(self.casebook.trail)
        self.casebook.durable.backup(draft)
        self.casebook.claims.check()  # it may have taken so long that another process has made one
        path = self.folder / f"pullquote-{self.now():%Y%m%dT%H%M%S}-event{event}.db"
        return draft.replace(path)

    def _drop(self, some: Sequence[Kept]) -> None:
        for one in some:
            one.path.unlink(missing_ok=True)


def kept(folder: Path) -> list[Kept]:
    """The scheduled backups in a folder, oldest first; other files are nobody's business."""
    found = [named(path) for path in (folder.iterdir() if folder.is_dir() else ())]
    return sorted(filter(None, found), key=lambda one: (one.made, one.event))


def named(path: Path) -> Kept | None:
    """What the name of a scheduled backup says; None for another file's."""
    name = NAME.fullmatch(path.name)
    if not name:
        return None
    return Kept(path, datetime.strptime(name[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC), int(name[2]))


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
