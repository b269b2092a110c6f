"""A follow-up question: "and when?", "his lawyer?", "did they sue?" take over whom or what was spoken of before.

A question that asks something of its own takes the persons and things alone, from the question before and from the
quote that answered it, never what was asked of them then; one that asks nothing of its own ("and when?") takes all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

from bot.core.language import detection, profile, tokens

ENOUGH: Final = 3  # words that mean something: a question with as many, and no pronoun, stands on its own
_BEFORE: Final = re.compile(r"(\w+)['’\s]+$")
NEAR: Final = 20  # characters before a word in which its article stands
_SOMEBODY, _SOMETHING = "somebody", "something"
_NEUTER: Final = frozenset({"it", "its"})  # in other languages than English a pronoun doesn't tell
_NEVER: Final = re.compile(r"(?!)")
_RUN: Final = re.compile(r"(?<![\w’'-])[A-ZÀ-ÞΑ-ΩА-Я][\w’'-]*(?: [A-ZÀ-ÞΑ-ΩА-Я][\w’'-]*)+")  # Ada Moss
_WORD: Final = re.compile(r"[\w'’-]+")


class _Word(NamedTuple):
    surface: str
    term: str
    start: int


def resolved(now: str, before: str, quote: str = "") -> str:
    """What is searched for: `now`, and what it borrows from the question before and the quote that answered that."""
    language = detection.detect(f"{now} {before}")
    own = _telling(now, language)
    points = _points_back(now, language)
    if len(own) >= ENOUGH and not points:
        return now
    known = {word.term for word in own}
    rest = [word for word in own if word not in _names(now, language) and word.surface.isalpha()]
    if rest or points:
        borrowed = _things(before, quote, language, persons=points == _SOMEBODY)
    else:
        borrowed = _asked_again(now, before, language)
    return " ".join([now, *(word.surface for word in borrowed if word.term not in known)])


def _asked_again(now: str, before: str, language: str) -> Sequence[_Word]:
    """Where nothing is asked but of another time ("and in 2019?") or of somebody else ("and in Hungary?"), the question
    before is asked of that."""
    named = _names(now, language)
    gone = {word.term for word in _in_whose_place(now, named, before, language)} if named else set()
    return [word for word in _telling(before, language) if word.term not in gone]


def _in_whose_place(now: str, named: Sequence[_Word], before: str, language: str) -> Sequence[_Word]:
    """The names for which those of `now` stand: behind the same word ("in Togo", "in Hungary"); where none is, all."""
    names, ahead = _names(before, language), {_ahead(now, one) for one in named} - {""}
    alike: list[_Word] = []
    for one in names:
        goes_on = bool(alike) and _ahead(before, one) == alike[-1].surface.lower()  # New York
        if goes_on or _ahead(before, one) in ahead:
            alike.append(one)
    return alike or names


def _ahead(text: str, word: _Word) -> str:
    """The word right before it, in small letters; "" where there is none."""
    found = _BEFORE.search(text, max(0, word.start - NEAR), word.start)
    return found[1].lower() if found else ""


def _things(before: str, quote: str, language: str, *, persons: bool) -> Sequence[_Word]:
    """The names of the question before; else the one in the quote, where somebody is meant; else its things."""
    words = _telling(before, language)
    named = {word.term for word in _telling(quote, language) if word.surface[:1].isupper()}
    capitals = _names(before, language)
    names = [word for word in words if word in capitals or word.term in named]
    return names or (_first_name(quote, language) if persons else ()) or _objects(before, words, language)


def _objects(before: str, words: Sequence[_Word], language: str) -> Sequence[_Word]:
    """What an article stands before; where there is none, all but the first, which tells what was asked, unless nothing
    stands before it, as in "corvane revenue"."""
    articles = tokens.articles(language)
    behind_one = [word for word in words if _ahead(before, word) in articles]
    return behind_one or [word for number, word in enumerate(words) if number or not word.start]


def _names(text: str, language: str) -> list[_Word]:
    """Words with a capital that stands there for more than the beginning of a sentence."""
    if profile.writing(language).capitals != "names":
        return []
    return [word for word in _telling(text, language) if word.surface[:1].isupper() and not _begins(text, word.start)]


def _begins(text: str, start: int) -> bool:
    before = text[:start].rstrip()
    return not before or before[-1] in '.!?:¿¡"“«'


def _first_name(quote: str, language: str) -> list[_Word]:
    """The words of the first name of two words or more, wherever it stands; else the first of one, in mid-sentence."""
    runs = [list(_telling(found[0], language)) for found in _RUN.finditer(quote)]
    long = next((run for run in runs if len(run) > 1), None)
    return long or _names(quote, language)[:1]


def _points_back(now: str, language: str) -> str:
    """Whether it says "he", "their": SOMEBODY named before, "it": SOMETHING; else nothing."""
    said = [word for word in _WORD.findall(now.lower()) if _pronouns(language).fullmatch(word)]
    if not said:
        return ""
    return _SOMETHING if _NEUTER.issuperset(said) else _SOMEBODY


@cache
def _pronouns(language: str) -> re.Pattern[str]:
    lists = profile.section(language, "cues")
    told = [*lists.get("pronouns", []), *lists.get("possessives", [])]
    return re.compile("|".join(told)) if told else _NEVER


def _telling(text: str, language: str) -> list[_Word]:
    """The words that mean something, as written and as the index knows them, each once."""
    empty = tokens.surface_function_words(language)
    found: dict[str, _Word] = {}
    for word in tokens.words(text, language):
        surface = text[word.start : word.end]
        if surface.casefold() not in empty:
            found.setdefault(word.term, _Word(surface, word.term, word.start))
    return list(found.values())
