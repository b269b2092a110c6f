"""What the buttons and the form of a preview do, and the queue of what contributors have proposed.

A preview stands on a private card of its maker's, of a moderator's, or, proposed, in the review channel: there, whoever
presses is answered privately, and the card that all see is settled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace

from bot.chat.access import permissions
from bot.chat.access.permissions import Clerk
from bot.chat.cards import attribution, layout
from bot.chat.cards.layout import Message
from bot.chat.cards.modals import Form
from bot.chat.delivery import outgoing, progress, sending
from bot.chat.documents import document_forms, draft_work, list_card, preview_card, proposals, review_cards
from bot.chat.runtime import rate_limits
from bot.chat.runtime.program import Interaction
from bot.chat.runtime.rate_limits import Kind
from bot.core.model.errors import CasebookError
from bot.core.model.rights import Right
from bot.core.workflows.drafts import DraftGone
from bot.core.workflows.preview import Preview
from bot.wording.catalogue import Tongue, tongue

ENDS = frozenset({"publish", "propose", "discard"})


async def press(interaction: Interaction, action: str, number: str) -> None:
    """A button of a preview, which only its maker sees, or a moderator.

    Of the presses that end a preview only the first on a card counts. A second one changes nothing and is told
    nothing: what the first one did stands, or is about to stand, in the card's place.
    """
    if action not in ENDS:
        await ACTIONS[action](interaction, number)
        return
    card, ended = (number, interaction.message.id if interaction.message else 0), interaction.client.ended
    if not ended.first(*card):
        await interaction.response.defer()
        return
    try:
        await ACTIONS[action](interaction, number)
    except DraftGone:
        await review_cards.settle(interaction, number, review_cards.GONE)
        raise
    except BaseException:
        ended.forget(*card)
        raise


async def _publish(interaction: Interaction, number: str) -> None:
    await outgoing.begin(interaction)
    client, acting = interaction.client, await permissions.clerk_still(interaction)
    proposed = await proposals.of(interaction, acting, number)
    speaking, tally = tongue(interaction.locale), progress.Tally()
    async with progress.shown(interaction, lambda: _publishing(tally, speaking)) as state:
        work = client.door.slowly(draft_work.publish, client.casebook, acting, number, tally)
        done = await asyncio.gather(work, return_exceptions=True)
    if isinstance(done[0], BaseException):
        await _card_again(interaction, acting, number, state.told)
        raise done[0]
    receipts, case = done[0]
    await outgoing.turn(interaction, list_card.receipts(receipts, case, speaking))
    await review_cards.settle(interaction, number, review_cards.PUBLISHED)
    await proposals.tell(interaction, proposed, published=True)


def _publishing(tally: progress.Tally, speaking: Tongue) -> str:
    done, total = speaking.number(tally.done), speaking.number(tally.total)
    if tally.done < tally.total:
        return speaking.say("Publishing: {done} of {total} documents were compared …", done=done, total=total)
    return speaking.count("Publishing {n} document …", "Publishing {n} documents …", max(1, tally.total))


async def _card_again(interaction: Interaction, acting: Clerk, number: str, told: str) -> None:
    """Nothing was published: the preview, with its buttons, in the place of what was told of the progress."""
    with suppress(CasebookError):
        if told:
            found = await interaction.client.door.slowly(draft_work.look, interaction.client.casebook, acting, number)
            await outgoing.turn(interaction, preview_card.card(found, acting, tongue(interaction.locale)))


async def _propose(interaction: Interaction, number: str) -> None:
    await interaction.response.defer()
    client, acting = interaction.client, await permissions.clerk_still(interaction, Right.PROPOSE)
    await client.door(draft_work.propose, client.casebook, acting, number)
    told = "Proposed, thank you. A moderator has to publish it before anyone can find it."
    await outgoing.turn(interaction, layout.note(tongue(interaction.locale).say(told), colour=layout.ACCENT))
    await review_cards.post(interaction, number)


async def _discard(interaction: Interaction, number: str) -> None:
    await outgoing.begin(interaction)
    client, acting = interaction.client, await permissions.clerk(interaction, Right.PROPOSE)
    proposed = await proposals.of(interaction, acting, number)
    await client.door(draft_work.discard, client.casebook, acting, number)
    note = layout.note(tongue(interaction.locale).say("Discarded. Nothing was published."))
    await outgoing.turn(interaction, note)
    await review_cards.settle(interaction, number, review_cards.DISCARDED)
    await proposals.tell(interaction, proposed, published=False)


async def _differences(interaction: Interaction, number: str) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    rate_limits.charge(interaction, Kind.PREVIEW)
    client, acting = interaction.client, await permissions.clerk(interaction, Right.PROPOSE)
    found = await client.door.slowly(draft_work.look, client.casebook, acting, number)
    speaking = tongue(interaction.locale)
    nothing = layout.note(speaking.say("There is no difference any more."))
    await outgoing.privately(interaction, preview_card.differences(found.like, speaking) if found.like else nothing)


async def _edit(interaction: Interaction, number: str) -> None:
    """The form must be the first response."""
    client, acting = interaction.client, await permissions.clerk(interaction, Right.PROPOSE)
    waiting = await client.door(draft_work.mine, client.casebook, acting, number)
    speaking = tongue(interaction.locale)
    form = Form(title=speaking.say("Edit"), custom_id=f"pq:draft:{number}", timeout=600)
    document_forms.ask_details(form, waiting.parcel.readings[0].details, speaking)
    await outgoing.form(interaction, form)


async def edited(interaction: Interaction, number: str, values: Mapping[str, str]) -> None:
    """The form came back: the card shows what is said now."""
    await outgoing.begin(interaction)
    rate_limits.charge(interaction, Kind.PREVIEW)
    client, acting = interaction.client, await permissions.clerk(interaction, Right.PROPOSE)
    told = document_forms.details(values)
    found = await client.door.slowly(draft_work.edit, client.casebook, acting, number, told)
    await outgoing.turn(interaction, preview_card.card(found, acting, tongue(interaction.locale)))
    await review_cards.renew(interaction, number)


async def review(interaction: Interaction) -> None:
    """What waits for this moderator, oldest first."""
    sending.soon(interaction)
    rate_limits.charge(interaction, Kind.PREVIEW)
    client, acting = interaction.client, await permissions.clerk(interaction)
    speaking = tongue(interaction.locale)
    count, found = await client.door.slowly(draft_work.queue, client.casebook, acting)
    if found is None:
        return await outgoing.privately(interaction, layout.note(speaking.say("Nothing waits for review.")))
    await outgoing.privately(interaction, queued(count, found, acting, speaking))
    return None


def queued(count: int, found: Preview, clerk: Clerk, speaking: Tongue) -> Message:
    """The oldest one, and how many wait."""
    shown = preview_card.card(found, clerk, speaking)
    by = attribution.who(found.waiting.draft.by, speaking)
    head = speaking.count(
        "-# {n} waits for review · by {who}", "-# {n} wait for review · this one by {who}", count, who=by
    )
    return replace(shown, parts=[layout.text(head), *shown.parts])


ACTIONS: Mapping[str, Callable[[Interaction, str], Awaitable[None]]] = {
    "publish": _publish,
    "propose": _propose,
    "edit": _edit,
    "differences": _differences,
    "discard": _discard,
}
