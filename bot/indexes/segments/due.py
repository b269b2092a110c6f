"""Which cases are worth a look for something to merge: those that changed, and after a start every one, once."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock

from bot.core.model.documents import CaseId


class Due:
    """Moments are seconds of the epoch. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._cases: dict[CaseId, float] = {}  # from when on
        self.all = True  # nobody has looked through all of them yet

    def add(self, cases: Iterable[CaseId], when: float = 0.0) -> None:
        with self._lock:
            for case in cases:
                self._cases[case] = min(when, self._cases.get(case, when))
            self.all = False

    def everything(self) -> None:
        with self._lock:
            self.all = True

    def waits(self, now: float) -> bool:
        """Whether there is one to take, or there may be."""
        with self._lock:
            return self.all or any(when <= now for when in self._cases.values())

    def take(self, now: float) -> CaseId | None:
        """One that it is time for, or None. Whoever takes it adds it again, if there may be more to do."""
        with self._lock:
            case = next((case for case, when in self._cases.items() if when <= now), None)
            if case is not None:
                del self._cases[case]
            return case
