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
from bot.chat.cards import escape, layout
from bot.chat.cards.layout import Message
from bot.chat.delivery import error_messages
from bot.core.casebook import Casebook
from bot.core.model.documents import Document
from bot.core.model.kept_items import Feedback
from bot.core.workflows import standing_questions
from bot.core.workflows.standing_questions import Gap
from bot.wording.catalogue import Tongue, tongue

SHOWN: Final = 12  # questions, and
WORST: Final = 5  # documents of one page: with the longest words, all escaped, they stay within 4,000 characters
WORDS: Final = 110  # characters of a question or title


@dataclass(frozen=True)
class Found:
    """Gaps, and documents with what was said of them."""

    gaps: Sequence[Gap]
    said: Sequence[tuple[Document, Sequence[Feedback]]]


@app_commands.command(name="gaps", description="What people want to be told of and the files don't answer yet")
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
async def gaps(interaction: discord.Interaction[Any]) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    acting, client = await permissions.clerk(interaction), interaction.client
    found = await client.door(look, client.casebook, acting)
    await error_messages.send(interaction, page(found, tongue(interaction.locale)))


def look(casebook: Casebook, clerk: Clerk) -> Found:
    """For a worker thread: of what this moderator may see."""
    viewer = casebook.viewer(clerk.audience)
    said = casebook.store.feedback(clerk.workspace)
    known = casebook.store.get(one.document for one in said)
    seen = [one for one in said if (held := known.get(one.document)) and held.case in viewer.cases]
    worst = [(known[number], all_) for number, all_ in feedback.worst(seen, WORST)]
    return Found(standing_questions.gaps(casebook, clerk.workspace, viewer), worst)


def page(found: Found, speaking: Tongue) -> Message:
    """Both lists; nobody's name."""
    head = speaking.say("### Asked for, and not in the files")
    lines = [_gap(each, speaking) for each in found.gaps[:SHOWN]]
    if len(found.gaps) > SHOWN:
        lines.append(speaking.count("and {n} more", "and {n} more", len(found.gaps) - SHOWN))
    if not lines:
        lines = [speaking.say("Nobody waits for an answer that you may read of.")]
    parts = [layout.text("\n".join([head, *lines]))]
    if found.said:
        wanting = speaking.say("### Quotes that readers found wanting")
        told = [_said(document, all_, speaking) for document, all_ in found.said]
        parts += [layout.rule(), layout.text("\n".join([wanting, *told]))]
    foot = "-# Without names; only what was asked of cases that you may see. Who asked is told when a document answers."
    return Message([*parts, layout.rule(), layout.text(speaking.say(foot))], (), layout.ACCENT)


def _gap(gap: Gap, speaking: Tongue) -> str:
    people = speaking.count("{n} person", "{n} people", gap.people)
    since = speaking.say("since {date}", date=speaking.date(gap.since.date().isoformat()))
    return f"- {speaking.joined([escape.label(gap.text, WORDS), people, since])}"


def _said(document: Document, said: Sequence[Feedback], speaking: Tongue) -> str:
    title = escape.label(document.details.title, WORDS)
    return f"- {speaking.joined([f'**{title}**', feedback.told(said, speaking)])}"
