"""Where scraping damaged words: lost apostrophes, letters lost with their accents, words broken at a line's end.

"Germany s" is Germany's, "surveil-⏎lance" is one word, and "Orb n" is a name with a hole in it, though the pieces may
also be words of their own ("Drum n bass"). Text without damage is told in a few microseconds a page.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    POSSESSIVE = "Germany s"
    BROKEN = "surveil-⏎lance"
    HOLE = "Orb n"


class Damage(NamedTuple):
    """A damaged word at `start`…`end`; `left` and `right` are the letters before and after the gap."""

    start: int
    end: int
    kind: Kind
    left: str
    right: str


# The lost letter was a vowel with an accent, so what stands alone are one or two consonants that are no unit or word.
_UNITS = "by|my|ly|vs|mm|km|kg|cm|ft|pp"
_LONELY = re.compile(rf" ([b-df-hj-np-tv-xz][b-df-hj-np-tv-z]?)(?![\w'’.])(?<! (?:{_UNITS}))")
_BREAK = re.compile(r"-\r?\n")
_LAST_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]{2,}$")
_FIRST_WORD = re.compile(r"[^\W\d_]{2,}")
_REACH = 64  # characters of a word at most


def find(text: str) -> list[Damage]:
    """All damaged words in order, none overlapping."""
    found = [damage for gap in _LONELY.finditer(text) if (damage := _lonely(text, gap))]
    if "-\n" in text or "-\r\n" in text:
        found += [damage for gap in _BREAK.finditer(text) if (damage := _broken(text, gap))]
    return _apart(sorted(found))


def mended(text: str) -> str:
    """The text with broken words joined and holes closed ("Orbn"): for looking at letters, never for quoting."""
    parts, done = [], 0
    for one in find(text):
        parts += [text[done : one.start], one.left, "'" if one.kind is Kind.POSSESSIVE else "", one.right]
        done = one.end
    return "".join([*parts, text[done:]]) if parts else text


def _lonely(text: str, gap: re.Match[str]) -> Damage | None:
    left, right = _before(text, gap.start()), gap[1]
    if right == "s" and left:
        return Damage(gap.start() - len(left), gap.end(), Kind.POSSESSIVE, left, right)
    if left[:1].isupper() and not left.isupper():
        return Damage(gap.start() - len(left), gap.end(), Kind.HOLE, left, right)
    return None


def _broken(text: str, gap: re.Match[str]) -> Damage | None:
    left = _before(text, gap.start())
    tail = _FIRST_WORD.match(text, gap.end())
    if not (left and tail and tail[0][0].islower()):
        return None
    return Damage(gap.start() - len(left), tail.end(), Kind.BROKEN, left, tail[0])


def _before(text: str, end: int) -> str:
    word = _LAST_WORD.search(text[max(0, end - _REACH) : end])
    return word[0] if word else ""


def _apart(found: list[Damage]) -> list[Damage]:
    apart: list[Damage] = []
    for damage in found:
        if not apart or damage.start >= apart[-1].end:
            apart.append(damage)
    return apart
