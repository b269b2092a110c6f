"""What readers said of quotes: counted for each document, for moderators; neither who said it nor what they asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

import discord

from bot.chat.access import audience
from bot.chat.ask import answering, lookup, viewer_link
from bot.chat.ask.answering import NoQuestion
from bot.chat.cards import buttons
from bot.chat.cards.modals import Form
from bot.chat.runtime.program import Interaction
from bot.core.casebook import Casebook
from bot.core.model.answers import Answer
from bot.core.model.documents import Audience, DocumentId
from bot.core.model.errors import UnknownCase, UnknownDocument
from bot.core.model.kept_items import Feedback
from bot.wording.catalogue import Tongue, tongue

USEFUL: Final = "useful"
LABELS: Final = {
    USEFUL: "useful",
    "passage": "wrong passage",
    "answer": "not an answer",
    "dated": "out of date",
    "other": "other fault",
}


FEEDBACK = re.compile(r"pq:useless:(\d{1,18}):(\d{1,18}):(\d{1,18}):([0-9a-f]{8})", re.ASCII)
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


async def count(interaction: Interaction, quote: tuple[str, ...], verdict: str) -> None:
    """One more for the document of that quote, where the card really shows it to whoever pressed, and once; they are
    told the same either way.
    """
    client, said = interaction.client, verdict if verdict in LABELS else "other"
    if await _was_shown(interaction, quote) and client.heard.first(interaction.user.id, quote):
        await client.door(counting, client.casebook, audience.own(interaction), int(quote[0]), said)


async def _was_shown(interaction: Interaction, quote: tuple[str, ...]) -> bool:
    """Whether the card's question is answered with it: for whoever presses or, on a public card, for all who read it.

    A button's id comes back from a client, which could name any stretch of any document.
    """
    card = interaction.message
    try:
        asked = answering.from_card(interaction, viewer_link.narrowed(card))
        answer, _ = await answering.private(interaction, asked)
        if _holds(answer, quote):
            return True
        if card is None or card.flags.ephemeral or interaction.guild is None:
            return False
        client, readers = interaction.client, audience.public(interaction.guild, interaction.channel)
        answer, _ = await client.door(lookup.answer, client.casebook, asked, readers, tongue(interaction.locale))
    except (NoQuestion, UnknownCase):
        return False
    return _holds(answer, quote)


def _holds(answer: Answer, quote: tuple[str, ...]) -> bool:
    return any(quote == tuple(map(str, buttons.quoted(one))) for one in answer.excerpts)


def counting(casebook: Casebook, audience: Audience, document: DocumentId, verdict: str) -> None:
    """For a worker thread."""
    try:
        found = casebook.document(casebook.viewer(audience), document)
    except UnknownDocument:
        return
    casebook.feedback.count_feedback(audience.workspace, found.id, verdict)
    casebook.meter.count("feedback", verdict=verdict)


def told(said: Iterable[Feedback], speaking: Tongue) -> str:
    """ "12 × useful · 1 × out of date", in the order of the form."""
    counts = {one.verdict: one.count for one in said}
    known = [(label, counts[verdict]) for verdict, label in LABELS.items() if verdict in counts]
    return speaking.joined(
        speaking.say("{n} × {verdict}", n=speaking.number(count), verdict=speaking.say(label)) for label, count in known
    )


def worst(said: Sequence[Feedback], limit: int) -> list[tuple[DocumentId, list[Feedback]]]:
    """Documents that something was said against, the most first, each with all that was said of it."""
    by_document: dict[DocumentId, list[Feedback]] = {}
    for one in said:
        by_document.setdefault(one.document, []).append(one)
    against = {number: sum(one.count for one in all_ if one.verdict != USEFUL) for number, all_ in by_document.items()}
    ranked = sorted((number for number in against if against[number]), key=lambda number: (-against[number], number))
    return [(number, by_document[number]) for number in ranked[:limit]]
