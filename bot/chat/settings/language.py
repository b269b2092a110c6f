"""Which language a server has chosen for all who are in it; where it has chosen none, each person has their own."""

from __future__ import annotations

from typing import Any, Final, Literal

import discord
from discord import app_commands

from bot.chat.access import permissions
from bot.chat.cards import layout
from bot.chat.delivery import outgoing
from bot.chat.runtime import server_languages
from bot.core.model.rights import Right
from bot.wording import catalogue

OWN: Final = "each person's own"
CODES: Final = {name: code for code, name in catalogue.NAMES.items()}


@app_commands.command(name="language", description="The language in which the bot speaks here")
@app_commands.describe(language="Everybody's own is that of their Discord")
async def language(
    interaction: discord.Interaction[Any],
    language: Literal["each person's own", "English", "Español", "Français", "العربية"],
) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    await permissions.require(interaction, Right.GOVERN)
    client, code = interaction.client, CODES.get(language)
    kept = (permissions.workspace(interaction), server_languages.SETTING, code, permissions.actor(interaction))
    await client.door(client.casebook.workspaces.put_setting, *kept)
    client.languages.choose(interaction.guild_id, code)
    catalogue.choose(code)
    told = catalogue.tongue(interaction.locale)
    shown = catalogue.NAMES[code] if code else told.say(OWN)
    await outgoing.privately(interaction, layout.note(told.say("**Language:** {language}", language=shown)))
