"""A public answer taken back: by whoever asked or shared it, or by those who look after the documents."""

from __future__ import annotations

import discord

from bot.chat.access import audience, permissions
from bot.chat.cards import layout
from bot.chat.delivery import outgoing
from bot.chat.runtime.program import Interaction, Program
from bot.core.model.documents import Post
from bot.core.model.errors import CasebookError
from bot.core.model.rights import Right
from bot.wording.catalogue import tongue


class NotTheirs(CasebookError):
    template = "Only whoever asked for this answer, or a moderator, can take it back."


async def press(interaction: Interaction, asker: str) -> None:
    """The button of a public answer. Raises NotTheirs."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    client, card = interaction.client, interaction.message
    if card is None or not _is_on(card, client, asker) or not await _may(interaction, int(asker)):
        raise NotTheirs
    await remove(client, card)
    await outgoing.privately(interaction, layout.note(tongue(interaction.locale).say("The answer was taken back.")))


def _is_on(card: discord.Message, client: Program, asker: str) -> bool:
    """Whether that card of ours really names them: an id comes back from a client, which could name anybody."""
    ours = client.user is not None and card.author.id == client.user.id
    return ours and f"pq:takeback:{asker}" in layout.ids(card.components)


async def _may(interaction: Interaction, asker: int) -> bool:
    return interaction.user.id == asker or await permissions.may(interaction, Right.CHANGE)


async def remove(client: Program, card: discord.Message | discord.PartialMessage) -> None:
    """Delete it, and forget where it stood."""
    await card.delete()
    if card.guild is not None:
        gone = Post(audience.workspace(card.guild), card.channel.id, card.id, card.created_at, ())
        await client.unwritten.write(client.casebook.posts.put_post, gone)
