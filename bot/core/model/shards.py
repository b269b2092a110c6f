"""Which of the bot's servers a process serves, where several share them: Discord divides them into so many shards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.core.model import claims

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

    @property
    def claims(self) -> list[str]:
        """Of each the claim to what is begun by the clock for its servers."""
        return [self._claim(number) for number in self.numbers]

    def _claim(self, number: int) -> str:
        return f"shard {number}/{self.count}"

    def owns(self, workspace: str) -> bool:
        """Whether that server (by its number) is served here; under claims, whether its shard's is among them."""
        number = (int(workspace) >> _TIME_BITS) % self.count if workspace.isdecimal() else 0
        return number in self.numbers and claims.has(self._claim(number))


ALL: Final = Shards()
