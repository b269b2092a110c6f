"""Apps ▸ Add to case file, on any message: its files as they are, or its text through the form."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.chat import documents, failures, filing, forms, listing, permits
from bot.chat.asking import Interaction
from bot.chat.layout import Message
from bot.chat.locale import Tongue, tongue
from bot.core.errors import CasebookError

TITLE = 80  # characters of a message's beginning that the form offers as a title


class NothingToAdd(CasebookError):
    template = "That message holds neither a file nor a text that the bot can read."


@app_commands.context_menu(name="Add to case file")
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
async def add_to_case_file(interaction: discord.Interaction[Any], message: discord.Message) -> None:
    await permits.require(interaction)
    if message.attachments:
        return await _files(interaction, message.attachments)
    text = message.content.strip()
    if not text:
        raise NothingToAdd
    form = forms.pasted_text("", tongue(interaction.locale), title=text.splitlines()[0][:TITLE], text=text[:4000])
    await interaction.response.send_modal(form)
    return None


async def _files(interaction: Interaction, files: list[discord.Attachment]) -> None:
    """Each by itself: a bad one doesn't keep the others out."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    for file in files:
        await failures.send(interaction, await _added(interaction, file, tongue(interaction.locale)))


async def _added(interaction: Interaction, file: discord.Attachment, speaking: Tongue) -> Message:
    client, given = interaction.client, filing.Given()
    try:
        data = await documents.read(file, client.settings.max_file_mb)
        await permits.require_still(interaction)
        acting = await listing.clerk(interaction)
        done = await client.door.slowly(filing.add, client.casebook, acting, data, file.filename, "", given.over)
    except CasebookError as error:
        return failures.told(error, speaking)
    return listing.receipts(done, filing.DEFAULT_CASE, speaking)
