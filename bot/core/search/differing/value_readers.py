"""Reads the one value out of a clause: a date, a number with its unit, a name, a place; None where it isn't the one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from bot.core.language import cues, profile, tokens, values
from bot.core.language.values import Day
from bot.core.search.query import Asked

Range = tuple[float, float, float]  # the number as it is written, and between what it may lie
Meant = Day | Range | tuple[str, frozenset[str]]

REACH: Final = 3  # words from a number to what it counts
ABOUT: Final = (0.8, 1.25)  # times a number that is "about" so
BARE: Final = "bare"  # the unit of a number that stands alone

CLAUSE: Final = re.compile(r"(?<=[;:()—–])|(?<=,)(?=\s)(?!\s+\d{4})")
THAT: Final = re.compile(r"\b(?:that|que|dass)\b|\bqu['’]")
RELATIVE: Final = re.compile(r"\s*(?:where|which|who|whose|that|donde|que|où|qui|dont|wo|die|der|das)\b")
_SIGNS: Final = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₽": "roubl", "₪": "shekel", "₹": "rupe"}
_SUBJECT: Final = re.compile(r"(?:^|\bby|[,;:–—“\"])\s*(?:the\s)?$", re.IGNORECASE)  # before one who does it
_GOES_ON: Final = re.compile(
    r"['’]|\s*,\s*[A-ZÀ-Þ]"
)  # behind one who is named only as somebody's, or as one of several


class Read(NamedTuple):
    """Where a value stands in its clause, and what it means: a date, the range of a number, a name or place of a kind.

    unit: of a number: its currency, what stands between it and what it counts, and the time that it is for.
    """

    start: int
    end: int
    meant: Meant
    unit: frozenset[str] = frozenset()


def date(clause: str, language: str, asked: Asked) -> Read | None:
    """The only one, which neither bounds what happened ("before 2019") nor may be of a saying."""
    found = [one for one in values.dates(clause, language) if clause[one.start : one.end] not in asked.text]
    if len(found) != 1 or _is_of_a_saying(clause, found[0].start, language):
        return None
    if pattern(language, "bounds", r"(?:\s(?:the|el|la|le|dem|der))?\s*$").search(
        folded(clause[: found[0].start], language)
    ):
        return None
    return Read(found[0].start, found[0].end, found[0].day)


def _is_of_a_saying(clause: str, at: int, language: str) -> bool:
    """Whether a verb of speech stands beside it, no comma between."""
    last = clause.find(",", at)
    beside = clause[clause.rfind(",", 0, at) + 1 : last if last >= 0 else None]
    return cues.cues(language).said.search(cues.fold(beside)) is not None


def number(clause: str, language: str, asked: Asked) -> Read | None:
    """The one number that counts or measures what was asked."""
    every = [one for one in values.numbers(clause, language) if clause[one.start : one.end] not in asked.text]
    found = [(one, unit) for one in every if (unit := _unit(clause, one, language, asked)) is not None]
    if len(found) != 1:
        return None
    one, unit = found[0]
    if _is_other(clause, one, language, asked):
        return None
    reach = _range(clause, one, language)
    return Read(one.start, one.end, reach, unit | _period(clause, language)) if reach else None


def _unit(clause: str, one: values.Number, language: str, asked: Asked) -> frozenset[str] | None:
    """Of a sum its currency, of a measure the word behind it, of a count what stands before what it counts."""
    behind = [token.plain for token in values.tokens(clause[one.end :], language)[:REACH]]
    currency = _currency(clause, one, behind, language)
    if currency or not asked.forms.isdisjoint({"money", "duration"}):
        return frozenset([currency]) if currency else _measured(behind, language, asked)
    for place, word in enumerate(behind):
        if is_asked(word, language, asked):
            return frozenset(behind[:place])
    return None


def _is_other(clause: str, one: values.Number, language: str, asked: Asked) -> bool:
    """Whether it counts something else: "built for 400", "a deposit of 200,000", "14 passengers were injured"."""
    before, behind = values.tokens(clause[: one.start], language), values.tokens(clause[one.end :], language)
    meant = bool(before and behind) and before[-1].plain == "for" and is_asked(behind[0].text, language, asked)
    if meant or is_part_of(before, language, asked):
        return True
    counted = next((at for at, token in enumerate(behind[:REACH]) if is_asked(token.text, language, asked)), REACH)
    then = behind[counted + 1 :]
    being = profile.section(language, "comparing").get("being", "(?!)")
    found = re.match(being, " ".join(token.plain for token in then))
    done = then[found[0].count(" ")] if found else None
    return done is not None and tells(done, language, asked)


def is_part_of(before: Sequence[values.Token], language: str, asked: Asked) -> bool:
    """Whether what follows is told of a part of it, or of something of it: "a chapter of the …"."""
    cut = list(before)
    while cut and cut[-1].plain in articles(language):
        cut.pop()
    if len(cut) < 2 or cut[-1].plain not in {"of", "de", "del", "du", "des", "von", "vom"}:
        return False
    return tells(cut[-2], language, asked) and cut[-2].plain not in table(language, "comparing", "whole")


def tells(token: values.Token, language: str, asked: Asked) -> bool:
    """Whether it is a word that says something and wasn't asked for: no name, no number."""
    is_plain = token.text.islower() and len(token.text) > 1 and not _is_small(token.plain, language)
    number = token.plain in table(language, "numbers", "numbers")
    return is_plain and not number and not is_asked(token.text, language, asked)


def _is_small(word: str, language: str) -> bool:
    return word in tokens.surface_function_words(language)


def _measured(behind: Sequence[str], language: str, asked: Asked) -> frozenset[str]:
    if not behind or behind[0] in tokens.surface_function_words(language):
        return frozenset([BARE])
    return frozenset() if is_asked(behind[0], language, asked) else frozenset(tokens.terms(behind[0], language))


def _currency(clause: str, one: values.Number, behind: Sequence[str], language: str) -> str | None:
    sign = _SIGNS.get(clause[: one.start].rstrip()[-1:]) or _SIGNS.get(clause[one.end :].lstrip()[:1])
    named = next((word for word in behind[:2] if word in table(language, "answers", "currencies")), None)
    return sign or (tokens.terms(named, language)[0] if named else None)


def _period(clause: str, language: str) -> frozenset[str]:
    return frozenset(found[0] for found in pattern(language, "period").finditer(folded(clause, language)))


def _range(clause: str, one: values.Number, language: str) -> Range | None:
    """Where it may lie; a round number stands for those that are rounded to it. None if it is inexact otherwise."""
    value, before = one.value, folded(clause[: one.start], language).rstrip("$€£¥ ")
    if pattern(language, "lower", "$").search(before):
        return value, value, float("inf")
    if pattern(language, "upper", "$").search(before):
        return value, 0.0, value
    if pattern(language, "about", "$").search(before):
        return value, value * ABOUT[0], value * ABOUT[1]
    if not one.exact:
        return None
    whole = f"{value:.0f}" if value.is_integer() and value else "1"
    off = 10.0 ** (len(whole) - len(whole.rstrip("0"))) / 2 if whole.endswith("0") else 0.0
    return value, value - off, value + off


def name(clause: str, language: str, asked: Asked) -> Read | None:
    """The only name that the question doesn't hold, of one who alone does what was asked."""
    doers = frozenset(tokens.terms(profile.section(language, "comparing").get("doers", ""), language))
    if not any(doers.intersection(word.terms[:1]) for word in asked.words):
        return None
    every = values.names(clause, language)
    spans = [span for span in every if not words(clause[slice(*span)], language) <= asked.plain_words]
    if len(spans) != 1:
        return None
    start, end = spans[0]
    behind = folded(clause[end:], language).lstrip(" ,")
    if not _SUBJECT.search(clause[:start]) or _GOES_ON.match(clause, end) or pattern(language, "several").match(behind):
        return None
    own = words(clause[start:end], language)
    is_body = clause[start:end].isupper() or not own.isdisjoint(table(language, "comparing", "bodies"))
    return Read(start, end, ("body" if is_body else "", own))


def place(clause: str, language: str, asked: Asked) -> Read | None:
    """The only place of a kind of which nothing is at two at once: "in the Astor Hotel", "in the village of Orlo"."""
    found = [
        (one, own)
        for one in _kinds_of_places(language).finditer(clause)
        if not (own := words(one["name"] or one["called"], language)) <= asked.plain_words
    ]
    if len(found) != 1:
        return None
    one, own = found[0]
    return Read(*one.span("whole"), ((one["kind"] or one["class"]).casefold(), own))


@cache
def _kinds_of_places(language: str) -> re.Pattern[str]:
    kinds = "|".join(profile.section(language, "comparing").get("classes", [])) or "(?!)"
    before = "|".join(profile.section(language, "answers").get("prepositions", [])) or "(?!)"
    named = r"[A-ZÀ-Þ][\w’'-]*(?:\s[A-ZÀ-Þ][\w’'-]*){0,3}"
    return re.compile(
        rf"(?<!\w)(?:{before})\s(?:the\s)?(?P<whole>(?P<name>{named})\s(?P<kind>(?i:{kinds}))(?!\w)"
        rf"|(?P<class>(?i:{kinds}))\sof\s(?P<called>{named}))"
    )


READERS: Final[Mapping[str, Callable[[str, str, Asked], Read | None]]] = {
    "when": date,
    "number": number,
    "who": name,
    "where": place,
}


# --- lists and words


def folded(text: str, language: str) -> str:
    """As the patterns of `[comparing]` are written."""
    return " ".join(tokens.fold(text, language).replace("’", "'").split())


@cache
def pattern(language: str, listed: str, end: str = r"(?!\w)") -> re.Pattern[str]:
    """Any of the pieces of that list, as whole words; with nothing but `end` behind."""
    pieces = profile.section(language, "comparing").get(listed, [])
    return re.compile(rf"(?<![^\W\d])(?:{'|'.join(pieces) or '(?!)'}){end}")


@cache
def table(language: str, section: str, listed: str) -> frozenset[str]:
    """The folded words of a list, or of a line of words."""
    found = profile.section(language, section).get(listed, [])
    return frozenset(tokens.fold(word, language) for word in (found.split() if isinstance(found, str) else found))


@cache
def currencies(language: str) -> frozenset[str]:
    """As units: their terms."""
    return frozenset(tokens.terms(" ".join(table(language, "answers", "currencies")), language))


@cache
def articles(language: str) -> frozenset[str]:
    return table(language, "words", "articles") | {"the", "a", "an"}


def is_asked(word: str, language: str, asked: Asked) -> bool:
    return any(term in asked.numbers for term in tokens.terms(word, language))


def words(text: str, language: str) -> frozenset[str]:
    """The words of a text, folded."""
    return frozenset(one.plain for one in values.tokens(text, language))
