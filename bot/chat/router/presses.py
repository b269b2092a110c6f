"""What each persistent button does: everything is looked up again at the press, as the presser may see it now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.chat.access import audience
from bot.chat.ask import (
    answer_card,
    answering,
    feedback,
    follow_up,
    lookup,
    overhearing,
    quote_views,
    taking_back,
    viewer_link,
    why_card,
)
from bot.chat.ask.lookup import Inquiry
from bot.chat.cards import layout, paging
from bot.chat.cards.buttons import Press
from bot.chat.cards.layout import Message
from bot.chat.cards.paging import Listing
from bot.chat.cases import case_aliases
from bot.chat.cases import commands as cases
from bot.chat.delivery import outgoing, sending
from bot.chat.documents import admin, bulk_edit, list_card, preview_presses
from bot.chat.documents import commands as documents
from bot.chat.help import first_day
from bot.chat.router import command_list
from bot.chat.runtime.program import Interaction
from bot.chat.settings import commands as settings
from bot.chat.standing import gaps, kept_questions
from bot.core.model.documents import Span
from bot.core.model.errors import CasebookError
from bot.core.model.visits import Place, Visits
from bot.core.quoting import recognised
from bot.wording.catalogue import Tongue, tongue

Render = Callable[[lookup.Looked, Span, Tongue], Message]


class NotOurs(CasebookError):
    template = "I don't know that button. Nothing was done; ask again with `/ask`."


class Changed(CasebookError):
    template = "The document has changed since it was quoted. Ask again to see what it says now."


class TooLong(CasebookError):
    template = "That document is too long for a file in Discord. Context shows what stands around the quote."


@dataclass(frozen=True)
class Quoted:
    """A quote as its button names it."""

    document: int
    start: int
    end: int
    digest: str


async def _show(interaction: Interaction, message: Message, own: bool) -> None:
    if own:
        await outgoing.turn(interaction, message)
    else:
        await outgoing.privately(interaction, message)


# --- buttons of a question


async def page(interaction: Interaction, number: str, *narrowed: str) -> None:
    own = await outgoing.begin(interaction, changes=False)
    answer, scene = await answering.private(interaction, answering.from_card(interaction, narrowed))
    await _show(interaction, answer_card.render(answer, scene, int(number)), own)


async def why(interaction: Interaction, number: str, *narrowed: str) -> None:
    sending.soon(interaction)
    answer, scene = await answering.private(interaction, answering.from_card(interaction, narrowed, explain=True))
    if int(number) >= len(answer.excerpts):
        raise answering.NowRefused
    await outgoing.privately(interaction, why_card.why(answer.excerpts[int(number)], scene.tongue))


async def copies(interaction: Interaction, number: str, *narrowed: str) -> None:
    sending.soon(interaction)
    answer, scene = await answering.private(interaction, answering.from_card(interaction, narrowed))
    if int(number) >= len(answer.excerpts):
        raise answering.NowRefused
    await outgoing.privately(interaction, answer_card.copies(answer, scene, int(number)))


async def share(interaction: Interaction, *narrowed: str) -> None:
    own = await outgoing.begin(interaction)
    await _show(interaction, await answering.share(interaction, answering.from_card(interaction, narrowed)), own)


async def follow(interaction: Interaction, *narrowed: str) -> None:
    """A form must be the first response, and needs no look-up."""
    answering.from_card(interaction, narrowed)
    form = follow_up.follow_up(":".join(["pq", "follow", *narrowed]), tongue(interaction.locale))
    await outgoing.form(interaction, form)


async def spelt(interaction: Interaction, *narrowed: str) -> None:
    own = await outgoing.begin(interaction, changes=False)
    answer, scene = await answering.private(interaction, answering.from_card(interaction, narrowed))
    again = lookup.respelt(answer)
    asked = Inquiry(again.text, scene.case.id if scene.case else None, again.after, again.before)
    answer, scene = await answering.private(interaction, asked)
    await _show(interaction, answer_card.render(answer, scene), own)


# --- buttons of a quote


async def _look(interaction: Interaction, quoted: Quoted) -> lookup.Looked:
    """The document as the presser may see it now. Raises Gone, Changed."""
    client = interaction.client
    looked = await client.door(lookup.look, client.casebook, quoted.document, audience.own(interaction))
    if not quote_views.unchanged(looked, quoted.digest) or not 0 <= quoted.start < quoted.end <= len(looked.text):
        raise Changed
    return looked


async def _closer(interaction: Interaction, where: tuple[str, ...], render: Render) -> None:
    """A view of the quote; made in a worker thread, because a document can be long."""
    sending.soon(interaction)
    quoted, client = _quoted(where), interaction.client
    looked, span = await _look(interaction, quoted), (quoted.start, quoted.end)
    await outgoing.privately(interaction, await client.door(render, looked, span, tongue(interaction.locale)))


async def context(interaction: Interaction, *where: str) -> None:
    """With its page as a picture, where the words were recognised from one."""
    sending.soon(interaction)
    quoted, client, speaking = _quoted(where), interaction.client, tongue(interaction.locale)
    looked, span = await _look(interaction, quoted), (quoted.start, quoted.end)
    card = await client.door(quote_views.context, looked, span, speaking)
    if recognised.quoted(looked.document.marks, *span):
        work = (quote_views.drawn, client.casebook, looked, span, interaction.filesize_limit)
        card = quote_views.pictured(card, await client.door.outside(*work), speaking)
    await outgoing.privately(interaction, card)


async def cite(interaction: Interaction, *where: str) -> None:
    await _closer(interaction, where, quote_views.cite)


async def text(interaction: Interaction, *where: str) -> None:
    """The whole document with the place marked: a page for the presser alone, or without a viewer a file."""
    if interaction.client.visits is not None:
        return await _visit(interaction, interaction.client.visits, _quoted(where))
    limit = interaction.filesize_limit // 5  # characters: four bytes each at most, and the head

    def whole(looked: lookup.Looked, span: Span, speaking: Tongue) -> Message:
        if len(looked.text) > limit:
            raise TooLong
        return quote_views.full_text(looked, span, speaking)

    return await _closer(interaction, where, whole)


async def _visit(interaction: Interaction, visits: Visits, quoted: Quoted) -> None:
    sending.soon(interaction)
    await _look(interaction, quoted)
    place = Place(quoted.document, quoted.start, quoted.end, quoted.digest)
    await outgoing.privately(interaction, await viewer_link.address(interaction, visits, place))


def _quoted(where: tuple[str, ...]) -> Quoted:
    document, start, end, digest = where
    return Quoted(int(document), int(start), int(end), digest)


async def useful(interaction: Interaction, *where: str) -> None:
    sending.soon(interaction)
    await feedback.count(interaction, where, feedback.USEFUL)
    thanks = tongue(interaction.locale).say("Thank you. Your question is not kept.")
    await outgoing.privately(interaction, layout.note(thanks))


async def useless(interaction: Interaction, *where: str) -> None:
    """A form must be the first response, and needs no look-up."""
    form = feedback.faults(":".join(["pq", "useless", *where]), tongue(interaction.locale))
    await outgoing.form(interaction, form)


LISTS: dict[str, Callable[[Interaction, str], Awaitable[Listing]]] = {
    "privacy": command_list.kept_of,
    "cases": cases.listed,
    "aliases": case_aliases.listed,
    "schedules": admin.schedules,
    "gaps": gaps.listed,
    "history": documents.history_of,
    "settings": settings.listed,
}


async def turn(interaction: Interaction, name: str, number: str, argument: str) -> None:
    """Another page of a list, which is made anew: who may see what is asked again."""
    own = await outgoing.begin(interaction, changes=False)
    listing = await LISTS[name](interaction, argument)
    await _show(interaction, paging.page(listing, int(number), tongue(interaction.locale)), own)


ACTIONS: dict[str, Callable[..., Awaitable[None]]] = {
    "page": page,
    "why": why,
    "copies": copies,
    "share": share,
    "follow": follow,
    "tell": kept_questions.tell,
    "keep": kept_questions.keep,
    "takeback": taking_back.press,
    "withdraw": kept_questions.withdraw,
    "offered": overhearing.press,
    "spelt": spelt,
    "context": context,
    "cite": cite,
    "text": text,
    "useful": useful,
    "useless": useless,
    "start": first_day.press,
    "undo": list_card.undo,
    "list": list_card.turn,
    "doc": documents.press,
    "case": cases.press,
    "bulk": bulk_edit.press,
    "draft": preview_presses.press,
    "turn": turn,
}


async def press(interaction: Interaction, pressed: Press | None) -> None:
    """Do what the button says. Raises NotOurs for an id that no button of ours ever had."""
    action = ACTIONS.get(pressed.action) if pressed else None
    if pressed is None or action is None:
        raise NotOurs
    await action(interaction, *pressed.arguments)
