"""Whether Discord is there: every shard has begun or resumed its session since it was last lost.

discord.py's own `is_ready` stays true through an outage, and a socket is open for a moment in each turn of an endless
loop of refused resumes; only a session that Discord has confirmed counts.
"""

from __future__ import annotations


class Pulse:
    """Told by the client's events; `shards` is how many there should be, None before Discord has said so."""

    def __init__(self) -> None:
        self._there: set[int] = set()
        self.losses = 0  # since the start

    def found(self, shard: int) -> None:
        self._there.add(shard)

    def lost(self, shard: int) -> None:
        self.losses += shard in self._there
        self._there.discard(shard)

    def beats(self, shards: int | None) -> bool:
        return bool(shards) and len(self._there) == shards
