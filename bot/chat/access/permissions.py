"""Who may do something, from Discord's live roles, as facts that `bot.core.model.rights` decides on.

Discord's own `default_permissions` only hide a command, and go by a permission, never by the roles that are chosen
here: whoever has such a role and not that permission has buttons (`/help`). A raw interaction, an old button or a form
opened before a role was taken away all come through here: at the start of a flow, and at its end where it took its
time.
"""

from __future__ import annotations

from dataclasses import dataclass

import discord

from bot.chat.access import audience
from bot.chat.access.audience import ServersOnly
from bot.chat.runtime.program import Interaction
from bot.core.model import rights
from bot.core.model.documents import Actor, Audience
from bot.core.model.errors import NotAllowed
from bot.core.model.rights import Chosen, Person, Right

MODERATORS = "moderators"  # the settings: numbers of roles, with commas between
CONTRIBUTORS = "contributors"
SHOWN_TO = discord.Permissions(manage_messages=True)  # in whose menus Discord shows what is for moderators
LISTENING = "listening"  # the same of channels in which every question is offered an answer


@dataclass(frozen=True)
class Clerk:
    """Who acts, in which server, seeing what."""

    workspace: str
    audience: Audience
    actor: Actor
    right: Right = Right.CHANGE


def manages(interaction: Interaction) -> bool:
    """Manage Server, by the permissions that came with this very interaction: they are as fresh as it is."""
    return interaction.guild is not None and interaction.permissions.manage_guild


async def right(interaction: Interaction) -> Right | None:
    """The most that whoever pressed or typed may do here; None in a direct message."""
    member = interaction.user
    if interaction.guild is None or not isinstance(member, discord.Member):
        return None
    person = Person(True, manages(interaction), frozenset(role.id for role in member.roles))
    return rights.highest(person, await _chosen(interaction, person))


async def _chosen(interaction: Interaction, person: Person) -> Chosen:
    """Asked for only where it can make a difference."""
    if person.manages:
        return Chosen()
    return Chosen(await roles(interaction, MODERATORS), await roles(interaction, CONTRIBUTORS))


async def roles(interaction: Interaction, setting: str) -> frozenset[int]:
    """The roles chosen under that setting."""
    client = interaction.client
    kept = await client.door.quickly(client.casebook.workspaces.setting, workspace(interaction), setting)
    return numbers(kept)


def numbers(kept: str | None) -> frozenset[int]:
    """Of roles or channels, as a setting keeps them."""
    return frozenset(int(each) for each in (kept or "").split(",") if each)


async def may(interaction: Interaction, wanted: Right) -> bool:
    return rights.reaches(await right(interaction), wanted)


async def require(interaction: Interaction, wanted: Right = Right.CHANGE) -> Right:
    """What the person may do. Raises NotAllowed where it is less than that, ServersOnly."""
    if interaction.guild is None:
        raise ServersOnly
    found = await right(interaction)
    if found is None or not rights.reaches(found, wanted):
        raise NotAllowed
    return found


async def require_still(interaction: Interaction, wanted: Right = Right.CHANGE) -> tuple[Right, discord.Member]:
    """At the end of a flow that took its time: the member as they are now, asked of Discord. Raises as `require`."""
    if interaction.guild is None:
        raise ServersOnly
    try:
        member = await interaction.guild.fetch_member(interaction.user.id)
    except discord.NotFound:
        raise NotAllowed from None
    person = Person(True, member.guild_permissions.manage_guild, frozenset(role.id for role in member.roles))
    found = rights.highest(person, await _chosen(interaction, person))
    if found is None or not rights.reaches(found, wanted):
        raise NotAllowed
    return found, member


def actor(interaction: Interaction) -> Actor:
    """Who did it, as the audit trail keeps it: a number, no name."""
    return Actor(f"discord:{interaction.user.id}")


def workspace(interaction: Interaction) -> str:
    """Raises ServersOnly."""
    if interaction.guild is None:
        raise ServersOnly
    return audience.workspace(interaction.guild)


async def clerk(interaction: Interaction, wanted: Right = Right.CHANGE) -> Clerk:
    """Who presses or types, once it is known that they may. Raises NotAllowed."""
    right = await require(interaction, wanted)
    return Clerk(workspace(interaction), audience.own(interaction), actor(interaction), right)


async def clerk_still(interaction: Interaction, wanted: Right = Right.CHANGE) -> Clerk:
    """The same at the end of a flow that took its time, asked of Discord. Raises NotAllowed."""
    right, member = await require_still(interaction, wanted)
    seeing = audience.private(member, interaction.channel)
    return Clerk(workspace(interaction), seeing, actor(interaction), right)
