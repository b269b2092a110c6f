"""Several files at once: one after the other, each through its own preview, with a message that says how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import discord

from bot.chat.cards import escape, layout
from bot.chat.delivery import outgoing, progress
from bot.chat.documents import preview_card
from bot.chat.documents.document_work import Given
from bot.chat.runtime.program import Interaction
from bot.core.model import page_progress, time_limit
from bot.core.model.rights import Right
from bot.wording.catalogue import Tongue, tongue

SPARE = 60.0  # seconds before Discord takes no more of an answer, in which no further file is begun


@dataclass(frozen=True)
class Batch:
    """What was handed over. seconds: that reading one file may take."""

    files: Sequence[discord.Attachment]
    case: str = ""
    given: Given = field(default_factory=Given)
    seconds: float = time_limit.USUAL


@dataclass
class Reading:
    """How far it is. at: from 1."""

    total: int
    at: int = 0
    name: str = ""
    failed: int = 0
    pages: progress.Tally = field(default_factory=progress.Tally)  # of this file, where each takes its time (a scan)

    def line(self, speaking: Tongue) -> str:
        file = escape.label(self.name, 80)
        at, total = speaking.number(self.at), speaking.number(self.total)
        said = speaking.say("Reading {file} …", file=file)
        if self.total > 1:
            said = speaking.say("Reading file {at} of {total}: {file} …", at=at, total=total, file=file)
        if not self.pages.total:
            return said
        page, pages = speaking.number(self.pages.done), speaking.number(self.pages.total)
        return f"{said}\n{speaking.say('Recognised: page {page} of {pages}', page=page, pages=pages)}"

    def begin(self, name: str) -> None:
        """The next file."""
        self.at, self.name, self.pages = self.at + 1, name, progress.Tally()

    def end(self, speaking: Tongue) -> str:
        """What the message says when all is done."""
        one_read = "**{n} file was read**: its preview is below."
        read = "**{n} files were read**: their previews are below."
        lines = [speaking.count(one_read, read, self.at - self.failed)]
        if self.failed:
            one_failed = "{n} file could not be read; below it says why."
            failed = "{n} files could not be read; below it says why."
            lines.append(speaking.count(one_failed, failed, self.failed))
        if self.at < self.total:
            one_late = "{n} was not begun, because time ran out: add it again."
            late = "{n} were not begun, because time ran out: add them again."
            lines.append(speaking.count(one_late, late, self.total - self.at))
        return "\n".join(lines)


async def bring(interaction: Interaction, batch: Batch) -> None:
    """Deferred already."""
    speaking, reading = tongue(interaction.locale), Reading(len(batch.files))
    several = reading.total > 1
    if several:
        first = Reading(reading.total, 1, batch.files[0].filename).line(speaking)
        await outgoing.privately(interaction, layout.note(first))  # stays; the previews come below
    async with progress.shown(interaction, lambda: reading.line(speaking)):
        for file in batch.files:
            if reading.at and _is_late(interaction):
                break
            reading.begin(file.filename)
            with page_progress.telling(reading.pages):
                reading.failed += not await preview_card.file(interaction, file, batch.case, batch.given, batch.seconds)
    if several:
        await outgoing.turn(interaction, layout.note(reading.end(speaking)))


def _is_late(interaction: Interaction) -> bool:
    return (interaction.expires_at - discord.utils.utcnow()).total_seconds() < SPARE


def seconds(patient: bool, right: Right) -> float:
    """What reading one file may take: longer only where somebody insists who may publish."""
    return time_limit.LONGER if patient and right in (Right.CHANGE, Right.GOVERN) else time_limit.USUAL
