"""Documents on their way in: a private preview of what was read, then Publish, Edit, Discard, or a queue for review."""

from __future__ import annotations

import re
from collections.abc import Mapping

import discord

from bot.chat.access import permissions
from bot.chat.access.permissions import Clerk
from bot.chat.cards import buttons, escape, layout, paging
from bot.chat.cards.layout import Message, Part
from bot.chat.delivery import error_messages, outgoing
from bot.chat.documents import document_forms, document_work, draft_work
from bot.chat.documents.document_work import Given
from bot.chat.documents.draft_work import Parcels
from bot.chat.runtime import rate_limits
from bot.chat.runtime.program import Interaction
from bot.chat.runtime.rate_limits import Kind
from bot.core.language.similarity import Likeness
from bot.core.library import intake, junk
from bot.core.model import document_notes, time_limit
from bot.core.model.document_notes import Note
from bot.core.model.documents import Details
from bot.core.model.errors import CasebookError, EmptyDocument, TooLarge
from bot.core.model.rights import Right, reaches
from bot.core.workflows.preview import Glimpse, Preview, Resemblance
from bot.wording import summaries
from bot.wording.catalogue import Tongue, tongue

FORM = re.compile(r"pq:draft:([0-9a-f]{32})", re.ASCII)
BEGINS = 500  # characters of the text that a preview quotes
LISTED = 8  # documents of a bulk file that are named
PAIRS = 4  # differing paragraphs that are shown
SIDE = 350  # characters of each side of one
WARNED = 6  # warnings on one card
SPARE = 200  # characters of a message that are left for what else stands on it: how many wait, how many are left out
JUNK = frozenset(junk.SENTENCES.values())


# --- ways in


async def file(
    interaction: Interaction, found: discord.Attachment, case: str, given: Given, seconds: float = time_limit.USUAL
) -> bool:
    """An attachment, deferred already; what is wrong with it is told, and doesn't keep others out. Whether it was read.

    seconds: that reading it may take.
    """
    try:
        await _require_room(interaction, found)
        data = await found.read()
        with time_limit.allowing(seconds):
            await offer(interaction, lambda book: intake.read_file(book.read, data, found.filename), case, given)
    except CasebookError as error:
        await outgoing.privately(interaction, error_messages.told(error, tongue(interaction.locale)))
        return False
    return True


async def _require_room(interaction: Interaction, found: discord.Attachment) -> None:
    """Before anything is fetched. Raises TooLarge, EmptyDocument, NotAllowed."""
    await permissions.clerk(interaction, Right.PROPOSE)
    limit = interaction.client.settings.max_file_mb
    if found.size > limit * 1_000_000:
        raise TooLarge(name=found.filename[:120], limit_mb=limit)
    if not found.size:
        raise EmptyDocument(name=found.filename[:120])


async def link(interaction: Interaction, address: str, case: str, given: Given) -> None:
    """A web page, deferred already."""
    try:
        await permissions.clerk(interaction, Right.PROPOSE)
        await offer(interaction, lambda book: book.page(document_work.address(address)), case, given)
    except CasebookError as error:
        await outgoing.privately(interaction, error_messages.told(error, tongue(interaction.locale)))


async def pasted(interaction: Interaction, case: str, values: Mapping[str, str]) -> None:
    """A form that came back."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    await permissions.clerk(interaction, Right.PROPOSE)
    title, text = values.get("title", ""), values.get("text", "")
    if not text.strip():
        raise EmptyDocument(name=title[:80])
    name = f"{intake.slug(title)}.txt"
    given = Given(title, values.get("source", ""), values.get("publisher", ""), values.get("published", ""))
    await offer(interaction, lambda book: intake.read_file(book.read, text.encode(), name), case, given)


async def offer(interaction: Interaction, read: Parcels, case: str, given: Given | Details) -> None:
    """Read it, keep it as a draft, show it. The right is asked for again: reading and fetching take their time."""
    client, before = interaction.client, await permissions.clerk(interaction, Right.PROPOSE)
    rate_limits.charge(interaction, Kind.FILE)
    await client.door.quickly(draft_work.target, client.casebook, before, case)  # nothing is fetched for nothing
    parcel = await client.door.outside(read, client.casebook)
    acting = await permissions.clerk_still(interaction, Right.PROPOSE)
    over = given.over if isinstance(given, Given) else lambda _: given
    found = await client.door.slowly(draft_work.drafted, client.casebook, acting, parcel, case, over)
    await outgoing.privately(interaction, card(found, acting, tongue(interaction.locale)))


async def open_text(interaction: Interaction, case: str) -> None:
    """The form: it must be the first response, so what it needs is checked without waiting."""
    await permissions.clerk(interaction, Right.PROPOSE)
    await outgoing.form(interaction, document_forms.pasted_text(case, tongue(interaction.locale)))


# --- the card


def card(found: Preview, clerk: Clerk, speaking: Tongue) -> Message:
    """What would be published, and what to look at before."""
    head = _head(found, speaking)
    shown = _begins(found.documents[0]) if len(found.documents) == 1 else _several(found.documents, speaking)
    parts = [layout.text(head), layout.text(shown)]
    room = layout.TEXT_LIMIT - SPARE - escape.size(head) - escape.size(shown)
    warned = paging.fitting(_warnings(found, speaking), room, speaking)
    parts += [layout.rule(), layout.text("\n".join(warned))] if warned else []
    made = Message(parts, layout.rows(_ways(found, clerk, speaking)))
    return layout.about(made, found.like.document) if found.like else made


def _head(found: Preview, speaking: Tongue) -> str:
    case = escape.label(found.waiting.case, 40)
    title = escape.label(found.documents[0].details.title, 150)
    if len(found.documents) > 1:
        title = escape.label(found.waiting.parcel.name, 150)
    lines = [
        speaking.say("### {title}\n-# Preview for the case {case}: nothing is published yet", title=title, case=case)
    ]
    lines += _known(found.documents[0], speaking) if len(found.documents) == 1 else []
    origin = escape.label(found.waiting.parcel.origin, 120)
    return "\n".join([*lines, speaking.say("**From:** {origin}", origin=origin)])


def _known(one: Glimpse, speaking: Tongue) -> list[str]:
    said = one.details
    none = speaking.say("not known")
    facts = {
        "Publisher": said.publisher,
        "Author": said.author,
        "Published": said.published and speaking.date(said.published),
        "Language": said.language and speaking.language(said.language),
        "Source": escape.address(said.source) and said.source,
        **({"Tags": said.tags} if said.tags else {}),
    }
    lines = [
        speaking.say(
            "**{name}:** {value}", name=speaking.say_plainly(name), value=escape.label(value, 200) if value else none
        )
        for name, value in facts.items()
    ]
    size = speaking.count("{n} character", "{n} characters", len(one.text))
    cut = speaking.count("{n} passage", "{n} passages", one.passages)
    size = speaking.listed([size, cut])
    age = summaries.age(said, speaking)
    lines += [speaking.say("**{name}:** {value}", name=speaking.say_plainly("Kind"), value=age)] if age else []
    return [*lines, speaking.say("**{name}:** {value}", name=speaking.say_plainly("Size"), value=size)]


def _begins(one: Glimpse) -> str:
    """The first lines as they will be quoted."""
    text = one.text.strip()
    return escape.quotation(escape.verbatim(text[:BEGINS].rstrip()) + ("…" if len(text) > BEGINS else ""))


def _several(found: tuple[Glimpse, ...], speaking: Tongue) -> str:
    lines = [f"- {escape.label(one.details.title, 100)}" for one in found[:LISTED]]
    if len(found) > LISTED:
        lines.append(speaking.count("and {n} more", "and {n} more", len(found) - LISTED))
    return "\n".join([speaking.count("{n} document", "{n} documents", len(found)), *lines])


def _warnings(found: Preview, speaking: Tongue) -> list[str]:
    alone = len(found.documents) == 1
    told = (sentence for one in found.documents for sentence in one.warnings)
    said = dict.fromkeys(each for each in told if alone or _concerns_all(each))
    lines = [_told(each, speaking) for each in sorted(said, key=_informs)[:WARNED]]
    return [*([_like(found.like, speaking)] if found.like else []), *lines]


def _told(note: str, speaking: Tongue) -> str:
    what = speaking.retold(note, _noted)
    return speaking.say("ℹ️ {what}", what=what) if _informs(note) else speaking.say("⚠️ {what}", what=what)


def _informs(note: str) -> bool:
    """Whether it only tells; what warns comes first."""
    return isinstance(note, Note) and note.template in document_notes.INFORMS


def _concerns_all(note: str) -> bool:
    """Whether it is worth telling where there are many documents."""
    return note in JUNK or (isinstance(note, Note) and note.template == document_notes.NOT_READ)


def _noted(foreign: str) -> str:
    return escape.label(foreign, 220)


def _like(like: Resemblance, speaking: Tongue) -> str:
    key = escape.label(like.document.key, 80)
    if like.is_same:
        return speaking.say("⚠️ The same is in the case already, as *{key}*: publishing would add nothing.", key=key)
    if like.is_version:
        told = speaking.say(
            "ℹ️ Publishing makes version {version} of *{key}*: {what}.",
            version=like.document.version + 1,
            key=key,
            what=speaking.count("{n} paragraph differs", "{n} paragraphs differ", len(like.likeness.changed)),
        )
        return "\n".join([told, *_lost(like, speaking)])
    if not like.likeness.changed:
        return speaking.say("⚠️ The same text as *{key}*.", key=key)
    return speaking.count(
        "⚠️ {percent}% the same as *{key}*, {n} paragraph differs.",
        "⚠️ {percent}% the same as *{key}*, {n} paragraphs differ.",
        len(like.likeness.changed),
        percent=speaking.number(like.likeness.percent),
        key=key,
    )


def _lost(like: Resemblance, speaking: Tongue) -> list[str]:
    """The passages that public answers quote and that are changed or gone in what is new."""
    if not like.quoted:
        return []
    one = "⚠️ {n} passage that a public answer quotes is changed or gone; the answer will say so:"
    many = "⚠️ {n} passages that public answers quote are changed or gone; the answers will say so:"
    quotes = [f"> {escape.label(each, 160)}" for each in like.quoted[:PAIRS]]
    return [speaking.count(one, many, len(like.quoted)), *quotes]


def _ways(found: Preview, clerk: Clerk, speaking: Tongue) -> list[Part]:
    number, publishes = found.waiting.draft.id, reaches(clerk.right, Right.CHANGE)
    main = ("publish", "Publish") if publishes else ("propose", "Propose")
    wanted = [main] if not (found.like and found.like.is_same) else []
    wanted += [("edit", "Edit")] if len(found.documents) == 1 else []
    wanted += [("differences", "Differences")] if found.like and found.like.likeness.changed else []
    return [
        buttons.made("draft", action, number, label=speaking.say(label), main=action == main[0])
        for action, label in (*wanted, ("discard", "Discard"))
    ]


def differences(like: Resemblance, speaking: Tongue) -> Message:
    """The paragraphs that differ, side by side."""
    head = speaking.say("### What differs from {key}", key=escape.label(like.document.key, 80))
    return layout.about(side_by_side(head, like.likeness, speaking), like.document)


def side_by_side(head: str, likeness: Likeness, speaking: Tongue) -> Message:
    """Under that heading: each paragraph as it was and as it is, the first few, as far as there is room."""
    sides = [(_side("Before", old, speaking), _side("New", new, speaking)) for old, new in likeness.changed[:PAIRS]]
    shown = paging.first(["\n".join(each) for each in sides], layout.TEXT_LIMIT - SPARE - escape.size(head))
    parts = [layout.text(head)]
    for at, each in enumerate(sides[:shown]):
        parts += [layout.rule()] if at else []
        parts += map(layout.text, each)
    if left := len(likeness.changed) - shown:
        parts.append(layout.text(speaking.count("and {n} more", "and {n} more", left)))
    return Message(parts)


def _side(name: str, text: str, speaking: Tongue) -> str:
    cut = text[:SIDE] + ("…" if len(text) > SIDE else "")
    shown = escape.quotation(escape.verbatim(cut)) if text else f"> *{speaking.say('not there')}*"
    return f"**{speaking.say_plainly(name)}**\n{shown}"
