"""What a unit is like, whatever is asked: how long, how it begins and ends, which names and numbers it gives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.core.language import profile, tokens
from bot.core.language.cues import cues, fold
from bot.core.model.remembering import remembered
from bot.core.quoting import surroundings

REMEMBERED: Final = 20_000  # sentences, some 500 bytes each
LETTERS_A_WORD: Final = 5  # where words are not parted by spaces

_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_YEAR: Final = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_NAME: Final = re.compile(  # a gap's first sign is looked for before what precedes it: half the time
    r"[\s\"“'‘(«-](?:(?<=\w[\s\"“'‘(«-])[\s\"“'‘(«-]*|(?<=[,;:] ))([A-ZÀ-ÞΑ-ΩА-Я][\w’'-]*)"
)
_ASKS: Final = re.compile(r"[?؟？][\"”’ *_)]*$")
_ENDS_OPEN: Final = re.compile(r"[:：][\"”’ *_)]*$")


@dataclass(frozen=True, slots=True)
class Traits:
    """words: how many. numbers, years: as written. names: folded, of words with a capital that don't begin the
    sentence; all that could be names where a language has no capitals are left out. pointing: it begins with a pronoun
    or means something said before."""

    words: int
    numbers: frozenset[str]
    years: frozenset[str]
    names: frozenset[str]
    pointing: bool
    denies: bool
    asks: bool
    leads_in: bool
    listed: bool
    tabular: bool


@remembered(REMEMBERED)
def of(sentence: str, language: str) -> Traits:
    """The traits of a unit's text."""
    known, folded = cues(language), fold(sentence)
    numbers = frozenset(_NUMBER.findall(sentence))
    count = sentence.count(" ") + 1
    nameless = profile.writing(language).capitals == "none"
    named = () if nameless else _NAME.findall(sentence)
    return Traits(
        words=count if sentence.isascii() else max(count, len(sentence) // (LETTERS_A_WORD * 3)),
        numbers=numbers,
        years=frozenset(_YEAR.findall(sentence) if numbers else ()),
        names=frozenset(tokens.fold(tokens.bare(one), language) for one in named),
        pointing=known.starts_pronoun.match(folded) is not None
        or known.starts_leaning.match(folded) is not None
        or known.starts_definite.match(folded) is not None,
        denies=known.negations.search(folded) is not None,
        asks=_ASKS.search(sentence) is not None,
        leads_in=_ENDS_OPEN.search(sentence) is not None,
        listed=surroundings.ITEM.match(sentence) is not None,
        tabular="|" in sentence,
    )
