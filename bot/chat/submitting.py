"""A form came back: whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from bot.chat import forms, keeping, previews
from bot.chat.asking import Interaction


async def submitted(interaction: Interaction) -> None:
    """Take a form. Raises NotOurForm, and what taking in a document raises."""
    data = cast("Mapping[str, Any]", interaction.data or {})
    custom_id, values = str(data.get("custom_id", "")), forms.values(data.get("components", ()))
    if found := forms.TEXT.fullmatch(custom_id):
        return await previews.pasted(interaction, found[1], values)
    if found := previews.FORM.fullmatch(custom_id):
        return await previews.edited(interaction, found[1], values)
    if found := keeping.ERASE.fullmatch(custom_id):
        return await keeping.erased(interaction, found[1], values)
    return await forms.submitted(interaction, custom_id, values)
