"""Public answers kept true: when a document changes, the answers that quoted it say so, and their channel is told.

Any way of changing counts (chat, command line, a synced folder): the store's change log is read, now and then, and all
answers are looked at when the bot starts. Only where an answer stands and what it quotes is recorded, neither the
question nor who asked.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import discord

from bot.chat.access import audience
from bot.chat.cards import escape, layout
from bot.chat.delivery import sending
from bot.chat.runtime.program import Program
from bot.core.casebook import Casebook
from bot.core.model.answers import Answer
from bot.core.model.documents import DocumentId, Post, Quotation, Standing
from bot.wording import catalogue
from bot.wording.catalogue import Tongue, tongue

log = logging.getLogger(__name__)
PERIOD, LONGEST = 5.0, 600.0  # seconds between two looks at the change log; the most after one that failed
SERVER_ERROR = 500  # HTTP statuses from here on are Discord's own trouble
ERASED, GONE, CHANGED, BACK = "erased", "gone", "changed", "back"
LINES = {
    GONE: "⚠️ **Withdrawn since:** “{title}” is no longer in the case files.",
    CHANGED: "⚠️ **Changed since:** “{title}” no longer says this in these words.",
    BACK: "**Again as quoted:** “{title}” is in the case files as it was.",
    Standing.CORRECTED.value: "⚠️ **Corrected since:** the source has corrected “{title}”.",
    Standing.RETRACTED.value: "⚠️ **Retracted since:** the source has taken “{title}” back.",
    Standing.DISPUTED.value: "⚠️ **Disputed since:** a moderator has marked “{title}” as disputed.",
}
WIPED = "This answer quoted a document that has been erased from the case files."


def quoted(answer: Answer) -> tuple[Quotation, ...]:
    """What a public card quotes, and what its readers know of it: a mark it had already is on the card."""
    return tuple(
        Quotation(one.document.id, one.document.version, one.start, one.end, one.document.details.standing.value)
        for one in answer.excerpts
    )


async def record(client: Program, posted: discord.Message | None, quotes: Sequence[Quotation]) -> None:
    """Where a public answer stands; later, where the store takes nothing at this moment."""
    if posted is None or posted.guild is None or not quotes:
        return
    where = audience.workspace(posted.guild)
    post = Post(where, posted.channel.id, posted.id, posted.created_at, tuple(quotes))
    await client.unwritten.write(client.casebook.store.put_post, post)


# --- in a worker thread


@dataclass(frozen=True)
class Notice:
    """What the readers of an answer are to be told: of each quoted document its new state, and its title.

    told: what the store is to know of the answer afterwards.
    """

    post: Post
    told: Post
    news: tuple[tuple[str, str], ...]


def due(casebook: Casebook, since: int | None) -> tuple[list[Notice], int]:
    """What is news since that point of the change log (None: ever) for public answers; and the point now."""
    store = casebook.store
    head = store.head().sequence
    changed = [None] if since is None else list({change.document for change in store.changes(since)})
    posts = {post.message: post for document in changed for post in store.posts(document)}
    return [notice for post in posts.values() if (notice := _notice(casebook, post)) is not None], head


def _notice(casebook: Casebook, post: Post) -> Notice | None:
    now = [(one, _state(casebook, one)) for one in post.quotations]
    news = [(state or BACK, _title(casebook, one.document)) for one, state in now if state != one.told]
    if not news:
        return None
    told = tuple(replace(one, told=state) for one, state in now)
    is_wiped = any(state == ERASED for state, _ in news)
    return Notice(post, replace(post, quotations=() if is_wiped else told), tuple(dict.fromkeys(news)))


def _state(casebook: Casebook, quotation: Quotation) -> str:
    """ "" where it stands as it was quoted."""
    store, number = casebook.store, quotation.document
    document = store.document(number)
    if document is None:
        return ERASED
    if document.removed or store.case(document.case).removed:
        return GONE
    words = (store.text(number, quotation.version) or "")[quotation.start : quotation.end]
    if not words or words not in store.texts([number]).get(number, ""):
        return CHANGED
    return document.details.standing.value


def _title(casebook: Casebook, number: DocumentId) -> str:
    """As it was quoted: the newest title may be for others' eyes, were the document in another case by now."""
    document = casebook.store.document(number)
    return document.details.title if document else ""


# --- telling


async def look(client: Program, since: int | None = None) -> int | None:
    """Tell of everything that is due; from where in the change log to look the next time."""
    found, head = await client.door(due, client.casebook, since)
    told = [await _told(client, notice) for notice in found]
    return head if all(told) else since


async def _told(client: Program, notice: Notice) -> bool:
    """Whether that is done with: what Discord refuses for good is, too; what may pass is tried again."""
    try:
        await _tell(client, notice)
    except (discord.DiscordException, *sending.PASSING) as failed:
        log.warning("a public answer could not be marked: %s", type(failed).__name__)
        if not isinstance(failed, discord.HTTPException) or failed.status >= SERVER_ERROR:
            return False
    await client.unwritten.write(client.casebook.store.put_post, notice.told)
    return True


async def _tell(client: Program, notice: Notice) -> None:
    """Mark the answer, then tell its channel below it."""
    channel: Any = client.get_channel(notice.post.channel) or await client.fetch_channel(notice.post.channel)
    message = await channel.fetch_message(notice.post.message)
    with catalogue.speaking(client.languages.of(channel.guild.id)):
        speaking = tongue(channel.guild.preferred_locale)
    if any(state == ERASED for state, _ in notice.news):
        await message.edit(**layout.note(speaking.say(WIPED)).editing())
        return
    lines = [_line(state, title, speaking) for state, title in notice.news]
    await message.edit(view=_marked(message, lines))
    told = speaking.say("An answer above has to be read anew: {link}", link=message.jump_url)
    await sending.post(channel, layout.note("\n".join([*lines, f"-# {told}"])))


def _line(state: str, title: str, speaking: Tongue) -> str:
    return speaking.say(LINES[state], title=escape.label(title, 120))


def _marked(message: discord.Message, lines: Sequence[str]) -> discord.ui.LayoutView:
    """The card as it is, with these lines in front; once, though Discord may have taken them and said no."""
    view = discord.ui.LayoutView.from_message(message, timeout=None)
    frame = next((each for each in view.children if isinstance(each, discord.ui.Container)), None)
    if frame is not None:
        mark, parts = "\n".join(lines), list(frame.children)
        if isinstance(parts[0], discord.ui.TextDisplay) and parts[0].content == mark:
            return view
        frame.clear_items()
        for part in (layout.text(mark), *parts):
            frame.add_item(part)
    return view
