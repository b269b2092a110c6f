"""Which language a server has chosen for all who are in it; where it has chosen none, each person has his own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal

import discord
from discord import app_commands

from bot.chat import failures, layout, locale, permits
from bot.core.casebook import Casebook
from bot.core.rights import Right

if TYPE_CHECKING:
    from bot.chat.client import Pullquote

SETTING: Final = "language"
OWN: Final = "each person's own"
CODES: Final = {name: code for code, name in locale.NAMES.items()}


class Languages:
    """What servers have chosen, kept at hand: a first response can't wait for the store."""

    def __init__(self) -> None:
        self._chosen: dict[int, str] = {}

    async def learn(self, client: Pullquote) -> None:
        """Read what is chosen in the servers that the bot is in."""
        self._chosen = dict(await client.door(_chosen, client.casebook, [guild.id for guild in client.guilds]))

    def choose(self, guild: int, code: str | None) -> None:
        if code is None:
            self._chosen.pop(guild, None)
        else:
            self._chosen[guild] = code

    def of(self, guild: int | None) -> str | None:
        """None where each person is told in his own."""
        return self._chosen.get(guild or 0)


def _chosen(casebook: Casebook, guilds: Iterable[int]) -> Mapping[int, str]:
    kept = {guild: casebook.store.setting(str(guild), SETTING) for guild in guilds}
    return {guild: code for guild, code in kept.items() if code in locale.NAMES}


@app_commands.command(name="language", description="The language in which the bot speaks here")
@app_commands.describe(language="Everybody's own is that of their Discord")
async def language(
    interaction: discord.Interaction[Any],
    language: Literal["each person's own", "English", "Español", "Français", "العربية"],
) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    await permits.require(interaction, Right.GOVERN)
    client, code = interaction.client, CODES.get(language)
    kept = (permits.workspace(interaction), SETTING, code, permits.actor(interaction))
    await client.door(client.casebook.store.put_setting, *kept)
    client.languages.choose(interaction.guild_id, code)
    locale.choose(code)
    told = locale.tongue(interaction.locale)
    shown = locale.NAMES[code] if code else told.say(OWN)
    await failures.send(interaction, layout.note(told.say("**Language:** {language}", language=shown)))
