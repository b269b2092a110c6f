"""Everything that a message says, in its text or beside it, and where it was said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import discord

LINK: Final = re.compile(r"https?://[^\s<>()\"']+")


def said(message: discord.Message) -> str:
    """Its text, what is forwarded in it, its embeds, its poll and what its pictures are said to show."""
    return "\n\n".join(part.strip() for part in _parts(message) if part and part.strip())


def _parts(message: discord.Message) -> Iterator[str | None]:
    for one in _with_forwarded(message):
        yield one.content
        for embed in one.embeds:
            yield from (embed.title, embed.description)
            yield from (f"{field.name}\n{field.value}" for field in embed.fields)
        yield from (each.description for each in one.attachments)
    if message.poll is not None:
        yield message.poll.question
        yield "\n".join(f"- {answer.text}" for answer in message.poll.answers)


def _with_forwarded(message: discord.Message) -> list[discord.Message | discord.MessageSnapshot]:
    return [message, *message.message_snapshots]


def files(message: discord.Message) -> list[discord.Attachment]:
    """Those attached to it, and to what is forwarded in it."""
    return [each for one in _with_forwarded(message) for each in one.attachments]


def is_picture(attachment: discord.Attachment) -> bool:
    return (attachment.content_type or "").startswith("image/")


def day(message: discord.Message) -> str:
    """When it was written, what is forwarded when that was, as an ISO date."""
    first = message.message_snapshots[0] if message.message_snapshots else message
    return first.created_at.date().isoformat()


def author(message: discord.Message) -> str:
    """Who wrote it, as they are called there; "" for what is forwarded, whose author Discord doesn't tell."""
    return "" if message.message_snapshots else message.author.display_name
