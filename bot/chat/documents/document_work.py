"""What a worker thread does for /documents: find, list, take in, remove, restore, within one server's own cases."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.chat.access.permissions import Clerk
from bot.core.casebook import Casebook
from bot.core.library import versions
from bot.core.library.versions import Changed
from bot.core.model import document_notes
from bot.core.model.documents import STARTER, Actor, Audience, Case, CaseId, Details, Document, Viewer
from bot.core.model.errors import BadDetail, CasebookError, UnknownDocument
from bot.core.model.trail import Event, Receipt
from bot.core.search import autocomplete
from bot.wording import typed_dates

DEFAULT_CASE = "general"
_BARE_LINK = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]\S*)?")


class KeptElsewhere(CasebookError):
    template = "The starter documents belong to whoever runs this bot; a server can't change them."


class ChangedMeanwhile(CasebookError):
    template = "That document has just been changed. Your change was not saved; look at it and edit it again."


def address(given: str) -> str:
    """A web address as people type it: with https:// where it begins with the name of a site."""
    typed = given.strip()
    return f"https://{typed}" if _BARE_LINK.fullmatch(typed) else typed


def day(typed: str) -> str:
    """A date as people type it, as it is kept; as it was typed where it is none, to be told so. For a worker thread."""
    return typed_dates.iso(typed, datetime.now(UTC).date()) or typed


@dataclass(frozen=True)
class Given:
    """What a person says about a document beside the file; empty fields say nothing."""

    title: str = ""
    source: str = ""
    publisher: str = ""
    published: str = ""
    tags: str = ""

    def over(self, found: Details) -> Details:
        """`found` with what was given put over it."""
        said = {name: getattr(self, name).strip() for name in ("title", "source", "publisher", "published", "tags")}
        said |= {"source": address(said["source"]), "published": day(said["published"])}
        return replace(found, **{name: value for name, value in said.items() if value})


class Beside(Given):
    """The same of a message that a file came with."""

    def over(self, found: Details) -> Details:
        """`found` with that put into its gaps: the file's own word goes before."""
        own = {name: value for name in ("source", "publisher", "published") if (value := getattr(found, name))}
        return replace(super().over(found), **own)


@dataclass(frozen=True)
class Listed:
    """The documents to list, the visible cases, and the one they were narrowed to."""

    documents: Sequence[Document]
    cases: dict[CaseId, Case]
    case: CaseId | None = None


def check_name(given: str) -> str:
    """A case's name that documents can be added under; the default one for none. Raises BadDetail, KeptElsewhere."""
    name = given.strip() or DEFAULT_CASE
    if name == STARTER:
        raise KeptElsewhere
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?", name):
        raise BadDetail(name="case", value=name[:40], why=document_notes.CASE_NAME)
    return name


def short_name(given: str) -> str:
    """A case's short name made from the name that people gave it: "The Harbour files" → "the-harbour-files".

    Letters lose their accents; where none is left that a short name may have, it gets a number of its own.
    """
    plain = unicodedata.normalize("NFKD", given).encode("ascii", "ignore").decode()
    made = "-".join(re.findall(r"[a-z0-9]+", plain.casefold()))[:40].strip("-")
    return made or f"case-{zlib.crc32(given.encode('utf-8', 'replace')):08x}"


def cases(casebook: Casebook, audience: Audience, typed: str) -> list[Case]:
    """Visible cases whose name or title holds what was typed, or nearly; at most 25."""
    viewer = casebook.viewer(audience)
    names = casebook.names(viewer)
    return autocomplete.cases([replace(case, name=names[case.id]) for case in casebook.cases(viewer)], typed)


def publishers(casebook: Casebook, audience: Audience, typed: str) -> list[str]:
    """Of visible documents, the commonest first; at most 25."""
    visible = casebook.viewer(audience).cases
    return casebook.suggestions.publishers(sorted(visible), typed)


def find(casebook: Casebook, audience: Audience, ref: str) -> Document:
    """By "#number", as a choice gives it, or by key, as a person types it. Raises UnknownDocument."""
    viewer = casebook.viewer(audience)
    number = re.fullmatch(r"#(\d{1,18})", ref.strip(), re.ASCII)
    return casebook.document(viewer, int(number[1]) if number else ref.strip())


def change(casebook: Casebook, clerk: Clerk, ref: str, action: Callable[[Viewer, int, Actor], Receipt]) -> Receipt:
    """Do something to one of this server's own documents. Raises UnknownDocument, KeptElsewhere."""
    document = own(casebook, clerk, ref)
    return action(casebook.viewer(clerk.audience), document.id, clerk.actor)


def remove(casebook: Casebook, clerk: Clerk, ref: str) -> Receipt:
    return change(casebook, clerk, ref, casebook.remove)


def restore(casebook: Casebook, clerk: Clerk, ref: str, version: int | None = None) -> Receipt:
    """Back from removal, or an earlier version as the newest."""
    return change(
        casebook, clerk, ref, lambda viewer, number, by: casebook.restore(viewer, number, by, version=version)
    )


def undo(casebook: Casebook, clerk: Clerk, action: str, ref: str) -> Receipt:
    """What a receipt's button says: "remove", "restore", or "back" with the version to go back to.

    Raises ChangedMeanwhile where there is a newer version than the one that is undone.
    """
    if not action.startswith("back"):
        return remove(casebook, clerk, ref) if action == "remove" else restore(casebook, clerk, ref)
    version = int(action.removeprefix("back"))
    if own(casebook, clerk, ref).version != version + 1:
        raise ChangedMeanwhile
    return restore(casebook, clerk, ref, version)


def own(casebook: Casebook, clerk: Clerk, ref: str) -> Document:
    """A document that this server may change. Raises UnknownDocument, KeptElsewhere."""
    viewer = casebook.viewer(clerk.audience)
    document = find(casebook, clerk.audience, ref)
    case = next(case for case in casebook.cases(viewer) if case.id == document.case)
    if case.workspace != clerk.workspace:
        raise KeptElsewhere
    return document


def edit(casebook: Casebook, clerk: Clerk, number: int, version: int, told: Mapping[str, str | None]) -> Receipt:
    """Details put in place of those of that version. Raises ChangedMeanwhile, BadDetail."""
    document = own(casebook, clerk, f"#{number}")
    if document.version != version:
        raise ChangedMeanwhile
    over = corrected(told)
    return casebook.edit(casebook.viewer(clerk.audience), document.id, over, clerk.actor)


def corrected(told: Mapping[str, str | None]) -> Callable[[Details], Details]:
    """What a form says, in place of what was known. For a worker thread."""
    said = {**told, "title": told["title"] or "", "published": day(told["published"] or "") or None}
    return lambda found: replace(found, **said)  # type: ignore[arg-type]


def history(casebook: Casebook, audience: Audience, ref: str) -> tuple[Document, Sequence[Event]]:
    """A document and what was done to it, newest first. Raises UnknownDocument."""
    document = find(casebook, audience, ref)
    return document, casebook.history(casebook.viewer(audience), document.id)


def compared(casebook: Casebook, audience: Audience, ref: str, version: int) -> tuple[Document, Changed]:
    """A document, and what a version changed in its text and details. Raises UnknownDocument."""
    document = find(casebook, audience, ref)
    found = versions.changed(casebook.any_documents, document.id, version)
    if found is None:
        raise UnknownDocument(key=f"{document.key}, version {version}"[:80])
    return document, found


def listed(casebook: Casebook, audience: Audience, case: str | CaseId | None, removed: bool) -> Listed:
    """By case, then key; of one case where that is given. Raises UnknownCase."""
    viewer = casebook.viewer(audience)
    cases = {each.id: each for each in casebook.cases(viewer)}
    if isinstance(case, str):
        case = casebook.case(viewer, case).id
    documents = [each for each in casebook.documents(viewer, removed=removed) if case in (None, each.case)]
    return Listed(documents, cases, case)


def suggested(casebook: Casebook, audience: Audience, typed: str, removed: bool, own: str | None) -> list[Document]:
    """Documents whose title, key, publisher or tags hold what was typed, or nearly, best first; at most 25.

    own: a workspace, for the documents of its own cases only.
    """
    seen = casebook.cases(casebook.viewer(audience))
    wanted = [case.id for case in seen if own is None or case.workspace == own]
    return casebook.suggestions.documents(wanted, typed, removed=removed)


def known(casebook: Casebook, audience: Audience, ref: str) -> tuple[Document, Case, str]:
    """A document, its case and its text. Raises UnknownDocument."""
    document = find(casebook, audience, ref)
    viewer = casebook.viewer(audience)
    case = next((case for case in casebook.cases(viewer) if case.id == document.case), None)
    if case is None:
        raise UnknownDocument(key=ref[:80])
    return document, case, casebook.text(viewer, document.id)
