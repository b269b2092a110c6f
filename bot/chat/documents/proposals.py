"""What became of a proposal, told to whoever proposed it by direct message: nobody else is to know who that was."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import discord

from bot.chat.access.permissions import Clerk
from bot.chat.cards import escape, layout
from bot.chat.cards.layout import Message
from bot.chat.delivery import outgoing, sending
from bot.chat.documents import draft_work
from bot.chat.runtime.program import Interaction
from bot.wording.catalogue import Tongue, tongue

PERSON: Final = "discord:"  # what the actors of people begin with


@dataclass(frozen=True)
class Proposal:
    """Whose it is, by Discord's number, and what it was when they gave it: a file's name, an address.

    Not its title: a moderator may have put one there since that is not for them.
    """

    person: int
    origin: str


async def of(interaction: Interaction, acting: Clerk, number: str) -> Proposal | None:
    """The draft of that number, where somebody else has proposed it. Raises DraftGone."""
    client = interaction.client
    waiting = await client.door(draft_work.mine, client.casebook, acting, number)
    by = waiting.draft.by
    if not waiting.draft.proposed or by == acting.actor.id or not by.startswith(PERSON):
        return None
    return Proposal(int(by.removeprefix(PERSON)), waiting.parcel.origin)


async def tell(interaction: Interaction, proposed: Proposal | None, *, published: bool) -> None:
    """That they take no direct messages, or are gone, changes nothing."""
    if proposed is None or interaction.guild is None:
        return
    client = interaction.client
    told = outcome(proposed, interaction.guild, tongue(interaction.guild_locale), published=published)
    with suppress(discord.DiscordException, *sending.PASSING):
        person = await client.fetch_user(proposed.person)
        await outgoing.post(client, await person.create_dm(), told)


def outcome(proposed: Proposal, guild: discord.Guild, speaking: Tongue, *, published: bool) -> Message:
    """In one sentence; why it wasn't published is for the moderators to say."""
    sentence = (
        "Your document “{name}” was published in {server}. Thank you."
        if published
        else "Your document “{name}” was not published in {server}. The moderators there can say why."
    )
    fields = {"name": escape.label(proposed.origin, 120), "server": escape.label(guild.name, 60)}
    return layout.note(speaking.say(sentence, **fields))
