"""What may stand for a word, more loosely than a synonym: "released" for "freed", "laboratory" for "lab", Hungary for
Hungarian, EU for European Union. Nothing is searched for by it; it only keeps a word from being told missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from bot.core.language import profile, tokens
from bot.core.search.words import spelling

_PLAIN: Final = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")  # of the patterns of titles, those that are words


@dataclass(frozen=True, slots=True)
class Wording:
    """A word or a few that stand side by side, as terms. written: an abbreviation or a sign, which counts in a text
    only as it is written: "us" isn't the US."""

    terms: tuple[str, ...]
    written: str = ""


def others(terms: Sequence[str], place: int, language: str) -> Iterator[tuple[str, tuple[Wording, ...]]]:
    """For the term at that place of a question, alone or with those beside it: the key of each group that has it, and
    the group. A key is another language's, too, where it is that of a country or a body; else it is empty."""
    for wording, key, group in _holding(language).get(terms[place], ()):
        size = len(wording.terms)
        starts = range(max(0, place - size + 1), place + 1)
        if any(tuple(terms[start : start + size]) == wording.terms for start in starts):
            yield key, group


def spelt(surface: str, language: str) -> Iterator[str]:
    """The terms of those words here that it may be, misspelt."""
    for other, term in _surfaces(language).get(surface[:1], ()):
        if spelling.near(surface, other, language):
            yield term


@cache
def _surfaces(language: str) -> Mapping[str, Sequence[tuple[str, str]]]:
    """First letter → the words of one word and their terms."""
    found: dict[str, list[tuple[str, str]]] = {}
    for word in profile.section(language, "rewording").get("same", "").split():
        if word.isalpha() and word.islower():
            found.setdefault(word[:1], []).append((word, tokens.stem(word, language)))
    return found


def named(key: str, language: str) -> tuple[Wording, ...]:
    """What the country or body of that key is called in that language."""
    return _wordings(profile.section(language, "names").get(key, ""), language)


@cache
def _holding(language: str) -> Mapping[str, Sequence[tuple[Wording, str, tuple[Wording, ...]]]]:
    """Term → the wordings that it is in, each with its group."""
    lines = profile.section(language, "rewording").get("same", "").splitlines()
    groups = [("", _wordings(line, language)) for line in lines]
    groups += [(key, named(key, language)) for key in profile.section(language, "names")]
    found: dict[str, list[tuple[Wording, str, tuple[Wording, ...]]]] = {}
    for key, group in groups:
        for wording in group:
            for term in wording.terms:
                found.setdefault(term, []).append((wording, key, group))
    return found


@cache
def _wordings(listed: str, language: str) -> tuple[Wording, ...]:
    return tuple(_wording(one, language) for one in listed.split())


def _wording(one: str, language: str) -> Wording:
    is_written = not one.isalpha() or one[-1:].isupper() or one[:-1].isupper()
    terms = tuple(tokens.terms(one.replace("-", " "), language))
    return Wording(terms, one if is_written and "-" not in one else "")


def is_named(word: str, language: str) -> bool:
    """Whether a country or body is called so, or by an abbreviation, in whatever case: "uae"."""
    return any(key for _, key, _ in _holding(language).get(tokens.stem(word, language), ()))


@cache
def empty(language: str) -> frozenset[str]:
    """What says nothing of what is asked: what is said to a bot, and what an answer is rarely told with; folded."""
    return _folded(language, "chat") | _folded(language, "empty")


@cache
def determiners(language: str) -> frozenset[str]:
    """Behind what, beside the articles, no name stands where all nouns have a capital; folded."""
    return _folded(language, "determiners")


@cache
def titles(language: str) -> frozenset[str]:
    """What stands before a name and is no part of it: "Mr", "minister"; folded."""
    known = (one for one in profile.section(language, "cues").get("titles", []) if _PLAIN.fullmatch(one))
    words = frozenset(tokens.fold(word, language) for one in known for word in one.split())
    return words | _folded(language, "titles")


def _folded(language: str, name: str) -> frozenset[str]:
    listed = profile.section(language, "rewording").get(name, "").split()
    return frozenset(tokens.fold(word, language) for word in listed)
