"""Proposals in the review channel: the card itself where nobody but moderators who may read it reads there.

What was only proposed is for those who review. So everybody who can read the channel must have a role that may change
documents, and the case must be open to them all; else only that something waits is told, and each looks privately.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial
from typing import Any, Final

import discord

from bot.chat.access import audience, permissions
from bot.chat.access.permissions import MODERATORS, Clerk
from bot.chat.cards import buttons, layout
from bot.chat.cards.layout import Message
from bot.chat.delivery import outgoing, sending
from bot.chat.documents import draft_work, preview_card
from bot.chat.runtime.program import Interaction, Program
from bot.chat.settings import commands as settings
from bot.core.model.documents import Actor, Audience
from bot.core.model.errors import CasebookError
from bot.wording.catalogue import Tongue, tongue

REVIEWER: Final = Actor("bot")  # for whom a card in the channel is made
REMEMBERED: Final = 1000  # cards, in memory only: what is pressed on a later one settles it as well
PUBLISHED: Final = "**Published** by {who}."
DISCARDED: Final = "**Discarded** by {who}. Nothing was published."
GONE: Final = "This proposal is no longer waiting."

log = logging.getLogger(__name__)


async def post(interaction: Interaction, number: str) -> None:
    """Where one is chosen; that it fails changes nothing."""
    client, guild, chosen = interaction.client, interaction.guild, await settings.review_channel(interaction)
    channel = guild.get_channel(chosen) if guild and chosen else None
    if channel is None:
        return
    speaking = tongue(interaction.guild_locale)
    try:
        try:
            message = await _made(client, channel, number, speaking)
            shown = await outgoing.post(client, channel, message, partial(reviewers, client, channel))
            _keep(client, number, shown)
        except CasebookError:
            await outgoing.post(client, channel, waits(speaking))
    except (discord.DiscordException, *sending.PASSING) as failed:
        log.warning("moderators could not be told of a proposal: %s", type(failed).__name__)


def waits(speaking: Tongue) -> Message:
    """Nothing of what it is, and where to look."""
    told = speaking.say("A document waits for review: `/documents review`")
    look = buttons.made("start", "review", label=speaking.say("Review"), main=True)
    return layout.note(told, look, colour=layout.ACCENT)


async def _made(client: Program, channel: Any, number: str, speaking: Tongue) -> Message:
    """The card, for those who read there now. Raises ReadersChanged, DraftGone."""
    seeing = await reviewers(client, channel)
    if seeing is None:
        raise outgoing.ReadersChanged
    clerk = Clerk(seeing.workspace, seeing, REVIEWER)
    found = await client.door.slowly(draft_work.look, client.casebook, clerk, number)
    shown = preview_card.card(found, clerk, speaking)
    head = layout.text(layout.small(speaking.say("Proposed, and waiting for review")))
    return layout.about(replace(shown, parts=[head, *shown.parts]), cases=[found.waiting.draft.case])


async def reviewers(client: Program, channel: Any) -> Audience | None:
    """All who can read there; None where that isn't sure, or one of them may not change documents.

    A member whom the channel lets in by name has no role to go by, and so isn't sure. Owner and administrators may.
    """
    guild = client.get_guild(channel.guild.id)
    if guild is None:
        return None
    found = audience.public(guild, channel)
    kept = await client.door.quickly(client.casebook.workspaces.setting, found.workspace, MODERATORS)
    chosen = permissions.numbers(kept) | {role.id for role in guild.roles if role.permissions.manage_guild}
    return found if found.roles <= chosen else None


def _keep(client: Program, number: str, card: discord.Message) -> None:
    client.reviewed[number] = card
    if len(client.reviewed) > REMEMBERED:
        client.reviewed.pop(next(iter(client.reviewed)))


# --- what became of it


async def _card(interaction: Interaction, number: str) -> discord.Message | None:
    """The one in the channel: remembered, or pressed just now. An id could be sent along with any other message."""
    pressed, discards = interaction.message, f"pq:draft:discard:{number}"
    if (known := interaction.client.reviewed.get(number)) is not None:
        return known
    if pressed is None or pressed.flags.ephemeral or discards not in layout.ids(pressed.components):
        return None
    return pressed if pressed.channel.id == await settings.review_channel(interaction) else None


async def settle(interaction: Interaction, number: str, sentence: str) -> None:
    """In the card's place, what became of it, and nothing of what it was."""
    card = await _card(interaction, number)
    interaction.client.reviewed.pop(number, None)
    if card is not None:
        told = tongue(interaction.guild_locale).say(sentence, who=f"<@{interaction.user.id}>")
        await _put(interaction.client, card, layout.note(told))


async def renew(interaction: Interaction, number: str) -> None:
    """After an edit: as it is now, or, where others have come to read the channel, only that it waits."""
    card = await _card(interaction, number)
    if card is None:
        return
    speaking = tongue(interaction.guild_locale)
    try:
        await _put(interaction.client, card, await _made(interaction.client, card.channel, number, speaking))
    except CasebookError:
        await _put(interaction.client, card, waits(speaking))


async def _put(client: Program, card: discord.Message, message: Message) -> None:
    """That this fails changes nothing: a card that stays is settled when somebody presses on it."""
    try:
        await outgoing.put(client, card, message, partial(reviewers, client, card.channel))
    except (discord.DiscordException, *sending.PASSING) as failed:
        log.warning("a card in the review channel could not be changed: %s", type(failed).__name__)
