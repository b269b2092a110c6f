"""The flows of a question: /ask (private first), a mention (public), and sharing a private answer with the channel."""

from __future__ import annotations

import logging
import re
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import discord

from bot.chat import audience, consult, escape, failures, layout, reply, sending
from bot.chat.consult import Asked
from bot.chat.layout import Message
from bot.chat.locale import Tongue, tongue
from bot.chat.wording import Scene
from bot.core.errors import BadDate, BadDetail, CasebookError, EmptyQuestion, QuestionTooLong
from bot.core.intake import days
from bot.core.model import Answer, Audience, Excerpt

if TYPE_CHECKING:
    from bot.chat.client import Pullquote

Interaction = discord.Interaction["Pullquote"]
log = logging.getLogger(__name__)
TRIES = 3  # how often a public answer is made again because the channel's readers changed meanwhile


class ServersOnly(CasebookError):
    template = "Questions are answered in a server, where it is known what you may read. Ask there with `/ask`."


class ReadersChanging(CasebookError):
    template = "Who may read this channel is changing at this moment. Nothing was posted; try again."


class MayNotPost(CasebookError):
    template = "You may not write in this channel, so nothing was posted for you."


def checked(text: str, case: str | None = None, after: str | None = None, before: str | None = None) -> Asked:
    """The question on one line, dates looked at. Raises BadQuestion kinds."""
    question = escape.bare(text, len(text))
    if not question:
        raise EmptyQuestion
    if len(question) > reply.QUESTION_LIMIT:
        raise QuestionTooLong(length=len(question), limit=reply.QUESTION_LIMIT)
    return Asked(question, case or None, _date(after), _date(before))


def _date(given: str | None) -> str | None:
    value = (given or "").strip()
    try:
        if value:
            days(value)
    except BadDetail:
        raise BadDate(value=value[:40]) from None
    return value or None


def own(interaction: Interaction) -> Audience:
    """The asker alone, as his roles are now. Raises ServersOnly."""
    if interaction.guild is None or not isinstance(interaction.user, discord.Member):
        raise ServersOnly
    return audience.private(interaction.user, interaction.channel)


# --- private


async def private(interaction: Interaction, asked: Asked) -> tuple[Answer, Scene]:
    """The answer for the asker alone."""
    client = interaction.client
    return await client.door(consult.answer, client.casebook, asked, own(interaction), tongue(interaction.locale))


async def ask(interaction: Interaction, asked: Asked, share: bool) -> None:
    """The command, deferred already."""
    answer, scene = await private(interaction, asked)
    await failures.send(interaction, reply.render(answer, scene))
    if share and answer.answered:
        await post(interaction, asked, answer)


# --- public


@dataclass(frozen=True)
class Posting:
    """Where a public answer goes, and in what language."""

    guild: discord.Guild
    place: Any
    tongue: Tongue


async def public(client: Pullquote, asked: Asked, posting: Posting) -> tuple[Answer, Scene]:
    """The answer for everybody who can read that place, true for its readers at the moment it comes back."""
    for _ in range(TRIES):
        readers = audience.public(posting.guild, posting.place)
        found = await client.door(consult.answer, client.casebook, asked, readers, posting.tongue)
        if readers == audience.public(posting.guild, posting.place):
            return found
    raise ReadersChanging


async def post(interaction: Interaction, asked: Asked, seen: Answer) -> None:
    """Put the answer into the channel, made anew for its readers; tell the sharer what they don't get to see."""
    if interaction.guild is None:
        raise ServersOnly
    _may_post(interaction)
    speaking = tongue(interaction.locale)
    posting = Posting(interaction.guild, interaction.channel, tongue(interaction.guild_locale))
    answer, scene = await public(interaction.client, asked, posting)
    if not answer.answered:
        told = "Not posted: what answers this is not for everybody who can read this channel."
        return await failures.send(interaction, layout.note(speaking.say(told)))
    left_out = sum(not _holds(answer, excerpt) for excerpt in seen.excerpts)
    card = _signed(reply.render(answer, scene), interaction.user, posting.tongue)
    posted = await _put(interaction, card)
    await failures.send(interaction, _receipt(posted, left_out, speaking))
    return None


def _may_post(interaction: Interaction) -> None:
    """The sharer himself must be allowed to write there: the bot lends nobody its voice."""
    may = interaction.permissions
    if not (may.send_messages_in_threads if isinstance(interaction.channel, discord.Thread) else may.send_messages):
        raise MayNotPost


def _holds(answer: Answer, wanted: Excerpt) -> bool:
    return any(each.document.id == wanted.document.id and each.start == wanted.start for each in answer.excerpts)


def _signed(card: Message, user: discord.abc.User, speaking: Tongue) -> Message:
    line = speaking.say("-# Shared by {name}", name=f"<@{user.id}>")
    return replace(card, parts=[*card.parts, layout.text(line)])


async def _put(interaction: Interaction, card: Message) -> discord.Message | None:
    """A message of its own, so that it can be replied to; where the bot may not write, a public follow-up."""
    may = interaction.app_permissions
    thread = isinstance(interaction.channel, discord.Thread)
    writes = may.view_channel and (may.send_messages_in_threads if thread else may.send_messages)
    if writes and (may.attach_files or not card.attached):
        return await sending.post(interaction.channel, card)
    return await interaction.followup.send(wait=True, **card.sending())


def _receipt(posted: discord.Message | None, left_out: int, speaking: Tongue) -> Message:
    lines = [speaking.say("Posted: {link}", link=posted.jump_url) if posted else speaking.say("Posted.")]
    if left_out:
        one = "One quote that you were shown is left out there: not everybody who can read the channel may read it."
        many = (
            "{n} quotes that you were shown are left out there: not everybody who can read the channel may read them."
        )
        lines.append(speaking.count(one, many, left_out))
    return layout.note("\n".join(lines))


# --- a mention


class Mentions:
    """Answers a message that names the bot, once, in the channel."""

    def __init__(self) -> None:
        self._answered: deque[int] = deque(maxlen=1000)  # a message can arrive again after a reconnect

    async def __call__(self, client: Pullquote, message: discord.Message) -> None:
        if message.author.bot or message.webhook_id or message.id in self._answered:
            return
        text = named(message.content, client.user.id if client.user else 0)
        if message.guild is not None and text is None:
            return
        self._answered.append(message.id)
        await self._respond(client, message, text or "")

    async def _respond(self, client: Pullquote, message: discord.Message, text: str) -> None:
        speaking = tongue(message.guild.preferred_locale if message.guild else None)
        if message.guild is not None and not _writable(message.guild, message.channel):
            return
        try:
            card = await _answered(client, message, text, speaking)
        except Exception as error:  # noqa: BLE001  the outer edge of this way in: told, logged, never silent
            card = failures.told(error, speaking)
        try:
            await sending.reply(message, card)
        except (discord.Forbidden, discord.NotFound) as refused:
            log.warning("an answer could not be posted: %s", type(refused).__name__)


async def _answered(client: Pullquote, message: discord.Message, text: str, speaking: Tongue) -> Message:
    if message.guild is None:
        return layout.note(speaking.say(ServersOnly.template))
    asked = checked(text)
    async with sending.typing(message.channel):
        answer, scene = await public(client, asked, Posting(message.guild, message.channel, speaking))
    return reply.render(answer, scene)


def named(content: str, bot: int) -> str | None:
    """What was said to the bot, its name taken out; None where it wasn't named in the text itself."""
    mention = re.compile(rf"<@!?{bot}>")
    return mention.sub(" ", content).strip() if mention.search(content) else None


def _writable(guild: discord.Guild, place: Any) -> bool:
    may = place.permissions_for(guild.me)
    written = may.send_messages_in_threads if isinstance(place, discord.Thread) else may.send_messages
    return bool(may.view_channel and written)
