"""One form for who looks after the documents and who may propose some: roles and a channel, chosen from lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import discord

from bot.chat.access import permissions
from bot.chat.access.permissions import CONTRIBUTORS, MODERATORS
from bot.chat.cards import modals
from bot.chat.cards.modals import Form
from bot.chat.delivery import outgoing
from bot.chat.runtime.program import Interaction
from bot.chat.settings import commands as settings
from bot.core.model.rights import Right
from bot.wording.catalogue import Tongue, tongue

ID: Final = "pq:roles"
MOST: Final = 25  # that Discord lets one choose in a list


async def show(interaction: Interaction) -> None:
    """Filled in with what holds now; it must be the first response. Raises NotAllowed."""
    await permissions.require(interaction, Right.GOVERN)
    changing, proposing = [await permissions.roles(interaction, each) for each in (MODERATORS, CONTRIBUTORS)]
    channel = await settings.review_channel(interaction)
    await outgoing.form(interaction, form(changing, proposing, channel, tongue(interaction.locale)))


def form(changing: Iterable[int], proposing: Iterable[int], channel: int | None, speaking: Tongue) -> Form:
    """Those roles, and where moderators are told."""
    made = Form(title=speaking.say("Who looks after the documents"), custom_id=ID, timeout=600)
    told = speaking.say("They add, change and remove documents, as Manage Server does")
    modals.choose(made, MODERATORS, speaking.say("Moderators"), _roles(changing), told)
    told = speaking.say("They propose documents, which moderators publish")
    modals.choose(made, CONTRIBUTORS, speaking.say("Contributors"), _roles(proposing), told)
    told = speaking.say("Where moderators are told that something waits")
    modals.choose(made, settings.REVIEW, speaking.say("Review channel"), _channels(channel), told)
    return made


def _roles(chosen: Iterable[int]) -> discord.ui.RoleSelect[Any]:
    defaults = [
        discord.SelectDefaultValue(id=role, type=discord.SelectDefaultValueType.role) for role in sorted(chosen)
    ]
    return discord.ui.RoleSelect(required=False, min_values=0, max_values=MOST, default_values=defaults[:MOST])


def _channels(chosen: int | None) -> discord.ui.ChannelSelect[Any]:
    kind = discord.SelectDefaultValueType.channel
    defaults = [discord.SelectDefaultValue(id=chosen, type=kind)] if chosen else []
    text = [discord.ChannelType.text]
    return discord.ui.ChannelSelect(required=False, min_values=0, channel_types=text, default_values=defaults)


async def taken(interaction: Interaction, filled: Mapping[str, str]) -> None:
    """The form came back: what is chosen in it is what holds from now on. Raises NotAllowed."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    await permissions.require_still(interaction, Right.GOVERN)
    for setting in (MODERATORS, CONTRIBUTORS):
        unseen = sorted(await permissions.roles(interaction, setting))[MOST:]  # the form has no room for them
        await _keep(interaction, setting, {*_numbers(filled, setting), *unseen})
    await _keep(interaction, settings.REVIEW, _numbers(filled, settings.REVIEW))
    await settings.show_all(interaction)


def _numbers(filled: Mapping[str, str], name: str) -> set[int]:
    return {int(each) for each in filled.get(name, "").split(",") if each.isascii() and each.isdigit()}


async def _keep(interaction: Interaction, setting: str, numbers: set[int]) -> None:
    await settings.keep(interaction, setting, ",".join(map(str, sorted(numbers))) or None)
