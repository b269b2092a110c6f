"""Where quotes give different values for the same thing: who, when, where, how many. Set side by side, undecided.

Said only where there is hardly a doubt: each tells one value of what was asked (told_values.py), of no other place,
time or part than the other, and the values can't be the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Final

from bot.core.language import values
from bot.core.model.answers import Disagreement, Excerpt
from bot.core.search.differing import told_values
from bot.core.search.differing.told_values import Told
from bot.core.search.differing.value_readers import Range
from bot.core.search.query import Asked
from bot.core.search.units import Unit

ABOUT: Final = {"who": "who", "when": "when", "where": "where", "number": "how many"}  # kind → what it is called
SUMS: Final = frozenset({"money"})


def among(asked: Asked, found: Sequence[Excerpt]) -> tuple[Disagreement, ...]:
    """At most one: those of the values that differ from another one's, as they stand there."""
    kind = told_values.kind(asked)
    if kind is None or len(found) < 2:
        return ()
    told = [(one.rank, value) for one in found if (value := _told(asked, one))]
    pairs = [(one, other) for one, other in combinations(told, 2) if _differ(kind, one[1], other[1])]
    ranks = {rank for pair in pairs for rank, _ in pair}
    if not pairs:
        return ()
    about = "how much" if kind == "number" and asked.forms & SUMS else ABOUT[kind]
    return (Disagreement(about, tuple((value.shown, rank) for rank, value in told if rank in ranks)),)


def differ(asked: Asked, one: Excerpt, other: Excerpt) -> bool:
    """Whether two quotes give different values."""
    return Other(asked, one).is_in(other)


class Other:
    """Looks for units that give another value than the first quote does; quick where none was asked for."""

    def __init__(self, asked: Asked, first: Excerpt) -> None:
        self._asked, self._first = asked, first
        self._kind = told_values.kind(asked)
        self._told = _told(asked, first) if self._kind else None

    def may_be_in(self, unit: Unit) -> bool:
        """By the unit alone, outside the quote."""
        if self._kind is None or self._told is None:
            return False
        own, first = unit.candidate, self._first
        if own.document.id == first.document.id and unit.span[0] < first.end and first.start < unit.span[1]:
            return False
        around = f"{own.text[own.hit.start : own.hit.end]}\n{own.document.details.title}"
        told = told_values.read(self._asked, unit.text, around, own.language)
        return told is not None and _differ(self._kind, self._told, told)

    def is_in(self, excerpt: Excerpt) -> bool:
        """By the quote that is made of such a unit."""
        told = _told(self._asked, excerpt) if self._told else None
        return told is not None and self._told is not None and _differ(self._kind or "", self._told, told)


def _told(asked: Asked, one: Excerpt) -> Told | None:
    details = one.document.details
    return told_values.read(asked, one.quote, f"{one.passage}\n{details.title}", details.language or "en")


def _differ(kind: str, one: Told, other: Told) -> bool:
    """Whether both are of the same thing and can't both be so."""
    if one.subjects.isdisjoint(other.subjects):
        return False  # two fires, in each of which people died
    if one.doers and other.doers and one.doers.isdisjoint(other.doers):
        return False
    if one.unit != other.unit or not _of_one_time(one, other) or _of_others(one, other):
        return False
    if kind == "when":
        return not values.agree(one.meant, other.meant)  # type: ignore[arg-type]
    if kind == "number":
        return not (_within(one.meant, other.meant) or _within(other.meant, one.meant))  # type: ignore[arg-type]
    (sort, own), (another, names) = one.meant, other.meant  # type: ignore[misc]
    if sort != another or _is_short_for(one.shown, other.shown):
        return False
    return frozenset.isdisjoint(own, names)


def _within(one: Range, other: Range) -> bool:
    """Whether a number may be the other, less exactly told."""
    return other[1] <= one[0] <= other[2]


def _of_one_time(one: Told, other: Told) -> bool:
    if bool(one.dates) != bool(other.dates) or (one.days and other.days and one.days.isdisjoint(other.days)):
        return False
    return all(values.agree(day, another) for day in one.dates for another in other.dates)


def _of_others(one: Told, other: Told) -> bool:
    """Whether each names what the other's passage doesn't."""
    return bool(one.names - other.known and other.names - one.known)


def _is_short_for(one: str, other: str) -> bool:
    """Whether one may be the other's first letters: "EYP"."""
    short, long = sorted((one, other), key=len)
    return short.isupper() and len(short) <= len(long.split()) + 1 and short[0] == long[0]
