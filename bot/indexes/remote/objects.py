"""What an index needs of a storage that machines share: named bytes, replaced only where they are as they were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from bot.core.model.errors import (
    IndexAway,
    IndexLacksClient,
    IndexUnfit,
    OffsiteAway,
    OffsiteLacksClient,
    OffsiteUnfit,
    StoreError,
)


class Conflict(Exception):
    """The object isn't the one that was to be replaced: somebody was quicker."""


@dataclass(frozen=True, slots=True)
class Object:
    """tag: differs with every version of what has that name."""

    data: bytes
    tag: str


@dataclass(frozen=True, slots=True)
class Sentences:
    """What is raised, by whose storage it is. unfit is a kind of away. settings: what its operator would correct."""

    away: type[StoreError]
    unfit: type[StoreError]
    lacks_client: type[StoreError]
    settings: str


OF_THE_INDEX: Final = Sentences(IndexAway, IndexUnfit, IndexLacksClient, "INDEX_URL or INDEX_ENDPOINT")
OF_BACKUPS: Final = Sentences(OffsiteAway, OffsiteUnfit, OffsiteLacksClient, "BACKUP_URL or BACKUP_ENDPOINT")


class Objects(Protocol):
    """Raises IndexAway where the storage can't be reached, is too slow or refuses; StoreFull where it is full.

    For another storage than the index's see `Sentences`. What was written is seen by everybody's next reading (Amazon
    keeps that since 2020). For several threads at once.
    """

    name: str  # for people: where it is, without any secret

    def get(self, key: str, known: Object | None = None) -> Object | None:
        """A small object, or None; `known` itself where it is still that version."""
        ...

    def put(self, key: str, data: bytes, over: str | None) -> str:
        """Replace the version of that tag; make a new object where it is None. Its tag. Raises Conflict.

        Where IndexAway is raised it may have been written, or be written yet.
        """
        ...

    def add(self, key: str, data: memoryview) -> None:
        """A large object, under a name that nobody else gives."""
        ...

    def fetch(self, key: str) -> memoryview | None:
        """A large object; None where it isn't there."""
        ...

    def holds(self, key: str) -> bool: ...

    def keys(self, prefix: str) -> Iterator[str]: ...

    def delete(self, keys: Iterable[str]) -> None:
        """Also those that aren't there."""
        ...

    def shred(self) -> None:
        """What was deleted leaves the storage's own files now, as far as it can be reached from here."""
        ...

    def close(self) -> None: ...
