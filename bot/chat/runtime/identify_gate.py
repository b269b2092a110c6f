"""Discord lets so many shards of a bot in at once, and the next ones five seconds later: counted for all processes.

Where they share a database, each bucket of shards is a gate in it. Discord's documentation, "Sharding".
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

import discord

from bot.core.model.errors import StoreError

if TYPE_CHECKING:
    from bot.core.model.claims import Claims

SECONDS: Final = 5.5  # between two shards of a bucket; Discord wants 5, and they are on their way for a moment

log = logging.getLogger(__name__)


class IdentifyGate:
    """Of one client."""

    def __init__(self, client: discord.AutoShardedClient, claims: Claims) -> None:
        self._client, self._claims = client, claims
        self._buckets = 0

    async def passed(self, shard: int) -> bool:
        """Waits until that shard may go in. False where nobody can say: then the client's own pause has to do."""
        if not self._claims.shared:
            return False
        try:
            if not self._buckets:
                self._buckets = (await self._client.fetch_session_start_limits()).max_concurrency
            name = f"identify {shard % self._buckets}"
            while left := await asyncio.to_thread(self._claims.gate, name, SECONDS):  # noqa: ASYNC110  processes wait
                await asyncio.sleep(left)
        except (StoreError, discord.DiscordException, OSError) as error:
            log.warning("shard %d doesn't know whether it is its turn: %s", shard, type(error).__name__)
            return False
        return True
