"""Notices what has changed in a folder and has come to rest: a file that is still being written is waited for.

The others aren't: each file counts as soon as two looks in a row see the same of it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.model.own_files import NOTHING, Own
from bot.core.workflows.document_files import files

if TYPE_CHECKING:
    from bot.core.casebook import Casebook
    from bot.core.workflows.folder_sync import Folder, Note, Report

log = logging.getLogger(__name__)
PERIOD = 2.0  # seconds between two looks

Look = dict[Path, tuple[int, int]]  # path → size in bytes, time of change in nanoseconds
Unfinished = Collection[Path]


class Watch:
    """What was seen of a folder so far. Before the first look nothing was."""

    def __init__(self, folder: Path, own: Own = NOTHING) -> None:
        self.folder, self._own = folder, own
        self._before = look(folder, time.time() - PERIOD, own)
        self._taken: Look | None = None

    def due(self) -> Unfinished | None:
        """The files that have to be waited for, where something else is to be taken up now; else None."""
        now = look(self.folder, own=self._own)
        unfinished = {path for path, state in now.items() if self._before.get(path) != state}
        taken, gone = self._taken or {}, self._gone(now)
        at_rest = {path: state for path, state in now.items() if path not in unfinished}
        is_due = self._taken is None or bool(gone) or any(taken.get(path) != at_rest[path] for path in at_rest)
        self._before = now
        if not is_due:
            return None
        self._taken = {path: state for path, state in taken.items() if path not in gone} | at_rest
        return unfinished

    def _gone(self, now: Look) -> set[Path]:
        """Missed twice: some programs write a file by putting a new one in its place."""
        return {path for path in self._taken or () if path not in now and path not in self._before}

    def forget(self) -> None:
        """What was taken up last wasn't after all: it is due again."""
        self._taken = None


def look(folder: Path, older_than: float = float("inf"), own: Own = NOTHING) -> Look:
    """What is in the folder now; files that vanish meanwhile are left out. older_than: seconds since 1970."""
    found: Look = {}
    for path in files(folder, own=own):
        with suppress(OSError):
            state = path.stat()
            if state.st_mtime < older_than:
                found[path] = state.st_size, state.st_mtime_ns
    return found


def changes(folder: Path, period: float = PERIOD, own: Own = NOTHING) -> Iterator[Unfinished]:
    """One item at the beginning and for each change: what has to be waited for. Ends with Ctrl-C."""
    watch = Watch(folder, own)
    with suppress(KeyboardInterrupt):
        while True:
            unfinished = watch.due()
            if unfinished is not None:
                yield unfinished
            time.sleep(period)


class Ended(Exception):
    """The process ends."""


class Keeping:
    """A folder that is kept in sync while the bot serves: called every few seconds, logs a report of each change."""

    def __init__(self, casebook: Casebook, folder: Folder) -> None:
        self._casebook, self._folder = casebook, folder
        self._watch: Watch | None = None
        self._told: set[Note] = set()
        self._ended = False

    def stop(self) -> None:
        """End between two files: what was read so far and isn't stored yet is read again at the next start."""
        self._ended = True

    def _go_on(self, done: int, total: int) -> None:
        del done, total
        if self._ended:
            raise Ended

    def __call__(self) -> Report | None:
        """What was done, None where nothing was to be. Raises MissingFolder, StoreError kinds; then it is due again."""
        from bot.core.model.errors import MissingFolder
        from bot.core.workflows import folder_sync

        if not self._folder.path.is_dir():
            raise MissingFolder(path=self._folder.path)
        self._watch = self._watch or Watch(self._folder.path, self._folder.own)
        unfinished = self._watch.due()
        if unfinished is None:
            return None
        try:
            report = folder_sync.sync(self._casebook, self._folder, self._go_on, unfinished)
        except Ended:
            return None
        except BaseException:
            self._watch.forget()
            raise
        self._tell(report)
        return report

    def _tell(self, report: Report) -> None:
        """A line for what changed, and one, once, for each file that is left out; their names are the operator's."""
        counts = report.added, report.updated, report.renamed, report.removed, len(report.problems)
        new = [note for note in report.problems if note not in self._told]
        self._told = set(report.problems)
        if report.changed or new:
            log.info("watched folder: %d added, %d updated, %d renamed, %d removed, %d left out", *counts)
        for name, why in new:
            log.warning("watched folder: %s: %s", name, why)
