"""The running bot as every part of the chat may know it: what it holds, and nothing of what it does.

`client` makes it whole: the commands, the events, the tasks.
"""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.chat.runtime.actions import Actions
from bot.chat.runtime.begun import Begun
from bot.chat.runtime.connection import Pulse
from bot.chat.runtime.identify_gate import IdentifyGate
from bot.chat.runtime.rate_limits import Heard, Limits
from bot.chat.runtime.retry_queue import Unwritten
from bot.chat.runtime.server_languages import Languages
from bot.chat.runtime.workers import Door
from bot.core.casebook import Casebook
from bot.core.model.documents import Audience, DocumentId
from bot.core.model.shards import ALL, Shards
from bot.core.model.visits import Visits
from bot.settings import Settings
from bot.wording.catalogue import Tongue


def intents(content: bool = False) -> discord.Intents:
    """None of the privileged ones: mentions and direct messages carry their text anyway, interactions the member.

    content: the text of all messages, where whoever runs the bot has switched that on.
    """
    chosen = discord.Intents.none()
    chosen.guilds = chosen.guild_messages = chosen.dm_messages = True
    chosen.message_content = content
    return chosen


class Program(discord.AutoShardedClient):
    """Keeps nothing of servers that it doesn't need: no messages, no members."""

    tree: app_commands.CommandTree[Any]

    def __init__(
        self,
        settings: Settings,
        casebook: Casebook,
        visits: Visits | None = None,
        *,
        shards: Shards = ALL,
        **options: Any,
    ) -> None:
        if shards != ALL:
            options |= {"shard_ids": list(shards.numbers), "shard_count": shards.count}
        super().__init__(
            intents=intents(settings.listens),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_ratelimit_timeout=60.0,
            **options,
        )
        self.settings = settings
        self.casebook = casebook
        self.visits = visits
        self.shards_here = shards
        self.door = Door(meter=casebook.meter)
        self.unwritten = Unwritten(self.door)
        self.pulse = Pulse()
        self.identifying = IdentifyGate(self, casebook.claims)
        self.languages = Languages()
        self.limits = Limits()
        self.heard = Heard()
        self.ended = Heard()  # previews, by their card
        self.reviewed: dict[str, discord.Message] = {}  # cards of the review channel, by their draft
        self.begun = Begun()
        self.actions = Actions()
        self.unheard: set[DocumentId] = set()  # of which answers stand where their readers may not be told now

    @property
    def connected(self) -> bool:
        """Every shard here has a session that Discord has confirmed, and the servers are known."""
        wanted = self.shard_count if self.shards_here == ALL else len(self.shards_here.numbers)
        return self.is_ready() and not self.is_closed() and self.pulse.beats(wanted)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        if not await self.identifying.passed(shard_id or 0):
            await super().before_identify_hook(shard_id, initial=initial)

    async def helping(self, readers: Audience, speaking: Tongue) -> Any:
        """The message that says how to ask, for those readers: for `client`, which knows what it is made of."""
        raise NotImplementedError

    async def rest(self) -> None:
        """Nothing is begun by the clock any more: for `client`, which knows the tasks."""


Interaction = discord.Interaction[Program]
