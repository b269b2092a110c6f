"""What every question asks of the database and hardly ever changes: read again only after somebody's commit."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from bot.stores.sql.database.database import Database

Read = TypeVar("Read")


class Memo:
    """Answers by name, all forgotten when the database changes; 3 µs each instead of 100. Safe from any thread.

    What is kept is handed out again and again: it must be immutable.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: tuple[Hashable, dict[str, Any]] = (None, {})

    def of(self, name: str, read: Callable[[], Read]) -> Read:
        """What `read` returned since the last commit, or returns now. Raises what it raises."""
        version = self._database.version()  # asked first: a commit meanwhile makes what is read now old at once
        known = self._known
        if known[0] != version:
            known = self._known = (version, {})
        if name not in known[1]:
            known[1][name] = read()
        found: Read = known[1][name]
        return found
