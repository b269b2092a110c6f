"""Who may change things: Manage Server, or a role chosen in /settings; asked in code at both ends of every flow.

Discord's own `default_permissions` only hide a command; a raw interaction, an old button or a form opened before a role
was taken away all come through here. Manage Server always may, so that nobody is locked out.
"""

from __future__ import annotations

from collections.abc import Iterable

import discord

from bot.chat import audience
from bot.chat.asking import Interaction
from bot.core.errors import NotAllowed
from bot.core.model import Actor

MODERATORS = "moderators"  # the setting: numbers of roles, with commas between


def manages(interaction: Interaction) -> bool:
    """Manage Server, by the permissions that came with this very interaction: they are as fresh as it is."""
    return interaction.guild is not None and interaction.permissions.manage_guild


async def may_change(interaction: Interaction) -> bool:
    """Manage Server, or one of the chosen roles."""
    if manages(interaction):
        return True
    member = interaction.user
    return isinstance(member, discord.Member) and await _chosen(interaction, (role.id for role in member.roles))


async def _chosen(interaction: Interaction, roles: Iterable[int]) -> bool:
    return bool(set(roles) & await moderators(interaction))


async def moderators(interaction: Interaction) -> set[int]:
    """The chosen roles."""
    client = interaction.client
    chosen = await client.door(client.casebook.store.setting, workspace(interaction), MODERATORS)
    return {int(role) for role in (chosen or "").split(",") if role}


async def require(interaction: Interaction) -> None:
    """Raises NotAllowed."""
    if not await may_change(interaction):
        raise NotAllowed


async def require_still(interaction: Interaction) -> None:
    """At the end of a flow that took its time: the member as he is now, asked of Discord. Raises NotAllowed."""
    if interaction.guild is None:
        raise NotAllowed
    try:
        member = await interaction.guild.fetch_member(interaction.user.id)
    except discord.NotFound:
        raise NotAllowed from None
    if not member.guild_permissions.manage_guild and not await _chosen(interaction, (role.id for role in member.roles)):
        raise NotAllowed


def actor(interaction: Interaction) -> Actor:
    """Who did it, as the audit trail keeps it: a number, no name."""
    return Actor(f"discord:{interaction.user.id}")


def workspace(interaction: Interaction) -> str:
    """Raises NotAllowed outside a server."""
    if interaction.guild is None:
        raise NotAllowed
    return audience.workspace(interaction.guild)
