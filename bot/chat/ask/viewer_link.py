"""Private addresses of the source viewer, and who a visitor is: the person it was made for, by their roles now."""

from __future__ import annotations

from typing import Any

import discord

from bot.chat.access import audience
from bot.chat.ask import answering
from bot.chat.cards import buttons, layout
from bot.chat.cards.layout import Message
from bot.chat.runtime.program import Interaction, Program
from bot.core.model.documents import Audience
from bot.core.model.errors import CasebookError
from bot.core.model.visits import PLACES, Place, Visit, Visits
from bot.wording.catalogue import tongue

NARROWED = ("share", "follow")  # buttons of a card that say how its question was narrowed, and nothing else


async def present(client: Program, visit: Visit) -> Audience | None:
    """The member as Discord says they are now; None where they, the server or the channel aren't there any more."""
    guild = client.get_guild(int(visit.workspace))
    if guild is None:
        return None
    try:
        member = await guild.fetch_member(visit.user)
        place: Any = guild.get_channel_or_thread(visit.channel) or await guild.fetch_channel(visit.channel)
    except discord.DiscordException:  # gone, refused, or Discord doesn't say: unsure is no
        return None
    return audience.private(member, place) if await audience.reads(member, place) else None


async def address(interaction: Interaction, visits: Visits, place: Place) -> Message:
    """A message with a link that shows the text to whoever pressed, for some minutes."""
    speaking = tongue(interaction.locale)
    others = [one for one in await _others(interaction) if one != place]
    visit = Visit(
        str(interaction.guild_id),
        interaction.user.id,
        interaction.channel_id or 0,
        (place, *others)[:PLACES],
        speaking.code,
    )
    told = speaking.count(
        "### Full text\nThe stored text with the quote marked. The link is for you alone and lasts one minute.",
        "### Full text\nThe stored text with the quote marked. The link is for you alone and lasts {n} minutes.",
        visits.minutes,
    )
    return layout.note(told, buttons.link(speaking.say("Open the full text"), visits.address(visit)))


async def _others(interaction: Interaction) -> list[Place]:
    """The quotes of the card's answer, as whoever pressed may see it now; none where the card has no question."""
    try:
        asked = answering.from_card(interaction, narrowed(interaction.message))
        answer, _ = await answering.private(interaction, asked)
    except CasebookError:
        return []
    return [Place(one.document.id, one.start, one.end, one.document.text_sha256[:8]) for one in answer.excerpts]


def narrowed(message: discord.Message | None) -> tuple[str, ...]:
    """How a card's question was narrowed, as its buttons say."""
    for custom_id in layout.ids(message.components if message else ()):
        press = buttons.parse(custom_id)
        if press is not None and press.action in NARROWED:
            return press.arguments
    return ("", "", "")
