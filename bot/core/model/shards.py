"""Which of the bot's servers a process serves, where several share them: Discord divides them into so many shards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_TIME_BITS: Final = 22  # of a server's number, below those that count; Discord's documentation, "Sharding"


@dataclass(frozen=True, slots=True)
class Shards:
    """Those numbered first to last, of so many in all. What belongs to no server is the first process's."""

    first: int = 0
    last: int = 0
    count: int = 1

    @property
    def numbers(self) -> range:
        return range(self.first, self.last + 1)

    @property
    def is_first(self) -> bool:
        """Whether what must be done once, for all servers, is done here."""
        return self.first == 0

    def owns(self, workspace: str) -> bool:
        """Whether that server (by its number) is served here."""
        if not workspace.isdecimal():
            return self.is_first
        return (int(workspace) >> _TIME_BITS) % self.count in self.numbers


ALL: Final = Shards()
