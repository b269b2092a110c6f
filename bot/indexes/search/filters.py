"""Which passages a search may find at all: live ones, of the asked words, documents and days."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from bot.indexes.segments.columns import Array
from bot.indexes.segments.live import LiveSegment
from bot.indexes.segments.segment import prefixes_of

Allowed = Callable[[Array], Array]  # passage numbers of a segment → a bool each


@dataclass(frozen=True, slots=True)
class Filters:
    """See `ports.Snapshot.search`; words in UTF-8."""

    must: tuple[bytes, ...] = ()
    without: tuple[bytes, ...] = ()
    within: Array | None = None
    after: int = 0
    before: int = 0


def allowed(live: LiveSegment, filters: Filters) -> Allowed | None:
    """Whether passages are live and pass the filters; None where all do."""
    tests = [*_dead_test(live), *_word_tests(live, filters), *_document_tests(live, filters)]
    if not tests:
        return None

    def all_of(passages: Array) -> Array:
        passed: Array = np.logical_and.reduce([test(passages) for test in tests])
        return passed

    return all_of


def passing(live: LiveSegment, filters: Filters) -> Array:
    """The numbers of its live documents that are asked for."""
    segment = live.segment
    passed = np.ones(segment.documents, bool)
    passed[live.gone] = False
    if filters.within is not None:
        passed &= np.isin(segment.ids, filters.within)
    if filters.after or filters.before:
        passed &= _in_days(segment.days, filters.after, filters.before)
    return np.flatnonzero(passed)


def _dead_test(live: LiveSegment) -> Iterator[Allowed]:
    if live.dead is not None:
        dead = live.dead
        yield lambda passages: ~dead.take(passages)


def _word_tests(live: LiveSegment, filters: Filters) -> Iterator[Allowed]:
    for word in filters.must:
        yield _holding(word, live)
    for word in filters.without:
        yield _not(_holding(word, live))


def _not(test: Allowed) -> Allowed:
    return lambda passages: ~test(passages)


def _holding(word: bytes, live: LiveSegment) -> Allowed:
    [term] = live.segment.find([word], prefixes_of([word]))
    if term < 0:
        return lambda passages: np.zeros(len(passages), bool)
    holders = live.segment.passages_of(term, term + 1)

    def holding(passages: Array) -> Array:
        places = np.minimum(holders.searchsorted(passages), len(holders) - 1)
        found: Array = holders.take(places) == passages
        return found

    return holding


def _document_tests(live: LiveSegment, filters: Filters) -> Iterator[Allowed]:
    segment = live.segment
    if filters.within is not None:
        within = filters.within
        yield lambda passages: np.isin(segment.ids.take(segment.document_of(passages)), within)
    if filters.after or filters.before:
        yield lambda passages: _in_days(segment.days[segment.document_of(passages)], filters.after, filters.before)


def _in_days(days: Array, after: int, before: int) -> Array:
    """Dated documents that both bounds find: see `Entry`."""
    fits: Array = (days[:, 0] > 0) & (days[:, 0] >= after)
    return fits & (days[:, 1] <= before) if before else fits
