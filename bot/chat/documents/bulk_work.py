"""What a worker thread does to change several documents at once: which may be chosen, what would change, doing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.chat.access.permissions import Clerk
from bot.chat.documents import document_work, draft_work
from bot.core.casebook import Casebook
from bot.core.library import intake
from bot.core.model.documents import Details, Document
from bot.core.model.errors import CasebookError
from bot.core.model.trail import Receipt
from bot.core.workflows import moving

CHANGED = ("publisher", "published", "tags")  # details that can be set for several


class NothingToChange(CasebookError):
    template = "That changes nothing of these documents. Fill in at least one field with something new."


@dataclass(frozen=True)
class Wanted:
    """What a form says of all chosen documents; what is empty stays as it is.

    tags: those to add, and with a dash in front those to take away. case: the name of the one they go to. hidden: they
    are taken out of every answer.
    """

    publisher: str = ""
    published: str = ""
    tags: str = ""
    case: str = ""
    hidden: bool = False

    def over(self, said: Details) -> Details:
        """Raises BadDetail for a date that is none. For a worker thread."""
        told: dict[str, Any] = {
            "publisher": self.publisher.strip(),
            "published": document_work.day(self.published.strip()),
        }
        kept = replace(said, **{name: value for name, value in told.items() if value})
        return intake.checked(intake.corrected(kept, lambda found: replace(found, tags=self._tags(found.tags))))

    def _tags(self, held: str | None) -> str | None:
        typed = (intake.tagged(self.tags) or "").split(", ")
        gone = {one.removeprefix("-").strip().casefold() for one in typed if one.startswith("-")}
        kept = [one for one in (held or "").split(", ") if one.casefold() not in gone]
        return intake.tagged(", ".join([*kept, *(one for one in typed if not one.startswith("-"))]))


@dataclass(frozen=True)
class Plan:
    """The documents as they are, each with the details that it would have."""

    wanted: Wanted
    steps: tuple[tuple[Document, Details], ...]


@dataclass(frozen=True)
class Done:
    """What became of them, and of which nothing did, and why not."""

    receipts: Sequence[Receipt]
    failed: Sequence[tuple[Document, CasebookError]]


def offered(casebook: Casebook, clerk: Clerk, typed: str, case: str) -> list[Document]:
    """This server's own that hold what was typed in title, key, publisher or tags; at most 25. Raises UnknownCase."""
    viewer = casebook.viewer(clerk.audience)
    cases = [casebook.case(viewer, case)] if case else casebook.cases(viewer)
    own = [each.id for each in cases if each.workspace == clerk.workspace]
    return casebook.suggestions.documents(own, typed)


def planned(casebook: Casebook, clerk: Clerk, numbers: Sequence[int], wanted: Wanted) -> Plan:
    """Raises UnknownDocument, KeptElsewhere, BadDetail, NothingToChange, and as `draft_work.target`."""
    found = [document_work.own(casebook, clerk, f"#{number}") for number in dict.fromkeys(numbers)]
    plan = Plan(wanted, tuple((one, wanted.over(one.details)) for one in found))
    if wanted.case:
        draft_work.target(casebook, clerk, wanted.case)
    if not (wanted.case or wanted.hidden or any(one.details != details for one, details in plan.steps)):
        raise NothingToChange
    return plan


def carried_out(casebook: Casebook, clerk: Clerk, plan: Plan) -> Done:
    """One after the other, each an event of its own in the trail; what can't be changed keeps no other from it."""
    receipts: list[Receipt] = []
    failed: list[tuple[Document, CasebookError]] = []
    for before, details in plan.steps:
        try:
            receipts.append(_changed(casebook, clerk, before, details, plan.wanted))
        except CasebookError as error:
            failed.append((before, error))
    return Done(receipts, failed)


def _changed(casebook: Casebook, clerk: Clerk, before: Document, details: Details, wanted: Wanted) -> Receipt:
    """What can't be moved isn't edited either. Raises ChangedMeanwhile where it isn't as it was when planned."""
    viewer, now = casebook.viewer(clerk.audience), document_work.own(casebook, clerk, f"#{before.id}")
    if (now.version, now.removed) != (before.version, before.removed):
        raise document_work.ChangedMeanwhile
    if wanted.case:
        target = draft_work.target(casebook, clerk, wanted.case)
        done = moving.move(casebook, viewer, replace(now, details=details), target.name, clerk.actor)
    else:
        done = casebook.edit(viewer, now.id, lambda _: details, clerk.actor)
    if wanted.hidden:
        done = casebook.remove(casebook.viewer(clerk.audience), done.document.id, clerk.actor)
    return done
