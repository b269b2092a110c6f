"""The nouns of the program: frozen dataclasses that every layer speaks in.

Offsets are code points into a document's text, end exclusive. Times are aware UTC datetimes. Dates are ISO 8601
strings that may stop early ("2021", "2021-12", "2021-12-15"), because sources often do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

CaseId = int
DocumentId = int
Span = tuple[int, int]

LOCAL = "local"  # the workspace of the command line
CLOSED = "closed"
SHARED = "*"  # the workspace of cases that every workspace can read (the operator's corpus folder)
STARTER = "starter"  # the name of the shared case that is kept equal to corpus/


class Kind(StrEnum):
    """Whose words a document's text is."""

    SOURCE = "source"  # the source's own
    SUMMARY = "summary"  # somebody's account, based on `Details.sources`


class Standing(StrEnum):
    """A moderator's mark, shown with every quote of the document."""

    SOUND = ""
    CORRECTED = "corrected"
    RETRACTED = "retracted"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a text begins here: a page ("4", or its printed label), a heading (its words), a spot that people call
    by a name of its own ("Payments!3", "00:12:31"), a quotation (the words after it that say whose it is), a page
    of words recognised from a picture (how surely, "0" to "100");
    or words end here that rest on a source ("3", its number in `Details.sources`) …"""

    start: int
    kind: Literal["page", "heading", "table", "footnote", "spot", "quotation", "recognised", "source"]
    label: str


@dataclass(frozen=True, slots=True)
class Details:
    """What is said about a document, all of it editable by a moderator."""

    title: str
    source: str | None = None  # the address it came from, http(s)
    publisher: str | None = None
    published: str | None = None  # ISO date, possibly shortened
    language: str | None = None  # ISO 639-1
    author: str | None = None
    kind: Kind = Kind.SOURCE
    sources: tuple[str, ...] = ()  # what a summary is based on
    standing: Standing = Standing.SOUND
    facts_from: str | None = None  # of a summary: the first event that it tells of, an ISO date, possibly shortened
    facts_until: str | None = None  # and the last
    checked: str | None = None  # the day somebody last looked whether it still holds
    state: str | None = None  # CLOSED where nothing more will come of what it tells of
    tags: str | None = None  # words to find it by, as `intake.tagged` writes them: "harbour, court records"
    aliases: str | None = None  # names of one person or thing, one a line: see core/library/alias_names.py


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of some bytes. `details.title` may be empty: the intake then finds one.

    `case` is set only where the file itself names it (front matter, JSONL). `named`: so is `key`; else it is only a
    proposal, which must not make this the next version of another document.
    `original`: the bytes of this one document in a bulk file; None where the whole file is the document.
    """

    text: str
    details: Details
    marks: tuple[Mark, ...] = ()
    notes: tuple[str, ...] = ()  # repairs made while reading, for the moderator
    key: str | None = None
    case: str | None = None
    original: bytes | None = None
    named: bool = True


@dataclass(frozen=True, slots=True)
class Retrieval:
    """How bytes came from the web: the address as given, the one that answered, its status and headers, and when."""

    asked: str
    address: str
    status: int
    headers: Mapping[str, str]
    at: datetime


@dataclass(frozen=True, slots=True)
class Upload:
    """What is put into the store for one document."""

    key: str
    details: Details
    text: str
    original: bytes
    origin: str
    marks: tuple[Mark, ...] = ()
    fetched: bool = False
    retrieval: Retrieval | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A document on its way in: read, looked at, not yet in the case. `body` is opaque to a store.

    id: 32 hex digits, random. proposed: it waits for somebody who may publish it.
    """

    id: str
    workspace: str
    case: CaseId
    by: str  # an Actor's id
    at: datetime
    expires: datetime
    proposed: bool
    body: bytes


@dataclass(frozen=True, slots=True)
class Document:
    """A document as the store knows it, without its text and its original bytes (those are asked for by id)."""

    id: DocumentId
    case: CaseId
    key: str  # unique within its case
    details: Details
    marks: tuple[Mark, ...]
    length: int  # characters of text
    sha256: str  # of the original bytes, hex
    text_sha256: str  # of the text in UTF-8, hex
    version: int  # 1 for the first text, counted up by every change of text or details
    origin: str  # where it came from: a file name, an address, "pasted"
    fetched: bool  # the text was fetched from `details.source`, so a link can land on its words
    added_by: str  # an Actor's id
    added_at: datetime
    changed_at: datetime
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A named set of documents. Open to its workspace, or to the named roles and channels only.

    removed: nobody sees it or anything in it, whoever they are, until it is made anew under its name.
    aliases: groups of names, each of one person or thing, as its moderators wrote them.
    """

    id: CaseId
    workspace: str
    name: str  # unique within its workspace, lower case, [a-z0-9-]
    title: str
    open: bool = True
    roles: frozenset[int] = frozenset()
    channels: frozenset[int] = frozenset()
    removed: bool = False
    aliases: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quote in a public answer: a slice of a version of a document. told: what its readers know of it since."""

    document: DocumentId
    version: int
    start: int
    end: int
    told: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A public answer: where it stands, and what it quotes. Neither the question nor who asked it is kept."""

    workspace: str
    channel: int
    message: int
    at: datetime
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes something. `id` is "cli", "corpus" or "discord:<user id>"; names are never stored."""

    id: str


@dataclass(frozen=True, slots=True)
class Audience:
    """Who will read an answer, as facts from the front end; `visibility.visible` turns it into a Viewer.

    roles: of the asker (private), or every role that can read the channel (public).
    channel: the channel (a thread's parent) whose cases count, or None. thread: the thread itself, which a case may
    list by its own number.
    private_thread: a public answer there uses open cases and the channel's only.
    everything: the operator's own command line.
    """

    workspace: str
    roles: frozenset[int] = frozenset()
    channel: int | None = None
    public: bool = False
    private_thread: bool = False
    everything: bool = False
    thread: int | None = None


@dataclass(frozen=True, slots=True)
class Viewer:
    """What an audience may see at this moment: the visible cases, and nothing else."""

    workspace: str
    cases: frozenset[CaseId]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document's text, about a paragraph. `boilerplate` (share bars, notices) is never evidence."""

    start: int
    end: int
    boilerplate: bool = False


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a web address held at one moment.

    asked, address: the address as given, and the one that answered in the end, after redirects.
    data: the body, decompressed. sha256: of `data`, hex. headers: a few that date or describe it, names in lower case.
    content_type: without parameters, lower case, "" where none was sent; charset: as declared there.
    """

    asked: str
    address: str
    status: int
    content_type: str
    charset: str | None
    headers: Mapping[str, str]
    data: bytes
    sha256: str
    at: datetime
