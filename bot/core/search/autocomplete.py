"""Suggestions while somebody types: documents by title, key, publisher or tag; cases; publishers. Typos are forgiven.

The names of each case are kept at hand, brought up to date by the store's change log, so that a suggestion among
100,000 documents takes some 10 ms. A case's names are searched by themselves, so what may not be seen changes nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.core.language import tokens
from bot.core.model.documents import SHARED, Case, CaseId, Document, DocumentId
from bot.core.model.ports import Store
from bot.core.model.trail import Head

LIMIT: Final = 25  # Discord's documentation, "Application Command Option Choice"
LOOKED: Final = 3_000  # names that hold what is typed and are compared; what is typed further tells them apart
NEAR: Final = 4  # spellings that are tried for a mistyped word
EXACT: Final = 3  # letters up to which a word must be right
END: Final = "\n"


@dataclass(frozen=True)
class Names:
    """The names of one case's documents: a line each, " title key publisher tags" folded, in the order of the keys."""

    ids: tuple[DocumentId, ...]
    lines: tuple[str, ...]

    @cached_property
    def text(self) -> str:
        return END.join(self.lines)

    @cached_property
    def starts(self) -> Sequence[int]:
        starts, at = [], 0
        for line in self.lines:
            starts.append(at)
            at += len(line) + 1
        return starts

    @cached_property
    def vocabulary(self) -> list[str]:
        """The words that can be mistyped; a number is right or it isn't."""
        return sorted(word for word in set(self.text.split()) if word.isalpha() and len(word) > EXACT)

    def find(self, typed: Sequence[str]) -> list[tuple[int, DocumentId]]:
        """How badly each name fits (0 best), with its document; of mistyped words the nearest spellings count."""
        found = self._holding(typed)
        if found or not typed:
            return found
        spelt = [(word, *self._near(word, last=word is typed[-1])) for word in typed]
        return self._spelt(spelt)

    def _spelt(self, spelt: Sequence[Sequence[str]]) -> list[tuple[int, DocumentId]]:
        """Each word in the first of its spellings that some name has together with the others."""
        best: dict[DocumentId, int] = {}
        for number, forms in enumerate(spelt):
            others = [each[0] for at, each in enumerate(spelt) if at != number and self._has(each[0])]
            for worse, form in enumerate(forms[1:], 10):
                for fit, document in self._holding([form, *others], begins=form):
                    best[document] = min(best.get(document, 1000), worse + fit)
        return [(fit, document) for document, fit in best.items()]

    def _has(self, word: str) -> bool:
        return word in self.text

    def _near(self, word: str, *, last: bool) -> list[str]:
        """The nearest words that the names have; of the last one, which may go on, their beginnings."""
        if len(word) <= EXACT:
            return []
        cut = sorted({each[: len(word)] for each in self.vocabulary}) if last else self.vocabulary
        most = 1 if len(word) < 6 else 2
        near = process.extract(word, cut, scorer=OSA.distance, score_cutoff=most, limit=NEAR)
        return [form for form, distance, _ in near if distance]

    def _holding(self, typed: Sequence[str], begins: str = "") -> list[tuple[int, DocumentId]]:
        """Names that hold all of it, at the beginning of words first; `begins`: this one nowhere else."""
        if not typed:
            return [(0, document) for document in self.ids[:LIMIT]]
        rarest = begins or max(typed, key=len)
        inside = () if begins else self._lines_with(rarest)
        numbers = dict.fromkeys([*self._lines_with(f" {rarest}"), *inside])
        return [
            (_misfit(self.lines[number], typed), self.ids[number])
            for number in numbers
            if all(word in self.lines[number] for word in typed)
        ]

    def _lines_with(self, piece: str) -> Iterator[int]:
        at, seen = self.text.find(piece), 0
        while at >= 0 and seen < LOOKED:
            number = bisect_right(self.starts, at) - 1
            yield number
            seen += 1
            at = self.text.find(piece, self.starts[number] + len(self.lines[number]))


def _misfit(line: str, typed: Sequence[str]) -> int:
    """0: it begins so; 1: each word begins one of its; 2: it holds them somewhere."""
    if line.startswith(f" {' '.join(typed)}"):
        return 0
    return 1 if all(f" {word}" in line for word in typed) else 2


def folded(text: str) -> str:
    """Lower case without accents, words parted by single spaces."""
    plain = tokens.fold(text, "")
    return " ".join("".join(letter if letter.isalnum() else " " for letter in plain).split())


def _line(document: Document) -> str:
    said = document.details
    known = (said.title, document.key, said.publisher or "", *([said.tags] if said.tags else []))
    return f" {' '.join(map(folded, known))}"


@dataclass
class _Kept:
    """One case's lines by document, current or removed ones; and what is made from them, until they change."""

    lines: dict[DocumentId, tuple[str, str]]  # key and line
    made: Names | None = None

    def put(self, number: DocumentId, one: Document | None) -> None:
        """What that document is now; None where it is no more."""
        before = self.lines.pop(number, None)
        if one is not None:
            self.lines[number] = (one.key, _line(one))
        if before != self.lines.get(number):
            self.made = None

    def names(self) -> Names:
        if self.made is None:
            ordered = sorted(self.lines.items(), key=lambda one: one[1])
            self.made = Names(tuple(one for one, _ in ordered), tuple(line for _, (_, line) in ordered))
        return self.made


class Suggestions:
    """Of one store. The names of its documents are kept case by case as they are asked for. For several threads."""

    def __init__(self, store: Store) -> None:
        self.kept: dict[tuple[CaseId, bool], _Kept] = {}
        self._store = store
        self._head: Head | None = None
        self._lock = Lock()

    def warm(self) -> None:
        """Read the names of what all share before somebody waits for them; a server's own are read when it first asks.

        The latter takes 10 ms for 1,000 documents, and how many servers there are must not make the start longer.
        """
        for case in self._store.cases(SHARED):
            self.names(case.id)

    def documents(
        self, visible: Iterable[CaseId], typed: str, *, removed: bool = False, limit: int = LIMIT
    ) -> list[Document]:
        """Of these cases, those whose title, key, publisher or tags hold what was typed, or nearly; best first."""
        wanted = folded(typed).split()
        found = [fit for case in visible for fit in self.names(case, removed=removed).find(wanted)]
        least = min((fit for fit, _ in found), default=0)
        ranked = [(fit, document) for fit, document in found if least >= 10 or fit < 10]
        return [one for one in self._best(ranked, limit) if one.removed == removed][:limit]

    def publishers(self, visible: Iterable[CaseId], typed: str, limit: int = LIMIT) -> list[str]:
        """Those of the visible documents that match, the commonest first."""
        wanted = folded(typed)
        counts: dict[str, int] = {}
        for document in self.documents(visible, typed, limit=10 * limit):
            name = document.details.publisher
            if name and (wanted in folded(name) or _nearly(wanted, folded(name))):
                counts[name] = counts.get(name, 0) + 1
        return sorted(counts, key=lambda name: (-counts[name], name))[:limit]

    def names(self, case: CaseId, *, removed: bool = False) -> Names:
        """As they are at the store's head."""
        with self._lock:
            self._catch_up()
            if (case, removed) not in self.kept:
                found = self._store.documents([case], removed=removed)
                self.kept[case, removed] = _Kept({one.id: (one.key, _line(one)) for one in found})
            return self.kept[case, removed].names()

    def _catch_up(self) -> None:
        head = self._store.head()
        if head == self._head:
            return
        if self._head is not None and self._store.holds(self._head):
            self._renew({change.document: change.case for change in self._store.changes(self._head.sequence)})
        else:
            self.kept.clear()
        self._head = head

    def _renew(self, changed: Mapping[DocumentId, CaseId]) -> None:
        """What changed in the cases that are kept."""
        known = {number: case for number, case in changed.items() if self.kept.keys() & {(case, True), (case, False)}}
        current = self._store.get(known)
        for number, case in known.items():
            one = current.get(number)
            for removed in (True, False):
                if kept := self.kept.get((case, removed)):
                    kept.put(number, one if one is not None and one.removed == removed else None)

    def _best(self, ranked: Sequence[tuple[int, DocumentId]], limit: int) -> list[Document]:
        """The first of each fit, by key; only as many are read as can be shown."""
        chosen: list[Document] = []
        for fit in sorted({fit for fit, _ in ranked}):
            level = [document for each, document in ranked if each == fit]
            read: Mapping[DocumentId, Document] = self._store.get(level[: 10 * limit])
            chosen += sorted(read.values(), key=lambda one: (one.key, one.case))[: limit - len(chosen)]
            if len(chosen) >= limit:
                break
        return chosen


def cases(visible: Sequence[Case], typed: str, limit: int = LIMIT) -> list[Case]:
    """Those whose name or title holds what was typed, or nearly, best first; ties as they come."""
    lines = tuple(f" {folded(case.title)} {folded(case.name)}" for case in visible)
    found = Names(tuple(range(len(lines))), lines).find(folded(typed).split())
    return [visible[number] for _, number in sorted(found)[:limit]]


def _nearly(wanted: str, name: str) -> bool:
    return OSA.distance(wanted, name[: len(wanted)], score_cutoff=2) <= 2
