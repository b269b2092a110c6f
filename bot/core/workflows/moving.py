"""A document taken to another case: the same bytes, text, places and details there, and out of every answer here.

What it was before stays where it was: its history and its versions belong to those who could read them there.
"""

from __future__ import annotations

from bot.core.casebook import Casebook
from bot.core.library.intake import Parcel
from bot.core.model.documents import Actor, Document, Reading, Viewer
from bot.core.model.errors import KeyTaken
from bot.core.model.trail import Receipt
from bot.core.workflows import exporting


def move(casebook: Casebook, viewer: Viewer, document: Document, case: str, by: Actor) -> Receipt:
    """`case`: the name of one in the viewer's workspace. What became of it there.

    Raises Altered where what is stored isn't what was put there, Duplicate where that case has it already, KeyTaken
    where another document there would become an older version of it, and as `Casebook.take`: then nothing is changed.
    """
    data = exporting.original(casebook, document)
    text, marks = exporting.text(casebook, document), document.marks
    reading = Reading(text, document.details, marks, key=document.key, original=data, named=False)
    retrieval = casebook.any_documents.retrieval(document.id)
    parcel = Parcel(document.origin, data, (reading,), document.origin, retrieval)
    with casebook.writing:
        held = casebook.before(casebook.case(viewer, case).id, parcel, *parcel.uploads())
        if held is not None and not held.removed and held.sha256 != document.sha256:
            raise KeyTaken(key=held.key)
        (made,) = casebook.take(parcel, by, workspace=viewer.workspace, case=case)
        casebook.remove(viewer, document.id, by)
    return made
