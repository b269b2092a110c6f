"""How far reading a file is, page by page, told to whoever waits for it; the readers' process tells its parent.

    with page_progress.telling(lambda done, total: …):
        casebook.add(data, name, actor)

It holds for the current thread of work (also in `asyncio.to_thread`), as the limit of time does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from bot.core.model.ports import Progress


def _nobody(done: int, total: int) -> None:
    """Nobody waits."""


_told: ContextVar[Progress] = ContextVar("told", default=_nobody)


def tell(done: int, total: int) -> None:
    """So many pages of so many are read. Only for pages that take seconds each."""
    _told.get()(done, total)


@contextmanager
def telling(whom: Progress) -> Iterator[None]:
    """Within, `whom` is told."""
    token = _told.set(whom)
    try:
        yield
    finally:
        _told.reset(token)
