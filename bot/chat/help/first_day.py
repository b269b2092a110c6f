"""The first message in a server: where it goes, and what its three buttons do."""

from __future__ import annotations

from collections.abc import Iterator

import discord

from bot.chat.access import audience
from bot.chat.ask import answer_card, answering
from bot.chat.delivery import outgoing, sending
from bot.chat.documents import preview_presses, upload_form
from bot.chat.help import help_card
from bot.chat.runtime import rate_limits
from bot.chat.runtime.program import Interaction
from bot.chat.runtime.rate_limits import Kind
from bot.chat.settings import role_form
from bot.wording.catalogue import tongue


def place(guild: discord.Guild) -> discord.TextChannel | None:
    """Where the server's own notices go, else those for moderators, else the first channel in which all may write."""
    return next((each for each in _places(guild) if _writes(each, guild.me)), None)


def _places(guild: discord.Guild) -> Iterator[discord.TextChannel]:
    yield from filter(None, (guild.system_channel, guild.public_updates_channel))
    channels = sorted(guild.text_channels, key=lambda each: (each.position, each.id))
    yield from (each for each in channels if _writes(each, guild.default_role))
    yield from channels


def _writes(channel: discord.TextChannel, who: discord.Member | discord.Role) -> bool:
    may = channel.permissions_for(who)
    return may.view_channel and may.send_messages


async def example(interaction: Interaction) -> None:
    """A question that is answered here, asked; where there is none, the ways to ask."""
    sending.soon(interaction)
    rate_limits.charge(interaction, Kind.HELP)
    client, speaking = interaction.client, tongue(interaction.locale)
    known = await client.door(help_card.tried, client.casebook, audience.own(interaction), speaking)
    if not known.examples:
        return await outgoing.privately(interaction, help_card.help_page(known, speaking))
    asked = answering.checked(help_card.question(known.examples[0]))
    answer, scene = await answering.private(interaction, asked)
    return await outgoing.privately(interaction, answer_card.render(answer, scene))


ACTIONS = {"example": example, "add": upload_form.show, "roles": role_form.show, "review": preview_presses.review}


async def press(interaction: Interaction, what: str) -> None:
    await ACTIONS[what](interaction)
