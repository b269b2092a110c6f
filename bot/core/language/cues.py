"""Words that say how a sentence stands to its neighbours, by language.

The lists of `[cues]` in a language's profile are pieces of regular expressions; `profiles/en.toml` says what each is
for. A language without that section has no cues.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from bot.core.language import profile


class _Letters(dict[int, Any]):
    """For `str.translate`: with each letter that stays as it is, once met; to miss one takes ten times as long."""

    def __missing__(self, code: int) -> int:
        self[code] = code
        return code


_FOLDED: Final = _Letters({
    **str.maketrans("’ʼأإآىё\n\t\u00a0\u202f", "''ااايе    "),
    **dict.fromkeys(map(ord, "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652")),  # tatweel and vowel signs
})  # fmt: skip
_OPENING = " \"'“”„«»‹›‘‚([「『《"
SOON = 6  # words after the first one among which a pronoun still is the subject or the first object
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
    refers: re.Pattern[str]
    hearsay: re.Pattern[str]
    frames: re.Pattern[str]
    status: re.Pattern[str]
    promises: re.Pattern[str]
    accused: re.Pattern[str]
    outcomes: re.Pattern[str]
    negations: re.Pattern[str]
    starts_supposition: re.Pattern[str]
    starts_later: re.Pattern[str]
    starts_definite: re.Pattern[str]
    starts_demonstrative: re.Pattern[str]
    starts_anaphor: re.Pattern[str]
    anaphors: re.Pattern[str]
    depends: re.Pattern[str]
    indefinite: re.Pattern[str]
    limits: re.Pattern[str]
    starts_ordinal: re.Pattern[str]
    starts_addition: re.Pattern[str]
    starts_era: re.Pattern[str]
    starts_recanting: re.Pattern[str]
    told: re.Pattern[str]
    exceptions: re.Pattern[str]
    reverses: re.Pattern[str]
    appeals: re.Pattern[str]
    starts_absolute: re.Pattern[str]
    media: re.Pattern[str]
    retracts: re.Pattern[str]
    regrets: re.Pattern[str]
    universals: re.Pattern[str]
    before: re.Pattern[str]
    starts_party: re.Pattern[str]
    undoes: re.Pattern[str]
    scopes: re.Pattern[str]
    presents: re.Pattern[str]


def fold(sentence: str) -> str:
    """A sentence as the cues are written: small letters, plain apostrophes and spaces, no quotation mark first."""
    small = sentence.lower()
    if not small.isascii():
        small = small.replace("’", "'")  # all that most texts need: to translate them takes ten times as long
        if _FOREIGN.search(small):
            small = small.translate(_FOLDED)
    return " ".join(small.split()).lstrip(_OPENING)


# Chinese cues are written in simplified letters; texts are in either.
_FOLDED.update(str.maketrans(*profile.writing("zh").read_as))
_FOREIGN: Final = re.compile(
    f"[{''.join(chr(code) for code in _FOLDED if not chr(code).isspace() and code != ord('’'))}]"
)


# Which lists make up a pattern that stands at the start of a sentence.
_AT_START: Final = {
    "starts_contrast": ("contrast",),
    "starts_leaning": ("leans", "prodrop"),
    "starts_pronoun": ("pronouns", "nouns"),
    "starts_expletive": ("expletives",),
    "starts_following": ("follows",),
    "starts_half": ("halves",),
    "starts_supposition": ("suppositions",),
    "starts_later": ("later",),
    "starts_definite": ("definite",),
    "starts_demonstrative": ("demonstratives",),
    "starts_ordinal": ("ordinals",),
    "starts_addition": ("adds",),
    "starts_era": ("eras",),
    "starts_recanting": ("recants",),
    "starts_absolute": ("absolutes",),
    "starts_party": ("parties",),
}
# Lists of whole words, and of stems that any ending may follow.
_ANYWHERE: Final = [
    "contrast_inside",
    "said",
    "reported",
    "announces",
    "denies",
    "doubts",
    "about",
    "refers",
    "hearsay",
    "negations",
    "anaphors",
    "indefinite",
    "limits",
    "told",
    "exceptions",
    "appeals",
    "media",
    "regrets",
    "universals",
    "before",
    "undoes",
    "scopes",
    "presents",
]
_STEMS: Final = ["frames", "status", "promises", "accused", "outcomes", "depends", "reverses", "retracts"]


@cache
def cues(language: str) -> Cues:
    """The cues of a language; patterns that never match where it has no table."""
    lists, unspaced = profile.section(language, "cues"), profile.writing(language).is_unspaced
    return Cues(
        later_pronoun=_after_comma(lists),
        said_pronoun=_said_by_pronoun(lists),
        starts_anaphor=_starts_anaphor(lists),
        **{name: _starts(lists, names, unspaced) for name, names in _AT_START.items()},
        **{name: _anywhere(lists, name, unspaced) for name in _ANYWHERE},
        **{name: _stems(lists, name, unspaced) for name in _STEMS},
    )


def _pieces(lists: Mapping[str, Any], *names: str) -> str:
    return "|".join(piece.translate(_FOLDED) for name in names for piece in lists.get(name, ()))


def _starts(lists: Mapping[str, Any], names: tuple[str, ...], unspaced: bool) -> re.Pattern[str]:
    pieces = _pieces(lists, *names)
    if unspaced and pieces:
        return re.compile(rf"(?:[—–-] ?)?(?:{pieces})")
    return re.compile(rf"{lists.get('prefix', '')}(?:[—–-] ?)?(?:{pieces})(?!\w)") if pieces else _NEVER


def _anywhere(lists: Mapping[str, Any], name: str, unspaced: bool) -> re.Pattern[str]:
    pieces = _pieces(lists, name)
    if unspaced and pieces:
        return re.compile(pieces)
    return re.compile(rf"(?<!\w){lists.get('prefix', '')}(?:{pieces})(?!\w)") if pieces else _NEVER


def _stems(lists: Mapping[str, Any], name: str, unspaced: bool) -> re.Pattern[str]:
    """Words that begin so, with any ending; in Arabic also behind its article and the prepositions written with it."""
    pieces = _pieces(lists, name)
    if unspaced and pieces:
        return re.compile(pieces)
    return re.compile(rf"(?<!\w){lists.get('stem_prefix', '')}(?:{pieces})\w*") if pieces else _NEVER


def _after_comma(lists: Mapping[str, Any]) -> re.Pattern[str]:
    """A pronoun or "the company" as the subject after some words of introduction: "In 2016, it leaked"."""
    pieces = _pieces(lists, "pronouns", "nouns", "possessives")
    intro = lists.get("introduction", "")
    return re.compile(rf"(?:{intro})(?:{pieces})(?!\w)") if pieces and intro else _NEVER


def _starts_anaphor(lists: Mapping[str, Any]) -> re.Pattern[str]:
    """A pronoun soon after the first word, which names nobody: "Within a year she", "A court fined him"."""
    openers, anaphors = _pieces(lists, "openers"), _pieces(lists, "anaphors")
    if not (openers and anaphors):
        return _NEVER
    return re.compile(rf"(?P<before>(?:{openers})(?:,? [\w-]+){{0,{SOON}}}?,? )(?:{anaphors})(?!\w)")


def _said_by_pronoun(lists: Mapping[str, Any]) -> re.Pattern[str]:
    """A speaker who is only a pronoun: "she said", "said he"."""
    persons, said = _pieces(lists, "persons"), _pieces(lists, "speech")
    return (
        re.compile(rf"(?<!\w)(?:(?:{persons}) (?:\w+ )?(?:{said})|(?:{said})[ -](?:t-)?(?:{persons}))(?!\w)")
        if persons and said
        else _NEVER
    )
