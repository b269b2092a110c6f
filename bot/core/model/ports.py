"""The seams: what the core asks of the outside. Each docstring is the contract that `tests/contracts/` holds.

All of it is synchronous and may block; front ends call it in worker threads. Implementations are safe to call from
several threads at once. Anything that fails for a reason a person can do something about raises a `CasebookError`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from bot.core.model.answers import Entry, Hit
from bot.core.model.claims import Claims
from bot.core.model.documents import (
    CaseId,
    DocumentId,
    Fetched,
    Reading,
)
from bot.core.model.errors import BadDocument
from bot.core.model.meaning_ports import Versions
from bot.core.model.store_ports import (
    Cases,
    Documents,
    Drafts,
    FeedbackCounts,
    Posts,
    Questions,
    Schedules,
    Trail,
    Workspaces,
)
from bot.core.model.trail import Head

Progress = Callable[[int, int], None]  # (done, total), called now and then from the working thread


class Clock(Protocol):
    """Now, as an aware UTC datetime."""

    def __call__(self) -> datetime: ...


class Meter(Protocol):
    """Counts and times what the bot does, never what it was about. Quick, safe from any thread; never raises.

    Names are of small letters and underscores; a label's values are few and known beforehand.
    """

    def count(self, name: str, **labels: str) -> None: ...

    def observe(self, name: str, seconds: float, **labels: str) -> None: ...

    def gauge(self, name: str, read: Callable[[], float], **labels: str) -> None:
        """`read` is called from another thread whenever somebody looks; the last one of a name and labels counts."""
        ...


class Unmetered:
    """The meter of whoever doesn't want one."""

    def count(self, name: str, **labels: str) -> None:
        pass

    def observe(self, name: str, seconds: float, **labels: str) -> None:
        pass

    def gauge(self, name: str, read: Callable[[], float], **labels: str) -> None:
        pass


class Reader(Protocol):
    """One file type. `accepts` looks at the bytes first, the name second, and costs next to nothing."""

    name: str  # for people: "Markdown"

    def accepts(self, data: bytes, name: str) -> bool: ...

    def read(self, data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
        """The documents in `data`, usually one. Raises a BadDocument; a bulk file BadLine for its first bad line."""
        ...


@runtime_checkable
class BulkReader(Reader, Protocol):
    """A file type that holds many documents, of which some may be bad."""

    def each(self, data: bytes, name: str, charset: str | None = None) -> Iterable[tuple[str, Reading | BadDocument]]:
        """Every member in order, under its name, with what it reads as or what is wrong with it.

        Raises a BadDocument only where the file as a whole can't be opened.
        """
        ...


class Fetcher(Protocol):
    """Brings one page from the public web, and nothing from anywhere else."""

    def fetch(self, address: str) -> Fetched:
        """The body at `address`, redirects followed. Blocks for at most half a minute. Raises a NotFetched."""
        ...


class Draw(Protocol):
    """What draws pages, of an original's bytes."""

    def can(self, data: bytes) -> bool:
        """Whether a file of that kind can be drawn at all. Asked for every look at one: opens nothing."""
        ...

    def __call__(self, data: bytes, number: int) -> bytes | None:
        """The page of that number, from 1, as a PNG; None where it can't be drawn. Blocks."""
        ...


class Store(Trail, Cases, Documents, Drafts, Posts, Questions, FeedbackCounts, Schedules, Workspaces, Protocol):
    """Everything that is kept. The only truth; an index is a view of it.

    Numbers of documents and cases are drawn at random, so that they tell nothing of what else there is.
    """

    @property
    def claims(self) -> Claims:
        """Of this process, to what is done once for all that share the store."""
        ...

    def close(self) -> None: ...


class Snapshot(Protocol):
    """What one viewer can search at one moment: immutable, and exactly as if nothing else existed."""

    passages: int
    documents: int
    average_length: float  # words a passage; 0.0 with no passages
    languages: Mapping[str, int]  # language → documents

    @property
    def digest(self) -> str:
        """Hex SHA-256 over the visible documents' digests, whatever the order they came in."""
        ...

    def frequencies(self, terms: Sequence[str]) -> Sequence[int]:
        """For each term, in how many visible passages it occurs; 0 where in none."""
        ...

    def vocabulary(self, prefix: str = "") -> Iterator[tuple[str, int]]:
        """The terms that begin so, by code point, each with the number of visible passages that hold it."""
        ...

    def begins(self, prefixes: Sequence[str]) -> Sequence[bool]:
        """Whether any term begins with each. Of a prefix longer than 8 bytes these count; so may do a term that no
        visible passage holds any more."""
        ...

    def beginning(self, prefixes: Sequence[str]) -> Sequence[str]:
        """The terms that `begins` says are there, in no order; `frequencies` tells which of them are to be seen."""
        ...

    def versions(
        self, *, within: frozenset[DocumentId] | None = None, after: int = 0, before: int = 0, apart: str = ""
    ) -> Versions:
        """The visible documents that pass the filters of `search`, each as it stands here. apart: without those in this
        language."""
        ...

    def search(
        self,
        terms: Sequence[str],
        limit: int,
        *,
        must: Sequence[str] = (),
        without: Sequence[str] = (),
        within: frozenset[DocumentId] | None = None,
        after: int = 0,
        before: int = 0,
    ) -> Sequence[Hit]:
        """At most `limit` passages that hold a term, best first; ties by case, key, start.

        Scores equal `rank_bm25.BM25Plus(k1=0.6, b=0.65, delta=0).get_scores` over all visible passages to 1e-9; each
        distinct term counts once. `must`: passages holding all of these; `without`: none of these; `within`: these
        documents only; after, before: ordinals of days (0: no bound) as `Entry` says which documents they find,
        undated ones left out then. The filters don't change the statistics.
        """
        ...


@dataclass(frozen=True, slots=True)
class Later:
    """What came after the point at which an index is, as `Index.apply` takes it; of some cases, each document once."""

    gone: Mapping[DocumentId, CaseId]
    entries: Sequence[Entry]


class Searched(Protocol):
    """What a question needs of an index."""

    def turn(self, patience: float | None = None) -> AbstractContextManager[bool]:
        """One at a time, of all threads and processes, may bring this up to date: two would undo each other's work.

        Yields whether it is one's turn, waiting at most `patience` seconds for it; for ever with None.
        """
        ...

    def head(self) -> Head:
        """How far in the store's change log this is; (0, "") when empty or found damaged."""
        ...

    def renew(self, case: CaseId, entries: Iterable[Entry]) -> None:
        """Put these in the place of all that is held of that case, damaged or not; the head stays."""

    def snapshot(self, cases: Iterable[CaseId]) -> Snapshot:
        """Raises IndexDamaged for a case that must be made again first, StoreStarved without memory or files."""


class Index(Searched, Protocol):
    """Finds passages by their words. A view of the store: loses nothing that can't be made again.

    `apply` and `clear` take a lock that holds across processes; snapshots taken before stay valid.
    """

    def apply(self, gone: Mapping[DocumentId, CaseId], entries: Iterable[Entry], head: Head) -> None:
        """Forget `gone` and every earlier version of `entries`, take up `entries`, and be at `head`: all or nothing.

        gone: with their cases, which never change. A document may be in both. `entries` is read once, as it comes.
        """

    def snapshot(self, cases: Iterable[CaseId], later: Later | None = None) -> Snapshot:
        """As `Searched.snapshot`. later: as if that had been applied, of whatever cases, for this one snapshot."""

    def is_open(self, cases: Iterable[CaseId]) -> bool:
        """Whether a snapshot of these, as of now, can be had without reading anything."""
        ...

    def refresh(self) -> None:
        """Take up what another process has written to the same files, if anything."""

    def lacks(self, cases: Iterable[CaseId]) -> bool:
        """Whether a file that is named for one of these isn't there, though it may still be open here."""

    def purge(self, gone: Mapping[DocumentId, CaseId]) -> None:
        """Rewrite the files so that nothing of these documents, each with its case, is left in them, at once."""

    def merge(self) -> bool:
        """One step of tidying up, where one is due: it makes searching faster, and deleted words leave the files.

        False when nothing is due. May take seconds; searches and changes go on beside it.
        """

    def clear(self) -> None: ...

    def close(self) -> None: ...
