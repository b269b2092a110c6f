"""Documents as messages: a page of a list, one in full, what became of a change, and the buttons below them."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.chat.access import permissions
from bot.chat.cards import attribution, buttons, escape, layout, paging
from bot.chat.cards.layout import Message, Part
from bot.chat.cards.paging import Entry, Listing
from bot.chat.delivery import outgoing
from bot.chat.documents import document_work
from bot.chat.documents.document_work import Listed
from bot.chat.runtime.program import Interaction
from bot.core.model.documents import Case, Document
from bot.core.model.trail import Event, Outcome, Receipt
from bot.wording import summaries
from bot.wording.catalogue import Tongue, tongue

PAGE = 8  # documents of a list's page: with the longest titles, all escaped, they stay within 4,000 characters
RECEIPTS = 3600  # characters of a receipt for many documents
NONE = "None here. Add one with `/documents add file` or `/documents add text`."
FIRST_LINES = 600  # characters of a document's beginning that `show` gives


# --- a list


def page(found: Listed, number: int, case: int | None, removed: bool, speaking: Tongue) -> Message:
    """That page (from 0) of the list."""
    total = len(found.documents)
    last = max(0, (total - 1) // PAGE)
    number = min(number, last)
    shown = found.documents[number * PAGE : (number + 1) * PAGE]
    head = speaking.count("### {n} document", "### {n} documents", total)
    if removed:
        head = speaking.count("### {n} removed document", "### {n} removed documents", total)
    parts: list[Part] = [layout.text(head)]
    parts += [_row(each, found.cases[each.case], speaking) for each in shown]
    if not total and not removed:
        parts.append(layout.text(speaking.say(NONE)))
    if last:
        parts.append(layout.text(speaking.say("-# Page {page} of {pages}", page=number + 1, pages=last + 1)))
    card = Message(parts, layout.rows(_turns(number, last, case, removed, speaking)))
    return layout.about(card, *shown, cases=(each.case for each in shown))


def _row(document: Document, case: Case, speaking: Tongue) -> Part:
    """With a button beside it that shows all of it."""
    look = buttons.made("doc", "show", document.id, label=speaking.say("Details"))
    return discord.ui.Section(_line(document, case, speaking), accessory=look)


def _line(document: Document, case: Case, speaking: Tongue) -> str:
    details = document.details
    known = [
        details.publisher and escape.label(details.publisher, 40),
        summaries.dated(details, speaking),
    ]
    known += [escape.label(case.title or case.name, 40), speaking.say("key {key}", key=escape.label(document.key, 80))]
    return f"**{escape.label(details.title, 80)}**\n-# {speaking.joined(known)}"


def _turns(number: int, last: int, case: int | None, removed: bool, speaking: Tongue) -> list[Part]:
    turns: list[Part] = []
    if number > 0:
        turns.append(
            buttons.made(
                "list", number - 1, case, int(removed), label=speaking.say("Previous"), emoji=layout.back(speaking)
            )
        )
    if number < last:
        turns.append(
            buttons.made(
                "list", number + 1, case, int(removed), label=speaking.say("Next"), emoji=layout.onward(speaking)
            )
        )
    return turns


async def turn(interaction: Interaction, number: str, case: str, removed: str) -> None:
    """The button of a list."""
    await interaction.response.defer()
    acting, client = await permissions.clerk(interaction), interaction.client
    chosen = int(case) if case else None
    found = await client.door(document_work.listed, client.casebook, acting.audience, chosen, removed == "1")
    message = page(found, int(number), chosen, removed == "1", tongue(interaction.locale))
    await outgoing.turn(interaction, message)


# --- one document


def full(document: Document, case: Case, text: str, speaking: Tongue, said: str = "") -> Message:
    """Everything that is known about a document, what readers said of its quotes, and how it begins."""
    details = document.details
    known = {
        "Key": f"{case.name}/{document.key}",
        "Publisher": details.publisher,
        "Author": details.author,
        "Published": details.published and speaking.date(details.published),
        "Language": details.language and speaking.language(details.language),
        "Tags": details.tags,
        "Length": speaking.count("{n} character", "{n} characters", document.length),
        "From": document.origin,
        "Version": str(document.version),
        "SHA-256": document.sha256,
    }
    lines = [
        speaking.say("**{name}:** {value}", name=speaking.say_plainly(name), value=escape.label(value, 120))
        for name, value in known.items()
        if value
    ]
    added = speaking.date(document.added_at.date().isoformat())
    lines.append(
        speaking.say("**Added:** {date} by {who}", date=added, who=attribution.who(document.added_by, speaking))
    )
    lines += [speaking.say("**Readers said of its quotes:** {said}", said=said)] if said else []
    state = speaking.say("**Removed:** it appears in no answer until it is restored.\n") if document.removed else ""
    head = f"### {escape.label(details.title)}\n{state}{attribution.kind(document, speaking)}"
    begins = escape.quotation(escape.verbatim(text[:FIRST_LINES].strip()) + ("…" if len(text) > FIRST_LINES else ""))
    parts = [layout.text(head), layout.text("\n".join(lines)), layout.text(begins)]
    return layout.about(Message(parts), document)


def ways(document: Document, speaking: Tongue, *, own: bool) -> list[Part]:
    """What can be done with a document. own: whether this server may change it."""
    link = escape.address(document.details.source)
    leads = [link] if link and len(link) <= layout.LINK_LIMIT else []
    opened: list[Part] = [buttons.link(speaking.say("Open the source"), each) for each in leads]
    number = document.id
    if not own:
        return opened
    if document.removed:
        return [*opened, buttons.made("undo", "restore", number, label=speaking.say("Restore"))]
    edit = buttons.made("doc", "edit", number, label=speaking.say("Edit"))
    return [*opened, edit, buttons.made("undo", "remove", number, label=speaking.say("Remove"))]


def history(document: Document, events: Sequence[Event], speaking: Tongue) -> Listing:
    """What was done to a document, newest first; times in the reader's own zone, nobody pinged."""
    head = speaking.say("### History of {title}", title=escape.label(document.details.title))
    entries = [Entry(_event(each, speaking)) for each in events]
    return Listing(
        "history", head, entries, argument=str(document.id), colour=layout.QUIET, quotes=layout.named([document])
    )


def _event(event: Event, speaking: Tongue) -> str:
    who = attribution.who(event.actor, speaking)
    what = speaking.say(event.action.value)
    note = f" · {escape.label(event.note, 80)}" if event.note else ""
    when = f"<t:{int(event.at.timestamp())}:f>"
    return (
        speaking.say(
            "- {when}: {what} by {who}, version {version}", when=when, what=what, who=who, version=event.version
        )
        + note
    )


# --- what became of a change


def receipts(done: Sequence[Receipt], cases: str, speaking: Tongue, room: int = RECEIPTS) -> Message:
    """What was added. One document gets an Undo; of many, the first few are named, in so many characters."""
    lines = paging.fitting([_became(each, cases, speaking) for each in done], room, speaking)
    undo = _undo(done[0], speaking) if len(done) == 1 else []
    card = layout.note("\n".join(lines), *undo, colour=layout.ACCENT)
    return layout.about(card, *(each.document for each in done[: len(lines)] if each.outcome is not Outcome.ERASED))


def _became(receipt: Receipt, case: str, speaking: Tongue) -> str:
    sentence = {
        Outcome.ADDED: "**Added** “{title}” to {case}. You can ask about it now.",
        Outcome.UPDATED: "**Updated** “{title}” (version {version}).",
        Outcome.UNCHANGED: "“{title}” is unchanged.",
        Outcome.REMOVED: "**Removed** “{title}”. It no longer appears in answers and can be restored.",
        Outcome.RESTORED: "**Restored** “{title}”. You can ask about it again.",
        Outcome.ERASED: "**Erased** “{title}” for good.",
    }[receipt.outcome]
    document = receipt.document
    fields = {"title": escape.label(document.details.title, 120), "case": escape.label(case, 60)}
    told = speaking.say(sentence, version=document.version, **fields)
    notes = [layout.small(speaking.retold(note, _noted)) for note in receipt.notes[:3]]
    return "\n".join([told, speaking.say("-# Key: {key}", key=escape.label(document.key, 80)), *notes])


def _noted(foreign: str) -> str:
    return escape.label(foreign, 200)


def _undo(receipt: Receipt, speaking: Tongue) -> list[Part]:
    """The way back, where there is one press of it."""
    earlier = f"back{receipt.document.version - 1}"
    ways = {Outcome.ADDED: "remove", Outcome.RESTORED: "remove", Outcome.REMOVED: "restore", Outcome.UPDATED: earlier}
    back = ways.get(receipt.outcome)
    return [buttons.made("undo", back, receipt.document.id, label=speaking.say("Undo"))] if back else []


async def undo(interaction: Interaction, action: str, number: str) -> None:
    """The button below a receipt: asks anew whether the presser may."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    acting, client = await permissions.clerk(interaction), interaction.client
    receipt = await client.door(document_work.undo, client.casebook, acting, action, f"#{number}")
    await outgoing.privately(interaction, receipts([receipt], "", tongue(interaction.locale)))
