"""Commands, options and choices by their names and descriptions in the languages of the clients that Discord has."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Location

from bot.wording.catalogue import TRANSLATED, spoken

_DESCRIBING = {Location.command_description, Location.group_description, Location.parameter_description}


class Commands(app_commands.Translator):
    """Translates what Discord shows of a command before it is sent."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        code = locale.value.split("-")[0]
        if code not in TRANSLATED:
            return None
        tongue, said = spoken(code), string.message
        told = tongue.say_plainly(said) if context.location in _DESCRIBING else tongue.name(said)
        return told if told != said else None
