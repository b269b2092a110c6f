"""A progress bar on standard error for work that takes a while, where somebody is looking."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.core.model.ports import Progress

PATIENCE = 0.5  # seconds before a bar appears: quick work shows none


@contextmanager
def bar(label: str) -> Iterator[Progress]:
    """Yields what to call with (done, total). Does nothing where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    drawn = _Bar(label)
    try:
        yield drawn
    finally:
        drawn.close()


class _Bar:
    """Made when it is needed, because rich takes 50 ms to load."""

    def __init__(self, label: str) -> None:
        self._label, self._began = label, time.monotonic()
        self._close: Callable[[], None] = lambda: None
        self._update: Progress = self._wait

    def __call__(self, done: int, total: int) -> None:
        self._update(done, total)

    def _wait(self, done: int, total: int) -> None:
        if time.monotonic() - self._began > PATIENCE:
            self._open(total)
            self._update(done, total)

    def _open(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        drawn = Progress(*columns, console=Console(stderr=True), transient=True)
        task = drawn.add_task(self._label, total=total)
        drawn.start()
        self._close = drawn.stop
        self._update = lambda done, total: drawn.update(task, completed=done, total=total)

    def close(self) -> None:
        self._close()
