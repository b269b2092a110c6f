"""/settings: which roles may change the case files, and whether /ask answers in public. For Manage Server."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Literal

import discord
from discord import app_commands

from bot.chat.access import permissions
from bot.chat.access.permissions import CONTRIBUTORS, LISTENING, MODERATORS
from bot.chat.cards import paging
from bot.chat.cards.paging import Entry, Listing
from bot.chat.delivery import outgoing
from bot.chat.runtime.program import Interaction
from bot.core.model.errors import CasebookError
from bot.core.model.rights import Right
from bot.wording.catalogue import Tongue, tongue

SHARE = "ask-in-public"  # the setting: "yes" or nothing
REVIEW = "review-channel"  # the setting: its number
HINTS = """-# Where only moderators read, the channel gets each proposal itself, with its buttons; elsewhere a hint.
-# Discord shows moderators' commands to those with Manage Messages. To show them to other roles: Server Settings ▸ \
Integrations."""
ROLES = 2500  # characters of the roles on one line: about a hundred


class NotListening(CasebookError):
    template = "I read only messages that mention me. Whoever runs this bot can change that (`MESSAGE_CONTENT`)."


settings = app_commands.Group(
    name="settings",
    description="Who may change the case files here, and how /ask answers",
    default_permissions=discord.Permissions(manage_guild=True),  # hides it from others; each command asks in code
    allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
    allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
)


async def shares(interaction: Interaction) -> bool:
    """Whether this server's /ask answers in public where nobody says otherwise."""
    if interaction.guild is None:
        return False
    client = interaction.client
    kept = await client.door.quickly(client.casebook.workspaces.setting, permissions.workspace(interaction), SHARE)
    return bool(kept == "yes")


async def _begin(interaction: Interaction) -> None:
    """Raises NotAllowed: a chosen role can't choose roles."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    await permissions.require(interaction, Right.GOVERN)


async def keep(interaction: Interaction, name: str, value: str | None) -> None:
    put_setting = interaction.client.casebook.workspaces.put_setting
    kept = (permissions.workspace(interaction), name, value, permissions.actor(interaction))
    await interaction.client.door(put_setting, *kept)


async def show_all(interaction: Interaction) -> None:
    await outgoing.privately(interaction, paging.page(await listed(interaction, ""), 0, tongue(interaction.locale)))


async def listed(interaction: Interaction, _: str) -> Listing:
    """What is chosen. Raises NotAllowed."""
    await permissions.require(interaction, Right.GOVERN)
    changing, proposing = [await permissions.roles(interaction, each) for each in (MODERATORS, CONTRIBUTORS)]
    channel, public = await review_channel(interaction), await shares(interaction)
    listing = _listed(changing, proposing, channel, public, tongue(interaction.locale))
    heard = sorted(await permissions.roles(interaction, LISTENING)) if interaction.client.settings.listens else []
    more = [*_listening(heard, tongue(interaction.locale)), *_unshown(interaction, changing)]
    return replace(listing, entries=[*listing.entries, *more])


def _listening(heard: Sequence[int], speaking: Tongue) -> list[Entry]:
    where = speaking.listed(f"<#{each}>" for each in heard)
    return [Entry(speaking.say("**All questions are read in:** {channels}", channels=where))] if heard else []


def _unshown(interaction: Interaction, changing: Iterable[int]) -> list[Entry]:
    """Roles that may change documents and aren't shown the commands for it, unless somebody has allowed it there."""
    known = [interaction.guild.get_role(each) for each in sorted(changing)] if interaction.guild else []
    lacking = [role.mention for role in known if role and not role.permissions >= permissions.SHOWN_TO]
    speaking = tongue(interaction.locale)
    named = ", ".join(paging.fitting(lacking, ROLES, speaking))
    told = (
        "⚠️ **Without Manage Messages:** {roles}. Below it says how they get to see the commands; `/help` has buttons "
        "for them all the same."
    )
    return [Entry(speaking.say(told, roles=named))] if lacking else []


async def review_channel(interaction: Interaction) -> int | None:
    """Where moderators are told of what waits for them."""
    client = interaction.client
    kept = await client.door.quickly(client.casebook.workspaces.setting, permissions.workspace(interaction), REVIEW)
    return int(kept) if kept else None


def _listed(
    changing: frozenset[int], proposing: frozenset[int], channel: int | None, public: bool, speaking: Tongue
) -> Listing:
    named, proposers = (
        ", ".join(paging.fitting([f"<@&{role}>" for role in sorted(roles)], ROLES, speaking)) or speaking.say(none)
        for roles, none in ((changing, "no other roles"), (proposing, "no role yet"))
    )
    told = f"<#{channel}>" if channel else speaking.say("nowhere; `/documents review` shows them")
    answers = "in the channel, after a private look" if public else "privately; Share posts an answer"
    lines = [
        speaking.say("**Can change the documents:** Manage Server, and these roles: {roles}", roles=named),
        speaking.say("**Can propose documents:** {roles}", roles=proposers),
        speaking.say("**Moderators are told of proposals in:** {channel}", channel=told),
        speaking.say("**Answers to `/ask`:** {how}", how=speaking.say(answers)),
    ]
    return Listing(
        "settings", speaking.say("### Server settings"), [Entry(line) for line in lines], speaking.say(HINTS)
    )


@settings.command(name="show", description="What is chosen")
async def show(interaction: discord.Interaction[Any]) -> None:
    await _begin(interaction)
    await show_all(interaction)


@settings.command(name="moderators", description="Let a role change the case files, or no longer")
@app_commands.describe(role="The role", may="Whether it may")
async def moderators(interaction: discord.Interaction[Any], role: discord.Role, may: bool) -> None:
    await _choose(interaction, MODERATORS, role, may)


@settings.command(name="contributors", description="Let a role propose documents for review, or no longer")
@app_commands.describe(role="The role", may="Whether it may")
async def contributors(interaction: discord.Interaction[Any], role: discord.Role, may: bool) -> None:
    await _choose(interaction, CONTRIBUTORS, role, may)


async def _choose(interaction: Interaction, setting: str, role: discord.Role, may: bool) -> None:
    await _begin(interaction)
    chosen = await permissions.roles(interaction, setting) - {role.id} | ({role.id} if may else set())
    await keep(interaction, setting, ",".join(map(str, sorted(chosen))) or None)
    await show_all(interaction)


@settings.command(name="review", description="Where moderators are told that documents wait for review")
@app_commands.describe(channel="A channel that moderators read; none: nowhere")
async def review(interaction: discord.Interaction[Any], channel: discord.TextChannel | None = None) -> None:
    await _begin(interaction)
    await keep(interaction, REVIEW, str(channel.id) if channel else None)
    await show_all(interaction)


@settings.command(name="listen", description="Offer an answer to every question in a channel or forum, or no longer")
@app_commands.describe(channel="The channel or forum", may="Whether its questions are read")
async def listen(
    interaction: discord.Interaction[Any], channel: discord.TextChannel | discord.ForumChannel, may: bool
) -> None:
    await _begin(interaction)
    if may and not interaction.client.settings.listens:
        raise NotListening
    chosen = await permissions.roles(interaction, LISTENING) - {channel.id} | ({channel.id} if may else set())
    await keep(interaction, LISTENING, ",".join(map(str, sorted(chosen))) or None)
    await show_all(interaction)


@settings.command(name="answers", description="Whether /ask answers privately or in public where nobody says otherwise")
@app_commands.describe(where="Privately is the default")
async def answers(interaction: discord.Interaction[Any], where: Literal["private", "public"]) -> None:
    await _begin(interaction)
    await keep(interaction, SHARE, "yes" if where == "public" else None)
    await show_all(interaction)
