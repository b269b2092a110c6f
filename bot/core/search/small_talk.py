"""What people wrap around a question, greetings, thanks and "can you tell me", or say instead of one.

None of it is content: the same question with and without it must find the same, and a message of nothing else asks
nothing. The phrases stand in `[small_talk]` of each language's profile.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from bot.core.language import profile, tokens
from bot.core.model.documents import Span

ROUNDS: Final = 6  # wrappings taken off one after the other: "hi, sorry to bother: quick question, can you tell me …"
EVERYBODYS: Final = "en"  # small talk in English is made everywhere
REACH: Final = 80  # characters at the end that are looked at
PIECES: Final = 3  # of small talk in a message that asks nothing
LONGEST: Final = 60  # characters of a message that asks nothing
REPEATED: Final = 3  # times one word alone: no question, and "Duran Duran" is a name

_SIGNS: Final = " ,:;.!?…)(-–—\"'，。！？、；：،؛؟"
_GAP: Final = rf"[{re.escape(_SIGNS)}]*"
_QUOTES: Final = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "?": "?", "¿": " ", "¡": " "})


def asked(text: str, languages: Sequence[str]) -> Span:
    """Offsets of what is asked, without what is wrapped around it; an empty span where nothing is.

    languages: in which it may be said, the question's own first; English counts always.
    """
    folded, places = _folded(text)
    known = tuple(dict.fromkeys((*languages, EVERYBODYS)))
    if _says_nothing(folded):
        return 0, 0
    start, end = 0, len(folded)
    for _ in range(ROUNDS):
        opened = _opens(known).match(folded, start, end)
        closed = _closing(folded, start, end, known)
        if opened is None and closed is None:
            break
        start, end = opened.end() if opened else start, closed if closed is not None else end
    if start >= end or _says_nothing(folded[start:end]):
        return 0, 0
    return places[start], places[end]


def _says_nothing(folded: str) -> bool:
    """In whatever language: who says "gracias" asks nothing, even where all files are Arabic."""
    said = folded.strip(_SIGNS)
    return not said or _repeats(said) or (len(said) <= LONGEST and _alone().fullmatch(said) is not None)


def _repeats(said: str) -> bool:
    """ "test test test": one word and nothing else."""
    words = said.split()
    return len(words) >= REPEATED and len({word.strip(_SIGNS) for word in words}) == 1


def _closing(folded: str, start: int, end: int, known: tuple[str, ...]) -> int | None:
    """Where the question ends before what closes it; None where nothing does."""
    floor = max(start, end - REACH)
    found = next((one for one in _closes(known).finditer(folded, floor, end) if one.end() == end), None)
    return found.start() if found and found.start() > start else None


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """Small letters without accents, one space for several, and for each of them (and the end) its place in `text`."""
    if text.isascii() and text.isprintable() and "  " not in text:  # nearly all English questions
        return text.lower(), range(len(text) + 1)
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        plain = " " if letter.isspace() else _plain(letter)
        if plain == " " and (not letters or letters[-1] == " "):
            continue
        letters += plain
        places += [place] * len(plain)
    return "".join(letters), [*places, len(text)]


@cache
def _plain(letter: str) -> str:
    return tokens.fold(letter.translate(_QUOTES), EVERYBODYS)


@cache
def _opens(known: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"{_GAP}(?:{'|'.join(_patterns(known, 'opens'))}){_GAP}")


@cache
def _closes(known: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(_patterns(known, 'closes'))}){_GAP}$")


@cache
def _alone() -> re.Pattern[str]:
    """Of all languages, and what else is wrapped around a question, up to PIECES of these: "hola, gracias"."""
    every = profile.having("small_talk")
    pieces = "|".join([*_patterns(every, "alone"), *_patterns(every, "opens"), *_patterns(every, "closes")])
    return re.compile(rf"(?:(?:{pieces}){_GAP}){{1,{PIECES}}}")


def _patterns(known: tuple[str, ...], kind: str) -> list[str]:
    """Each within the bounds of words, where the language parts its words."""
    found = []
    for language in known:
        before, behind = ("", "") if profile.writing(language).is_unspaced else (r"(?<!\w)", r"(?!\w)")
        found += [f"{before}(?:{_fold(one)}){behind}" for one in profile.section(language, "small_talk").get(kind, [])]
    return found


def _fold(pattern: str) -> str:
    """A pattern in the letters that questions are folded to; its signs stay."""
    return "".join(_plain(letter) if letter.isalpha() and not letter.isascii() else letter for letter in pattern)
