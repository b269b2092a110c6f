"""Forms (modals). What was filled in is read from the interaction itself, so a form survives a restart of the bot.

discord.py keeps an opened form in memory and forgets it with the process; here the form's id says what it is for, as a
button's does, and `submitted` is called for every form that comes back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import discord

from bot.chat import asking, failures, feedback, filing, layout, listing, reply
from bot.chat.asking import Interaction
from bot.chat.locale import Tongue, tongue
from bot.core.errors import CasebookError
from bot.core.model import Details, Document

TEXT = re.compile(r"pq:text:([a-z0-9-]{0,40})", re.ASCII)
EDIT = re.compile(r"pq:edit:(\d{1,18}):(\d{1,9})", re.ASCII)
FEEDBACK = re.compile(r"pq:useless:(\d{1,18}):(\d{1,18}):(\d{1,18}):([0-9a-f]{8})", re.ASCII)


FOLLOW = re.compile(r"pq:follow:(\d{0,18}):([\d-]{0,10}):([\d-]{0,10})", re.ASCII)


class NotOurForm(CasebookError):
    template = "That form isn't one of this bot's. Nothing was done; open it again from its command."


class Form(discord.ui.Modal):
    """A form whose answer is read by `submitted`."""

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        """Nothing: see above."""


def pasted_text(case: str, speaking: Tongue, title: str | None = None, text: str | None = None) -> Form:
    """Title, text, source, publisher, date: for a text that is pasted in."""
    form = Form(title=speaking.say("Add a text"), custom_id=f"pq:text:{case}", timeout=600)
    long = discord.TextStyle.paragraph
    field(form, "title", speaking.say("Title"), 300, default=title)
    field(form, "text", speaking.say("Text, exactly as the source has it"), 4000, style=long, default=text)
    field(form, "source", speaking.say("Web address"), 512, required=False, example="https://")
    field(form, "publisher", speaking.say("Publisher"), 100, required=False)
    field(form, "published", speaking.say("Published"), 10, required=False, example="2021-12-15")
    return form


DETAILS = ("title", "source", "publisher", "published", "language")  # what `ask_details` asks for


def edited(document: Document, speaking: Tongue) -> Form:
    """What is said about a document, to be corrected; its version goes along, so that no two edits mix."""
    form = Form(title=speaking.say("Edit"), custom_id=f"pq:edit:{document.id}:{document.version}", timeout=600)
    ask_details(form, document.details, speaking)
    return form


def ask_details(form: Form, said: Details, speaking: Tongue) -> None:
    """What can be corrected, filled in with what is known."""
    field(form, "title", speaking.say("Title"), 300, default=said.title[:300])
    field(form, "source", speaking.say("Web address"), 2000, required=False, default=said.source)
    field(form, "publisher", speaking.say("Publisher"), 300, required=False, default=said.publisher)
    field(form, "published", speaking.say("Published"), 10, required=False, default=said.published)
    field(form, "language", speaking.say("Language, as two letters"), 3, required=False, default=said.language)


def field(form: Form, name: str, label: str, limit: int, example: str | None = None, **options: Any) -> None:
    entry: discord.ui.TextInput[Form] = discord.ui.TextInput(
        custom_id=name, max_length=limit, placeholder=example, **options
    )
    form.add_item(discord.ui.Label(text=label, component=entry))


FAULTS = {
    "passage": "Wrong passage: the right one is elsewhere",
    "answer": "Not an answer to the question",
    "dated": "Out of date",
    "other": "Something else",
}


def faults(custom_id: str, speaking: Tongue) -> Form:
    """What was wrong with an answer: one choice, nothing else."""
    form = Form(title=speaking.say("What was wrong?"), custom_id=custom_id, timeout=600)
    options = [discord.RadioGroupOption(label=speaking.say(label), value=value) for value, label in FAULTS.items()]
    choice: discord.ui.RadioGroup[Form] = discord.ui.RadioGroup(custom_id="fault", options=options)
    form.add_item(discord.ui.Label(text=speaking.say("The quote was"), component=choice))
    return form


def follow_up(custom_id: str, speaking: Tongue) -> Form:
    """A further question."""
    form = Form(title=speaking.say("Follow up"), custom_id=custom_id, timeout=600)
    field(form, "question", speaking.say("Your question"), reply.QUESTION_LIMIT, example=speaking.say("and when?"))
    return form


async def submitted(interaction: Interaction, custom_id: str, filled: Mapping[str, str]) -> None:
    """Take a form that came back. Raises NotOurForm, and what editing a document raises."""
    if found := EDIT.fullmatch(custom_id):
        return await _edit(interaction, int(found[1]), int(found[2]), filled)
    if found := FOLLOW.fullmatch(custom_id):
        return await _followed(interaction, found.groups(), filled)
    if found := FEEDBACK.fullmatch(custom_id):
        return await _thanked(interaction, found.groups(), filled)
    raise NotOurForm


def values(components: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What was filled in, by the field's id."""
    fields = [part.get("component") or part for part in components]
    return {str(each["custom_id"]): str(each.get("value") or "") for each in fields if "custom_id" in each}


async def _edit(interaction: Interaction, number: int, version: int, filled: Mapping[str, str]) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    acting, client, speaking = await listing.clerk(interaction), interaction.client, tongue(interaction.locale)
    told = {name: filled.get(name, "").strip() or None for name in DETAILS}
    done = await client.door(filing.edit, client.casebook, acting, number, version, told)
    await failures.send(interaction, listing.receipts([done], "", speaking))


async def _followed(interaction: Interaction, narrowed: Sequence[str], filled: Mapping[str, str]) -> None:
    """A new private answer, to the new question with words of the one on the card."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    before, now = asking.from_card(interaction, narrowed), asking.checked(filled.get("question", ""))
    asked = await interaction.client.door(asking.followed, now, before)
    answer, scene = await asking.private(interaction, asked)
    await failures.send(interaction, reply.render(answer, scene))


async def _thanked(interaction: Interaction, quote: tuple[str, ...], filled: Mapping[str, str]) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    fault = filled.get("fault", "other")
    await feedback.count(interaction, quote, fault if fault in FAULTS else "other")
    await failures.send(
        interaction, layout.note(tongue(interaction.locale).say("Thank you. Nothing of your question is kept."))
    )
