"""Who does what is to be done once, where several processes share a database: whoever holds the claim to it.

A claim is held for a short time and renewed all the while; who falls silent is followed. Nobody knows for sure that
they still hold one: so what a holder writes carries the claim's number along, and the store refuses it, within the
very transaction, once the claim has passed on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final, Protocol


@dataclass(frozen=True, slots=True)
class Claim:
    """fence: how often it has passed from one process to another."""

    name: str
    holder: str = ""
    fence: int = 0


Held = frozenset[Claim]
_UNDER: ContextVar[Held | None] = ContextVar("claims", default=None)


class Claims(Protocol):
    """Those of one process. Safe to call from several threads; may block. Raises StoreError kinds."""

    @property
    def shared(self) -> bool:
        """Whether other processes may want the same."""

    @property
    def held(self) -> int:
        """How many this process has, as far as it knows; costs nothing."""

    def take(self, names: Iterable[str]) -> Held:
        """Those of them that are this process's: it has them already, nobody has, or whoever had them is silent."""

    def check(self) -> None:
        """Raises ClaimLost where what is done `under` claims is no longer this process's to do."""

    def gate(self, name: str, seconds: float) -> float:
        """0.0: go on, and nobody else may for so many seconds. Else how many to wait before asking again."""

    def close(self) -> None:
        """Give all back, so that they are followed at once."""


class Alone:
    """No other process wants anything."""

    shared = False
    held = 0

    def take(self, names: Iterable[str]) -> Held:
        return frozenset(map(Claim, names))

    def check(self) -> None:
        """Nobody can take anything away."""

    def gate(self, name: str, seconds: float) -> float:
        del name, seconds
        return 0.0

    def close(self) -> None:
        """Nothing is held."""


ALONE: Final = Alone()


@contextmanager
def under(held: Held) -> Iterator[None]:
    """What this thread or task does until then, and what it hands on to others, counts only while these are held."""
    token = _UNDER.set(held)
    try:
        yield
    finally:
        _UNDER.reset(token)


def current() -> Held | None:
    """What is done here is done under these; None where it needs no claim."""
    return _UNDER.get()


def has(name: str) -> bool:
    """Whether what is done here may be done for that, too."""
    held = current()
    return held is None or any(each.name == name for each in held)
