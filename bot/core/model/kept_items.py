"""What is kept beside documents and trail: standing questions, what readers said of documents, refresh schedules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.model.documents import CaseId, DocumentId


@dataclass(frozen=True, slots=True)
class StandingQuestion:
    """A question whose asker wants to be told when the files answer it. Kept because they said so, and until `expires`.

    id: 32 hex digits, random. by: an Actor's id. channel: where they asked (or thread); its cases count.
    text: as it was searched. case: the number of the one chosen. scope: every case that was searched.
    language: of their client. since: the sequence in the change log when the files didn't answer; seen: the one up to
    which they have been asked again. told: when telling them began (they may have the message); None before. due: not
    to be told before, where they couldn't be reached; tries: how often that was.
    """

    id: str
    workspace: str
    by: str
    channel: int
    text: str
    language: str
    at: datetime
    expires: datetime
    since: int
    seen: int
    case: CaseId | None = None
    after: str | None = None
    before: str | None = None
    scope: frozenset[CaseId] = frozenset()
    told: datetime | None = None
    due: datetime | None = None
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Feedback:
    """How often readers in a workspace said that of a document's quotes. Neither who nor of which question is kept."""

    workspace: str
    document: DocumentId
    verdict: str
    count: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """A case's pages (document None), or one page of it, are to be fetched again every `days` days.

    by: the Actor's id who set it, "" once they are forgotten. due: when next. looked: when last; None before the first.
    """

    workspace: str
    case: CaseId
    days: int
    due: datetime
    by: str
    document: DocumentId | None = None
    looked: datetime | None = None
