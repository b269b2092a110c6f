"""/cases export: a case as a file, private, for whoever may change the case files and reads the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import discord
from discord import app_commands

from bot.chat.access import permissions
from bot.chat.access.permissions import Clerk
from bot.chat.cards import escape, layout
from bot.chat.cards.layout import Attached, Message
from bot.chat.cases import commands as group
from bot.chat.delivery import outgoing, progress
from bot.chat.documents import commands as documents
from bot.chat.runtime import rate_limits
from bot.chat.runtime.rate_limits import Kind
from bot.core.casebook import Casebook
from bot.core.model.documents import Case, Document
from bot.core.model.errors import CasebookError
from bot.core.model.ports import Progress
from bot.core.workflows import exporting
from bot.wording.catalogue import Tongue, tongue

cases = group.cases


class TooLargeToSend(CasebookError):
    template = (
        "The export is larger than the {limit_mb} MB that Discord takes. Leave the originals out, or ask whoever runs "
        "this bot: `python -m bot export --server {server} --case {case} --output {case}.zip`"
    )


class NothingToExport(CasebookError):
    template = "There is no document in the case “{name}”. Add one: `/documents add file`."


@dataclass(frozen=True)
class Wanted:
    """limit: bytes that may be sent."""

    case: str
    originals: bool
    limit: int


class Limited(BytesIO):
    """A file in memory that never gets larger than what can be sent."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > self.limit:
            raise OverflowError
        return super().write(data)


@cases.command(name="export", description="A case as a file, for you alone: its documents, originals and hashes")
@app_commands.describe(case="The case", originals="A ZIP with the files as they came; else the texts, as JSON lines")
@app_commands.autocomplete(case=documents.cases)
async def export(interaction: discord.Interaction[Any], case: group.Name, originals: bool = True) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    client, acting, speaking = interaction.client, await permissions.clerk(interaction), tongue(interaction.locale)
    rate_limits.charge(interaction, Kind.EXPORT)
    wanted, tally = Wanted(case, originals, interaction.filesize_limit), progress.Tally()
    async with progress.shown(interaction, lambda: _packing(tally, speaking)):
        found, some, data = await client.door.outside(packed, client.casebook, acting, wanted, tally)
    await permissions.clerk_still(interaction)
    name = layout.file_name(f"{found.name}.{'zip' if originals else 'jsonl'}")
    card = _card(found, len(some), Attached(name, data), speaking)
    await outgoing.privately(interaction, layout.about(card, *some, cases=[found.id]))


def packed(
    casebook: Casebook, clerk: Clerk, wanted: Wanted, progress: Progress
) -> tuple[Case, Sequence[Document], bytes]:
    """For a worker thread: the case, its documents, the file.

    Raises UnknownCase, NothingToExport, TooLargeToSend.
    """
    viewer = casebook.viewer(clerk.audience)
    case, file = casebook.case(viewer, wanted.case), Limited(wanted.limit)
    some = exporting.chosen(casebook, viewer, case.id)
    if not some:
        raise NothingToExport(name=case.name)
    try:
        if wanted.originals:
            exporting.archive(casebook, some, file, progress)
        else:
            file.writelines(exporting.lines(casebook, some))
    except OverflowError:
        limit = wanted.limit // 1_000_000
        raise TooLargeToSend(limit_mb=limit, server=clerk.workspace, case=case.name) from None
    return case, [document for document, _ in some], file.getvalue()


def _packing(tally: progress.Tally, speaking: Tongue) -> str:
    done, total = speaking.number(tally.done), speaking.number(tally.total)
    return speaking.say("Packing: {done} of {total} documents …", done=done, total=total)


def _card(case: Case, count: int, file: Attached, speaking: Tongue) -> Message:
    title = escape.label(case.title or case.name, 80)
    lines = [speaking.count("**{title}**: {n} document", "**{title}**: {n} documents", count, title=title)]
    if file.name.endswith(".zip"):
        lines.append(speaking.say("-# Check it, unpacked, with `sha256sum -c SHA256SUMS`"))
    lines.append(speaking.say("-# Only you see this. Whoever gets the file can read all of it."))
    return Message([layout.text("\n".join(lines))], attached=[file])
