"""/cases: create, list, and say who may read which: everybody, or some roles and channels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

import discord
from discord import app_commands

from bot.chat import consult, documents, drafting, escape, failures, filing, layout, listing, permits
from bot.chat.asking import Interaction
from bot.chat.filing import Clerk
from bot.chat.layout import Message
from bot.chat.locale import Tongue, tongue
from bot.core.casebook import Casebook
from bot.core.errors import CasebookError, UnknownCase
from bot.core.model import Case

LISTED = 20  # cases on one card
Name = app_commands.Range[str, 1, 40]


class CaseTaken(CasebookError):
    template = "There is already a case “{name}”. Choose another name."


cases = app_commands.Group(
    name="cases",
    description="The cases of this server, and who may read them",
    allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
    allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
)


# --- in a worker thread


def made(casebook: Casebook, clerk: Clerk, name: str, title: str, role: int | None) -> Case:
    """A new case: open to all, or to that role only. Raises CaseTaken, BadDetail, KeptElsewhere."""
    checked = filing.check_name(name)
    if any(case.name == checked and case.workspace == clerk.workspace for case in casebook.store.cases()):
        raise CaseTaken(name=checked)
    opened = casebook.store.open_case(
        clerk.workspace, checked, title or checked.replace("-", " ").capitalize(), clerk.actor
    )
    if role is None:
        return opened
    return casebook.store.put_case(replace(opened, open=False, roles=frozenset({role})), clerk.actor)


def changed(casebook: Casebook, clerk: Clerk, name: str, change: Callable[[Case], Case], all_cases: bool) -> Case:
    """An own case changed. all_cases: also one that the clerk can't read. Raises UnknownCase."""
    seen = casebook.viewer(clerk.audience).cases
    own = (case for case in casebook.store.cases() if case.workspace == clerk.workspace and case.name == name)
    found = next((case for case in own if all_cases or case.id in seen), None)
    if found is None:
        raise UnknownCase(name=name[:80])
    return casebook.store.put_case(change(found), clerk.actor)


def seen(casebook: Casebook, clerk: Clerk, all_cases: bool) -> list[Case]:
    """The server's own cases; with `all_cases` also those whose documents the clerk can't read."""
    visible = casebook.viewer(clerk.audience).cases
    own = [case for case in casebook.store.cases() if case.workspace == clerk.workspace]
    return [case for case in own if all_cases or case.id in visible]


# --- commands


@cases.command(name="create", description="A new case, open to everybody here or to one role")
@app_commands.describe(
    name="Small letters, digits, dashes: nso-group", title="Its full name", role="Only for this role"
)
async def create(
    interaction: discord.Interaction[Any], name: Name, title: documents.Short = "", role: discord.Role | None = None
) -> None:
    acting, client = await _begin(interaction)
    only = role.id if role else None
    case = await client.door(made, client.casebook, acting, name, title, only)
    await failures.send(interaction, _one(case, tongue(interaction.locale)))


@cases.command(name="list", description="The cases of this server, and who may read them")
async def list_(interaction: discord.Interaction[Any]) -> None:
    acting, client = await _begin(interaction)
    found = await client.door(seen, client.casebook, acting, permits.manages(interaction))
    await failures.send(interaction, _all(found, tongue(interaction.locale)))


@cases.command(name="access", description="Who may read a case: everybody here, or the roles and channels you name")
@app_commands.describe(
    case="The case", open="Everybody here may read it", role="A role", may="Whether that role may read it"
)
@app_commands.autocomplete(case=documents.cases)
async def access(
    interaction: discord.Interaction[Any],
    case: Name,
    open: bool | None = None,  # noqa: A002  what a person reads in the command
    role: discord.Role | None = None,
    may: bool = True,
) -> None:
    def change(found: Case) -> Case:
        roles = found.roles if role is None else found.roles - {role.id} | ({role.id} if may else set())
        return replace(found, open=found.open if open is None else open, roles=frozenset(roles))

    await _change(interaction, case, change)


@cases.command(name="channel", description="A channel where a case may be read, or which asks that case first")
@app_commands.describe(case="The case", channel="The channel", what="What the channel is to the case")
@app_commands.autocomplete(case=documents.cases)
async def channel_(
    interaction: discord.Interaction[Any],
    case: Name,
    channel: discord.TextChannel,
    what: Literal["may read it", "may not read it", "asks it first", "asks all again"],
) -> None:
    def change(found: Case) -> Case:
        if what not in {"may read it", "may not read it"}:
            return found
        channels = found.channels - {channel.id} | ({channel.id} if what == "may read it" else set())
        return replace(found, channels=frozenset(channels))

    found = await _change(interaction, case, change)
    if what in {"asks it first", "asks all again"}:
        kept = str(found.id) if what == "asks it first" else None
        told = (permits.workspace(interaction), consult.channel_setting(channel.id), kept, permits.actor(interaction))
        await interaction.client.door(interaction.client.casebook.store.put_setting, *told)


@cases.command(name="proposals", description="Whether contributors who can't read a case may propose documents to it")
@app_commands.describe(case="The case; its name is then shown to them", may="Whether they may")
@app_commands.autocomplete(case=documents.cases)
async def proposals(interaction: discord.Interaction[Any], case: Name, may: bool) -> None:
    found = await _change(interaction, case, lambda same: same)
    kept = (drafting.proposals(found), "yes" if may else None, permits.actor(interaction))
    await interaction.client.door(interaction.client.casebook.store.put_setting, permits.workspace(interaction), *kept)


async def _begin(interaction: Interaction) -> tuple[Clerk, Any]:
    """Raises NotAllowed."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    return await listing.clerk(interaction), interaction.client


async def _change(interaction: Interaction, name: str, change: Callable[[Case], Case]) -> Case:
    acting, client = await _begin(interaction)
    every = permits.manages(interaction)
    case: Case = await client.door(changed, client.casebook, acting, name, change, every)
    await failures.send(interaction, _one(case, tongue(interaction.locale)))
    return case


# --- messages


def _one(case: Case, speaking: Tongue) -> Message:
    return layout.note(_line(case, speaking), colour=layout.ACCENT)


def _all(found: list[Case], speaking: Tongue) -> Message:
    head = speaking.count("### {n} case", "### {n} cases", len(found))
    lines = [_line(case, speaking) for case in found[:LISTED]]
    if len(found) > LISTED:
        lines.append(speaking.count("and {n} more", "and {n} more", len(found) - LISTED))
    return layout.note("\n".join([head, *(lines or [speaking.say("None yet. Make one with `/cases create`.")])]))


def _line(case: Case, speaking: Tongue) -> str:
    """A case and who may read it; roles and channels as Discord shows them, pinging nobody."""
    named = f"**{escape.label(case.title, 80)}** ({escape.label(case.name, 40)})"
    if case.open:
        return speaking.say("{case}: open to everybody here", case=named)
    roles = ", ".join(
        [*(f"<@&{role}>" for role in sorted(case.roles)[:10]), *(f"<#{each}>" for each in sorted(case.channels)[:10])]
    )
    return speaking.say("{case}: only for {who}", case=named, who=roles or speaking.say("nobody yet"))
