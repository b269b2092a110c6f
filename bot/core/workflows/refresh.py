"""Pages that are fetched again by a schedule: which are due, what came of each, when the next look is.

Nothing is published here: a page that has changed becomes a proposal, and waits for whoever may publish it, who is then
shown what changed and which quoted passages are concerned. Fetching tells a site that somebody is interested.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.core.casebook import Casebook
from bot.core.model.documents import Actor, Document, DocumentId
from bot.core.model.errors import CasebookError, Unchanged
from bot.core.model.kept_items import Schedule
from bot.core.model.shards import ALL, Shards
from bot.core.workflows import drafts
from bot.core.workflows.drafts import Target, Waiting

BY: Final = Actor("schedule")
JITTER: Final = 0.1  # share of the time between two looks that chance adds, so that no site sees a clock
PUT_OFF: Final = timedelta(days=1)  # what was begun and not ended is begun again then


class NotFetchedBefore(CasebookError):
    template = (
        "“{key}” wasn't fetched from the web, so it can't be fetched again. Add its new file under the same name."
    )


@dataclass(frozen=True)
class Page:
    """A document that was fetched, and the address that answered then."""

    schedule: Schedule
    document: Document
    address: str


def begin(casebook: Casebook, now: datetime, shards: Shards = ALL) -> tuple[Schedule, list[Page]] | None:
    """The first schedule that is due of a server that is served here, and its pages; None where none is.

    It is put off by a day: a bot that is killed again and again fetches nothing again and again.
    """
    found = next((one for one in casebook.schedules.schedules() if shards.owns(one.workspace)), None)
    if found is None or found.due > now:
        return None
    casebook.schedules.looked(found.case, found.document, found.looked or now, now + PUT_OFF)
    return found, pages(casebook, found)


def pages(casebook: Casebook, schedule: Schedule) -> list[Page]:
    """Those of the case that have no schedule of their own, or the one."""
    own = {one.document for one in casebook.schedules.schedules(schedule.workspace)} - {schedule.document}
    if casebook.any_cases.case(schedule.case).removed:
        return []
    wanted = [one for one in casebook.any_documents.documents([schedule.case]) if schedule.document in (None, one.id)]
    fetched = [(one, casebook.any_documents.retrieval(one.id)) for one in wanted if one.id not in own]
    return [Page(schedule, one, found.address) for one, found in fetched if found is not None]


def end(casebook: Casebook, schedule: Schedule, now: datetime) -> None:
    """All of its pages were looked at."""
    days = schedule.days * (1 + random.uniform(0, JITTER))  # noqa: S311  nothing secret
    casebook.schedules.looked(schedule.case, schedule.document, now, now + timedelta(days=days))


def look(casebook: Casebook, page: Page) -> bool:
    """Fetch it; whether it has changed, and now waits for review. Raises NotFetched and BadDocument kinds.

    Takes up to half a minute. What waits already is put in the place of, so that a page is in the queue once.
    """
    try:
        parcel = casebook.newer(page.address, page.document)
    except Unchanged:
        return False
    text = parcel.readings[0].text
    if hashlib.sha256(text.encode()).hexdigest() == page.document.text_sha256:
        return False
    before = waiting(casebook, page)
    if before is not None and before.parcel.readings[0].text == text:
        return False
    case = casebook.store.case(page.document.case)
    made = drafts.keep(casebook, parcel, Target(case.workspace, case.name, case.id), BY)
    drafts.propose(casebook, made)
    if before is not None:
        casebook.store.drop_draft(before.draft.id)
    return True


def waiting(casebook: Casebook, page: Page) -> Waiting | None:
    """The proposal that an earlier look made of it."""
    for draft in casebook.store.drafts(page.schedule.workspace):
        if (draft.by, draft.case) == (BY.id, page.document.case):
            held = drafts.load(casebook, draft.id, draft.workspace)
            if held.parcel.readings[0].key == page.document.key:
                return held
    return None


# --- failures, one after the other


def _failing(document: DocumentId) -> str:
    return f"refresh-failures:{document}"


def failures(casebook: Casebook, workspace: str, document: DocumentId) -> int:
    return int(casebook.workspaces.setting(workspace, _failing(document)) or 0)


def failed(casebook: Casebook, page: Page) -> int:
    """How often now."""
    count = failures(casebook, page.schedule.workspace, page.document.id) + 1
    casebook.workspaces.put_setting(page.schedule.workspace, _failing(page.document.id), str(count), BY)
    return count


def well(casebook: Casebook, page: Page) -> None:
    casebook.workspaces.put_setting(page.schedule.workspace, _failing(page.document.id), None, BY)


def failing(casebook: Casebook, schedule: Schedule) -> Sequence[tuple[Document, int]]:
    """Its pages that could not be fetched the last time, and how often in a row."""
    documents = (page.document for page in pages(casebook, schedule))
    found = ((one, failures(casebook, schedule.workspace, one.id)) for one in documents)
    return [(document, count) for document, count in found if count]
