"""Questions in the open: a message that names the bot, or a question in reply to one of its cards."""

from __future__ import annotations

import logging
import re
from collections import deque
from contextlib import suppress
from typing import Any

import discord

from bot.chat.access import audience
from bot.chat.ask import answer_card, answering, public_answers
from bot.chat.ask.lookup import Asked
from bot.chat.cards import layout
from bot.chat.cards.answer_text import Scene
from bot.chat.cards.layout import Message
from bot.chat.delivery import error_messages, outgoing, sending
from bot.chat.runtime.program import Program
from bot.chat.runtime.rate_limits import TooOften
from bot.core.model.answers import Answer
from bot.wording.catalogue import Tongue, tongue

NOT_HERE = (
    "I can't write in {channel}. You can still ask there with `/ask`. To answer in the channel I need “View Channel” "
    "and “Send Messages”, in threads “Send Messages in Threads”."
)
REFUSED = (discord.Forbidden, discord.NotFound)  # the bot may not write there any more, or the place is gone

log = logging.getLogger(__name__)


class Mentions:
    """Answers a message that names the bot, once, in the channel."""

    def __init__(self) -> None:
        self._answered: deque[int] = deque(maxlen=1000)  # a message can arrive again after a reconnect

    async def __call__(self, client: Program, message: discord.Message) -> None:
        if message.author.bot or message.webhook_id or message.id in self._answered:
            return
        text = _to_the_bot(client, message)
        if message.guild is not None and text is None:
            return
        self._answered.append(message.id)
        await self._respond(client, message, text or "")

    async def _respond(self, client: Program, message: discord.Message, text: str) -> None:
        speaking = tongue(message.guild.preferred_locale if message.guild else None)
        try:
            client.actions.begin()
            if message.guild is None or _writable(message.guild, message.channel):
                await _answer(client, message, text, speaking)
            else:
                client.limits.take(message.guild.id, message.author.id)
                await _aside(client, message, speaking)
        except REFUSED as refused:
            log.warning("an answer could not be posted: %s", type(refused).__name__)
            await _aside(client, message, speaking)
        except Exception as error:  # noqa: BLE001  the outer edge of this way in: told, logged, never silent
            if not isinstance(error, TooOften) or client.limits.tells(message.author.id):
                with suppress(*REFUSED):
                    await _reply(client, message, error_messages.told(error, speaking))


async def _aside(client: Program, message: discord.Message, speaking: Tongue) -> None:
    """By direct message, where the bot may not answer in the channel."""
    told = speaking.say(NOT_HERE, channel=f"<#{message.channel.id}>")
    with suppress(discord.DiscordException, *sending.PASSING):  # they take none: then there is no way left
        await outgoing.post(client, await message.author.create_dm(), layout.note(told))


async def _reply(client: Program, to: discord.Message, card: Message) -> discord.Message:
    posted = await outgoing.reply(client, to, card)
    await public_answers.record(client, posted, card.quotes)
    return posted


async def _answer(client: Program, message: discord.Message, text: str, speaking: Tongue) -> None:
    if message.guild is None:
        await _reply(client, message, layout.note(speaking.say(audience.ServersOnly.template)))
        return

    async def put(answer: Answer, scene: Scene) -> discord.Message:
        return await _reply(client, message, answer_card.render(answer, scene))

    asked, before = answering.checked(text), _card_above(client, message)
    client.limits.take(message.guild.id, message.author.id)
    if before:
        asked = await client.door(answering.followed, asked, Asked(before))
    async with sending.typing(message.channel):
        await answering.public(client, asked, answering.Posting(message.guild, message.channel, speaking), put)


def _to_the_bot(client: Program, message: discord.Message) -> str | None:
    """What a message asks the bot: by its name, or as a question in reply to one of its cards."""
    bot = client.user.id if client.user else 0
    asks = any(mark in message.content for mark in "?؟？") and any(user.id == bot for user in message.mentions)
    if asks and _card_above(client, message) is not None and str(bot) not in message.content:
        return message.content
    return named(message.content, bot)


def _card_above(client: Program, message: discord.Message) -> str | None:
    """The question of the bot's own card that a message replies to."""
    above = message.reference.resolved if message.reference else None
    if not isinstance(above, discord.Message) or client.user is None or above.author.id != client.user.id:
        return None
    return layout.question_on(above)


def named(content: str, bot: int) -> str | None:
    """What was said to the bot, its name taken out; None where it wasn't named in the text itself."""
    mention = re.compile(rf"<@!?{bot}>")
    return mention.sub(" ", content).strip() if mention.search(content) else None


def _writable(guild: discord.Guild, place: Any) -> bool:
    may = place.permissions_for(guild.me)
    written = may.send_messages_in_threads if isinstance(place, discord.Thread) else may.send_messages
    return bool(may.view_channel and written)
