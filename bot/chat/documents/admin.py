"""/documents mark, refresh, schedule and erase: what is done to a document that is already in the case file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

import discord
from discord import app_commands

from bot.chat.access import permissions
from bot.chat.access.permissions import Clerk
from bot.chat.cards import escape, layout, modals, paging
from bot.chat.cards.modals import Form
from bot.chat.cards.paging import Listing
from bot.chat.delivery import outgoing
from bot.chat.documents import commands as group
from bot.chat.documents import document_work, list_card, preview_card
from bot.chat.documents import schedules as scheduling
from bot.chat.documents.commands import Ref
from bot.chat.documents.document_work import Given
from bot.chat.documents.schedules import OneOrTheOther
from bot.chat.runtime.program import Interaction
from bot.core.casebook import Casebook
from bot.core.model.documents import Document, Standing
from bot.core.model.rights import Right
from bot.core.model.trail import Receipt
from bot.core.workflows.refresh import NotFetchedBefore
from bot.wording.catalogue import tongue

ERASE = re.compile(r"pq:erase:(\d{1,18})", re.ASCII)
documents = group.documents


# --- mark


@documents.command(
    name="mark", description="Mark a document; every quote of it says so, in answers that stand already too"
)
@app_commands.describe(document="Its key or title", standing="What its quotes say")
@app_commands.autocomplete(document=group.own)
async def mark(
    interaction: discord.Interaction[Any],
    document: Ref,
    standing: Literal["corrected", "retracted", "disputed", "sound again"],
) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    acting, client = await permissions.clerk(interaction), interaction.client
    marked = Standing.SOUND if standing == "sound again" else Standing(standing)
    done = await client.door(marking, client.casebook, acting, document, marked)
    await outgoing.privately(interaction, list_card.receipts([done], "", tongue(interaction.locale)))


def marking(casebook: Casebook, clerk: Clerk, ref: str, standing: Standing) -> Receipt:
    """For a worker thread."""
    found, viewer = document_work.own(casebook, clerk, ref), casebook.viewer(clerk.audience)
    return casebook.edit(viewer, found.id, lambda said: replace(said, standing=standing), clerk.actor)


# --- refresh


@documents.command(name="refresh", description="Fetch a document's page again, and see what changed before it counts")
@app_commands.describe(document="Its key or title; one that was added by its link")
@app_commands.autocomplete(document=group.own)
async def refresh(interaction: discord.Interaction[Any], document: Ref) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    acting, client = await permissions.clerk(interaction), interaction.client
    address, found, case = await client.door(where, client.casebook, acting, document)
    await preview_card.offer(interaction, lambda book: book.newer(address, found), case, Given())


def where(casebook: Casebook, clerk: Clerk, ref: str) -> tuple[str, Document, str]:
    """The address to fetch again, the document, its case. Raises NotFetchedBefore."""
    found = document_work.own(casebook, clerk, ref)
    retrieval = casebook.any_documents.retrieval(found.id)
    if retrieval is None:
        raise NotFetchedBefore(key=found.key)
    case = casebook.any_cases.case(found.case).name
    return retrieval.address, found, case


@documents.command(name="schedule", description="Fetch pages again on a schedule; what changed waits for review")
@app_commands.describe(
    every="How often; each time the site can see it. Without: what is scheduled",
    document="One page: its key or title",
    case="All pages of this case",
)
@app_commands.autocomplete(document=group.own, case=group.cases)
async def schedule(
    interaction: discord.Interaction[Any],
    every: Literal["day", "week", "month", "never"] | None = None,
    document: str = "",
    case: str = "",
) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    acting, client, speaking = await permissions.clerk(interaction), interaction.client, tongue(interaction.locale)
    if every is None and not document and not case:
        return await outgoing.privately(interaction, paging.page(await schedules(interaction, ""), 0, speaking))
    if every is None:
        raise OneOrTheOther
    days = scheduling.DAYS[every]
    made = await client.door(scheduling.scheduled, client.casebook, acting, document, case, days)
    await outgoing.privately(interaction, scheduling.receipt(made, speaking))
    return None


async def schedules(interaction: Interaction, _: str) -> Listing:
    """Those of what whoever asks may read. Raises NotAllowed."""
    acting, client = await permissions.clerk(interaction), interaction.client
    found = await client.door(scheduling.kept, client.casebook, acting)
    return scheduling.listed(found, tongue(interaction.locale))


# --- erase


@documents.command(
    name="erase", description="Erase a document for good: bytes, texts, versions, names. Manage Server only"
)
@app_commands.describe(document="Its key or title")
@app_commands.autocomplete(document=group.own)
async def erase(interaction: discord.Interaction[Any], document: Ref) -> None:
    """The form asks for the reason, and is the second thought."""
    acting, client = await permissions.clerk(interaction, Right.GOVERN), interaction.client
    found = await client.door(document_work.own, client.casebook, acting, document)
    speaking = tongue(interaction.locale)
    form = Form(title=speaking.say("Erase for good?"), custom_id=f"pq:erase:{found.id}", timeout=600)
    fields = {"title": escape.label(found.details.title, 120), "key": escape.label(found.key, 80)}
    told = "“{title}” ({key}) and every version of it. This can't be undone; backups made before still hold it."
    form.add_item(layout.text(speaking.say(told, **fields)))
    modals.field(form, "reason", speaking.say("Reason, kept for good: name nobody"), 300, example="court order")
    await outgoing.form(interaction, form, found)


async def erased(interaction: Interaction, number: str, filled: Mapping[str, str]) -> None:
    """The form came back."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    client, acting = interaction.client, await permissions.clerk_still(interaction, Right.GOVERN)
    await client.door(erasing, client.casebook, acting, f"#{number}", filled.get("reason", "").strip())
    told = "**Erased** for good. The audit trail keeps that it happened, and why."
    await outgoing.privately(interaction, layout.note(tongue(interaction.locale).say(told)))


def erasing(casebook: Casebook, clerk: Clerk, ref: str, reason: str) -> None:
    """For a worker thread."""
    found = document_work.own(casebook, clerk, ref)
    casebook.erase(casebook.viewer(clerk.audience), found.id, clerk.actor, reason)
