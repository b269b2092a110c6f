"""/settings: which roles may change the case files, and whether /ask answers in public. For Manage Server."""

from __future__ import annotations

from typing import Any, Literal

import discord
from discord import app_commands

from bot.chat import failures, layout, permits
from bot.chat.asking import Interaction
from bot.chat.layout import Message
from bot.chat.locale import Tongue, tongue
from bot.chat.permits import MODERATORS
from bot.core.errors import NotAllowed

SHARE = "ask-in-public"  # the setting: "yes" or nothing

settings = app_commands.Group(
    name="settings",
    description="Who may change the case files here, and how /ask answers",
    allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
    allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
)


async def shares(interaction: Interaction) -> bool:
    """Whether this server's /ask answers in public where nobody says otherwise."""
    if interaction.guild is None:
        return False
    client = interaction.client
    kept = await client.door(client.casebook.store.setting, permits.workspace(interaction), SHARE)
    return bool(kept == "yes")


async def _begin(interaction: Interaction) -> None:
    """Raises NotAllowed: a chosen role can't choose roles."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    if not permits.manages(interaction):
        raise NotAllowed


async def _keep(interaction: Interaction, name: str, value: str | None) -> None:
    store = interaction.client.casebook.store
    kept = (permits.workspace(interaction), name, value, permits.actor(interaction))
    await interaction.client.door(store.put_setting, *kept)


async def _show(interaction: Interaction) -> None:
    page = _page(await permits.moderators(interaction), await shares(interaction), tongue(interaction.locale))
    await failures.send(interaction, page)


def _page(roles: set[int], public: bool, speaking: Tongue) -> Message:
    named = ", ".join(f"<@&{role}>" for role in sorted(roles)) or speaking.say("none besides")
    answers = "in the channel, after a private look" if public else "privately; Share posts an answer"
    lines = [
        speaking.say("### Settings of this server"),
        speaking.say("**May change the case files:** Manage Server, and these roles: {roles}", roles=named),
        speaking.say("**/ask answers:** {how}", how=speaking.say(answers)),
    ]
    return layout.note("\n".join(lines), colour=layout.ACCENT)


@settings.command(name="show", description="What is chosen")
async def show(interaction: discord.Interaction[Any]) -> None:
    await _begin(interaction)
    await _show(interaction)


@settings.command(name="moderators", description="Let a role change the case files, or no longer")
@app_commands.describe(role="The role", may="Whether it may")
async def moderators(interaction: discord.Interaction[Any], role: discord.Role, may: bool) -> None:
    await _begin(interaction)
    chosen = await permits.moderators(interaction) - {role.id} | ({role.id} if may else set())
    await _keep(interaction, MODERATORS, ",".join(map(str, sorted(chosen))) or None)
    await _show(interaction)


@settings.command(name="answers", description="Whether /ask answers privately or in public where nobody says otherwise")
@app_commands.describe(where="Privately is how it begins")
async def answers(interaction: discord.Interaction[Any], where: Literal["private", "public"]) -> None:
    await _begin(interaction)
    await _keep(interaction, SHARE, "yes" if where == "public" else None)
    await _show(interaction)
