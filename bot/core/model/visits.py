"""Private visits to a stored text, outside of the chat: what a link of the source viewer says, and who decides."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from bot.core.model.documents import Audience, DocumentId

PLACES = 6  # of one visit, at most


@dataclass(frozen=True, slots=True)
class Place:
    """A quote: where it stands, and the first eight hex digits of the text's SHA-256."""

    document: DocumentId
    start: int
    end: int
    digest: str


@dataclass(frozen=True, slots=True)
class Visit:
    """One person looks at `places[0]`; the others are of the same answer. `channel`: where it was asked for.

    language: which they are spoken to in, two letters; "" where that isn't known.
    """

    workspace: str
    user: int
    channel: int
    places: tuple[Place, ...]
    language: str = ""


Presence = Callable[[Visit], Awaitable[Audience | None]]
"""Who that person is there at this moment, by their live roles; None for one who isn't there any more."""


class Visits(Protocol):
    """Makes addresses of the source viewer."""

    minutes: int  # how long an address lasts

    def address(self, visit: Visit) -> str:
        """A new one, for that person alone. Access is asked for again whenever it is opened."""
        ...

    def ask(self, presence: Presence) -> None:
        """Whom to ask who a visitor is. Nothing is shown before."""
        ...
