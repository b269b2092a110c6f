"""/gaps: what people asked to be told of and nobody has answered, and which documents' quotes they found wanting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import discord
from discord import app_commands

from bot.chat.access import permissions
from bot.chat.access.permissions import Clerk
from bot.chat.ask import feedback
from bot.chat.cards import escape, layout, paging
from bot.chat.cards.paging import Entry, Listing
from bot.chat.delivery import outgoing, sending
from bot.chat.runtime.program import Interaction
from bot.core.casebook import Casebook
from bot.core.model.documents import CaseId, Document
from bot.core.model.kept_items import Feedback
from bot.core.workflows import standing_questions
from bot.core.workflows.standing_questions import Gap
from bot.wording.catalogue import Tongue, tongue

WORST: Final = 25  # documents whose quotes were found wanting, the most so first
WORDS: Final = 110  # characters of a question or title


@dataclass(frozen=True)
class Found:
    """Gaps, and documents with what was said of them. seen: the cases that both are of."""

    gaps: Sequence[Gap]
    said: Sequence[tuple[Document, Sequence[Feedback]]]
    seen: frozenset[CaseId] = frozenset()


@app_commands.command(name="gaps", description="What people asked and the documents don't answer yet")
@app_commands.default_permissions(permissions.SHOWN_TO)
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
async def gaps(interaction: discord.Interaction[Any]) -> None:
    sending.soon(interaction)
    await outgoing.privately(interaction, paging.page(await listed(interaction, ""), 0, tongue(interaction.locale)))


async def listed(interaction: Interaction, _: str) -> Listing:
    """Of what whoever asks may see. Raises NotAllowed."""
    acting, client = await permissions.clerk(interaction), interaction.client
    return shown(await client.door(look, client.casebook, acting), tongue(interaction.locale))


def look(casebook: Casebook, clerk: Clerk) -> Found:
    """For a worker thread: of what this moderator may see."""
    viewer = casebook.viewer(clerk.audience)
    said = casebook.feedback.feedback(clerk.workspace)
    known = casebook.any_documents.get(one.document for one in said)
    seen = [one for one in said if (held := known.get(one.document)) and held.case in viewer.cases]
    worst = [(known[number], all_) for number, all_ in feedback.worst(seen, WORST)]
    return Found(standing_questions.gaps(casebook, clerk.workspace, viewer), worst, viewer.cases)


def shown(found: Found, speaking: Tongue) -> Listing:
    """Both lists; nobody's name."""
    lines = [_gap(each, speaking) for each in found.gaps]
    if not lines:
        lines = [speaking.say("Nobody is waiting for an answer in the cases that you can read.")]
    if found.said:
        lines.append(speaking.say("### Quotes that readers reported"))
        lines += [_said(document, all_, speaking) for document, all_ in found.said]
    foot = "-# Without names, and only from cases that you can read. People are told when a document answers."
    said = layout.named(document for document, _ in found.said)
    head, entries = speaking.say("### Questions without an answer"), [Entry(line) for line in lines]
    return Listing("gaps", head, entries, speaking.say(foot), quotes=said, cases=found.seen)


def _gap(gap: Gap, speaking: Tongue) -> str:
    people = speaking.count("{n} person", "{n} people", gap.people)
    since = speaking.say("since {date}", date=speaking.date(gap.since.date().isoformat()))
    return f"- {speaking.joined([escape.label(gap.text, WORDS), people, since])}"


def _said(document: Document, said: Sequence[Feedback], speaking: Tongue) -> str:
    title = escape.label(document.details.title, WORDS)
    return f"- {speaking.joined([f'**{title}**', feedback.told(said, speaking)])}"
