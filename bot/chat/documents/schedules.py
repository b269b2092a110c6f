"""What a worker thread does for /documents schedule, and how schedules are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.chat.access.permissions import Clerk
from bot.chat.cards import escape, layout
from bot.chat.cards.layout import Message
from bot.chat.cards.paging import Entry, Listing
from bot.chat.documents import document_work
from bot.chat.documents.document_work import KeptElsewhere
from bot.core.casebook import Casebook
from bot.core.model.documents import Document
from bot.core.model.errors import CasebookError
from bot.core.model.kept_items import Schedule
from bot.core.workflows import refresh
from bot.core.workflows.refresh import NotFetchedBefore
from bot.wording.catalogue import Tongue

DAYS: Final = {"day": 1, "week": 7, "month": 30, "never": 0}
EVERY: Final = {1: "every day", 7: "every week", 30: "every month"}
NAMED: Final = 3  # pages of one that can't be fetched


class OneOrTheOther(CasebookError):
    template = "Say either which document or which case is to be fetched again, and how often."


@dataclass(frozen=True)
class Kept:
    """A schedule, what it is for, and its pages that can't be fetched, with how often in a row."""

    schedule: Schedule
    title: str
    failing: Sequence[tuple[Document, int]] = ()


def scheduled(casebook: Casebook, clerk: Clerk, document: str, case: str, days: int) -> Kept | None:
    """Set it, or with 0 days end it, for a document or a case. Raises NotFetchedBefore, OneOrTheOther, UnknownCase."""
    if bool(document) == bool(case):
        raise OneOrTheOther
    number, found, title = _what(casebook, clerk, document, case)
    if not days:
        casebook.schedules.drop_schedule(number, found, clerk.actor)
        return None
    due = datetime.now(UTC) + timedelta(days=days)
    made = Schedule(clerk.workspace, number, days, due, clerk.actor.id, found)
    casebook.schedules.put_schedule(made, clerk.actor)
    return Kept(made, title)


def _what(casebook: Casebook, clerk: Clerk, document: str, case: str) -> tuple[int, int | None, str]:
    """The case, the document of it if only that, and the title to show."""
    if document:
        found = document_work.own(casebook, clerk, document)
        if casebook.any_documents.retrieval(found.id) is None:
            raise NotFetchedBefore(key=found.key)
        return found.case, found.id, found.details.title
    named = casebook.case(casebook.viewer(clerk.audience), case)
    if named.workspace != clerk.workspace:
        raise KeptElsewhere
    return named.id, None, named.title or named.name


def kept(casebook: Casebook, clerk: Clerk) -> list[Kept]:
    """Those of this server for what this person may read."""
    viewer = casebook.viewer(clerk.audience)
    titles = {case.id: case.title or case.name for case in casebook.cases(viewer)}
    found = []
    for one in casebook.schedules.schedules(clerk.workspace):
        document = casebook.any_documents.document(one.document) if one.document is not None else None
        if one.case in titles:
            title = document.details.title if document else titles[one.case]
            found.append(Kept(one, title, refresh.failing(casebook, one)))
    return found


# --- shown


def listed(found: Sequence[Kept], speaking: Tongue) -> Listing:
    """All that is fetched again by the clock."""
    head = "### Pages that are fetched again" if found else "No page is fetched again by schedule here."
    entries = [Entry("\n".join(_lines(one, speaking))) for one in found]
    failing = layout.named(document for one in found for document, _ in one.failing)
    cases = frozenset(one.schedule.case for one in found)
    return Listing("schedules", speaking.say(head), entries, quotes=failing, cases=cases)


def _lines(one: Kept, speaking: Tongue) -> list[str]:
    due = f"<t:{int(one.schedule.due.timestamp())}:R>"
    said = {"title": escape.label(one.title, 80), "every": _every(one.schedule, speaking), "due": due}
    told = "- The pages of **{title}**: {every}, next {due}"
    told = "- **{title}**: {every}, next {due}" if one.schedule.document is not None else told
    failing = [
        speaking.count(
            "⚠️ {title} could not be fetched {n} time in a row",
            "⚠️ {title} could not be fetched {n} times in a row",
            count,
            title=escape.label(document.details.title, 80),
        )
        for document, count in one.failing[:NAMED]
    ]
    return [speaking.say(told, **said), *failing]


def _every(schedule: Schedule, speaking: Tongue) -> str:
    return speaking.say(EVERY[schedule.days]) if schedule.days in EVERY else str(schedule.days)


def receipt(made: Kept | None, speaking: Tongue) -> Message:
    """What was set. It says what it tells the site."""
    if made is None:
        return layout.note(speaking.say("It is no longer fetched again."))
    said = {"title": escape.label(made.title, 80), "every": _every(made.schedule, speaking)}
    told = (
        "**{title}** is fetched again {every}. Changes wait in `/documents review`; nothing is published by itself. "
        "The site can see each time that someone fetches it."
    )
    return layout.note(speaking.say(told, **said), colour=layout.ACCENT)
