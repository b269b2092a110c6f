"""Getting a message to Discord through its bad moments: sent again where it failed, and there once.

discord.py itself sends again after a 500, 502, 504 or a limit. Left are 503, cut connections, and what arrived although
Discord said no: so everything here can be sent twice and is there once (an edit, or a message with a nonce).
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from time import perf_counter
from typing import Any, Final, TypeVar

import aiohttp
import discord

from bot.chat.cards.layout import Message
from bot.core.model.errors import CasebookError

T = TypeVar("T")
Before = Callable[[], Awaitable[None]]  # asked before each try: raises where it mustn't be sent any more
PAUSES = (0.5, 2.0, 5.0)  # seconds before the second, third and fourth try
PASSING = (discord.DiscordServerError, aiohttp.ClientError, TimeoutError, OSError)
DISMISSED = 10008  # Discord's code: that message isn't there any more
NO_HISTORY = 160002  # Discord's code: no reply without the permission Read Message History
TYPING = 8.0  # seconds; Discord shows it for ten
ANSWERED = 40060  # Discord's code: that interaction has its first response already
SOON: Final = 0.7  # seconds that an answer may take to be the first response itself; Discord waits for three
FILLED = "filled"  # in `Interaction.extras`: the place of "thinking…" is taken
WAITING = "waiting"  # in `Interaction.extras`: what shows "thinking…" after a while, see `soon`

log = logging.getLogger(__name__)


class MaybePosted(CasebookError):
    template = "Discord didn't say whether the message arrived. Look at the channel before you share it again."


async def persistently(send: Callable[[], Awaitable[T]]) -> T:
    """What `send` gives, tried again after what may pass. Raises what the last try raises."""
    for pause in PAUSES:
        try:
            return await send()
        except PASSING as error:
            log.warning("not sent, trying again in %.1f s: %s", pause, type(error).__name__)
            await asyncio.sleep(pause)
    return await send()


async def at_once() -> None:
    """Nothing has to be asked before."""


@asynccontextmanager
async def typing(place: Any) -> AsyncIterator[None]:
    """Show that an answer is coming, while the block runs. That this fails changes nothing."""
    shown = asyncio.create_task(_typing(place), name="typing")
    try:
        yield
    finally:
        shown.cancel()


async def _typing(place: Any) -> None:
    while True:
        with suppress(discord.DiscordException, *PASSING):
            await place.typing()
        await asyncio.sleep(TYPING)


async def post(
    place: Any, message: Message, nonce: int | None = None, before: Before = at_once, **options: Any
) -> discord.Message:
    """A message of its own in a channel or thread, once: Discord knows it by its nonce when it comes again."""
    known = secrets.randbits(63) if nonce is None else nonce

    async def send() -> discord.Message:
        await before()
        made: discord.Message = await place.send(nonce=known, **options, **message.sending())
        return made

    return await persistently(send)


async def reply(to: discord.Message, message: Message, before: Before = at_once) -> discord.Message:
    """An answer under a message, which pings nobody; on its own where that is gone, or can't be read again."""
    reference = discord.MessageReference.from_message(to, fail_if_not_exists=False)
    try:
        return await post(to.channel, message, before=before, reference=reference, mention_author=False)
    except discord.HTTPException as refused:
        if refused.code != NO_HISTORY:
            raise
    return await post(to.channel, message, before=before)


async def openly(interaction: discord.Interaction[Any], message: Message) -> discord.Message:
    """A follow-up that everybody sees, where the bot may not write: once. Raises MaybePosted where nobody knows.

    Discord takes a nonce for a channel's own messages only, and discord.py would send this again after every fault.
    """
    hook = interaction.followup
    usual, hook.session = hook.session, _OneTry(hook.session)  # type: ignore[assignment]  # all that is asked of it
    try:
        return await hook.send(wait=True, **message.sending())
    except PASSING as error:
        raise MaybePosted from error
    finally:
        hook.session = usual


class _OneTry:
    """A session that asks once, and again only where it was told that nothing was done (429)."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session, self._may = session, True

    @asynccontextmanager
    async def request(self, *given: Any, **options: Any) -> AsyncIterator[aiohttp.ClientResponse]:
        if not self._may:
            raise MaybePosted
        self._may = False
        async with self._session.request(*given, **options) as response:
            self._may = response.status == HTTPStatus.TOO_MANY_REQUESTS
            yield response


def soon(interaction: discord.Interaction[Any]) -> None:
    """Acknowledge, for whoever asks alone: by the answer itself where it is soon there, else by "thinking…".

    What takes the place of "thinking…" is an edit, and may be shown as one. Only for what changes nothing: that Discord
    waits no longer is found out at the end.
    """
    ready = asyncio.Event()
    interaction.extras[WAITING] = ready, asyncio.create_task(_think(interaction, ready), name="thinking")


async def _think(interaction: discord.Interaction[Any], ready: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(ready.wait(), SOON)
    except TimeoutError:
        await interaction.response.defer(ephemeral=True, thinking=True)


async def _wait_no_longer(interaction: discord.Interaction[Any]) -> None:
    """The answer is there: "thinking…" is shown, or won't be."""
    waiting = interaction.extras.pop(WAITING, None)
    if waiting is not None:
        ready, thinking = waiting
        ready.set()
        await thinking


async def privately(interaction: discord.Interaction[Any], message: Message, before: Before = at_once) -> None:
    """For whoever pressed or typed; see `_privately`."""
    began = perf_counter()
    await _privately(interaction, message, before)
    interaction.client.casebook.meter.observe("stage", perf_counter() - began, stage="send")


async def _privately(interaction: discord.Interaction[Any], message: Message, before: Before) -> None:
    """For whoever pressed or typed: the first response, or what takes the place of "thinking…", or one more."""
    response = interaction.response
    await _wait_no_longer(interaction)
    if response.type is discord.InteractionResponseType.deferred_channel_message and FILLED not in interaction.extras:
        await turn(interaction, message, before)
        interaction.extras[FILLED] = True
    elif response.is_done():
        await before()
        await interaction.followup.send(ephemeral=True, **message.sending())
    else:
        await _first(interaction, message, before)


async def _first(interaction: discord.Interaction[Any], message: Message, before: Before) -> None:
    """There is one first response: where Discord has one, an earlier try of this one arrived."""

    async def send() -> None:
        await before()
        await interaction.response.send_message(ephemeral=True, **message.sending())

    try:
        await persistently(send)
    except discord.HTTPException as refused:
        if refused.code != ANSWERED:
            raise


async def turn(interaction: discord.Interaction[Any], message: Message, before: Before = at_once) -> None:
    """In the place of "thinking…", or of the private card that was pressed; below, where somebody has dismissed it."""

    async def send() -> None:
        await before()
        try:
            await interaction.edit_original_response(**message.editing())
        except discord.NotFound as gone:
            if gone.code != DISMISSED:
                raise
            await interaction.followup.send(ephemeral=True, **message.sending())

    await persistently(send)
