"""The flows of a question: private first, public for a channel's readers, and sharing a private answer with them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import discord
from discord.utils import utcnow

from bot.chat.access import audience
from bot.chat.ask import answer_card, lookup, public_answers
from bot.chat.ask.lookup import Inquiry
from bot.chat.cards import escape, layout
from bot.chat.cards.answer_text import Scene
from bot.chat.cards.layout import Message
from bot.chat.delivery import outgoing
from bot.chat.runtime.program import Interaction, Program
from bot.core.casebook import Casebook
from bot.core.library.intake import days
from bot.core.model.answers import Answer, Excerpt, Reason
from bot.core.model.documents import Audience
from bot.core.model.errors import BadDate, BadDetail, CasebookError, EmptyQuestion, QuestionTooLong, UnknownCase
from bot.core.search import query_rewriting
from bot.wording import typed_dates
from bot.wording.catalogue import Tongue, tongue

EVERY_CASE = "*"  # in place of a case's name: all of them, whatever the channel's own is
TRIES = 3  # how often a public answer is made again because the channel's readers changed meanwhile


class NoQuestion(CasebookError):
    template = "This message no longer holds its question. Ask again with `/ask`."


class NowRefused(CasebookError):
    template = "The documents that you can read now no longer answer this. Ask again with `/ask`."


class MayNotPost(CasebookError):
    template = "You can't write in this channel, so nothing was posted. Share it where you can write."


def checked(text: str, case: str | None = None, after: str | None = None, before: str | None = None) -> Inquiry:
    """The question on one line, dates looked at. Raises BadQuestion kinds."""
    question = escape.bare(text, len(text))
    if not question:
        raise EmptyQuestion
    if len(question) > answer_card.QUESTION_LIMIT:
        raise QuestionTooLong(length=len(question), limit=answer_card.QUESTION_LIMIT)
    named = None if case == EVERY_CASE else case or None
    return Inquiry(question, named, _date(after), _date(before), everywhere=case == EVERY_CASE)


def _date(given: str | None) -> str | None:
    value = (given or "").strip()
    try:
        if value:
            days(value)
    except BadDetail:
        raise BadDate(value=value[:40]) from None
    return value or None


async def dated(client: Program, typed: str) -> str:
    """A date as people type it, as an ISO date; as it was typed where it is none."""
    if not typed.strip() or typed_dates.ISO.fullmatch(typed.strip()):
        return typed
    return await client.door.quickly(typed_dates.iso, typed, utcnow().date()) or typed


def from_card(interaction: Interaction, narrowed: Sequence[str], explain: bool = False) -> Inquiry:
    """The question of the card that was pressed, narrowed as the button says. Raises NoQuestion."""
    message, bot = interaction.message, interaction.client.user
    ours = message is not None and bot is not None and message.author.id == bot.id
    question = layout.question_on(message) if ours else None
    if not question:
        raise NoQuestion
    case, after, before = narrowed
    return Inquiry(question, int(case) if case else None, after or None, before or None, explain)


def followed(casebook: Casebook, now: Inquiry, before: Inquiry, readers: Audience, speaking: Tongue) -> Inquiry:
    """`now` with what it borrows from the question before and from its answer; narrowed as that one was.

    `readers`: of the channel. A name from the answer may be shared with the question, so they must be able to see it.
    For a worker thread. Raises UnknownCase.
    """
    answer, _ = lookup.answer(casebook, before, readers, speaking)
    quote = answer.excerpts[0].quote if answer.answered else ""
    text = escape.bare(query_rewriting.resolved(now.text, before.text, quote), answer_card.QUESTION_LIMIT)
    return replace(before, text=text, said=now.text if text != now.text else "")


# --- private


async def private(interaction: Interaction, asked: Inquiry) -> tuple[Answer, Scene]:
    """The answer for the asker alone. Raises TooOften."""
    client = interaction.client
    client.limits.take(interaction.guild_id, interaction.user.id)
    found = await client.door(
        lookup.answer, client.casebook, asked, audience.own(interaction), tongue(interaction.locale)
    )
    return waiting(client, found)


def waiting(client: Program, found: tuple[Answer, Scene]) -> tuple[Answer, Scene]:
    """The same, with how long a refused question can be kept here."""
    answer, scene = found
    return answer, replace(scene, waits=client.settings.standing_days)


async def ask(interaction: Interaction, asked: Inquiry, share: bool) -> None:
    """The command, deferred already. What asks nothing gets the ways to ask."""
    answer, scene = await private(interaction, asked)
    if answer.reason is Reason.NO_QUESTION:
        helping = await interaction.client.helping(audience.own(interaction), scene.tongue)
        return await outgoing.privately(interaction, helping)
    if share and answer.answered:
        return await _ask_openly(interaction, asked, answer, scene)
    return await outgoing.privately(interaction, answer_card.render(answer, scene))


async def _ask_openly(interaction: Interaction, asked: Inquiry, answer: Answer, scene: Scene) -> None:
    """Post the answer and say where. Whoever asked gets a card of their own only where that isn't all of it, and
    beforehand where the bot may not write: Discord makes the first message after "thinking…" a private one.
    """
    own, said = answer_card.render(answer, scene), replace(scene, shared=True)
    if not (writes := _writes(interaction, own)):
        await outgoing.privately(interaction, answer_card.render(answer, said))
    tell = outgoing.privately if writes else outgoing.turn
    try:
        told = await post(interaction, asked, answer)
    except Exception:  # the answer itself isn't lost with it, nor a second try
        await tell(interaction, own)
        raise
    if not told.whole:
        await tell(interaction, answer_card.render(answer, replace(said, above=told.sentence)))
    elif writes:
        await outgoing.privately(interaction, layout.note(told.sentence))


# --- public


Put = Callable[[Answer, Scene], Awaitable[discord.Message | None]]  # posts an answer; None where it isn't to be


@dataclass(frozen=True)
class Posting:
    """Where a public answer goes, and in what language."""

    guild: discord.Guild
    place: Any
    tongue: Tongue


async def public(client: Program, asked: Inquiry, posting: Posting, put: Put) -> tuple[Answer, discord.Message | None]:
    """Post the answer for everybody who can read that place; made anew where they change before it is sent.

    Raises ReadersChanged.
    """
    left = TRIES
    while True:
        left -= 1
        readers = audience.public(posting.guild, posting.place)
        found = await client.door(lookup.answer, client.casebook, asked, readers, posting.tongue)
        try:
            return found[0], await put(*waiting(client, found))
        except outgoing.ReadersChanged:
            if not left:
                raise


@dataclass(frozen=True)
class Told:
    """What the sharer is told; whole: the channel sees all that they see."""

    sentence: str
    whole: bool = False


async def post(interaction: Interaction, asked: Inquiry, seen: Answer) -> Told:
    """Put the answer into the channel, made anew for its readers; what to tell of it, and what they miss."""
    if interaction.guild is None:
        raise audience.ServersOnly
    _may_post(interaction)
    speaking = tongue(interaction.locale)
    posting = Posting(interaction.guild, interaction.channel, tongue(interaction.guild_locale))
    answer = await _shared(interaction, asked, posting)
    if answer is None:
        return Told(speaking.say("Not posted: not everyone in this channel can read what answers this."))
    left_out = sum(not _holds(answer[0], excerpt) for excerpt in seen.excerpts)
    return Told(_receipt(answer[1], left_out, speaking), whole=not left_out)


async def share(interaction: Interaction, asked: Inquiry) -> Message:
    """Post what a private card shows; the same card, which says so."""
    answer, scene = await private(interaction, asked)
    if not answer.answered:
        raise NowRefused
    told = await post(interaction, asked, answer)
    return answer_card.render(answer, replace(scene, above=told.sentence, shared=True))


async def _shared(
    interaction: Interaction, asked: Inquiry, posting: Posting
) -> tuple[Answer, discord.Message | None] | None:
    """What was posted; None where what its readers may see doesn't answer it, be it that its case isn't theirs."""

    async def put(answer: Answer, scene: Scene) -> discord.Message | None:
        if not answer.answered:
            return None
        scene = replace(scene, asker=interaction.user.id)
        card = _signed(answer_card.render(answer, scene), interaction.user, posting.tongue)
        posted = await _put(interaction, card)
        await public_answers.record(interaction.client, posted, card.quotes)
        return posted

    try:
        answer, posted = await public(interaction.client, asked, posting, put)
    except UnknownCase:
        return None
    return (answer, posted) if answer.answered else None


def _may_post(interaction: Interaction) -> None:
    """The sharer, too, must be allowed to write there: the bot lends nobody its voice."""
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
    if _writes(interaction, card):
        return await outgoing.post(interaction.client, interaction.channel, card)
    return await outgoing.openly(interaction, card)


def _writes(interaction: Interaction, card: Message) -> bool:
    """Whether the bot may put that card into the channel."""
    may = interaction.app_permissions
    thread = isinstance(interaction.channel, discord.Thread)
    writes = may.view_channel and (may.send_messages_in_threads if thread else may.send_messages)
    return writes and (may.attach_files or not card.attached)


def _receipt(posted: discord.Message | None, left_out: int, speaking: Tongue) -> str:
    lines = [speaking.say("Posted: {link}", link=posted.jump_url) if posted else speaking.say("Posted.")]
    if left_out:
        one = "{n} quote that you were shown was left out: not everyone in the channel can read it."
        many = "{n} quotes that you were shown were left out: not everyone in the channel can read them."
        lines.append(speaking.count(one, many, left_out))
    return "\n".join(lines)
