"""/documents edit-many: chosen from a list, said in one form, shown once more as it would be, then done."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

import discord
from discord import app_commands

from bot.chat.access import permissions
from bot.chat.cards import buttons, escape, layout, modals, paging
from bot.chat.cards.layout import Message
from bot.chat.cards.modals import Form
from bot.chat.delivery import error_messages, outgoing
from bot.chat.documents import bulk_work, draft_work, list_card
from bot.chat.documents import commands as group
from bot.chat.documents.bulk_work import CHANGED, Done, Plan, Wanted
from bot.chat.runtime import rate_limits
from bot.chat.runtime.program import Interaction
from bot.chat.runtime.rate_limits import Kind
from bot.core.model.documents import Case, Details, Document
from bot.core.model.errors import CasebookError
from bot.wording.catalogue import Tongue, tongue

FORM = re.compile(r"pq:bulk:([0-9a-f]{32})", re.ASCII)
HIDE = "hide"
ROOM = 3000  # characters of the documents that a card lists


class ChoiceGone(CasebookError):
    template = "I no longer know which documents you chose. Begin again with `/documents edit-many`."


# --- choosing


@group.documents.command(name="edit-many", description="Change publisher, date, tags, case or visibility of several")
@app_commands.describe(
    find="Words of their titles, publishers or tags; the first 25 are listed", case="Of this case only"
)
@app_commands.autocomplete(case=group.cases)
async def edit_many(interaction: discord.Interaction[Any], find: group.Short = "", case: str = "") -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    acting, client = await permissions.clerk(interaction), interaction.client
    found = await client.door(bulk_work.offered, client.casebook, acting, find, case)
    await outgoing.privately(interaction, listed(found, find, tongue(interaction.locale)))


def listed(found: Sequence[Document], words: str, speaking: Tongue) -> Message:
    """The documents that hold these words, to choose some of."""
    if not found:
        none = "No document of this server holds these words. Try others, or none." if words else list_card.NONE
        return layout.note(speaking.say(none))
    options = [
        discord.SelectOption(
            label=escape.cut(one.details.title, 100),
            value=str(one.id),
            description=escape.cut(" · ".join(filter(None, (one.key, one.details.publisher))), 100),
        )
        for one in found
    ]
    menu = buttons.several("bulk", "pick", None, name=speaking.say("Choose documents"), choices=options)
    told = speaking.say("### Change several documents\nChoose which; a form asks what to change.")
    return layout.about(Message([layout.text(told)], [[menu]]), *found)


async def press(interaction: Interaction, action: str, name: str) -> None:
    """The list, or a button of the card that asks once more."""
    await {"pick": _picked, "apply": _applied, "drop": _dropped}[action](interaction, name)


async def _picked(interaction: Interaction, _: str) -> None:
    """The form must be the first response. Raises ChoiceGone where nothing came along."""
    client, acting = interaction.client, await permissions.clerk(interaction)
    values = cast("Mapping[str, Any]", interaction.data or {}).get("values", ())
    numbers = [int(each) for each in map(str, values) if re.fullmatch(r"\d{1,18}", each, re.ASCII)]
    if not numbers:
        raise ChoiceGone
    cases = await client.door.quickly(draft_work.choices, client.casebook, acting, "")
    name = client.begun.keep(acting.actor.id, numbers)
    await outgoing.form(interaction, form(name, len(numbers), cases, tongue(interaction.locale)))


def form(name: str, count: int, cases: Sequence[Case], speaking: Tongue) -> Form:
    """What is left empty stays as it is."""
    title = speaking.count("Change {n} document", "Change {n} documents", count)
    made = Form(title=title, custom_id=f"pq:bulk:{name}", timeout=600)
    kept = speaking.say("Empty: stays as it is")
    modals.field(made, "publisher", speaking.say("Publisher"), required=False, example=kept)
    modals.field(made, "published", speaking.say("Published"), required=False, example=kept)
    told = speaking.say("harbour, -draft: adds one, takes one away")
    modals.field(made, "tags", speaking.say("Tags"), required=False, example=told)
    if cases:
        options = [discord.SelectOption(label=escape.cut(each.title, 100), value=each.name) for each in cases]
        chosen: discord.ui.Select[Form] = discord.ui.Select(options=options[:25], min_values=0, required=False)
        modals.choose(
            made, "case", speaking.say("Move to the case"), chosen, speaking.say("Their history stays behind")
        )
    hide = [discord.SelectOption(label=speaking.say("Take them out of every answer"), value=HIDE)]
    visible: discord.ui.Select[Form] = discord.ui.Select(options=hide, min_values=0, required=False)
    modals.choose(made, "visible", speaking.say("Visibility"), visible, speaking.say("They can be restored"))
    return made


# --- asking once more, and doing it


async def taken(interaction: Interaction, name: str, filled: Mapping[str, str]) -> None:
    """The form came back. Raises ChoiceGone, and as `bulk_work.planned`."""
    await outgoing.begin(interaction)
    rate_limits.charge(interaction, Kind.PREVIEW)
    client, acting = interaction.client, await permissions.clerk(interaction)
    numbers = client.begun.take(name, acting.actor.id)
    if not numbers:
        raise ChoiceGone
    said = {each: filled.get(each, "") for each in (*CHANGED, "case")}
    wanted = Wanted(**said, hidden=filled.get("visible") == HIDE)
    plan = await client.door.slowly(bulk_work.planned, client.casebook, acting, numbers, wanted)
    kept = client.begun.keep(acting.actor.id, plan)
    await outgoing.turn(interaction, asked(plan, kept, tongue(interaction.locale)))


def asked(plan: Plan, name: str, speaking: Tongue) -> Message:
    """What would be done with each, and the second thought."""
    count, wanted = len(plan.steps), plan.wanted
    head = [speaking.count("### Change {n} document?", "### Change {n} documents?", count)]
    if wanted.case:
        head.append(
            speaking.say("**To the case:** {case}. Their history stays with the removed ones.", case=wanted.case)
        )
    if wanted.hidden:
        head.append(speaking.say("**Out of every answer** until they are restored."))
    lines = paging.fitting([_step(*step, speaking) for step in plan.steps], ROOM, speaking)
    change = speaking.count("Change {n} document", "Change {n} documents", count)
    ways = [
        buttons.made("bulk", "apply", name, label=change, main=True),
        buttons.made("bulk", "drop", name, label=speaking.say("Cancel")),
    ]
    parts = [layout.text("\n".join(head)), layout.text("\n".join(lines))]
    return layout.about(Message(parts, layout.rows(ways)), *(one for one, _ in plan.steps))


def _step(document: Document, details: Details, speaking: Tongue) -> str:
    """ "- **Title** · Publisher: A → B"."""
    pairs = ((name, getattr(document.details, name), getattr(details, name)) for name in CHANGED)
    changed = [
        f"{speaking.say_plainly(group.CALLED[name])}: "
        + layout.became(_shown(name, old, speaking), _shown(name, new, speaking), speaking)
        for name, old, new in pairs
        if old != new
    ]
    return f"- {speaking.joined([f'**{escape.label(document.details.title, 80)}**', *changed])}"


def _shown(name: str, value: str | None, speaking: Tongue) -> str:
    said = speaking.date(value) if value and name == "published" else value
    return escape.label(said, 60) if said else "–"


async def _applied(interaction: Interaction, name: str) -> None:
    """Raises ChoiceGone."""
    await outgoing.begin(interaction)
    client, acting = interaction.client, await permissions.clerk_still(interaction)
    plan = client.begun.take(name, acting.actor.id)
    if not isinstance(plan, Plan):
        raise ChoiceGone
    done = await client.door.slowly(bulk_work.carried_out, client.casebook, acting, plan)
    await outgoing.turn(interaction, became(done, plan.wanted.case, tongue(interaction.locale)))


def became(done: Done, case: str, speaking: Tongue) -> Message:
    """What was changed; and what wasn't, with the reason."""
    lines = [_failed(one, error, speaking) for one, error in done.failed]
    failed = [layout.text("\n".join(paging.fitting(lines, ROOM // 2, speaking)))] if lines else []
    shown = list_card.receipts(done.receipts, case, speaking, room=ROOM // 2) if done.receipts else Message([])
    made = Message([*failed, *shown.parts], shown.rows, shown.colour, quotes=shown.quotes)
    return layout.about(made, *(one for one, _ in done.failed))


def _failed(document: Document, error: CasebookError, speaking: Tongue) -> str:
    why = speaking.error(error_messages.INSTEAD.get(type(error), error.template), error.fields, escape.label)
    title = escape.label(document.details.title, 80)
    return speaking.say("⚠️ Left as it was: “{title}”. {problem}", title=title, problem=why)


async def _dropped(interaction: Interaction, name: str) -> None:
    await outgoing.begin(interaction)
    interaction.client.begun.take(name, (await permissions.clerk(interaction)).actor.id)
    await outgoing.turn(interaction, layout.note(tongue(interaction.locale).say("Nothing was changed.")))
