"""Forms (modals). What was filled in is read from the interaction itself, so a form survives a restart of the bot.

discord.py keeps an opened form in memory and forgets it with the process; here the form's id says what it is for, as a
button's does, and `submitted` is called for every form that comes back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import discord

from bot.chat.cards import escape, layout
from bot.core.library import intake


class Form(discord.ui.Modal):
    """A form whose answer is read by `submitted`."""

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        """Nothing: see above."""


def field(
    form: Form,
    name: str,
    label: str,
    limit: int = 0,
    example: str | None = None,
    default: str | None = None,
    **options: Any,
) -> None:
    """limit: characters; without, as many as the intake takes of that detail. Discord counts as `escape.size` does."""
    limit = limit or min(layout.TEXT_LIMIT, 2 * intake.LIMITS[name])
    options["default"] = escape.cut(default, limit) if default else default
    entry: discord.ui.TextInput[Form] = discord.ui.TextInput(
        custom_id=name, max_length=limit, placeholder=example, **options
    )
    form.add_item(discord.ui.Label(text=label, component=entry))


def choose(form: Form, name: str, label: str, select: discord.ui.Item[Any], told: str | None = None) -> None:
    """A field that is chosen, not typed; `told` stands below its label."""
    select.custom_id = name  # type: ignore[attr-defined]  # every one that can be chosen has one
    form.add_item(discord.ui.Label(text=label, description=told, component=select))


def values(components: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What was filled in, by the field's id; several choices with commas between."""
    fields = [part.get("component") or part for part in components]
    return {str(each["custom_id"]): _value(each) for each in fields if "custom_id" in each}


def _value(field: Mapping[str, Any]) -> str:
    return str(field.get("value") or ",".join(map(str, field.get("values") or ())))


def files(interaction: discord.Interaction[Any]) -> list[discord.Attachment]:
    """What was uploaded with a form, in the order in which Discord names it."""
    data = cast("Mapping[str, Any]", interaction.data or {})
    found = (data.get("resolved") or {}).get("attachments") or {}
    state = interaction.client._connection  # noqa: SLF001  what an attachment is fetched with; forms outlive the process
    return [discord.Attachment(data=each, state=state) for each in found.values()]
