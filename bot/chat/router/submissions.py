"""A form came back: whose it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from bot.chat.access import audience, permissions
from bot.chat.ask import answer_card, answering, feedback, follow_up
from bot.chat.cards import layout, modals
from bot.chat.delivery import error_messages
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


async def submitted(interaction: Interaction) -> None:
    """Take a form. Raises NotOurForm, and what taking in a document raises."""
    data = cast("Mapping[str, Any]", interaction.data or {})
    try:
        custom_id, values = str(data.get("custom_id", "")), modals.values(data.get("components", ()))
    except (AttributeError, KeyError, TypeError, ValueError):  # nothing that a form of Discord's looks like
        raise NotOurForm from None
    if found := document_forms.TEXT.fullmatch(custom_id):
        return await preview_card.pasted(interaction, found[1], values)
    if custom_id == upload_form.ID:
        return await upload_form.taken(interaction, values)
    if custom_id == role_form.ID:
        return await role_form.taken(interaction, values)
    if found := preview_card.FORM.fullmatch(custom_id):
        return await preview_presses.edited(interaction, found[1], values)
    if found := bulk_edit.FORM.fullmatch(custom_id):
        return await bulk_edit.taken(interaction, found[1], values)
    if found := admin.ERASE.fullmatch(custom_id):
        return await admin.erased(interaction, found[1], values)
    return await _of_a_card(interaction, custom_id, values)


async def _of_a_card(interaction: Interaction, custom_id: str, filled: Mapping[str, str]) -> None:
    """Take a form that came back. Raises NotOurForm, and what editing a document raises."""
    if found := document_forms.EDIT.fullmatch(custom_id):
        return await _edit(interaction, int(found[1]), int(found[2]), filled)
    if found := follow_up.FOLLOW.fullmatch(custom_id):
        return await _followed(interaction, found.groups(), filled)
    if found := feedback.FEEDBACK.fullmatch(custom_id):
        return await _thanked(interaction, found.groups(), filled)
    raise NotOurForm


async def _edit(interaction: Interaction, number: int, version: int, filled: Mapping[str, str]) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    acting, client, speaking = await permissions.clerk(interaction), interaction.client, tongue(interaction.locale)
    told = document_forms.details(filled)
    done = await client.door(document_work.edit, client.casebook, acting, number, version, told)
    await error_messages.send(interaction, list_card.receipts([done], "", speaking))


async def _followed(interaction: Interaction, narrowed: Sequence[str], filled: Mapping[str, str]) -> None:
    """A new private answer, to the new question with words of the one on the card."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    client, speaking = interaction.client, tongue(interaction.locale)
    before, now = answering.from_card(interaction, narrowed), answering.checked(filled.get("question", ""))
    readers = audience.around(interaction)
    asked = await client.door(answering.followed, client.casebook, now, before, readers, speaking)
    answer, scene = await answering.private(interaction, asked)
    await error_messages.send(interaction, answer_card.render(answer, scene))


async def _thanked(interaction: Interaction, quote: tuple[str, ...], filled: Mapping[str, str]) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    fault = filled.get("fault", "other")
    await feedback.count(interaction, quote, fault if fault in feedback.FAULTS else "other")
    await error_messages.send(
        interaction, layout.note(tongue(interaction.locale).say("Thank you. Your question is not kept."))
    )
