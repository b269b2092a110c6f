"""Who may change things: Manage Server, asked in code at the start and at the end of every flow.

Discord's own `default_permissions` only hide a command; a raw interaction, an old button or a form opened before a role
was taken away all come through here.
"""

from __future__ import annotations

from typing import Any

import discord

from bot.chat import audience
from bot.core.errors import NotAllowed
from bot.core.model import Actor


def may_change(interaction: discord.Interaction[Any]) -> bool:
    """By the permissions that came with this very interaction: they are as fresh as it is."""
    return interaction.guild is not None and interaction.permissions.manage_guild


def require(interaction: discord.Interaction[Any]) -> None:
    """Raises NotAllowed."""
    if not may_change(interaction):
        raise NotAllowed


async def require_still(interaction: discord.Interaction[Any]) -> None:
    """At the end of a flow that took its time: the member as he is now, asked of Discord. Raises NotAllowed."""
    if interaction.guild is None:
        raise NotAllowed
    try:
        member = await interaction.guild.fetch_member(interaction.user.id)
    except discord.NotFound:
        raise NotAllowed from None
    if not member.guild_permissions.manage_guild:
        raise NotAllowed


def actor(interaction: discord.Interaction[Any]) -> Actor:
    """Who did it, as the audit trail keeps it: a number, no name."""
    return Actor(f"discord:{interaction.user.id}")


def workspace(interaction: discord.Interaction[Any]) -> str:
    """Raises NotAllowed outside a server."""
    if interaction.guild is None:
        raise NotAllowed
    return audience.workspace(interaction.guild)
