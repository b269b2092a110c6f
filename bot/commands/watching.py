"""Notices when a folder has changed and has come to rest: a file that is still being written is waited for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from bot.core.folders import files

PERIOD = 2.0  # seconds between two looks

Look = dict[str, tuple[int, int]]  # path → size in bytes, time of change in nanoseconds


def changes(folder: Path, period: float = PERIOD) -> Iterator[None]:
    """One item for each change, as soon as two looks in a row see the same. Ends with Ctrl-C."""
    taken = before = look(folder)
    with suppress(KeyboardInterrupt):
        while True:
            time.sleep(period)
            now = look(folder)
            if now == before and now != taken:
                taken = now
                yield
            before = now


def look(folder: Path) -> Look:
    """What is in the folder now. Files that vanish meanwhile are left out."""
    found: Look = {}
    for path in files(folder):
        with suppress(OSError):
            state = path.stat()
            found[str(path)] = state.st_size, state.st_mtime_ns
    return found
