"""/cases: create, list, remove, and say who may read which: everybody, or some roles and channels."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

import discord
from discord import app_commands

from bot.chat.access import permissions
from bot.chat.access.permissions import Clerk
from bot.chat.ask import lookup
from bot.chat.cards import buttons, escape, layout, paging
from bot.chat.cards.layout import Message
from bot.chat.cards.paging import Entry, Listing
from bot.chat.delivery import outgoing, sending
from bot.chat.documents import commands as documents
from bot.chat.documents import document_work, draft_work
from bot.chat.runtime.program import Interaction
from bot.core.casebook import Casebook
from bot.core.library import intake
from bot.core.model.documents import Case, CaseId
from bot.core.model.errors import CasebookError, UnknownCase
from bot.core.model.rights import Right
from bot.wording.catalogue import Tongue, tongue

READERS = 2500  # characters of those who may read a case: about a hundred roles and channels
Name = app_commands.Range[str, 1, 40]
Called = app_commands.Range[str, 1, 100]


SHORT = re.compile(r"[a-z0-9-]{1,40}", re.ASCII)  # a name as it was typed where it may be one, or tries to be


class CaseTaken(CasebookError):
    template = "There is already a case “{name}”. Choose another name."


cases = app_commands.Group(
    name="cases",
    description="The cases of this server, and who may read them",
    default_permissions=permissions.SHOWN_TO,
    allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
    allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
)


# --- in a worker thread


def made(casebook: Casebook, clerk: Clerk, name: str, title: str, role: int | None) -> Case:
    """A new case, open to all or to that role only; one of that name that was removed, as it is. Raises CaseTaken,
    BadDetail.
    """
    called = next(filter(intake.is_visible, (title, name.strip())), "")
    checked = document_work.check_name(name if SHORT.fullmatch(name.strip()) else document_work.short_name(called))
    held = next((case for case in draft_work.own_cases(casebook, clerk) if case.name == checked), None)
    if held is not None and not held.removed:
        raise CaseTaken(name=checked)
    if held is not None:
        return held
    called = called if called != checked else checked.replace("-", " ").capitalize()
    opened = casebook.any_cases.open_case(clerk.workspace, checked, called, clerk.actor)
    if role is not None:
        opened = replace(opened, open=False, roles=frozenset({role}))
    return casebook.any_cases.put_case(opened, clerk.actor)


def back(casebook: Casebook, clerk: Clerk, number: CaseId) -> Case:
    """A removed case, as it was, with its documents and readers. Raises UnknownCase."""
    found = next((case for case in draft_work.own_cases(casebook, clerk) if case.id == number), None)
    if found is None:
        raise UnknownCase(name=str(number))
    return casebook.any_cases.change_case(found.id, lambda held: replace(held, removed=False), clerk.actor)


def changed(casebook: Casebook, clerk: Clerk, name: str, change: Callable[[Case], Case]) -> Case:
    """An own case changed. Raises UnknownCase, also for one that the clerk may not know of."""
    found = next((case for case in seen(casebook, clerk) if case.name == name), None)
    if found is None:
        raise UnknownCase(name=name[:80])
    return casebook.any_cases.change_case(found.id, change, clerk.actor)


def seen(casebook: Casebook, clerk: Clerk) -> list[Case]:
    """The server's own cases; for those who govern also the ones whose documents they can't read."""
    visible, governs = casebook.viewer(clerk.audience).cases, clerk.right is Right.GOVERN
    return [
        case for case in draft_work.own_cases(casebook, clerk) if not case.removed and (governs or case.id in visible)
    ]


# --- commands


@cases.command(name="create", description="A new case, open to everybody here or to one role")
@app_commands.describe(
    name="As people call it, for example: The Harbour files", title="A longer name", role="Only for this role"
)
async def create(
    interaction: discord.Interaction[Any], name: Called, title: documents.Short = "", role: discord.Role | None = None
) -> None:
    acting, client = await _begin(interaction, Right.GOVERN)
    only = role.id if role else None
    case = await client.door(made, client.casebook, acting, name, title, only)
    speaking = tongue(interaction.locale)
    await outgoing.privately(interaction, _was_removed(case, speaking) if case.removed else _one(case, speaking))


@cases.command(name="list", description="The cases of this server, and who may read them")
async def list_(interaction: discord.Interaction[Any]) -> None:
    sending.soon(interaction)
    await outgoing.privately(interaction, paging.page(await listed(interaction, ""), 0, tongue(interaction.locale)))


async def listed(interaction: Interaction, _: str) -> Listing:
    """Those that whoever asks may know of. Raises NotAllowed."""
    acting, speaking = await permissions.clerk(interaction), tongue(interaction.locale)
    found = await interaction.client.door(seen, interaction.client.casebook, acting)
    head = speaking.count("### {n} case", "### {n} cases", len(found))
    none = [] if found else [Entry(speaking.say("This server has none of its own yet. Make one with `/cases create`."))]
    governs = acting.right is Right.GOVERN  # then names are seen of cases that can't be read
    carried = frozenset() if governs else frozenset(each.id for each in found)
    entries = [*(Entry(_line(each, speaking)) for each in found), *none]
    return Listing("cases", head, entries, colour=layout.QUIET, cases=carried)


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

    found = await _changed(interaction, case, change)
    await outgoing.privately(interaction, _one(found, tongue(interaction.locale)))


@cases.command(name="channel", description="A channel or thread where a case may be read, or that asks it first")
@app_commands.describe(case="The case", channel="The channel or thread", what="What it is to the case")
@app_commands.autocomplete(case=documents.cases)
async def channel_(
    interaction: discord.Interaction[Any],
    case: Name,
    channel: discord.TextChannel | discord.Thread,
    what: Literal["may read it", "may not read it", "asks it first", "asks all again"],
) -> None:
    def change(found: Case) -> Case:
        if what not in {"may read it", "may not read it"}:
            return found
        channels = found.channels - {channel.id} | ({channel.id} if what == "may read it" else set())
        return replace(found, channels=frozenset(channels))

    found = await _changed(interaction, case, change)
    if what in {"asks it first", "asks all again"}:
        await _keep(interaction, lookup.channel_setting(channel.id), str(found.id) if what == "asks it first" else None)
    told = {
        "may read it": "{case} can be read in {channel}.",
        "may not read it": "{channel} no longer gives access to {case}.",
        "asks it first": "Questions in {channel} now search {case}. To search all cases, choose `*` as the case.",
        "asks all again": "Questions in {channel} search all cases again.",
    }[what]
    speaking = tongue(interaction.locale)
    line = speaking.say(told, case=escape.label(found.title, 80), channel=f"<#{channel.id}>")
    await outgoing.privately(interaction, layout.note(f"{line}\n-# {_line(found, speaking)}", colour=layout.ACCENT))


@cases.command(name="proposals", description="Whether contributors who can't read a case may propose documents to it")
@app_commands.describe(case="The case; its name is then shown to them", may="Whether they may")
@app_commands.autocomplete(case=documents.cases)
async def proposals(interaction: discord.Interaction[Any], case: Name, may: bool) -> None:
    found = await _changed(interaction, case, lambda same: same)
    await _keep(interaction, draft_work.proposals(found), "yes" if may else None)
    speaking, title = tongue(interaction.locale), escape.label(found.title, 80)
    told = "{case} takes proposals from all contributors." if may else "{case} takes proposals from its readers only."
    await outgoing.privately(interaction, layout.note(speaking.say(told, case=title), colour=layout.ACCENT))


@cases.command(name="remove", description="Take a case and all that is in it out of every answer; it can come back")
@app_commands.describe(case="The case")
@app_commands.autocomplete(case=documents.cases)
async def remove(interaction: discord.Interaction[Any], case: Name) -> None:
    found = await _changed(interaction, case, lambda held: replace(held, removed=True), Right.GOVERN)
    speaking = tongue(interaction.locale)
    told = speaking.say("**Removed** {case}. It no longer appears in answers.", case=escape.label(found.title, 80))
    undo = buttons.made("case", "back", found.id, label=speaking.say("Undo"))
    await outgoing.privately(interaction, layout.note(told, undo, colour=layout.ACCENT))


async def press(interaction: Interaction, _: str, number: str) -> None:
    """The button that brings a removed case back: asks anew whether the presser may."""
    acting, client = await _begin(interaction, Right.GOVERN)
    case = await client.door(back, client.casebook, acting, int(number))
    speaking = tongue(interaction.locale)
    told = speaking.say("**Restored** “{title}”. You can ask about it again.", title=escape.label(case.title, 80))
    await outgoing.privately(interaction, layout.note(f"{told}\n-# {_line(case, speaking)}", colour=layout.ACCENT))


async def _begin(interaction: Interaction, wanted: Right = Right.CHANGE) -> tuple[Clerk, Any]:
    """Raises NotAllowed."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    return await permissions.clerk(interaction, wanted), interaction.client


async def _changed(
    interaction: Interaction, name: str, change: Callable[[Case], Case], wanted: Right = Right.CHANGE
) -> Case:
    acting, client = await _begin(interaction, wanted)
    case: Case = await client.door(changed, client.casebook, acting, name, change)
    return case


async def _keep(interaction: Interaction, setting: str, value: str | None) -> None:
    kept = (permissions.workspace(interaction), setting, value, permissions.actor(interaction))
    await interaction.client.door(interaction.client.casebook.workspaces.put_setting, *kept)


# --- messages


def _was_removed(case: Case, speaking: Tongue) -> Message:
    """Nothing was made: what the case held would be back in answers without anybody having said so."""
    told = "**{case}** ({name}) was removed, with its documents. Bring it back, or choose another name."
    fields = {"case": escape.label(case.title, 80), "name": escape.label(case.name, 40)}
    again = buttons.made("case", "back", case.id, label=speaking.say("Bring it back"))
    return layout.note(speaking.say(told, **fields), again)


def _one(case: Case, speaking: Tongue) -> Message:
    return layout.note(_line(case, speaking), colour=layout.ACCENT)


def _line(case: Case, speaking: Tongue) -> str:
    """A case and who may read it; roles and channels as Discord shows them, pinging nobody."""
    named = f"**{escape.label(case.title, 80)}** ({escape.label(case.name, 40)})"
    if case.open:
        return speaking.say("{case}: open to everybody here", case=named)
    who = [*(f"<@&{role}>" for role in sorted(case.roles)), *(f"<#{each}>" for each in sorted(case.channels))]
    shown = ", ".join(paging.fitting(who, READERS, speaking))
    return speaking.say("{case}: only for {who}", case=named, who=shown or speaking.say("nobody yet"))
