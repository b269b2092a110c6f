"""Everything beside the trail that can hold words, and how each of it goes: what erasing and leaving walk through.

A table that isn't in here fails a test, and so does a file beside the database that isn't.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, select

from bot.stores.sql.database.tables import (
    CASES,
    DOCUMENTS,
    DRAFTS,
    EVENT_DETAILS,
    EVENTS,
    FEEDBACK,
    JOURNAL,
    ORIGINALS,
    POSTS,
    QUESTIONS,
    QUOTATIONS,
    RETRIEVALS,
    SCHEDULES,
    SETTINGS,
    SIGNATURE,
    STAMPS,
    TEXTS,
    VERSIONS,
)


@dataclass(frozen=True, slots=True)
class Holding:
    """The rows of a table that go with a document, with a workspace; `how` where they go by other means."""

    table: Table
    document: Any = None  # the column with its number
    workspace: Any = None  # the column with its number
    how: str = ""


# Those that refer to others before those that they refer to, as foreign keys want it.
HOLDINGS: Final = (
    Holding(RETRIEVALS, document=RETRIEVALS.c.document_id, how="with its documents"),
    Holding(FEEDBACK, document=FEEDBACK.c.document_id, workspace=FEEDBACK.c.workspace),
    Holding(SCHEDULES, document=SCHEDULES.c.document_id, workspace=SCHEDULES.c.workspace),
    Holding(VERSIONS, document=VERSIONS.c.document_id, how="with its documents"),
    Holding(DOCUMENTS, document=DOCUMENTS.c.id, how="one by one, before their workspace"),
    Holding(TEXTS, how="with the last version of it"),
    Holding(ORIGINALS, how="with the last version of it"),
    Holding(DRAFTS, workspace=DRAFTS.c.workspace, how="`core.erased` looks into them, and each expires"),
    Holding(QUESTIONS, workspace=QUESTIONS.c.workspace, how="holds nothing of a document; each expires"),
    Holding(QUOTATIONS, how="numbers only: a public answer is told of an erasure; with its post"),
    Holding(POSTS, workspace=POSTS.c.workspace, how="numbers only"),
    Holding(SETTINGS, workspace=SETTINGS.c.workspace, how="holds nothing of a document but salted hashes"),
    Holding(CASES, workspace=CASES.c.workspace, how="with its workspace, where no document is left in it"),
    Holding(EVENT_DETAILS, how="emptied: the events stay, without words"),
    Holding(EVENTS, how="numbers, moments and hashes"),
    Holding(STAMPS, how="numbers and names of settings; with its row"),
    Holding(JOURNAL, how="commitments to rows; what opens them goes with the row"),
    Holding(SIGNATURE, how="hashes"),
)

OF_A_DOCUMENT: Final = [each for each in HOLDINGS if each.document is not None]
OF_A_WORKSPACE: Final = [each for each in HOLDINGS if each.workspace is not None and each.table is not CASES]

# Ends of the names of files beside the database, and what empties them.
FILES: Final = {
    "": "pages are overwritten when their rows are deleted",
    "-wal": "emptied after every erasure; again later, where somebody was reading",
    "-shm": "numbers of pages",
    "-journal": "undone at the next start",
    ".key": "a secret",
    ".head": "a hash",
    ".next": "a hash",
    ".damaged": "deleted by every erasure",
    ".restoring": "deleted by every erasure",
}


def quotations_of(workspace: str) -> ColumnElement[bool]:
    """Which public answers' quotes go with it."""
    which: ColumnElement[bool] = QUOTATIONS.c.message.in_(select(POSTS.c.message).where(POSTS.c.workspace == workspace))
    return which


def set_aside(database: Path) -> Sequence[Path]:
    """Files that a restored backup has left beside the database: whatever was erased since may still be in them."""
    names = (f"{database.name}{end}" for end in (".damaged", ".restoring"))
    return [path for name in names for path in database.parent.glob(f"{name}*") if path.is_file()]
