"""Who will read a message, from Discord's live roles and overwrites, as facts for `bot.core.model.visibility`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import discord

from bot.chat.runtime.program import Interaction
from bot.core.model.documents import Audience
from bot.core.model.errors import CasebookError


class ServersOnly(CasebookError):
    template = "I only work in a server, where I know what you can read. Ask there with `/ask`."


def workspace(guild: discord.Guild) -> str:
    """One Discord server is one workspace."""
    return str(guild.id)


def private(member: discord.Member, place: object) -> Audience:
    """Only this member reads it: their roles count, and the channel they are in."""
    roles = frozenset(role.id for role in member.roles)
    aside = _is_private_thread(place)
    return Audience(workspace(member.guild), roles, _channel(place), private_thread=aside, thread=_thread(place))


def own(interaction: Interaction) -> Audience:
    """The asker alone, as their roles are now. Raises ServersOnly."""
    if interaction.guild is None or not isinstance(interaction.user, discord.Member):
        raise ServersOnly
    return private(interaction.user, interaction.channel)


def around(interaction: Interaction) -> Audience:
    """Everybody who can read where it was asked. Raises ServersOnly."""
    if interaction.guild is None:
        raise ServersOnly
    return public(interaction.guild, interaction.channel)


def public(guild: discord.Guild, place: object) -> Audience:
    """Everybody who can read the channel, or the thread's parent, reads it."""
    parent = place.parent if isinstance(place, discord.Thread) else place
    readers = _readers(guild, parent) if isinstance(parent, discord.abc.GuildChannel) else ()
    aside = _is_private_thread(place)
    return Audience(workspace(guild), frozenset(readers), _channel(place), True, aside, thread=_thread(place))


async def reads(member: discord.Member, place: Any) -> bool:
    """Whether they can read that place at this moment. A private thread: its members, and who manages threads."""
    may = place.permissions_for(member)
    if not may.view_channel or not _is_private_thread(place) or may.manage_threads:
        return bool(may.view_channel)
    try:
        await place.fetch_member(member.id)
    except discord.DiscordException:  # not in it, or Discord doesn't say: unsure is no
        return False
    return True


def _channel(place: object) -> int | None:
    """The channel whose cases count: a thread's parent."""
    return place.parent_id if isinstance(place, discord.Thread) else getattr(place, "id", None)


def _thread(place: object) -> int | None:
    return place.id if isinstance(place, discord.Thread) else None


def _is_private_thread(place: object) -> bool:
    return isinstance(place, discord.Thread) and place.is_private()


def _readers(guild: discord.Guild, channel: discord.abc.GuildChannel) -> Iterator[int]:
    """Every role, and every member with an overwrite of their own, that can view the channel.

    Whoever can view it is the owner, an administrator, or has one of these. Administrators and the owner count as
    cleared, so their roles are left out; so is this bot, by its own role or overwrite.
    """
    for role in guild.roles:
        passed_over = role.permissions.administrator or _is_ours(guild, role)
        if not passed_over and channel.permissions_for(role).view_channel:
            yield role.id
    for target, overwrite in channel.overwrites.items():
        if overwrite.view_channel and not isinstance(target, discord.Role) and target.id != guild.me.id:
            yield target.id  # no case lists a person: one who is let in by name alone isn't cleared


def _is_ours(guild: discord.Guild, role: discord.Role) -> bool:
    return role.tags is not None and role.tags.bot_id == guild.me.id
