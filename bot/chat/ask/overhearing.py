"""Channels in which every question is offered an answer, where whoever runs the bot lets it read all messages.

Off unless MESSAGE_CONTENT is on and Manage Server has chosen the channel. A message is looked at once, as it comes, and
only where it asks something of nobody in particular; nothing of it is kept. The offer says no more than that there is
an answer which everybody there may read; who presses gets their own answer, to the message as it stands then.
"""

from __future__ import annotations

import re
from typing import Any, Final

import discord

from bot.chat.access import audience, permissions
from bot.chat.access.permissions import LISTENING
from bot.chat.ask import answer_card, answering, lookup
from bot.chat.ask.answering import NoQuestion
from bot.chat.ask.lookup import Inquiry
from bot.chat.cards import buttons, layout, message_text
from bot.chat.delivery import outgoing, sending
from bot.chat.runtime.program import Interaction, Program
from bot.chat.runtime.rate_limits import Kind, TooOften
from bot.core.model.documents import Audience
from bot.core.search import small_talk
from bot.wording.catalogue import tongue

LONGEST: Final = 300  # characters of a message that is taken for a question
WORDS: Final = 3  # that it has at least
MARKS: Final = re.compile("[?؟？]")


def question(message: discord.Message) -> str | None:
    """What a message asks of nobody in particular; of a new post in a forum its title, where the text asks nothing."""
    addressed = message.reference or message.mentions or message.role_mentions or message.mention_everyone
    if message.author.bot or message.webhook_id or addressed:
        return None
    place = message.channel
    title = place.name if isinstance(place, discord.Thread) and place.id == message.id else ""
    return _asked(message.content) or _asked(title)


def _asked(text: str) -> str | None:
    said = " ".join(message_text.LINK.sub(" ", text).split())
    fits = len(said) <= LONGEST and len(said.split()) >= WORDS and MARKS.search(said)
    return said if fits and small_talk.asked(said, ()) != (0, 0) else None


async def offer(client: Program, message: discord.Message) -> discord.Message | None:
    """What was posted, if anything was. Who asks too much is offered nothing, and not told: they asked nobody."""
    guild, asked = message.guild, question(message)
    if guild is None or asked is None or not await _listens(client, message):
        return None
    try:
        client.limits.take(guild.id, message.author.id, Kind.OVERHEARD)
    except TooOften:
        return None
    speaking, readers = tongue(guild.preferred_locale), audience.public(guild, message.channel)
    found = await client.door(_answering, client, asked, readers)
    if not found:
        return None
    look = buttons.made("offered", label=speaking.say("Show me"), main=True)
    told = layout.note(speaking.say("The documents may answer this."), look, colour=layout.ACCENT)
    return await outgoing.reply(client, message, layout.about(told, cases=found))


def _answering(client: Program, asked: str, readers: Audience) -> frozenset[int]:
    """The cases whose documents answer it for them. For a worker thread."""
    answer, _ = lookup.answer(client.casebook, Inquiry(asked), readers, tongue())
    return frozenset(one.document.case for one in answer.excerpts) if answer.answered else frozenset()


async def _listens(client: Program, message: discord.Message) -> bool:
    place: Any = message.channel
    kept = await client.door.quickly(client.casebook.workspaces.setting, audience.workspace(place.guild), LISTENING)
    return bool(permissions.numbers(kept) & {place.id, getattr(place, "parent_id", None)})


async def press(interaction: Interaction) -> None:
    """An answer for whoever presses, to the message that the offer stands below. Raises NoQuestion."""
    sending.soon(interaction)
    answer, scene = await answering.private(interaction, answering.checked(await _below(interaction)))
    await outgoing.privately(interaction, answer_card.render(answer, scene))


async def _below(interaction: Interaction) -> str:
    """The question, read again where it stands: nothing of it was kept."""
    card, place, client = interaction.message, interaction.channel, interaction.client
    ours = card is not None and client.user is not None and card.author.id == client.user.id
    above = card.reference if card is not None and ours else None
    if above is None or above.message_id is None or place is None or above.channel_id != place.id:
        raise NoQuestion
    try:
        asked = question(await place.fetch_message(above.message_id))  # type: ignore[union-attr]  # it stands in a place with messages
    except discord.NotFound:
        raise NoQuestion from None
    if asked is None:
        raise NoQuestion
    return asked
