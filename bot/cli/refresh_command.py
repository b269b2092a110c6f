"""`refresh`: fetch a page again, say what changed, and put it in after a yes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import desk, options
from bot.cli.desk import Desk
from bot.cli.document_commands import is_asked_at_a_terminal, tell
from bot.cli.output import terminal_wording
from bot.core.model.errors import UnknownDocument

if TYPE_CHECKING:
    from bot.core.library.intake import Parcel
    from bot.core.model.documents import Document


def refresh(
    key: options.Key,
    yes: Annotated[bool, typer.Option("--yes", help="Put in what changed without asking.")] = False,
    case: options.Case = None,
    as_lines: options.Json = False,
) -> None:
    """Fetch a document's page again, and show what changed before it counts. Its site can see that somebody did.

    Without a terminal to ask at, and without --yes, nothing is changed.
    """
    from bot.core.workflows.refresh import NotFetchedBefore

    with desk.stored() as opened:
        found = opened.casebook.document(opened.viewer, key, case)
        if found.removed:
            raise UnknownDocument(key=key[:80])
        retrieval = opened.casebook.any_documents.retrieval(found.id)
        if retrieval is None:
            raise NotFetchedBefore(key=found.key)
        parcel = opened.casebook.newer(retrieval.address, found)
        if not as_lines:
            _show(opened, found, parcel)
        if yes or (is_asked_at_a_terminal() and typer.confirm("Make this the next version?")):
            place = next(one for one in opened.casebook.cases(opened.viewer) if one.id == found.case)
            for receipt in opened.casebook.take(parcel, desk.BY, workspace=place.workspace, case=place.name):
                tell(receipt, opened.case_names(), as_lines=as_lines)
        else:
            desk.complain(desk.tongue().say(terminal_wording.LEFT))


def _show(opened: Desk, found: Document, parcel: Parcel) -> None:
    """The paragraphs that differ, and what public answers quote and the new text doesn't hold."""
    from bot.core.language import similarity
    from bot.core.workflows import preview

    screen, tongue, text = desk.screen(), desk.tongue(), parcel.readings[0].text
    missing = f"({tongue.say('not there')})"
    likeness = similarity.compare(opened.casebook.text(opened.viewer, found.id), text)
    screen.line(terminal_wording.likeness(likeness, tongue), "bold")
    for old, new in likeness.changed:
        screen.line(f"- {old or missing}", "red", 2)
        screen.line(f"+ {new or missing}", "green", 2)
    for quote in preview.lost(opened.casebook, found, text):
        screen.line(tongue.say(terminal_wording.LOST, quote=quote), "bold red")
