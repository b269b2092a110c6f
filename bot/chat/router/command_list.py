"""/ask, /help and /privacy."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.chat.access import audience, permissions
from bot.chat.ask import answer_card, answering, find_evidence
from bot.chat.cards import paging
from bot.chat.cards.paging import Listing
from bot.chat.cases import case_aliases
from bot.chat.delivery import outgoing, sending
from bot.chat.documents import add_menu, admin
from bot.chat.documents import commands as documents
from bot.chat.help import help_card
from bot.chat.runtime import rate_limits
from bot.chat.runtime.program import Interaction
from bot.chat.runtime.rate_limits import Kind
from bot.chat.settings import commands as settings
from bot.chat.settings import language
from bot.chat.standing import gaps, kept_questions
from bot.core.model.documents import Actor
from bot.core.model.rights import Right
from bot.wording.catalogue import tongue

ERASER = Actor("bot")  # in the trail, for a person who had themselves erased
Words = app_commands.Range[str, 1, answer_card.QUESTION_LIMIT]
Day = app_commands.Range[str, 1, 40]


@app_commands.command(name="ask", description="The exact words in the case files that answer a question")
@app_commands.describe(
    question="In a few words, for example: who signed the letter?",
    case="Only in this case; * for all, where the channel has a case of its own",
    after="Only what is dated then or later: 2021, June 2021, last month or 15.12.2021",
    before="Only what is dated then or earlier",
    share="Post the answer in this channel, made for everybody who can read it",
)
@app_commands.autocomplete(case=documents.cases)
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
async def ask(
    interaction: discord.Interaction[Any],
    question: Words,
    case: str = "",
    after: Day = "",
    before: Day = "",
    share: bool | None = None,
) -> None:
    sending.soon(interaction)
    first, last = [await answering.dated(interaction.client, each) for each in (after, before)]
    asked = answering.checked(question, case, first, last)
    await answering.ask(interaction, asked, await settings.shares(interaction) if share is None else share)


@app_commands.command(name="help", description="How to ask, with examples from this server's files")
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
async def help_(interaction: discord.Interaction[Any]) -> None:
    sending.soon(interaction)
    rate_limits.charge(interaction, Kind.HELP)
    client, speaking = interaction.client, tongue(interaction.locale)
    known = await client.door(help_card.tried, client.casebook, audience.own(interaction), speaking)
    may, shown = await permissions.right(interaction) or Right.ASK, interaction.permissions >= permissions.SHOWN_TO
    await outgoing.privately(interaction, help_card.help_page(known, speaking, may, shown=shown))


@app_commands.command(name="privacy", description="What this bot keeps, and what it doesn't; your own can be erased")
@app_commands.describe(erase="Take your number out of everything that is kept")
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
async def privacy(interaction: discord.Interaction[Any], erase: bool = False) -> None:
    client, person = interaction.client, permissions.actor(interaction)
    if erase:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await client.door(client.casebook.workspaces.forget, person, ERASER)
    else:
        sending.soon(interaction)
    await outgoing.privately(
        interaction, paging.page(await kept_of(interaction, "", erase), 0, tongue(interaction.locale))
    )


async def kept_of(interaction: Interaction, _: str, erased: bool = False) -> Listing:
    """What is kept, of anybody and of whoever asks."""
    client, person, speaking = interaction.client, permissions.actor(interaction), tongue(interaction.locale)
    held = await client.door(client.casebook.workspaces.held, person)
    own = await client.door(kept_questions.own, client.casebook, person)
    told = help_card.privacy_page(
        held, erased, client.settings.standing_days, speaking, listens=client.settings.listens
    )
    return kept_questions.listed(told, own, permissions.workspace(interaction), speaking)


settings.settings.add_command(language.language)
ALL: tuple[app_commands.Command[Any, ..., Any] | app_commands.ContextMenu | app_commands.Group, ...] = (
    *(ask, help_, privacy, admin.documents, case_aliases.cases, settings.settings, gaps.gaps),
    find_evidence.find_evidence,
    add_menu.add_to_case_file,
)
