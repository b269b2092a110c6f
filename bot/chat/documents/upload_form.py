"""One form for files: chosen, not typed; each goes through its own preview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import discord

from bot.chat.access import permissions
from bot.chat.cards import escape, modals
from bot.chat.cards.modals import Form
from bot.chat.delivery import outgoing
from bot.chat.documents import draft_work, uploads
from bot.chat.documents.document_work import Given
from bot.chat.documents.uploads import Batch
from bot.chat.runtime.program import Interaction
from bot.core.model.documents import Case
from bot.core.model.errors import CasebookError
from bot.core.model.rights import Right
from bot.wording.catalogue import Tongue, tongue

ID: Final = "pq:upload"
FILES: Final = 10  # Discord takes no more in one form
CASES: Final = 25  # nor more choices; those beyond are reached by the command's own option


class NoFile(CasebookError):
    template = "No file came with the form. Choose at least one."


async def show(interaction: Interaction) -> None:
    """The form must be the first response. Raises NotAllowed."""
    client, acting = interaction.client, await permissions.clerk(interaction, Right.PROPOSE)
    cases = await client.door.quickly(draft_work.choices, client.casebook, acting, "")
    await outgoing.form(interaction, form(cases, tongue(interaction.locale)))


def form(cases: Sequence[Case], speaking: Tongue) -> Form:
    """Files, the case, and what the files may not say of themselves.

    Discord takes five fields: the date, which most files do say, is shown and corrected in the preview.
    """
    made = Form(title=speaking.say("Add documents"), custom_id=ID, timeout=600)
    told = speaking.say("Text, Markdown, HTML, PDF, Word, a spreadsheet, mail or a ZIP of these")
    taken: discord.ui.FileUpload[Form] = discord.ui.FileUpload(max_values=FILES)
    modals.choose(made, "files", speaking.say("Files"), taken, told)
    if cases:
        options = [discord.SelectOption(label=escape.cut(each.title, 100), value=each.name) for each in cases[:CASES]]
        choice: discord.ui.Select[Form] = discord.ui.Select(options=options, min_values=0, required=False)
        modals.choose(
            made, "case", speaking.say("Case"), choice, speaking.say("Without: the channel's own, or the general one")
        )
    told = speaking.say("Instead of what the files say")
    modals.field(made, "source", speaking.say("Web address"), required=False, example="https://")
    modals.field(made, "publisher", speaking.say("Publisher"), required=False, example=told)
    modals.field(made, "tags", speaking.say("Tags"), required=False, example=speaking.say("harbour, court records"))
    return made


async def taken(interaction: Interaction, filled: Mapping[str, str]) -> None:
    """The form came back. Raises NoFile, NotAllowed."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    await permissions.clerk(interaction, Right.PROPOSE)
    files = modals.files(interaction)[:FILES]
    if not files:
        raise NoFile
    said = {name: filled.get(name, "").strip() for name in ("source", "publisher", "tags")}
    await uploads.bring(interaction, Batch(files, filled.get("case", ""), Given("", **said)))
