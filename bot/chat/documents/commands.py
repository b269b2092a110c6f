"""/documents: what is in the case files, and how it gets there. Each command asks in code who may."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import wraps
from typing import Any

import discord
from discord import app_commands

from bot.chat.access import audience, permissions
from bot.chat.ask import feedback
from bot.chat.cards import escape, layout, paging
from bot.chat.cards.layout import Message
from bot.chat.cards.paging import Listing
from bot.chat.delivery import outgoing, sending
from bot.chat.documents import (
    document_forms,
    document_work,
    draft_work,
    list_card,
    preview_card,
    preview_presses,
    upload_form,
    uploads,
)
from bot.chat.documents.document_work import Given
from bot.chat.documents.uploads import Batch
from bot.chat.runtime import rate_limits
from bot.chat.runtime.program import Interaction
from bot.chat.runtime.rate_limits import Kind
from bot.core.library.versions import Changed
from bot.core.model.documents import Document
from bot.core.model.errors import CasebookError
from bot.core.model.rights import Right
from bot.wording.catalogue import Tongue, tongue

Choices = list[app_commands.Choice[str]]
Short = app_commands.Range[str, 1, 300]
Version = app_commands.Range[int, 1, 1_000_000]
Ref = app_commands.Range[str, 1, 100]

documents = app_commands.Group(
    name="documents",
    description="The case files: add, review, list, show, edit, remove, restore, history",
    default_permissions=permissions.SHOWN_TO,
    allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
    allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
)
adding = app_commands.Group(name="add", description="Add a document to the case files", parent=documents)


# --- suggestions

Suggest = Callable[[discord.Interaction[Any], str], Coroutine[Any, Any, Choices]]


def _quietly(suggest: Suggest) -> Suggest:
    """None while the store is busy, the queue full, the bot at its end, or somebody types without end: nobody has
    asked for anything yet.
    """

    @wraps(suggest)
    async def suggested(interaction: discord.Interaction[Any], typed: str) -> Choices:
        try:
            rate_limits.charge(interaction, Kind.TYPING)
            return await suggest(interaction, typed)
        except CasebookError:
            return []

    return suggested


async def _suggested(interaction: Interaction, typed: str, removed: bool, own: bool) -> Choices:
    """Documents that this person may see, for those who may do something with them; the value is the number."""
    if not await permissions.may(interaction, Right.CHANGE):
        return []
    client = interaction.client
    workspace = permissions.workspace(interaction) if own else None
    work = (document_work.suggested, client.casebook, audience.own(interaction), typed, removed, workspace)
    found = await client.door.quickly(*work)
    return [app_commands.Choice(name=_choice(each.key, each.details.title), value=f"#{each.id}") for each in found]


def _choice(key: str, title: str) -> str:
    name = f"{title} ({key})"
    return name if len(name) <= 100 else f"{name[:99]}…"


@_quietly
async def _any(interaction: discord.Interaction[Any], typed: str) -> Choices:
    return await _suggested(interaction, typed, removed=False, own=False)


@_quietly
async def own(interaction: discord.Interaction[Any], typed: str) -> Choices:
    return await _suggested(interaction, typed, removed=False, own=True)


@_quietly
async def _removed(interaction: discord.Interaction[Any], typed: str) -> Choices:
    return await _suggested(interaction, typed, removed=True, own=True)


@_quietly
async def cases(interaction: discord.Interaction[Any], typed: str) -> Choices:
    """The cases that this person may see, whatever they may do."""
    client = interaction.client
    found = await client.door.quickly(document_work.cases, client.casebook, audience.own(interaction), typed)
    return [app_commands.Choice(name=f"{each.title} ({each.name})"[:100], value=each.name[:100]) for each in found]


# --- add


@_quietly
async def _open_cases(interaction: discord.Interaction[Any], typed: str) -> Choices:
    """The cases that this person may bring something into."""
    if not await permissions.may(interaction, Right.PROPOSE):
        return []
    client, acting = interaction.client, await permissions.clerk(interaction, Right.PROPOSE)
    found = await client.door.quickly(draft_work.choices, client.casebook, acting, typed)
    return [app_commands.Choice(name=f"{each.title} ({each.name})"[:100], value=each.name[:100]) for each in found]


@_quietly
async def _publishers(interaction: discord.Interaction[Any], typed: str) -> Choices:
    """Those of the documents that this person may see, so that one is always written the same way."""
    if not await permissions.may(interaction, Right.PROPOSE):
        return []
    client = interaction.client
    found = await client.door.quickly(document_work.publishers, client.casebook, audience.own(interaction), typed)
    return [app_commands.Choice(name=each[:100], value=each[:100]) for each in found]


@adding.command(name="file", description="Add files: text, Markdown, HTML, PDF, Word, JSON lines or a ZIP of these")
@app_commands.describe(
    file="The file; without one, a form opens",
    case="The case it belongs to",
    title="Its title, instead of what the file says",
    source="The web address it comes from",
    publisher="Who published it",
    published="When: 2021, June 2021, last month or 15.12.2021",
    patient="Give each file five minutes to be read instead of half a minute; for moderators",
    **{f"file{number}": "One more file" for number in range(2, 11)},
)
@app_commands.autocomplete(case=_open_cases, publisher=_publishers)
async def add_file(
    interaction: discord.Interaction[Any],
    file: discord.Attachment | None = None,
    case: str = "",
    title: Short = "",
    source: Short = "",
    publisher: Short = "",
    published: Short = "",
    patient: bool = False,
    file2: discord.Attachment | None = None,
    file3: discord.Attachment | None = None,
    file4: discord.Attachment | None = None,
    file5: discord.Attachment | None = None,
    file6: discord.Attachment | None = None,
    file7: discord.Attachment | None = None,
    file8: discord.Attachment | None = None,
    file9: discord.Attachment | None = None,
    file10: discord.Attachment | None = None,
) -> None:
    """Without a file: a form, in which everything is chosen."""
    if file is None:
        return await upload_form.show(interaction)
    await interaction.response.defer(ephemeral=True, thinking=True)
    given = Given(title, source, publisher, published)
    files = [one for one in (file, file2, file3, file4, file5, file6, file7, file8, file9, file10) if one is not None]
    right = (await permissions.clerk(interaction, Right.PROPOSE)).right
    return await uploads.bring(interaction, Batch(files, case, given, uploads.seconds(patient, right)))


@adding.command(name="link", description="Fetch a web page and add it; its site may notice that somebody fetched it")
@app_commands.describe(address="https://…", case="The case it belongs to")
@app_commands.autocomplete(case=_open_cases)
async def add_link(
    interaction: discord.Interaction[Any], address: app_commands.Range[str, 1, 2000], case: str = ""
) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    await preview_card.link(interaction, address, case, Given())


@adding.command(name="text", description="Add a text that you paste into a form")
@app_commands.describe(case="The case it belongs to")
@app_commands.autocomplete(case=_open_cases)
async def add_text(interaction: discord.Interaction[Any], case: app_commands.Range[str, 0, 40] = "") -> None:
    document_work.check_name(case)
    await preview_card.open_text(interaction, case)


@documents.command(name="review", description="What waits for review, to publish or discard")
async def review(interaction: discord.Interaction[Any]) -> None:
    await preview_presses.review(interaction)


# --- list, show, remove, restore


@documents.command(name="list", description="What is in the case files, page by page")
@app_commands.describe(case="Of one case only", removed="The removed ones, which can be restored")
@app_commands.autocomplete(case=cases)
async def list_(interaction: discord.Interaction[Any], case: str = "", removed: bool = False) -> None:
    sending.soon(interaction)
    acting, client = await permissions.clerk(interaction), interaction.client
    found = await client.door(document_work.listed, client.casebook, acting.audience, case or None, removed)
    message = list_card.page(found, 0, found.case, removed, tongue(interaction.locale))
    await outgoing.privately(interaction, message)


@documents.command(name="show", description="Everything known about a document, and how it begins")
@app_commands.describe(document="Its key or title")
@app_commands.autocomplete(document=_any)
async def show(interaction: discord.Interaction[Any], document: Ref) -> None:
    await _show(interaction, document)


async def _show(interaction: Interaction, ref: str) -> None:
    sending.soon(interaction)
    acting, client, speaking = await permissions.clerk(interaction), interaction.client, tongue(interaction.locale)
    known, of, text = await client.door(document_work.known, client.casebook, acting.audience, ref)
    said = await client.door(client.casebook.feedback.feedback, acting.workspace, known.id)
    card = list_card.full(known, of, text, speaking, feedback.told(said, speaking))
    ways = list_card.ways(known, speaking, own=of.workspace == acting.workspace)
    await outgoing.privately(interaction, replace(card, rows=layout.rows(ways)))


@documents.command(name="edit", description="Correct what is said about a document: title, link, publisher, date")
@app_commands.describe(document="Its key or title")
@app_commands.autocomplete(document=own)
async def edit(interaction: discord.Interaction[Any], document: Ref) -> None:
    await _edit(interaction, document)


async def _edit(interaction: Interaction, ref: str) -> None:
    """No deferral: a form must be the first response."""
    acting, client = await permissions.clerk(interaction), interaction.client
    found = await client.door(document_work.own, client.casebook, acting, ref)
    await outgoing.form(interaction, document_forms.edited(found, tongue(interaction.locale)), found)


async def press(interaction: Interaction, action: str, number: str) -> None:
    """A button beside a document: all that is known of it, or that to be corrected."""
    await {"show": _show, "edit": _edit}[action](interaction, f"#{number}")


@documents.command(name="history", description="Who changed what in a document, and when; or what one version changed")
@app_commands.describe(document="Its key or title", version="What that version changed, beside the one before")
@app_commands.autocomplete(document=_any)
async def history(interaction: discord.Interaction[Any], document: Ref, version: Version | None = None) -> None:
    sending.soon(interaction)
    acting, client, speaking = await permissions.clerk(interaction), interaction.client, tongue(interaction.locale)
    if version is not None:
        work = (document_work.compared, client.casebook, acting.audience, document, version)
        found, changed = await client.door(*work)
        return await outgoing.privately(interaction, _compared(found, changed, version, speaking))
    await outgoing.privately(interaction, paging.page(await _history(interaction, document), 0, speaking))
    return None


async def history_of(interaction: Interaction, number: str) -> Listing:
    """Of the document of that number. Raises NotAllowed, UnknownDocument."""
    return await _history(interaction, f"#{number}")


async def _history(interaction: Interaction, ref: str) -> Listing:
    acting, client = await permissions.clerk(interaction), interaction.client
    found, events = await client.door(document_work.history, client.casebook, acting.audience, ref)
    return list_card.history(found, events, tongue(interaction.locale))


CHANGED = 2000  # characters of changed details; the rest is for the text
CALLED = {
    "title": "Title",
    "source": "Source",
    "publisher": "Publisher",
    "author": "Author",
    "published": "Published",
    "language": "Language",
    "kind": "Kind",
    "sources": "Sources",
    "standing": "Standing",
    "facts_from": "Events from",
    "facts_until": "Events to",
    "checked": "Checked",
    "state": "State",
    "tags": "Tags",
}


def _changed(name: str, old: str | None, new: str | None, speaking: Tongue) -> str:
    """A detail of a document, as it was and as it is: "title: A → B"."""
    was, now = (escape.label(side, 120) if side else "–" for side in (old, new))
    called = speaking.say_plainly(CALLED.get(name, name))
    return speaking.say("**{name}:** {value}", name=called, value=layout.became(was, now, speaking))


def _compared(found: Document, changed: Changed, version: int, speaking: Tongue) -> Message:
    title, likeness = escape.label(found.details.title, 120), changed.likeness
    lines = [speaking.say("### What version {version} of {title} changed", version=version, title=title)]
    lines += paging.fitting([f"- {_changed(*each, speaking)}" for each in changed.details], CHANGED, speaking)
    if not likeness.changed:
        lines.append(speaking.say("Not a word of the text."))
    return layout.about(preview_card.side_by_side("\n".join(lines), likeness, speaking), found)


@documents.command(name="remove", description="Take a document out of every answer; it can be restored")
@app_commands.describe(document="Its key or title")
@app_commands.autocomplete(document=own)
async def remove(interaction: discord.Interaction[Any], document: Ref) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    acting, client = await permissions.clerk(interaction), interaction.client
    done = await client.door(document_work.remove, client.casebook, acting, document)
    await outgoing.privately(interaction, list_card.receipts([done], "", tongue(interaction.locale)))


@documents.command(name="restore", description="Bring a removed document back, or an earlier version of one")
@app_commands.describe(document="Its key or title", version="An earlier version, as /documents history numbers them")
@app_commands.autocomplete(document=_removed)
async def restore(interaction: discord.Interaction[Any], document: Ref, version: Version | None = None) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    acting, client = await permissions.clerk(interaction), interaction.client
    done = await client.door(document_work.restore, client.casebook, acting, document, version)
    await outgoing.privately(interaction, list_card.receipts([done], "", tongue(interaction.locale)))
