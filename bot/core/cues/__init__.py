"""Words that say how a sentence stands to its neighbours, and what pages leave around an article: tables by language.

Each language has one file, `<language>.toml`, whose lists are pieces of regular expressions (`en.toml` says what each
list is for); `leftovers.toml` holds all languages' boilerplate. A language without a file has no cues.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_FOLDED = {
    **str.maketrans("’ʼأإآىё\n\t\u00a0\u202f", "''ااايе    "),
    **dict.fromkeys(map(ord, "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652")),  # tatweel and vowel signs
}
_OPENING = " \"'“”„«»‹›‘‚(["
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Cues:
    """One language's cues, each a pattern over a folded sentence: `starts_*` at its start, the others anywhere."""

    starts_contrast: re.Pattern[str]
    contrast_inside: re.Pattern[str]
    starts_leaning: re.Pattern[str]
    starts_pronoun: re.Pattern[str]
    later_pronoun: re.Pattern[str]
    starts_expletive: re.Pattern[str]
    starts_following: re.Pattern[str]
    starts_half: re.Pattern[str]
    said: re.Pattern[str]
    said_pronoun: re.Pattern[str]
    reported: re.Pattern[str]
    announces: re.Pattern[str]
    denies: re.Pattern[str]
    doubts: re.Pattern[str]
    about: re.Pattern[str]
    hearsay: re.Pattern[str]


@cache
def table(name: str) -> dict[str, Any]:
    """The table of that name, empty where there is none. Read once; not to be changed."""
    file = files(__name__) / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def fold(sentence: str) -> str:
    """A sentence as the cues are written: small letters, plain apostrophes and spaces, no quotation mark first."""
    return " ".join(sentence.lower().translate(_FOLDED).split()).lstrip(_OPENING)


@cache
def cues(language: str) -> Cues:
    """The cues of a language; patterns that never match where it has no table."""
    lists = table(language) if len(language) == 2 else {}
    return Cues(
        starts_contrast=_starts(lists, "contrast"),
        contrast_inside=_anywhere(lists, "contrast_inside"),
        starts_leaning=_starts(lists, "leans", "prodrop"),
        starts_pronoun=_starts(lists, "pronouns", "nouns"),
        later_pronoun=_after_comma(lists),
        starts_expletive=_starts(lists, "expletives"),
        starts_following=_starts(lists, "follows"),
        starts_half=_starts(lists, "halves"),
        said=_anywhere(lists, "said"),
        said_pronoun=_said_by_pronoun(lists),
        reported=_anywhere(lists, "reported"),
        announces=_anywhere(lists, "announces"),
        denies=_anywhere(lists, "denies"),
        doubts=_anywhere(lists, "doubts"),
        about=_anywhere(lists, "about"),
        hearsay=_anywhere(lists, "hearsay"),
    )


def _pieces(lists: dict[str, Any], *names: str) -> str:
    return "|".join(piece.translate(_FOLDED) for name in names for piece in lists.get(name, ()))


def _starts(lists: dict[str, Any], *names: str) -> re.Pattern[str]:
    pieces = _pieces(lists, *names)
    return re.compile(rf"{lists.get('prefix', '')}(?:[—–-] ?)?(?:{pieces})(?!\w)") if pieces else _NEVER


def _anywhere(lists: dict[str, Any], *names: str) -> re.Pattern[str]:
    pieces = _pieces(lists, *names)
    return re.compile(rf"(?<!\w){lists.get('prefix', '')}(?:{pieces})(?!\w)") if pieces else _NEVER


def _after_comma(lists: dict[str, Any]) -> re.Pattern[str]:
    """A pronoun or "the company" as the subject after some words of introduction: "In 2016, it leaked"."""
    pieces = _pieces(lists, "pronouns", "nouns")
    intro = lists.get("introduction", "")
    return re.compile(rf"(?:{intro})(?:{pieces})(?!\w)") if pieces and intro else _NEVER


def _said_by_pronoun(lists: dict[str, Any]) -> re.Pattern[str]:
    """A speaker who is only a pronoun: "she said", "said he"."""
    persons, said = _pieces(lists, "persons"), _pieces(lists, "speech")
    return (
        re.compile(rf"(?<!\w)(?:(?:{persons}) (?:\w+ )?(?:{said})|(?:{said})[ -](?:t-)?(?:{persons}))(?!\w)")
        if persons and said
        else _NEVER
    )
