"""What is said to the bot in the open: its name or its role in a message, a reply to one of its cards, a later edit.

Discord gives the text only of messages that mention the bot. Where somebody goes on in a thread without that, they are
told so at once. A question about somebody else's message ("is this true?", in reply to it) looks for evidence on it.
"""

from __future__ import annotations

import logging
import re
from collections import OrderedDict, deque
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

import discord
from discord.utils import utcnow

from bot.chat.access import audience
from bot.chat.ask import answer_card, answering, find_evidence, overhearing, public_answers, taking_back
from bot.chat.ask.lookup import Inquiry
from bot.chat.cards import layout, message_text
from bot.chat.cards.answer_text import Scene
from bot.chat.cards.layout import Message
from bot.chat.delivery import error_messages, outgoing, sending
from bot.chat.runtime.program import Program
from bot.chat.runtime.rate_limits import Kind, TooOften
from bot.core.model.answers import Answer, Reason
from bot.core.model.errors import CasebookError
from bot.core.search import small_talk
from bot.wording.catalogue import Tongue, tongue

NOT_HERE = (
    "I can't write in {channel}. You can still ask there with `/ask`. To answer in the channel I need “View Channel” "
    "and “Send Messages”, in threads “Send Messages in Threads”."
)
UNREAD = "I can only read messages that mention me. Mention me with your question, or reply to my answer."
NOTHING: Final = (0, 0)  # the part of a text that asks something, where none does
REFUSED = (discord.Forbidden, discord.NotFound)  # the bot may not write there any more, or the place is gone
REMEMBERED: Final = 1000  # messages and threads, in memory only
LATE: Final = timedelta(minutes=15)  # after which an edit asks nothing
FRESH: Final = timedelta(minutes=1)  # since an edit: later ones are Discord's own, of links that it has looked up

log = logging.getLogger(__name__)


class NotReadable(CasebookError):
    template = "Discord doesn't show me that message. Choose it and use **Apps ▸ Find evidence**."


@dataclass(frozen=True)
class Heard:
    """What a message says to the bot. card: the question of the card that it replies to; about: another's message."""

    text: str
    card: str | None = None
    about: discord.Message | None = None
    named: bool = True


class Mentions:
    """Answers what is said to the bot, once, in the channel."""

    def __init__(self) -> None:
        self._answered: deque[int] = deque(maxlen=REMEMBERED)  # a message can arrive again after a reconnect
        self._answers: OrderedDict[int, discord.Message] = OrderedDict()  # by the question
        self._gone: deque[int] = deque(maxlen=REMEMBERED)  # questions that were deleted before their answer was there
        self._threads: OrderedDict[int, int] = OrderedDict()  # where it has just answered, and whom
        self._told: OrderedDict[tuple[int, int], bool] = OrderedDict()  # below which card who was told how to ask

    async def __call__(self, client: Program, message: discord.Message) -> None:
        if message.author.bot or message.webhook_id or message.id in self._answered:
            return
        heard = _heard(client, message) if message.guild is not None else Heard("")
        if heard is None and client.settings.listens:
            await self._overhear(client, message)
        if heard is None:
            await self._unread(client, message)
        else:
            self._answered.append(message.id)
            await self._respond(client, message, heard)

    async def _overhear(self, client: Program, message: discord.Message) -> None:
        """Where that was chosen, a question to nobody. What fails is told nobody: they didn't ask the bot."""
        if message.guild is None or not _writable(message.guild, message.channel):
            return
        try:
            client.actions.begin()
            offered = await overhearing.offer(client, message)
        except (CasebookError, discord.DiscordException, *sending.PASSING) as failed:
            log.warning("a question could not be offered an answer: %s", type(failed).__name__)
            return
        if offered is not None:
            self._answered.append(message.id)
            _put(self._answers, message.id, offered)

    async def gone(self, client: Program, question: int) -> None:
        """A message was deleted: if it was a question, its answer goes too, or as soon as it is there."""
        answer = self._answers.pop(question, None)
        if answer is None:
            self._gone.append(question)
        else:
            with suppress(discord.DiscordException, *sending.PASSING):
                await taking_back.remove(client, answer)

    async def _unread(self, client: Program, message: discord.Message) -> None:
        """What Discord shows no text of: its role was called, its card replied to without its name, or somebody goes on
        in a thread where they were answered. Told once, at once.
        """
        place, author = message.channel, message.author.id
        shown = message.content or message.attachments or message.stickers
        if shown or not (
            self._threads.get(place.id) == author or self._replied(client, message) or _calls_role(message)
        ):
            return
        self._threads.pop(place.id, None)
        self._answered.append(message.id)
        if message.guild is not None and _writable(message.guild, place):
            speaking = tongue(message.guild.preferred_locale)
            with suppress(*REFUSED):
                await outgoing.reply(client, message, layout.note(speaking.say(UNREAD)))

    def _replied(self, client: Program, message: discord.Message) -> bool:
        """Whether it is their first reply of that kind to that card of ours."""
        if _card_above(client, message) is None or message.reference is None or message.reference.message_id is None:
            return False
        key = message.reference.message_id, message.author.id
        known = key in self._told
        _put(self._told, key, True)
        return not known

    async def _respond(self, client: Program, message: discord.Message, heard: Heard) -> None:
        speaking = tongue(message.guild.preferred_locale if message.guild else None)
        try:
            client.actions.begin()
            if message.guild is None or _writable(message.guild, message.channel):
                await self._keep(client, message, await _answer(client, message, heard, speaking))
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

    async def _keep(self, client: Program, question: discord.Message, answer: discord.Message | None) -> None:
        if answer is None:
            return
        _put(self._answers, question.id, answer)
        if question.id in self._gone:
            await self.gone(client, question.id)
        if isinstance(question.channel, discord.Thread):
            _put(self._threads, question.channel.id, question.author.id)


def _put(known: OrderedDict[Any, Any], key: object, value: object) -> None:
    known[key] = value
    if len(known) > REMEMBERED:
        known.popitem(last=False)


def is_fresh(message: discord.Message) -> bool:
    """Whether it was edited just now, by its author, soon after it was written."""
    edited, now = message.edited_at, utcnow()
    return edited is not None and now - edited < FRESH and edited - message.created_at < LATE


async def _aside(client: Program, message: discord.Message, speaking: Tongue) -> None:
    """By direct message, where the bot may not answer in the channel."""
    told = speaking.say(NOT_HERE, channel=f"<#{message.channel.id}>")
    with suppress(discord.DiscordException, *sending.PASSING):  # they take none: then there is no way left
        await outgoing.post(client, await message.author.create_dm(), layout.note(told))


async def _reply(client: Program, to: discord.Message, card: Message) -> discord.Message:
    posted = await outgoing.reply(client, to, card)
    await public_answers.record(client, posted, card.quotes)
    return posted


async def _answer(client: Program, message: discord.Message, heard: Heard, speaking: Tongue) -> discord.Message | None:
    """What was posted; None where a reply to a card asks nothing ("thanks")."""
    if message.guild is None:
        return await _reply(client, message, layout.note(speaking.say(audience.ServersOnly.template)))
    if heard.about is not None:
        return await _evidence(client, message, heard.about, speaking)
    if small_talk.asked(heard.text, ()) == NOTHING:
        return await _helping(client, message, speaking) if heard.named else None
    asked = answering.checked(heard.text)
    client.limits.take(message.guild.id, message.author.id)
    if heard.card:
        readers = audience.public(message.guild, message.channel)
        asked = await client.door(answering.followed, client.casebook, asked, Inquiry(heard.card), readers, speaking)

    async def put(answer: Answer, scene: Scene) -> discord.Message | None:
        if answer.reason is Reason.NO_QUESTION:
            return await _helping(client, message, speaking)
        return await _reply(client, message, answer_card.render(answer, replace(scene, asker=message.author.id)))

    async with sending.typing(message.channel):
        posting = answering.Posting(message.guild, message.channel, speaking)
        return (await answering.public(client, asked, posting, put))[1]


async def _helping(client: Program, message: discord.Message, speaking: Tongue) -> discord.Message:
    """How to ask, with examples that everybody there can try."""
    assert message.guild is not None  # noqa: S101  answered before
    client.limits.take(message.guild.id, message.author.id, Kind.HELP)
    readers = audience.public(message.guild, message.channel)
    card = await client.helping(readers, speaking)
    posted = await outgoing.reply(client, message, card)
    await public_answers.record(client, posted, [replace(one, end=0) for one in card.quotes])  # titles, no words
    return posted


async def _evidence(
    client: Program, message: discord.Message, about: discord.Message, speaking: Tongue
) -> discord.Message:
    """For everybody who can read the place, below the message that asks. Raises NotReadable, NothingClaimed."""
    assert message.guild is not None  # noqa: S101  answered before
    client.limits.take(message.guild.id, message.author.id, Kind.EVIDENCE)
    said, readers = message_text.said(about), audience.public(message.guild, message.channel)
    said = said if client.user is None else said.replace(client.user.mention, "").strip()
    if not said:
        raise NotReadable
    answers = await client.door(find_evidence.look_up, client.casebook, said, readers)
    return await _reply(client, message, find_evidence.render(answers, speaking))


def _heard(client: Program, message: discord.Message) -> Heard | None:
    """What a message says to the bot; None where it says nothing to it, or Discord doesn't show what."""
    text, card = _named(client, message), _card_above(client, message)
    if text is None and (card is None or client.user not in message.mentions):
        return None
    above = message.reference.resolved if message.reference else None
    asked = (message.content if text is None else text).strip()
    about = above if isinstance(above, discord.Message) and card is None and find_evidence.asks(asked) else None
    return Heard(asked, card, about, text is not None)


def _calls_role(message: discord.Message) -> bool:
    """Discord offers the bot's own role beside its name, and shows no text where only the role stands."""
    return message.guild is not None and message.guild.self_role in message.role_mentions


def _card_above(client: Program, message: discord.Message) -> str | None:
    """The question of the bot's own card that a message replies to."""
    above = message.reference.resolved if message.reference else None
    if not isinstance(above, discord.Message) or client.user is None or above.author.id != client.user.id:
        return None
    return layout.question_on(above)


def _named(client: Program, message: discord.Message) -> str | None:
    """What was said to the bot, its name or its own role taken out; None where neither stands in the text."""
    role = message.guild.self_role if message.guild else None
    return named(message.content, client.user.id if client.user else 0, role.id if role else 0)


def named(content: str, bot: int, role: int = 0) -> str | None:
    """The same of a text, for a bot and its role of that number."""
    mention = re.compile(rf"<@!?{bot}>|<@&{role}>")
    return mention.sub(" ", content).strip() if mention.search(content) else None


def _writable(guild: discord.Guild, place: Any) -> bool:
    may = place.permissions_for(guild.me)
    written = may.send_messages_in_threads if isinstance(place, discord.Thread) else may.send_messages
    return bool(may.view_channel and written)
