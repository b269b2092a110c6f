"""A form came back: whose it is."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, cast

from bot.chat.access import audience, permissions
from bot.chat.ask import answer_card, answering, feedback, follow_up
from bot.chat.cards import layout, modals
from bot.chat.delivery import outgoing, sending
from bot.chat.documents import (
    admin,
    bulk_edit,
    document_forms,
    document_work,
    list_card,
    preview_card,
    preview_presses,
    upload_form,
)
from bot.chat.runtime.program import Interaction
from bot.chat.settings import role_form
from bot.core.model.errors import CasebookError
from bot.wording.catalogue import tongue


class NotOurForm(CasebookError):
    template = "I don't know that form. Nothing was done; open it again from its command."


async def _edit(interaction: Interaction, number: str, version: str, filled: Mapping[str, str]) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    acting, client, speaking = await permissions.clerk(interaction), interaction.client, tongue(interaction.locale)
    told = document_forms.details(filled)
    done = await client.door(document_work.edit, client.casebook, acting, int(number), int(version), told)
    await outgoing.privately(interaction, list_card.receipts([done], "", speaking))


async def _followed(interaction: Interaction, case: str, after: str, before: str, filled: Mapping[str, str]) -> None:
    """A new private answer, to the new question with words of the one on the card."""
    sending.soon(interaction)
    client, speaking = interaction.client, tongue(interaction.locale)
    first, now = answering.from_card(interaction, (case, after, before)), answering.checked(filled.get("question", ""))
    readers = audience.around(interaction)
    asked = await client.door(answering.followed, client.casebook, now, first, readers, speaking)
    answer, scene = await answering.private(interaction, asked)
    await outgoing.privately(interaction, answer_card.render(answer, scene))


async def _thanked(
    interaction: Interaction, document: str, start: str, end: str, digest: str, filled: Mapping[str, str]
) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    fault = filled.get("fault", "other")
    await feedback.count(interaction, (document, start, end, digest), fault if fault in feedback.FAULTS else "other")
    await outgoing.privately(
        interaction, layout.note(tongue(interaction.locale).say("Thank you. Your question is not kept."))
    )


FORMS: Final[tuple[tuple[re.Pattern[str], Callable[..., Awaitable[None]]], ...]] = (
    (document_forms.TEXT, preview_card.pasted),
    (document_forms.EDIT, _edit),
    (preview_card.FORM, preview_presses.edited),
    (bulk_edit.FORM, bulk_edit.taken),
    (admin.ERASE, admin.erased),
    (follow_up.FOLLOW, _followed),
    (feedback.FEEDBACK, _thanked),
    (re.compile(upload_form.ID), upload_form.taken),
    (re.compile(role_form.ID), role_form.taken),
)  # the id of each form, and who takes what it says and what was filled in


async def submitted(interaction: Interaction) -> None:
    """Take a form. Raises NotOurForm, and what taking in or editing a document raises."""
    data = cast("Mapping[str, Any]", interaction.data or {})
    try:
        custom_id, values = str(data.get("custom_id", "")), modals.values(data.get("components", ()))
    except (AttributeError, KeyError, TypeError, ValueError):  # nothing that a form of Discord's looks like
        raise NotOurForm from None
    for shape, take in FORMS:
        if found := shape.fullmatch(custom_id):
            return await take(interaction, *found.groups(), values)
    raise NotOurForm
