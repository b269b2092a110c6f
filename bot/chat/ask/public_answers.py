"""Public answers kept true: when a document changes, the answers that quoted it say so, and their channel is told.

Any way of changing counts (chat, command line, a synced folder): the store's change log is read, now and then, and all
answers are looked at when the bot starts. Only where an answer stands and what it quotes is recorded, neither the
question nor who asked.

Who reads the channel now decides what it is told: nothing of a document that it may no longer read, but that what was
erased is gone. A document is called by the title that it had when it was quoted.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import discord

from bot.chat.access import audience
from bot.chat.cards import escape, layout
from bot.chat.delivery import outgoing, sending
from bot.chat.runtime.program import Program
from bot.chat.runtime.repeating import Repeating
from bot.core.casebook import Casebook
from bot.core.model import claims, visibility
from bot.core.model.documents import Audience, DocumentId, Post, Quotation, Standing
from bot.wording import catalogue
from bot.wording.catalogue import Tongue, tongue

log = logging.getLogger(__name__)
PERIOD: Final = 5.0  # seconds between two looks at the change log
SERVER_ERROR = 500  # HTTP statuses from here on are Discord's own trouble
ERASED, GONE, CHANGED, BACK = "erased", "gone", "changed", "back"
LINES = {
    GONE: "⚠️ **Withdrawn since:** “{title}” is no longer among the documents.",
    CHANGED: "⚠️ **Changed since:** “{title}” no longer says this in these words.",
    BACK: "**Back as quoted:** “{title}” is in the documents again as it was.",
    Standing.CORRECTED.value: "⚠️ **Corrected since:** the source has corrected “{title}”.",
    Standing.RETRACTED.value: "⚠️ **Retracted since:** the source has withdrawn “{title}”.",
    Standing.DISPUTED.value: "⚠️ **Disputed since:** a moderator has marked “{title}” as disputed.",
}
WIPED = "This answer quoted a document that has been erased."


async def record(client: Program, posted: discord.Message | None, quotes: Sequence[Quotation]) -> None:
    """Where a public answer stands; later, where the store takes nothing at this moment."""
    if posted is None or posted.guild is None or not quotes:
        return
    where = audience.workspace(posted.guild)
    post = Post(where, posted.channel.id, posted.id, posted.created_at, tuple(quotes))
    await client.unwritten.write(client.casebook.posts.put_post, post)


# --- in a worker thread


@dataclass(frozen=True)
class Notice:
    """What the readers of an answer are to be told: of each quoted document its new state, and its title as quoted.

    told: what the store is to know of the answer afterwards. unheard: documents of which they may not be told. nonce:
    the same only as long as nothing happens to what is news.
    """

    told: Post
    news: tuple[tuple[str, str], ...]
    unheard: frozenset[DocumentId] = frozenset()
    nonce: int = 0


def due(casebook: Casebook, since: int | None, unheard: frozenset[DocumentId]) -> tuple[list[Post], int]:
    """The public answers that anything is news for since that point of the change log (None: ever); and the point now.

    unheard: documents whose news could not be told then, to be looked at again.
    """
    trail = casebook.trail
    head = trail.head().sequence
    changed = [None] if since is None else list({*(change.document for change in trail.changes(since)), *unheard})
    posts = {post.message: post for document in changed for post in casebook.posts.posts(document)}
    return [post for post in posts.values() if any(_state(casebook, one) != one.told for one in post.quotations)], head


def news(casebook: Casebook, post: Post, readers: Audience | None) -> Notice:
    """For those who read there now; None for what there is, whoever reads it."""
    now = [(one, _state(casebook, one)) for one in post.quotations]
    if any(state == ERASED for _, state in now):
        return Notice(replace(post, quotations=()), ((ERASED, ""),))
    everything = {one.document for one, _ in now}
    unheard = everything - _readable(casebook, post, readers) if readers is not None else set()
    heard = [(one, one.told if one.document in unheard else state) for one, state in now]
    fresh = ((state or BACK, _title(casebook, one)) for one, state in heard if state != one.told)
    told = tuple(replace(one, told=state) for one, state in heard)
    nonce = _nonce(casebook, post.message, {one.document for one, state in heard if state != one.told})
    return Notice(replace(post, quotations=told), tuple(dict.fromkeys(fresh)), frozenset(unheard), nonce)


def _nonce(casebook: Casebook, message: int, changed: set[DocumentId]) -> int:
    """Told by a process that was killed before it could say so, Discord knows by it that it is told already."""
    newest = [event.sequence for one in sorted(changed) for event in casebook.trail.events(one, limit=1)]
    return int.from_bytes(hashlib.sha256(repr((message, newest)).encode()).digest()[:8]) >> 1


def _readable(casebook: Casebook, post: Post, readers: Audience) -> set[DocumentId]:
    """Of a removed case they are told that it is removed, if they could read it else."""
    cases = (replace(case, removed=False) for case in casebook.any_cases.cases(post.workspace))
    seen = visibility.viewer(cases, readers).cases
    held = casebook.any_documents.get({one.document for one in post.quotations})
    return {number for number, document in held.items() if document.case in seen}


def _state(casebook: Casebook, quotation: Quotation) -> str:
    """ "" where it stands as it was quoted. What was only named (a near-copy) can but be erased."""
    documents, number = casebook.any_documents, quotation.document
    document = documents.document(number)
    if document is None:
        return ERASED
    if quotation.start == quotation.end:
        return ""
    if document.removed or casebook.any_cases.case(document.case).removed:
        return GONE
    words = (documents.text(number, quotation.version) or "")[quotation.start : quotation.end]
    if not words or words not in documents.texts([number]).get(number, ""):
        return CHANGED
    return document.details.standing.value


def _title(casebook: Casebook, quotation: Quotation) -> str:
    """As it was when it was quoted: what it is called since may be for others' eyes."""
    versions = casebook.any_documents.versions(quotation.document)
    return next((one.details.title for one in versions if one.version == quotation.version), "")


# --- telling


class KeepingTrue(Repeating):
    """The background task: what could not be written before, then the answers that something has changed for."""

    name, period = "answers", PERIOD

    def __init__(self, client: Program) -> None:
        super().__init__(client)
        self.looked: int | None = None  # up to where in the change log
        self.held = claims.current()

    async def look(self) -> float:
        await self.client.unwritten.again()
        if self.held != (held := claims.current()):  # of other servers: what happened there isn't known here
            self.looked, self.held = None, held
        self.looked = await look(self.client, self.looked)
        return PERIOD


async def look(client: Program, since: int | None = None) -> int | None:
    """Tell of everything that is due; from where in the change log to look the next time."""
    unheard, client.unheard = frozenset(client.unheard), set()
    found, head = await client.door(due, client.casebook, since, unheard)
    told = [await _told(client, post) for post in found]
    return head if all(told) else since


async def _told(client: Program, post: Post) -> bool:
    """Whether that is done with: what Discord refuses for good is, too; what may pass is tried again."""
    if not client.shards_here.owns(post.workspace):  # another process tells them
        return True
    guild = client.get_guild(int(post.workspace))
    if guild is None or guild.unavailable:  # an outage, or it was left: it may come back
        client.unheard |= {one.document for one in post.quotations}
        return True
    try:
        told = await client.actions.whole(partial(_tell, client, guild, post))
    except outgoing.ReadersChanged:
        return False
    except (discord.DiscordException, *sending.PASSING) as failed:
        log.warning("a public answer could not be marked: %s", type(failed).__name__)
        if not isinstance(failed, discord.HTTPException) or failed.status >= SERVER_ERROR:
            return False
        told = await _given_up(client, post, failed)
    await client.unwritten.write(client.casebook.posts.put_post, told)
    return True


async def _given_up(client: Program, post: Post, refused: discord.HTTPException) -> Post:
    """Nothing is known any more of an answer that is gone; one that can't be changed counts as told."""
    if isinstance(refused, discord.NotFound):
        return replace(post, quotations=())
    return (await client.door(news, client.casebook, post, None)).told


async def _tell(client: Program, guild: discord.Guild, post: Post) -> Post:
    """Mark the answer, then tell its channel below it; what the store is to know then. Raises ReadersChanged."""
    channel: Any = guild.get_channel_or_thread(post.channel) or await guild.fetch_channel(post.channel)
    message = await channel.fetch_message(post.message)
    readers = partial(outgoing.everybody, client, channel)
    known = await client.door(news, client.casebook, post, audience.public(guild, channel))
    client.unheard |= known.unheard

    def still(casebook: Casebook, now: Audience) -> bool:
        casebook.claims.check()
        return news(casebook, post, now) == known

    with catalogue.speaking(client.languages.of(guild.id)):
        speaking = tongue(guild.preferred_locale)
    if known.news:
        await outgoing.decide(client, readers, still)
        await _mark(client, message, known, speaking, partial(outgoing.decide, client, readers, still))
    return known.told


async def _mark(
    client: Program, message: discord.Message, known: Notice, speaking: Tongue, before: sending.Before
) -> None:
    if any(state == ERASED for state, _ in known.news):
        await message.edit(**layout.note(speaking.say(WIPED)).editing())
        return
    lines = [speaking.say(LINES[state], title=escape.label(title, 120)) for state, title in known.news]
    await message.edit(view=_marked(message, lines))
    told = speaking.say("An earlier answer has changed: {link}", link=message.jump_url)
    note = layout.note("\n".join([*lines, f"-# {told}"]))
    await sending.post(message.channel, note, known.nonce, before)


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
