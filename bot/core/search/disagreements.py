"""Where quotes give different values for the same thing: who, when, how many. They are set side by side, undecided.

Said only where there is hardly a doubt: both hold all words of the question in one clause, with exactly one value of
the kind that was asked for, neither negates nor rounds, and the values can't be the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.language import cues, profile, tokens, values
from bot.core.model.answers import Disagreement, Excerpt
from bot.core.search.query import Asked

ABOUT: Final = {"who": "who", "when": "when", "number": "how many"}  # kind of answer → what it is called
ASIDE: Final = 6  # words between commas, none of them asked for, that belong to what they stand beside
REACH: Final = 3  # words from a number to what it counts

_CLAUSE: Final = re.compile(r"(?<=[;:()—–])|(?<=,)(?=\s)(?!\s+\d{4})")


@dataclass(frozen=True, slots=True)
class _Told:
    """What a quote says: the words as they stand there, and what they mean."""

    shown: str
    meant: object


def among(asked: Asked, found: Sequence[Excerpt]) -> tuple[Disagreement, ...]:
    """At most one. `found`: one quote a story."""
    if len(asked.kinds) != 1 or len(found) < 2:
        return ()
    (kind,) = asked.kinds
    told = [(one.rank, _read(kind, asked, one)) for one in found] if kind in ABOUT else []
    said = [(rank, value) for rank, value in told if value]
    if not any(_differ(kind, one, other) for _, one in said for _, other in said):
        return ()
    return (Disagreement(ABOUT[kind], tuple((value.shown, rank) for rank, value in said)),)


def _language(excerpt: Excerpt) -> str:
    return excerpt.document.details.language or "en"


def _read(kind: str, asked: Asked, excerpt: Excerpt) -> _Told | None:
    language = _language(excerpt)
    if not values.reads(language) or cues.cues(language).negations.search(cues.fold(excerpt.quote)):
        return None
    readers: dict[str, Callable[[str, str, Asked], _Told | None]] = {"when": _date, "number": _count, "who": _name}
    told = (readers[kind](clause, language, asked) for clause in _clauses(excerpt.quote, language, asked))
    return next(told, None)


def _clauses(quote: str, language: str, asked: Asked) -> list[str]:
    """Stretches between commas that hold all words of the question; "On 3 May," belongs to what it stands beside."""
    joined: list[str] = [""]
    for part in _CLAUSE.split(quote):
        aside = not _held(part, language, asked) and len(part.split()) <= ASIDE
        if aside or not _held(joined[-1], language, asked):
            joined[-1] = f"{joined[-1]}{part}"
        else:
            joined.append(part)
    return [clause for clause in joined if len(_held(clause, language, asked)) == len(asked.words)]


def _held(text: str, language: str, asked: Asked) -> set[int]:
    """The numbers of the question's words that it holds."""
    return {asked.numbers[term] for term in asked.terms_of(text, language) if term in asked.numbers}


def _date(quote: str, language: str, asked: Asked) -> _Told | None:
    found = [one for one in values.dates(quote, language) if quote[one.start : one.end] not in asked.text]
    return _Told(quote[found[0].start : found[0].end], found[0].day) if len(found) == 1 else None


def _count(quote: str, language: str, asked: Asked) -> _Told | None:
    """The one number before a word of the question ("18 lawmakers"); where there is none, the only number."""
    cut = values.tokens(quote, language)
    every = [one for one in values.numbers(quote, language) if quote[one.start : one.end] not in asked.text]
    near = [
        one
        for one in every
        if any(_is_asked(token.text, language, asked) for token in cut[one.last + 1 : one.last + 1 + REACH])
    ]
    found = near or every
    if len(found) != 1 or not found[0].exact:
        return None
    return _Told(quote[found[0].start : found[0].end], found[0].value)


def _is_asked(word: str, language: str, asked: Asked) -> bool:
    return any(term in asked.numbers for term in tokens.terms(word, language))


def _name(quote: str, language: str, asked: Asked) -> _Told | None:
    """The only name that the question doesn't hold."""
    if profile.writing(language).capitals == "nouns":
        return None
    spans = [
        (start, end)
        for start, end in values.names(quote, language)
        if not set(_plain(quote[start:end], language)) <= asked.plain_words
    ]
    if len(spans) != 1:
        return None
    name = quote[slice(*spans[0])]
    return _Told(name, frozenset(_plain(name, language)))


def _plain(name: str, language: str) -> list[str]:
    return [token.plain for token in values.tokens(name, language)]


def _differ(kind: str, one: _Told, other: _Told) -> bool:
    if kind == "when":
        return not values.agree(one.meant, other.meant)  # type: ignore[arg-type]
    if kind == "who":
        return frozenset.isdisjoint(one.meant, other.meant)  # type: ignore[arg-type]
    return one.meant != other.meant
