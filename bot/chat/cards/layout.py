"""A message put together from parts, within the limits of Discord's components.

The limits are those of Discord's documentation, "Component Reference".
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any

import discord

from bot.chat.cards import escape
from bot.core.model.documents import CaseId, Document, Quotation
from bot.wording.catalogue import Tongue

TEXT_LIMIT = 4000  # characters over all text of one message
LINK_LIMIT = 512  # characters of a button's address
ROW_LIMIT = 5  # buttons in a row
ACCENT = discord.Colour(0x3B6EA5)
QUIET = discord.Colour(0x80848E)
QUESTION = 1  # the number of the part that holds the question, to be read back by a button
CUT = "-# …"  # where lines are left out
Part = discord.ui.Item[Any]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Attached:
    """A file that goes with a message: text, or bytes as they are. shows: of a picture that is to be seen, what."""

    name: str
    text: str | bytes
    shows: str = ""

    def file(self) -> discord.File:
        """A fresh one: a discord.File can be sent once. Text has a byte order mark, so that every editor reads it."""
        data = self.text if isinstance(self.text, bytes) else self.text.encode("utf-8-sig", "replace")
        return discord.File(BytesIO(data), filename=self.name)


@dataclass(frozen=True)
class Message:
    """What is sent: parts in reading order inside a frame, rows of buttons below it, files."""

    parts: Sequence[Part]
    rows: Sequence[Sequence[Part]] = ()
    colour: discord.Colour = ACCENT
    attached: Sequence[Attached] = field(default=())
    quotes: Sequence[Quotation] = ()  # what it carries of documents: words, or (start = end) what is said of one
    cases: frozenset[CaseId] = frozenset()  # of which it tells something, be it how many documents they have

    def view(self) -> discord.ui.LayoutView:
        """A fresh view; all its buttons are persistent, so nothing of it stays in memory."""
        view = discord.ui.LayoutView(timeout=None)
        view.add_item(discord.ui.Container(*_within(self.parts), *_attached(self.attached), accent_colour=self.colour))
        for row in self.rows:
            view.add_item(discord.ui.ActionRow(*row))
        return view

    def files(self) -> list[discord.File]:
        return [each.file() for each in self.attached]

    def sending(self) -> dict[str, Any]:
        """Arguments for `send`."""
        return {"view": self.view(), "files": self.files()}

    def editing(self) -> dict[str, Any]:
        """Arguments for an edit."""
        return {"view": self.view(), "attachments": self.files()}


def _attached(files: Sequence[Attached]) -> Sequence[Part]:
    """Pictures to be seen side by side, then what is to be opened."""
    where = {each: f"attachment://{each.name}" for each in files}
    seen = [discord.MediaGalleryItem(where[each], description=each.shows) for each in files if each.shows]
    opened = [discord.ui.File[Any](where[each]) for each in files if not each.shows]
    return [*([discord.ui.MediaGallery[Any](*seen)] if seen else []), *opened]


def _within(parts: Sequence[Part]) -> Sequence[Part]:
    """The same parts; where they hold more than Discord takes, without the last lines, and saying so.

    Makers of messages leave room themselves. This is for what none of them foresaw: a message with less is told, one
    with too much would be none.
    """
    texts = [each for each in parts if isinstance(each, discord.ui.TextDisplay)]
    over = sum(escape.size(each.content) for each in texts) - TEXT_LIMIT
    if over <= 0:
        return parts
    log.warning("a message was longer than Discord takes, by %d characters", over)
    left = TEXT_LIMIT - len(CUT)
    kept: list[Part] = []
    for each in parts:
        if not isinstance(each, discord.ui.TextDisplay):
            kept.append(each)
            continue
        lines, room = [], left
        for line in each.content.split("\n"):
            room -= escape.size(line) + 1
            if room < 0:
                break
            lines.append(line)
        whole = "\n".join(lines)
        left = left - escape.size(whole) if whole == each.content else 0
        kept += [text(whole, each.id)] if whole else []
    return [*kept, text(CUT)]


def text(markdown: str, number: int | None = None) -> Part:
    return discord.ui.TextDisplay(markdown, id=number)


def small(line: str) -> str:
    """In small print; a line of its own."""
    return f"-# {line}"


def rule() -> Part:
    return discord.ui.Separator(spacing=discord.SeparatorSpacing.small)


def gap() -> Part:
    return discord.ui.Separator(visible=False, spacing=discord.SeparatorSpacing.small)


def onward(tongue: Tongue) -> str:
    """The arrow that points to what comes next, in the direction of reading."""
    return "◀️" if tongue.runs_right_to_left else "▶️"


def became(old: str, new: str, tongue: Tongue) -> str:
    """As it was and as it is, the arrow pointing in the direction of reading: a right-to-left line doesn't turn it."""
    return f"{old} {'←' if tongue.runs_right_to_left else '→'} {new}"


def back(tongue: Tongue) -> str:
    return "▶️" if tongue.runs_right_to_left else "◀️"


def rows(buttons: Sequence[Part]) -> list[Sequence[Part]]:
    """Buttons in rows of at most five."""
    return [buttons[at : at + ROW_LIMIT] for at in range(0, len(buttons), ROW_LIMIT)]


def file_name(name: str) -> str:
    """A name that Discord keeps as it is, so that a part can point to the file by it."""
    kept = re.sub(r"[^A-Za-z0-9._-]+", "_", name).strip("._-")
    return kept[-80:] or "text.txt"


def note(markdown: str, *buttons: Part, colour: discord.Colour = QUIET) -> Message:
    """A short message. Foreign text in it is escaped already."""
    return Message([text(markdown)], rows(buttons), colour)


def named(documents: Iterable[Document]) -> tuple[Quotation, ...]:
    """Documents of which a message says something, without their words."""
    return tuple(Quotation(one.id, one.version, 0, 0) for one in documents)


def about(message: Message, *documents: Document, cases: Iterable[CaseId] = ()) -> Message:
    """The same message, which says of what documents and cases it tells."""
    return replace(message, quotes=(*message.quotes, *named(documents)), cases=message.cases | frozenset(cases))


def question_on(message: discord.Message | None) -> str | None:
    """The question that a card of ours carries, as it was asked."""
    for part in _walk(message.components if message else ()):
        if isinstance(part, discord.TextDisplay) and part.id == QUESTION:
            return escape.unescape(part.content.removeprefix("-# "))
    return None


def ids(parts: Sequence[Any]) -> list[str]:
    """Of the buttons of a message, and of what its menus offer."""
    every = [one for part in _walk(parts) for one in (part, *getattr(part, "options", ()))]
    return [found for one in every if (found := getattr(one, "custom_id", None) or getattr(one, "value", None))]


def _walk(parts: Sequence[Any]) -> Sequence[Any]:
    return [each for part in parts for each in (part, *_walk(getattr(part, "children", ())))]
