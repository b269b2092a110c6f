"""What lies under a SQLAlchemy connection, in the same transaction: the trail says its own statements to it.

They are written once, with `?` for each value, and mean the same in every engine; so do the rows that come back:
moments as text, flags as 0 and 1, bytes as bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, Protocol

from sqlalchemy import Connection

TRANSLATES: Final = "driver"


class Found(Protocol):
    """The rows of a statement; `description` has the columns' names first."""

    @property
    def description(self) -> Any: ...

    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...


class Driver(Protocol):
    """A connection of SQLite's, or what speaks like one."""

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> Found: ...

    def executemany(self, statement: str, values: Sequence[Sequence[Any]], /) -> object: ...


def driver(connection: Connection) -> Driver:
    """What is under it; an engine that speaks otherwise has put something there that translates."""
    found: Any = connection.info.get(TRANSLATES) or connection.connection.driver_connection
    return found  # type: ignore[no-any-return]
