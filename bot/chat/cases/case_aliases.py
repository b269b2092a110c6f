"""/cases aliases: names of one person or thing, approved by those who may change the case files and read the case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import discord
from discord import app_commands

from bot.chat.access import permissions
from bot.chat.access.permissions import Clerk
from bot.chat.cards import escape, layout, paging
from bot.chat.cards.paging import Entry, Listing
from bot.chat.cases import case_export
from bot.chat.cases import commands as group
from bot.chat.delivery import outgoing
from bot.chat.documents import commands as documents
from bot.chat.runtime.program import Interaction
from bot.core.casebook import Casebook
from bot.core.library import alias_names
from bot.core.library.alias_names import Groups
from bot.core.model.documents import Case
from bot.core.model.errors import UnknownCase
from bot.core.workflows import aliasing
from bot.core.workflows.aliasing import Group
from bot.wording.catalogue import Tongue, tongue

Names = app_commands.Range[str, 1, 1000]
PARTED = str.maketrans({"؛": ";", "=": ";", "\n": ";", "；": ";"})
cases = case_export.cases


@cases.command(name="aliases", description="Names of one person or thing: a question by the one finds the others, too")
@app_commands.describe(
    case="The case",
    add="Names of one person or thing, parted by semicolons: NSO Group; Q Cyber",
    remove="A name to take out",
)
@app_commands.autocomplete(case=documents.cases)
async def aliases(
    interaction: discord.Interaction[Any], case: group.Name, add: Names | None = None, remove: Names | None = None
) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    client, acting = interaction.client, await permissions.clerk(interaction)
    held, found = await client.door(changed, client.casebook, acting, case, add, remove)
    listing = _listing(held, found, tongue(interaction.locale))
    await outgoing.privately(interaction, paging.page(listing, 0, tongue(interaction.locale)))


async def listed(interaction: Interaction, argument: str) -> Listing:
    """Those of the case of that number. Raises NotAllowed, UnknownCase."""
    acting, client = await permissions.clerk(interaction), interaction.client
    case, found = await client.door(by_number, client.casebook, acting, argument)
    return _listing(case, found, tongue(interaction.locale))


# --- in a worker thread


def changed(
    casebook: Casebook, clerk: Clerk, name: str, add: str | None, remove: str | None
) -> tuple[Case, list[Group]]:
    """The case and its groups, after what was asked for. Raises UnknownCase, and as `alias_names` does."""

    def made(held: Groups) -> Groups:
        held = alias_names.without(held, [remove]) if remove else held
        return alias_names.added(held, split(add)) if add else held

    case = _readable(casebook, clerk, lambda one: one.name == name, name)
    if add or remove:
        case = aliasing.change(casebook, casebook.viewer(clerk.audience), case.name, made, clerk.actor)
    return case, list(aliasing.groups(casebook, case))


def by_number(casebook: Casebook, clerk: Clerk, number: str) -> tuple[Case, list[Group]]:
    case = _readable(casebook, clerk, lambda one: str(one.id) == number, number)
    return case, list(aliasing.groups(casebook, case))


def split(typed: str) -> list[str]:
    """ "NSO Group; Q Cyber Technologies" → both; commas belong to names."""
    return [name.strip(" ") for name in typed.translate(PARTED).split(";") if name.strip(" ")]


def _readable(casebook: Casebook, clerk: Clerk, which: Callable[[Case], bool], name: str) -> Case:
    """Of the server's own cases, one whose documents the clerk may read: its names tell of them. Raises UnknownCase."""
    visible = casebook.viewer(clerk.audience).cases
    found = next((one for one in group.seen(casebook, clerk) if one.id in visible and which(one)), None)
    if found is None:
        raise UnknownCase(name=name[:80])
    return found


# --- the message


def _listing(case: Case, found: list[Group], speaking: Tongue) -> Listing:
    title = escape.label(case.title, 80)
    head = speaking.count("### {n} alias group in {case}", "### {n} alias groups in {case}", len(found), case=title)
    none = [] if found else [Entry(speaking.say("None yet. Add names of one person or thing with `add:`."))]
    entries = [Entry(_line(one, speaking)) for one in found]
    return Listing(
        "aliases", head, [*entries, *none], argument=str(case.id), colour=layout.QUIET, cases=frozenset({case.id})
    )


def _line(one: Group, speaking: Tongue) -> str:
    names = " = ".join(escape.label(name, 80) for name in one.names[: alias_names.GROUP])
    if one.document is None:
        return f"- {names}"
    where = escape.label(one.document.details.title, 80)
    return speaking.say("- {names} · said by the document {title}", names=names, title=where)
