"""The one way out: whatever leaves is decided when it leaves, by who reads there at that moment.

A message is made for those who could read it then, and says what it carries of documents and cases. Until it is sent,
time passes: a queue, a limit, a second try. So before each try this asks anew who reads there now, and whether they may
read what it carries; where they may not, it isn't sent. What it says of a document is what was so when it was made.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final

import discord

from bot.chat.access import audience
from bot.chat.cards import layout
from bot.chat.cards.layout import Message
from bot.chat.delivery import sending
from bot.chat.runtime.program import Program
from bot.core.casebook import Casebook
from bot.core.model.documents import Audience, Document, Quotation, Viewer
from bot.core.model.errors import CasebookError

FRESH: Final = 3.0  # seconds for which the roles that came with a press count; Discord wants its first response by then
ARRIVED: Final = "arrived"  # in `Interaction.extras`: when it came, of time.monotonic

Readers = Callable[[], Awaitable[Audience | None]]  # as they are now; None where that isn't sure
May = Callable[[Casebook, Audience], bool]  # whether they may read it; for a worker thread


class ReadersChanged(CasebookError):
    template = "It isn't certain right now who can read this here, so nothing was shown. Try again."


async def decide(client: Program, readers: Readers, may: May) -> None:
    """The last question before something is sent. Raises ReadersChanged."""
    found = await readers()
    if found is None or not await client.door.quickly(may, client.casebook, found):
        raise ReadersChanged


def carries(message: Message) -> May:
    """Whether those readers may read all that the message carries."""
    return partial(_may, message)


def _may(message: Message, casebook: Casebook, readers: Audience) -> bool:
    viewer = casebook.viewer(readers)
    held = casebook.any_documents.get({one.document for one in message.quotes})
    return message.cases <= viewer.cases and all(_stands(held.get(one.document), one, viewer) for one in message.quotes)


def _stands(document: Document | None, quoted: Quotation, viewer: Viewer) -> bool:
    """Words must be those of the newest version, and in no removed document; what is only named must be there."""
    if document is None or document.case not in viewer.cases:
        return False
    return quoted.start == quoted.end or (not document.removed and document.version == quoted.version)


# --- who reads there


def arrived(interaction: discord.Interaction[Any]) -> None:
    """To be called when it comes in."""
    interaction.extras[ARRIVED] = time.monotonic()


async def presser(interaction: discord.Interaction[Any]) -> Audience | None:
    """Whoever pressed or typed: by the roles that came with it while that is fresh, else as Discord says they are."""
    guild, place = interaction.client.get_guild(interaction.guild_id or 0), interaction.channel
    if guild is None:
        return None
    if time.monotonic() - interaction.extras.get(ARRIVED, -FRESH) < FRESH and isinstance(
        interaction.user, discord.Member
    ):
        return audience.private(interaction.user, place)
    try:
        member = await sending.persistently(lambda: guild.fetch_member(interaction.user.id))
    except (discord.NotFound, discord.Forbidden):
        return None
    return audience.private(member, place if place is not None and await audience.reads(member, place) else None)


async def everybody(client: Program, place: Any) -> Audience | None:
    """All who can read that channel or thread; None where the bot is in that server no more."""
    guild = client.get_guild(place.guild.id)
    return None if guild is None else audience.public(guild, place)


def _asking(client: Program, readers: Readers, message: Message) -> sending.Before:
    """What is asked before each try; nothing where it carries nothing that somebody may not read."""
    if not message.quotes and not message.cases:
        return sending.at_once
    return partial(decide, client, readers, carries(message))


# --- ways out


async def begin(interaction: discord.Interaction[Any], *, changes: bool = True) -> bool:
    """Acknowledge. True where the press was on a private card, which is then turned; else a private one is made.

    changes: whether anything but that card does.
    """
    if interaction.message is not None and interaction.message.flags.ephemeral:
        await interaction.response.defer()
        return True
    if changes:
        await interaction.response.defer(ephemeral=True, thinking=True)
    else:
        sending.soon(interaction)
    return False


async def post(
    client: Program, place: Any, message: Message, readers: Readers | None = None, **options: Any
) -> discord.Message:
    """A message in a channel or thread, for all who read it; `readers`: who else than `everybody` says who they are."""
    before = _asking(client, readers or partial(everybody, client, place), message)
    return await sending.post(place, message, before=before, **options)


async def put(client: Program, card: discord.Message, message: Message, readers: Readers) -> None:
    """In the place of a message of ours in a channel."""
    before = _asking(client, readers, message)

    async def send() -> None:
        await before()
        await card.edit(**message.editing())

    await sending.persistently(send)


async def reply(client: Program, to: discord.Message, message: Message) -> discord.Message:
    """An answer under a message, for all who read it."""
    return await sending.reply(to, message, _asking(client, partial(everybody, client, to.channel), message))


async def openly(interaction: discord.Interaction[Any], message: Message) -> discord.Message:
    """A follow-up that everybody sees. Raises MaybePosted."""
    client: Program = interaction.client
    await _asking(client, partial(everybody, client, interaction.channel), message)()
    return await sending.openly(interaction, message)


async def direct(
    client: Program, place: discord.DMChannel, message: Message, readers: Readers, nonce: int
) -> discord.Message:
    """A direct message, for one whom `readers` looks up."""
    return await sending.post(place, message, nonce=nonce, before=_asking(client, readers, message))


async def privately(interaction: discord.Interaction[Any], message: Message) -> None:
    """For whoever pressed or typed: the first response, what fills the place of "thinking…", or one more."""
    await sending.privately(interaction, message, _for_presser(interaction, message))


async def turn(interaction: discord.Interaction[Any], message: Message) -> None:
    """In the place of the private card that was pressed, or of "thinking…"; never in that of one that all see."""
    waits = interaction.response.type is discord.InteractionResponseType.deferred_channel_message
    if interaction.message is not None and not interaction.message.flags.ephemeral and not waits:
        await privately(interaction, message)
    else:
        await sending.turn(interaction, message, _for_presser(interaction, message))


async def form(interaction: discord.Interaction[Any], shown: discord.ui.Modal, *documents: Document) -> None:
    """A form, which is filled in with what is said of these documents."""
    await _for_presser(interaction, Message((), quotes=layout.named(documents)))()
    await interaction.response.send_modal(shown)


def _for_presser(interaction: discord.Interaction[Any], message: Message) -> sending.Before:
    return _asking(interaction.client, partial(presser, interaction), message)
