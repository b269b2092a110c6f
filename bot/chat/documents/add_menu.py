"""Apps ▸ Add to case file, on any message: its files, its links and its text, each through the preview."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import discord
from discord import app_commands

from bot.chat.access import permissions
from bot.chat.cards import message_text
from bot.chat.delivery import outgoing
from bot.chat.documents import document_forms, preview_card, uploads
from bot.chat.documents.document_work import Beside, Given
from bot.chat.documents.uploads import Batch
from bot.core.model.errors import CasebookError
from bot.core.model.rights import Right
from bot.wording.catalogue import tongue

TITLE = 80  # characters of a message's beginning that the form offers as a title
LINKS = 3  # of a message, at most


class NothingToAdd(CasebookError):
    template = "I see no file, link or text in that message."


@app_commands.context_menu(name="Add to case file")
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
async def add_to_case_file(interaction: discord.Interaction[Any], message: discord.Message) -> None:
    """Files and links where there are any; else the text, also beside a picture, in a form to be looked over."""
    await permissions.clerk(interaction, Right.PROPOSE)
    text, files = message_text.said(message), message_text.files(message)
    links = list(dict.fromkeys(one.rstrip(".,;:!?") for one in message_text.LINK.findall(text)))[:LINKS]
    where = Beside("", message.jump_url, message_text.author(message), message_text.day(message))
    if links or not all(map(message_text.is_picture, files)) or (files and not text):
        await interaction.response.defer(ephemeral=True, thinking=True)
        if files:
            await uploads.bring(interaction, Batch(files, given=where))
        for link in links:
            await preview_card.link(interaction, link, "", Given())
        return
    if not text:
        raise NothingToAdd
    given = replace(where, title=text.splitlines()[0][:TITLE])
    await outgoing.form(interaction, document_forms.pasted_text("", tongue(interaction.locale), given, text))
