"""Wrong bytes from a storage: at first taken for a lie, of it or of what is on the way; believed when they stay so."""

from __future__ import annotations

import time
from threading import Lock
from typing import Final

BELIEVED: Final = 15.0  # seconds after which what is wrong is made again: sooner, one bad moment would cost much work


class Doubt:
    """Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._since: dict[str, float] = {}  # by the monotonic clock

    def is_over(self, key: str) -> bool:
        """Whether that object has been wrong for long; begins counting with the first call."""
        now = time.monotonic()
        with self._lock:
            return now - self._since.setdefault(key, now) >= BELIEVED

    def clear(self, key: str) -> None:
        with self._lock:
            self._since.pop(key, None)
