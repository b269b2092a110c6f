"""A case's aliases made ready to be looked up: a question costs a few look-ups a word, however many names there are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from threading import Lock
from typing import Final

from bot.core.library import alias_names
from bot.core.library.alias_names import Groups
from bot.core.model.documents import Case, CaseId
from bot.core.model.ports import Store
from bot.core.search.aliases import alias_forms

Terms = tuple[str, ...]
NOTHING: Final[tuple[int, ...]] = ()


class Book:
    """The groups of one case. Safe to use from several threads."""

    def __init__(self, groups: Groups) -> None:
        self.groups = groups
        self._by_language: dict[str, tuple[Mapping[Terms, tuple[int, ...]], Mapping[str, int]]] = {}

    def longest(self, first: str, language: str) -> int:
        """Words of the longest name that begins with this one, as a question in that language has them; 0: none."""
        return self._known(language)[1].get(first, 0)

    def holding(self, name: Terms, language: str) -> Sequence[Sequence[str]]:
        """The groups that have a name of these words."""
        return [self.groups[number] for number in self._known(language)[0].get(name, NOTHING)]

    def _known(self, language: str) -> tuple[Mapping[Terms, tuple[int, ...]], Mapping[str, int]]:
        if language not in self._by_language:
            self._by_language[language] = self._read(language)
        return self._by_language[language]

    def _read(self, language: str) -> tuple[Mapping[Terms, tuple[int, ...]], Mapping[str, int]]:
        numbers: dict[Terms, tuple[int, ...]] = {}
        longest: dict[str, int] = {}
        for number, group in enumerate(self.groups):
            for terms in {alias_forms.terms_of(name, language) for name in group} - {()}:
                numbers[terms] = (*numbers.get(terms, NOTHING), number)
                longest[terms[0]] = max(longest.get(terms[0], 0), len(terms))
        return numbers, longest


class Books:
    """Those of all cases that were asked for, as long as nothing changes in them. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._turn = 0  # goes up when something is forgotten
        self._of_documents: dict[CaseId, Groups] = {}
        self._made: dict[CaseId, Book] = {}

    def forget(self, cases: Collection[CaseId] | None) -> None:
        """What documents of these cases said; None: of all."""
        with self._lock:
            self._turn += 1
            for case in list(self._of_documents) if cases is None else cases:
                self._of_documents.pop(case, None)

    def of(self, cases: Mapping[CaseId, Case], store: Store) -> Sequence[Book]:
        """Those of these cases that have any: what their moderators wrote, and what their documents say."""
        said = self._said(sorted(cases), store)
        whole = {case: (*cases[case].aliases, *said[case]) for case in sorted(cases)}
        return [self._book(case, groups) for case, groups in whole.items() if groups]

    def _book(self, case: CaseId, groups: Groups) -> Book:
        held = self._made.get(case)
        if held is None or held.groups != groups:
            held = self._made[case] = Book(groups)
        return held

    def _said(self, cases: Sequence[CaseId], store: Store) -> Mapping[CaseId, Groups]:
        with self._lock:
            turn, held = self._turn, {case: self._of_documents[case] for case in cases if case in self._of_documents}
        new = [case for case in cases if case not in held]
        if not new:
            return held
        told: dict[CaseId, list[tuple[str, ...]]] = {case: [] for case in new}
        for one in store.aliased(new):
            names = tuple(alias_names.listed(one.details.aliases))
            told[one.case] += [names] if len(names) > 1 else []
        read = {case: tuple(groups) for case, groups in told.items()}
        with self._lock:
            if turn == self._turn:  # else they may be older than what was forgotten meanwhile
                self._of_documents |= read
        return held | read
