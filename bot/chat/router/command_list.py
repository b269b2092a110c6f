"""/ask, /help and /privacy."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.chat.access import audience
from bot.chat.access import permissions as permits
from bot.chat.ask import answer_card as reply
from bot.chat.ask import answering as asking
from bot.chat.ask import find_evidence as finding
from bot.chat.cases import case_export as taking_away
from bot.chat.delivery import error_messages as failures
from bot.chat.documents import add_menu as collecting
from bot.chat.documents import admin as keeping
from bot.chat.documents import commands as documents
from bot.chat.help import help_card as guide
from bot.chat.settings import commands as settings
from bot.chat.settings import language as speaking
from bot.chat.standing import gaps
from bot.chat.standing import kept_questions as standing
from bot.core.model.documents import Actor
from bot.wording.catalogue import tongue

ERASER = Actor("bot")  # in the trail, for a person who had himself erased
Words = app_commands.Range[str, 1, reply.QUESTION_LIMIT]
Day = app_commands.Range[str, 1, 10]


@app_commands.command(name="ask", description="The exact words in the case files that answer a question")
@app_commands.describe(
    question="In a few words, for example: who signed the letter?",
    case="Only in this case; * for all, where the channel has a case of its own",
    after="Only what was published then or later: 2021, 2021-12 or 2021-12-15",
    before="Only what was published then or earlier",
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
    await interaction.response.defer(ephemeral=True, thinking=True)
    asked = asking.checked(question, case, after, before)
    await asking.ask(interaction, asked, await settings.shares(interaction) if share is None else share)


@app_commands.command(name="help", description="How to ask, with examples from this server's files")
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
async def help_(interaction: discord.Interaction[Any]) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    client = interaction.client
    known = await client.door(guide.tried, client.casebook, audience.own(interaction))
    await failures.send(interaction, guide.help_page(known, tongue(interaction.locale)))


@app_commands.command(name="privacy", description="What this bot keeps, and what it doesn't; your own can be erased")
@app_commands.describe(erase="Take your number out of everything that is kept")
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
async def privacy(interaction: discord.Interaction[Any], erase: bool = False) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    client, person = interaction.client, permits.actor(interaction)
    if erase:
        await client.door(client.casebook.store.forget, person, ERASER)
    held = await client.door(client.casebook.store.held, person)
    own, speaking = await client.door(standing.own, client.casebook, person), tongue(interaction.locale)
    card = guide.privacy_page(held, erase, client.settings.standing_days, speaking)
    await failures.send(interaction, standing.listed(card, own, permits.workspace(interaction), speaking))


settings.settings.add_command(speaking.language)
ALL: tuple[app_commands.Command[Any, ..., Any] | app_commands.ContextMenu | app_commands.Group, ...] = (
    *(ask, help_, privacy, keeping.documents, taking_away.cases, settings.settings, gaps.gaps),
    finding.find_evidence,
    collecting.add_to_case_file,
)
