"""Which language a server has chosen for all who are in it; where it has chosen none, each person has his own."""

from __future__ import annotations

from typing import Any, Final, Literal

import discord
from discord import app_commands

from bot.chat.access import permissions as permits
from bot.chat.cards import layout
from bot.chat.delivery import error_messages as failures
from bot.chat.runtime import server_languages as languages
from bot.core.model.rights import Right
from bot.wording import catalogue as locale

OWN: Final = "each person's own"
CODES: Final = {name: code for code, name in locale.NAMES.items()}


@app_commands.command(name="language", description="The language in which the bot speaks here")
@app_commands.describe(language="Everybody's own is that of their Discord")
async def language(
    interaction: discord.Interaction[Any],
    language: Literal["each person's own", "English", "Español", "Français", "العربية"],
) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    await permits.require(interaction, Right.GOVERN)
    client, code = interaction.client, CODES.get(language)
    kept = (permits.workspace(interaction), languages.SETTING, code, permits.actor(interaction))
    await client.door(client.casebook.store.put_setting, *kept)
    client.languages.choose(interaction.guild_id, code)
    locale.choose(code)
    told = locale.tongue(interaction.locale)
    shown = locale.NAMES[code] if code else told.say(OWN)
    await failures.send(interaction, layout.note(told.say("**Language:** {language}", language=shown)))
