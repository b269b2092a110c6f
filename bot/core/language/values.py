"""The numbers, dates and names that a sentence gives, as far as they can be read without doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from bot.core.language import profile
from bot.core.language import tokens as words

Day = tuple[int | None, int | None, int | None]  # year, month, day of the month, each where it is said

_TOKEN: Final = re.compile(r"\d+(?:[.,'’\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+[.,]\d+|\d+|[^\W\d_]+")
_ISO: Final = re.compile(r"(?<!\d)(\d{4})-(\d\d)(?:-(\d\d))?(?!\d)")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_NEAR: Final = 2  # words before a number that can make it inexact


@dataclass(frozen=True, slots=True)
class Token:
    """A word or number of a sentence; `plain` is folded as the language folds."""

    start: int
    end: int
    text: str
    plain: str


@dataclass(frozen=True, slots=True)
class Number:
    """`exact` is false for "about 18", "more than 18". `last`: the number of its last token."""

    start: int
    end: int
    value: float
    exact: bool
    last: int


@dataclass(frozen=True, slots=True)
class Date:
    start: int
    end: int
    day: Day


def tokens(sentence: str, language: str) -> list[Token]:
    return [
        Token(*found.span(), found[0], words.fold(found[0], language)) for found in _TOKEN.finditer(sentence)
    ]  # fmt: skip


# --- numbers


def numbers(sentence: str, language: str) -> list[Number]:
    """All that are no dates, in order: in digits, or in words from two on."""
    cut, dated = tokens(sentence, language), dates(sentence, language)
    found, at = [], 0
    while at < len(cut):
        number = _number(cut, at, language)
        at = number.last + 1 if number else at + 1
        if number and not any(one.start <= number.start < one.end for one in dated):
            found.append(number)
    return found


def _number(cut: Sequence[Token], at: int, language: str) -> Number | None:
    value, last = _value(cut[at], language), at
    if value is None:
        return None
    while last + 1 < len(cut) and (more := _continued(value, cut[last + 1], language)) is not None:
        value, last = more, last + 1
    before = cut[max(0, at - _NEAR) : at]
    inexact = _table(language, "inexact")
    return Number(cut[at].start, cut[last].end, value, all(one.plain not in inexact for one in before), last)


def _value(token: Token, language: str) -> float | None:
    if token.text[0].isdecimal():
        return _digits(token.text)
    value = _table(language, "numbers").get(token.plain)
    return None if value is None else float(value)


def _continued(value: float, following: Token, language: str) -> float | None:
    """ "twenty" + "five", "3.5" + "million"."""
    scale = _table(language, "scales").get(following.plain)
    if scale is not None:
        return value * float(scale)
    unit = _table(language, "numbers").get(following.plain) or _table(language, "ones").get(following.plain)
    return value + unit if unit is not None and unit < 10 and 20 <= value < 100 and value % 10 == 0 else None


def _digits(text: str) -> float:
    """ "4,000", "4.000" and "4 000" alike; three digits after a separator are thousands."""
    parts = re.split(r"[.,'’\u00a0\u202f]", text)
    if len(parts) > 1 and len(parts[-1]) != 3:
        return float(f"{int(''.join(parts[:-1]))}.{parts[-1]}")
    return float(int("".join(parts)))


# --- dates


def dates(sentence: str, language: str) -> list[Date]:
    """Those that name at least a year or a month, in order."""
    found = [
        Date(*iso.span(), (int(iso[1]), int(iso[2]), int(iso[3]) if iso[3] else None))
        for iso in _ISO.finditer(sentence)
    ]
    free = [
        token
        for token in tokens(sentence, language)
        if not any(one.start <= token.start < one.end for one in found) and token.plain not in _table(language, "links")
    ]
    return sorted([*found, *_written(free, language)], key=lambda one: one.start)


def _written(cut: Sequence[Token], language: str) -> Iterator[Date]:
    at = 0
    while at < len(cut):
        found = next((one for span in (3, 2, 1) if (one := _day(cut[at : at + span], language, span))), None)
        if found:
            yield Date(cut[at].start, cut[at + found[0] - 1].end, found[1])
        at += found[0] if found else 1


def _day(cut: Sequence[Token], language: str, span: int) -> tuple[int, Day] | None:
    """So many tokens as one date: "15 December 2021", "March 3", "May 2020", "2019"; None for anything else."""
    kinds = [_kind(token, language) for token in cut]
    shape = "".join(kind for kind, _ in kinds)
    told = dict(kinds)
    if len(cut) != span or shape not in {"dmy", "mdy", "my", "dm", "md", "y"}:
        return None
    return span, (told.get("y"), told.get("m"), told.get("d"))


def _kind(token: Token, language: str) -> tuple[str, int]:
    months = _months(language)
    if token.plain in months:
        return "m", months[token.plain]
    if _YEAR.fullmatch(token.text):
        return "y", int(token.text)
    if token.text.isdecimal() and 1 <= int(token.text) <= 31:
        return "d", int(token.text)
    return "-", 0


def agree(one: Day, other: Day) -> bool:
    """Whether both can be the same day: "2021" and "15 December 2021" can."""
    return all(mine == theirs for mine, theirs in zip(one, other, strict=True) if None not in (mine, theirs))


# --- names


def names(sentence: str, language: str) -> list[tuple[int, int]]:
    """Runs of words with a capital: spans. Days and months are none, nor is a function word that begins a sentence."""
    small = words.surface_function_words(language)
    never = {*_months(language), *_table(language, "days")}
    runs: list[list[Token]] = [[]]
    for token in tokens(sentence, language):
        capital = token.text[0].isupper() and token.plain not in never
        begins = capital and not runs[-1] and token.text.casefold() in small
        if not capital or begins or (runs[-1] and sentence[runs[-1][-1].end : token.start] not in {" ", "-", "'", "’"}):
            runs.append([])
        if capital and not begins:
            runs[-1].append(token)
    return [(run[0].start, run[-1].end) for run in runs if run]


# --- tables


@cache
def _months(language: str) -> dict[str, int]:
    told = profile.section(language, "dates")
    listed = (*enumerate(told.get("months", []), 1), *enumerate(told.get("short", []), 1))
    return {words.fold(name, language): number for number, name in listed}


@cache
def _table(language: str, name: str) -> dict[str, Any]:
    """Folded words, with their values where they have some."""
    told = {**profile.section(language, "dates"), **profile.section(language, "numbers")}.get(name, {})
    each = told.items() if isinstance(told, dict) else ((one, True) for one in told)
    return {words.fold(word, language): value for word, value in each}
