"""Drafts: what was read and is shown to a person before it goes into a case.

A draft is kept in the store until it is published or discarded, or expires; so a preview outlives a restart of the bot,
and what is published is exactly what was previewed.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.core.casebook import Casebook
from bot.core.library import packing
from bot.core.library.intake import Parcel
from bot.core.model.documents import Actor, CaseId, Details, Draft
from bot.core.model.errors import NotFound, StoreError
from bot.core.model.ports import Progress
from bot.core.model.trail import Receipt

OWN: Final = timedelta(days=7)  # how long a preview waits for its maker
PROPOSED: Final = timedelta(days=90)  # and a proposal for a moderator


class DraftGone(NotFound):
    template = (
        "This preview is no longer waiting: it was published, proposed or discarded, or it has expired. "
        "If the document isn't in the case, add it again."
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft with what is in it; `case` is the name of the case that it is for."""

    draft: Draft
    case: str
    parcel: Parcel


@dataclass(frozen=True, slots=True)
class Target:
    """Where a document is to go: `number` 0 for a case that is yet to be made."""

    workspace: str
    name: str
    number: CaseId = 0


def keep(casebook: Casebook, parcel: Parcel, target: Target, by: Actor) -> Waiting:
    """A new draft. Raises BadDetail, BadKey for what could not be published as it stands."""
    parcel = parcel.completed()
    now = datetime.now(UTC)
    body = packing.packed(target.name, parcel)
    draft = Draft(secrets.token_hex(16), target.workspace, target.number, by.id, now, now + OWN, False, body)
    casebook.store.put_draft(draft)
    return Waiting(draft, target.name, parcel)


def load(casebook: Casebook, number: str, workspace: str) -> Waiting:
    """Raises DraftGone, in the same words for one of another workspace, and for one whose bytes are damaged."""
    draft = casebook.store.draft(number)
    if draft is None or draft.workspace != workspace:
        raise DraftGone
    try:
        return Waiting(draft, *packing.unpacked(draft.body))
    except packing.Unreadable:
        raise DraftGone from None


def edit(casebook: Casebook, waiting: Waiting, details: Callable[[Details], Details]) -> Waiting:
    """Other details for each of its documents. Raises BadDetail."""
    parcel = waiting.parcel.edited(details)
    parcel.uploads()
    draft = replace(waiting.draft, body=packing.packed(waiting.case, parcel))
    casebook.store.put_draft(draft)
    return replace(waiting, draft=draft, parcel=parcel)


def propose(casebook: Casebook, waiting: Waiting) -> Waiting:
    """Hand it to those who may publish it."""
    draft = replace(waiting.draft, proposed=True, expires=datetime.now(UTC) + PROPOSED)
    casebook.store.put_draft(draft)
    return replace(waiting, draft=draft)


def publish(
    casebook: Casebook, waiting: Waiting, by: Actor, progress: Progress = lambda done, total: None
) -> Sequence[Receipt]:
    """Into the case; answerable when this returns. Raises as `Casebook.take`, and DraftGone for a second time."""
    with casebook.writing:
        load(casebook, waiting.draft.id, waiting.draft.workspace)
        place = {"workspace": waiting.draft.workspace, "case": waiting.case}
        receipts = casebook.take(waiting.parcel, by, progress=progress, **place)
        with suppress(StoreError):  # it is published; the draft is a duplicate now, and expires
            casebook.store.drop_draft(waiting.draft.id)
    return receipts


def discard(casebook: Casebook, waiting: Waiting) -> None:
    """Raises DraftGone where somebody was quicker."""
    if not casebook.store.drop_draft(waiting.draft.id):
        raise DraftGone
