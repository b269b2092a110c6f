"""How long a file may take to be read: half a minute, or more where somebody with the right to insists.

    with patience.allowing(patience.LONGER):
        casebook.add(data, name, actor)

It holds for the current thread of work (also in `asyncio.to_thread`), not for others.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

USUAL = 30  # seconds, of one file
LONGER = 300  # the same, where a moderator or the operator insists, and for the operator's own folders

_allowed: ContextVar[float] = ContextVar("allowed", default=USUAL)


def seconds() -> float:
    """What one file may take now."""
    return _allowed.get()


@contextmanager
def allowing(longer: float) -> Iterator[None]:
    """Within, a file may take so many seconds."""
    token = _allowed.set(longer)
    try:
        yield
    finally:
        _allowed.reset(token)
