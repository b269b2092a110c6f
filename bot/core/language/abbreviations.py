"""Abbreviations whose full stop ends no sentence: by language, in `[sentences]` of its profile; here those of all.

Folded to lower case and without the last stop.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from bot.core.language import profile


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


TITLES: Final = _words("dr prof st vs approx no nos vol fig figs jr")
SHORT: Final = _words("""
    etc inc ltd corp co al approx incl est ca ed eds cf ibid op cit dept tel p pp min max mil bn a.m p.m u.s u.k e.g i.e
    n° nº viz ff seq para paras sec secs art arts cl ch
""")
BEFORE_ORDINAL: Final = _words(  # words that announce a number with a full stop
    "der die das den dem des am im zum zur vom beim ein einen seit bis ab und den det på i dne w od do"
)


@dataclass(frozen=True, slots=True)
class Known:
    """What a language's profile says of the stops inside its sentences."""

    titles: frozenset[str]
    short: frozenset[str]
    courts: frozenset[str]
    one_letter_titles: bool
    ordinals_end_in_stops: bool
    no_boundary: re.Pattern[str]
    every: frozenset[str]


@cache
def known(language: str) -> Known:
    lists = profile.section(language, "sentences")
    titles, short, courts = (_words(lists.get(name, "")) for name in ("titles", "short", "courts"))
    return Known(
        titles,
        short | SHORT,
        courts,
        lists.get("one_letter_titles", False),
        lists.get("ordinals_end_in_stops", False),
        re.compile(lists.get("no_boundary", "(?!)")),
        titles | short | SHORT | courts,
    )


def is_title(word: str) -> bool:
    """Whether it stands before a name in any language."""
    return word in _every_title()


@cache
def _every_title() -> frozenset[str]:
    return TITLES.union(*(known(language).titles for language in profile.having("sentences")))
