"""What a worker thread does for previews: where a document may go, who may do what with a draft, and doing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.chat.access.permissions import Clerk
from bot.chat.ask import lookup
from bot.chat.documents import document_work
from bot.core.casebook import Casebook
from bot.core.library.intake import Parcel
from bot.core.model.documents import Case, Details
from bot.core.model.errors import CasebookError, UnknownCase
from bot.core.model.ports import Progress
from bot.core.model.rights import Right, reaches
from bot.core.model.trail import Receipt
from bot.core.search import autocomplete
from bot.core.workflows import drafts, preview
from bot.core.workflows.drafts import DraftGone, Target, Waiting
from bot.core.workflows.preview import Preview

Parcels = Callable[[Casebook], Parcel]  # what reads or fetches, in the worker thread


class NoCase(CasebookError):
    template = "There is no case here that you can add to. Someone with Manage Server can make one."


class NotRead(CasebookError):
    template = (
        "You can't read the case “{name}”, so you can't add to it. `/cases access` can open it to one of your roles."
    )


def proposals(case: Case) -> str:
    """Under which name it is kept that a case takes proposals from those who can't read it."""
    return f"proposals:{case.id}"


def target(casebook: Casebook, clerk: Clerk, given: str) -> Target:
    """The case for what comes in. Nobody but those with Manage Server, who see all names, makes one by naming it.

    Raises KeptElsewhere, BadDetail, UnknownCase, NoCase; NotRead only for those who see all names.
    """
    name = document_work.check_name(given or _default(casebook, clerk))
    case = next((one for one in own_cases(casebook, clerk) if one.name == name), None)
    governs = clerk.right is Right.GOVERN
    if case is None and governs:
        return Target(clerk.workspace, name)
    if case is None or case.removed:
        raise UnknownCase(name=name)
    if not takes(casebook, clerk, case):
        raise NotRead(name=name) if governs else UnknownCase(name=name)
    return Target(clerk.workspace, name, case.id)


def own_cases(casebook: Casebook, clerk: Clerk) -> list[Case]:
    """The server's, removed ones too; for checks, since nobody may see them all."""
    return [case for case in casebook.any_cases.cases(clerk.workspace) if case.workspace == clerk.workspace]


def takes(casebook: Casebook, clerk: Clerk, case: Case) -> bool:
    """Whether this person may bring something in there: where they read, or, to be reviewed, where that was opened."""
    if case.id in casebook.viewer(clerk.audience).cases:
        return True
    opened = casebook.workspaces.setting(clerk.workspace, proposals(case)) == "yes"
    return opened and not case.removed and clerk.right is Right.PROPOSE


def _default(casebook: Casebook, clerk: Clerk) -> str:
    """The channel's own case, else "general", else the first that they read; a new "general" for who may make one."""
    viewer = casebook.viewer(clerk.audience)
    seen = {case.name: case for case in casebook.cases(viewer) if case.workspace == clerk.workspace}
    here = lookup.channels_own(casebook, viewer, clerk.audience)
    if here is not None and here.name in seen:
        return here.name
    if document_work.DEFAULT_CASE in seen or clerk.right is Right.GOVERN:
        return document_work.DEFAULT_CASE
    if not seen:
        raise NoCase
    return min(seen)


def choices(casebook: Casebook, clerk: Clerk, typed: str) -> list[Case]:
    """The cases that something can be brought into, whose name or title holds what was typed, or nearly; at most 25."""
    return autocomplete.cases([case for case in own_cases(casebook, clerk) if takes(casebook, clerk, case)], typed)


def drafted(
    casebook: Casebook, clerk: Clerk, parcel: Parcel, case: str, details: Callable[[Details], Details]
) -> Preview:
    """Keep what was read as a draft, compare. Raises BadDetail kinds, and as `target`."""
    place = target(casebook, clerk, case)
    waiting = drafts.keep(casebook, parcel.edited(details), place, clerk.actor)
    return preview.preview(casebook, casebook.viewer(clerk.audience), waiting)


def mine(casebook: Casebook, clerk: Clerk, number: str) -> Waiting:
    """A draft of one's own, or one that was proposed and is for a case that one may publish to. Raises DraftGone."""
    waiting = drafts.load(casebook, number, clerk.workspace)
    draft = waiting.draft
    reviews = draft.proposed and reaches(clerk.right, Right.CHANGE)
    seen = draft.case == 0 or draft.case in casebook.viewer(clerk.audience).cases
    if (draft.by == clerk.actor.id and not draft.proposed) or (reviews and seen):
        return waiting
    raise DraftGone


def look(casebook: Casebook, clerk: Clerk, number: str) -> Preview:
    return preview.preview(casebook, casebook.viewer(clerk.audience), mine(casebook, clerk, number))


def edit(casebook: Casebook, clerk: Clerk, number: str, told: Mapping[str, str | None]) -> Preview:
    """Other details for the one document of a draft. Raises DraftGone, BadDetail."""
    waiting = drafts.edit(casebook, mine(casebook, clerk, number), document_work.corrected(told))
    return preview.preview(casebook, casebook.viewer(clerk.audience), waiting)


def publish(casebook: Casebook, clerk: Clerk, number: str, progress: Progress) -> tuple[Sequence[Receipt], str]:
    """What became of it, and the case. Where it may go is looked at again."""
    waiting = mine(casebook, clerk, number)
    target(casebook, clerk, waiting.case)
    return drafts.publish(casebook, waiting, clerk.actor, progress), waiting.case


def propose(casebook: Casebook, clerk: Clerk, number: str) -> None:
    """Raises as `target` where the case no longer takes it."""
    waiting = mine(casebook, clerk, number)
    target(casebook, clerk, waiting.case)
    drafts.propose(casebook, waiting)


def discard(casebook: Casebook, clerk: Clerk, number: str) -> None:
    drafts.discard(casebook, mine(casebook, clerk, number))


def queue(casebook: Casebook, clerk: Clerk) -> tuple[int, Preview | None]:
    """How many wait for this moderator, and the oldest of them."""
    seen = casebook.viewer(clerk.audience).cases
    held = [one for one in casebook.drafts.drafts(clerk.workspace) if one.proposed and one.case in seen]
    return len(held), look(casebook, clerk, held[0].id) if held else None
