"""Standing questions in Discord: the button that keeps one, the list of one's own, and the message that ends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import discord

from bot.chat.access import audience, permissions
from bot.chat.ask import answer_card, answering, lookup
from bot.chat.ask.lookup import Inquiry
from bot.chat.cards import answer_text, attribution, buttons, escape, layout
from bot.chat.cards.answer_text import Scene
from bot.chat.cards.layout import Message, Part
from bot.chat.cards.paging import Entry, Listing
from bot.chat.delivery import outgoing
from bot.chat.runtime.program import Interaction, Program
from bot.core.casebook import Casebook
from bot.core.model.answers import Answer
from bot.core.model.documents import Actor, Audience, Case, CaseId
from bot.core.model.errors import CasebookError
from bot.core.model.kept_items import StandingQuestion
from bot.core.workflows import standing_questions
from bot.core.workflows.standing_questions import Asker
from bot.wording import catalogue
from bot.wording.catalogue import Tongue, tongue

SHOWN: Final = 120  # characters of a question in a list
KEPT = """### You will be told
“{question}”
When a new document that you can read answers this, you get one direct message with the quote. I keep the question \
until then, at most until {date}. Moderators see it, without your name, if they can read all that you searched."""
OWN = "**Questions that you are waiting for:**"
ALLOW = "-# This server must be allowed to send you direct messages: {path}."
PATH = "Privacy Settings ▸ Direct Messages"


class NotOffered(CasebookError):
    template = "I don't keep questions here. Ask again later with `/ask`."


# --- keeping one


@dataclass(frozen=True)
class Pressed:
    """What came of it: kept under that number, or an answer (or a refusal for good) instead."""

    answer: Answer
    scene: Scene
    kept: str | None


async def tell(interaction: Interaction, *narrowed: str) -> None:
    """The button below a refusal: what would be kept, and the button that says yes to it."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    days, speaking = interaction.client.settings.standing_days, tongue(interaction.locale)
    if not days:
        raise NotOffered
    asked = answering.from_card(interaction, narrowed)
    await outgoing.privately(interaction, consent(asked, narrowed, days, speaking))


def consent(asked: Inquiry, narrowed: Sequence[str], days: float, speaking: Tongue) -> Message:
    """What it means to have a question kept. The card holds the question, as the one before did."""
    parts = [
        answer_card.asked(asked.text),
        layout.text("\n".join([speaking.say("### Keep this question?"), answer_text.consent(days, speaking)])),
    ]
    button = buttons.made("keep", *narrowed, label=speaking.say("Keep it"), main=True)
    return Message(parts, [[button]])


async def keep(interaction: Interaction, *narrowed: str) -> None:
    """Yes to it."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    client, days = interaction.client, interaction.client.settings.standing_days
    if not days:
        raise NotOffered
    asked, own = answering.from_card(interaction, narrowed), audience.own(interaction)
    client.limits.take(interaction.guild_id, interaction.user.id)
    place, language = own.thread or own.channel or 0, interaction.locale.value.split("-")[0]
    asker = Asker(permissions.actor(interaction), own.workspace, place, language)
    pressed = await client.door(keeping, client.casebook, (asked, own, tongue(interaction.locale)), asker, days)
    if pressed.kept is None:
        return await outgoing.privately(interaction, answer_card.render(pressed.answer, pressed.scene))
    client.casebook.meter.count("standing", outcome="kept")
    return await outgoing.privately(interaction, kept(pressed, days, tongue(interaction.locale)))


def keeping(casebook: Casebook, question: tuple[Inquiry, Audience, Tongue], asker: Asker, days: float) -> Pressed:
    """For a worker thread: asked anew, since the card may be weeks old. Raises TooManyQuestions, UnknownCase."""
    asked, own, speaking = question
    scope = standing_questions.scope(casebook, casebook.viewer(own))
    answer, scene = lookup.answer(casebook, asked, own, speaking)
    if not standing_questions.offers(answer):
        return Pressed(answer, scene, None)
    scope = replace(scope, case=scene.case.id if scene.case else None)
    return Pressed(
        answer, scene, standing_questions.keep(casebook, asker, answer.question, scope, (datetime.now(UTC), days))
    )


def kept(pressed: Pressed, days: float, speaking: Tongue) -> Message:
    """What was kept, until when, who sees it, and the way back."""
    until = datetime.now(UTC) + timedelta(days=days)
    text = escape.label(pressed.answer.question.text, answer_card.QUESTION_LIMIT)
    told = speaking.say(KEPT, question=text, date=speaking.date(until.date().isoformat()))
    allowed = speaking.say(ALLOW, path=speaking.say(PATH))
    button = buttons.made("withdraw", pressed.kept, label=speaking.say("Withdraw"))
    return layout.note(f"{told}\n{allowed}", button, colour=layout.ACCENT)


# --- one's own, and taking one back


async def withdraw(interaction: Interaction, number: str) -> None:
    """The button below what was kept, and in /privacy."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    client, speaking = interaction.client, tongue(interaction.locale)
    await client.door(standing_questions.withdraw, client.casebook, number, permissions.actor(interaction))
    client.casebook.meter.count("standing", outcome="withdrawn")
    await outgoing.privately(interaction, layout.note(speaking.say("**Withdrawn:** the question is no longer kept.")))


def listed(first: str, own: list[StandingQuestion], workspace: str, speaking: Tongue) -> Listing:
    """A person's questions of this server, each with a button to withdraw it, below what is said before them."""
    here = [one for one in own if one.workspace == workspace]
    elsewhere = len(own) - len(here)
    entries = [
        Entry(
            _line(number, one, speaking),
            buttons.made("withdraw", one.id, label=speaking.say("Withdraw {number}", number=number)),
        )
        for number, one in enumerate(here, 1)
    ]
    if elsewhere:
        told = speaking.count("and {n} question in other servers", "and {n} questions in other servers", elsewhere)
        entries.append(Entry(f"-# {told}"))
    return Listing("privacy", speaking.say(OWN), entries, first=first)


def _line(number: int, one: StandingQuestion, speaking: Tongue) -> str:
    question, date = escape.label(one.text, SHOWN), speaking.date(one.expires.date().isoformat())
    line = f"**{number}.** " + speaking.say("{question} · kept until {date}", question=question, date=date)
    return line + (" · " + speaking.say("you couldn't be reached by direct message") if one.tries else "")


def own(casebook: Casebook, person: Actor) -> list[StandingQuestion]:
    """For a worker thread: what this person waits for, everywhere."""
    return list(casebook.questions.questions(by=person))


# --- the message that ends it


def card(found: tuple[Answer, Scene], question: StandingQuestion, guild: discord.Guild) -> Message:
    """The answer as it is always shown, with why it comes; no button, since in a direct message none could do much."""
    answer, scene = found
    speaking, name = scene.tongue, escape.label(guild.name, 60)
    asked = speaking.date(question.at.date().isoformat())
    told = (
        "### There is an answer to your question\n"
        "-# You asked me to tell you, in {server}, on {date}. Your question is no longer kept."
    )
    scene = replace(scene, above=speaking.say(told, server=name, date=asked), place=name)
    opened = attribution.opened(answer.excerpts[0])
    links: list[Part] = [buttons.link(speaking.say("Open"), opened[0])] if opened else []
    if (place := guild.get_channel_or_thread(question.channel)) is not None:
        links.append(buttons.link(speaking.say("To the channel where you asked"), place.jump_url))
    return replace(answer_card.render(answer, scene), rows=[links] if links else [])


def scene(client: Program, question: StandingQuestion, case: Case | None, seen: frozenset[CaseId]) -> Scene:
    """In the language that the server has chosen, else in the one that the asker's client had. seen: by the asker."""
    code = client.languages.of(int(question.workspace)) or question.language
    return Scene(catalogue.spoken(code), case=case, seen=seen if case is None else frozenset({case.id}))


class Left(Exception):
    """The asker isn't in the server any more."""


def server(client: Program, question: StandingQuestion) -> discord.Guild | None:
    """None while it is in an outage, the bot isn't in it any more, or another process looks after it."""
    guild = client.get_guild(int(question.workspace))
    return guild if guild and not guild.unavailable and client.shards_here.owns(question.workspace) else None


async def present(client: Program, question: StandingQuestion) -> tuple[discord.Member, Audience] | None:
    """The asker as Discord says they are now, and what counts for them; None while their server isn't there.

    The channel or thread counts where it is there and they can read it. Raises Left, discord.HTTPException.
    """
    if (guild := server(client, question)) is None:
        return None
    try:
        member = await guild.fetch_member(int(question.by.removeprefix("discord:")))
    except discord.NotFound:
        raise Left from None
    place = await _place(guild, question.channel)
    seen = place is not None and await audience.reads(member, place)
    return member, audience.private(member, place if seen else None)


async def _place(guild: discord.Guild, number: int) -> Any:
    """None where it is gone, or closed to the bot. A thread at rest has to be asked for."""
    try:
        return guild.get_channel_or_thread(number) or await guild.fetch_channel(number)
    except (discord.NotFound, discord.Forbidden, discord.InvalidData):
        return None
