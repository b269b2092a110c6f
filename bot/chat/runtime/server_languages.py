"""Which language each server has chosen for all who are in it, kept at hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import discord

from bot.chat.runtime.workers import Door
from bot.core.casebook import Casebook
from bot.wording import catalogue

SETTING: Final = "language"


class Languages:
    """What servers have chosen, kept at hand: a first response can't wait for the store."""

    def __init__(self) -> None:
        self._chosen: dict[int, str] = {}

    async def learn(self, door: Door, casebook: Casebook, guilds: Iterable[discord.Guild]) -> None:
        """Read what is chosen in the servers that the bot is in."""
        self._chosen = dict(await door(_chosen, casebook, [guild.id for guild in guilds]))

    def choose(self, guild: int, code: str | None) -> None:
        if code is None:
            self._chosen.pop(guild, None)
        else:
            self._chosen[guild] = code

    def of(self, guild: int | None) -> str | None:
        """None where each person is told in their own."""
        return self._chosen.get(guild or 0)


def _chosen(casebook: Casebook, guilds: Iterable[int]) -> Mapping[int, str]:
    kept = casebook.workspaces.settings(SETTING)
    return {guild: code for guild in guilds if (code := kept.get(str(guild))) in catalogue.NAMES}
