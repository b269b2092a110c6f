"""A text that is shown below a question, as that is looked for in it: words, numbers, months, first letters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from bot.core.language import tokens, values
from bot.core.search.words.rewordings import Wording

_THOUSANDS: Final = re.compile(r"(?<![\w.,])(\d+(?:[.,]\d)?)k(?!\w)", re.IGNORECASE)
SAID: Final = 4  # letters of an abbreviation from which on its words may begin with small ones
LONGEST: Final = 7  # words that an abbreviation may stand for


@dataclass(frozen=True)
class Shown:
    """language: the text's own. terms: as the question reads them."""

    text: str
    language: str
    terms: Sequence[str]

    @cached_property
    def surfaces(self) -> Sequence[str]:
        """The words as they stand, a dotted abbreviation without its dots: "US" for "U.S."."""
        found = tokens.words(self.text, self.language)
        return [tokens.bare(self.text[word.start : word.end]).replace(".", "") for word in found]

    @cached_property
    def folded(self) -> frozenset[str]:
        return frozenset(self.row)

    @cached_property
    def row(self) -> Sequence[str]:
        """The words folded, in order."""
        return [tokens.fold(surface, self.language) for surface in self.surfaces]

    @cached_property
    def joined(self) -> frozenset[str]:
        """Each two neighbours as one word: "post-mortem" for who asks about a "postmortem"."""
        return frozenset(one + other for one, other in pairwise(self.row))

    @cached_property
    def _line(self) -> str:
        return f" {' '.join(self.terms)} "

    def holds(self, wordings: Sequence[Wording]) -> bool:
        """Whether any of these stands there."""
        return any(self._has(one) for one in wordings)

    def _has(self, wording: Wording) -> bool:
        if wording.written:
            return wording.written in (self.surfaces if wording.terms else self.text)
        return f" {' '.join(wording.terms)} " in self._line

    @cached_property
    def figures(self) -> frozenset[float]:
        """The numbers of the text, in figures or words."""
        return frozenset(numbers(self.text, self.language))

    @cached_property
    def months(self) -> frozenset[int]:
        return frozenset(date.day[1] for date in values.dates(self.text, self.language) if date.day[1])

    def spells(self, short: str) -> bool:
        """Whether words stand side by side whose first letters are this abbreviation, small words left out or not."""
        return any(spelt(row, short) for row in initials(self.surfaces, self.language))


def numbers(text: str, language: str) -> Iterator[float]:
    """All of a text: "12k" and "2.8 million" are 12,000 and 2,800,000."""
    plain = _THOUSANDS.sub(lambda found: f"{float(found[1].replace(',', '.')) * 1000:.0f}", text)
    return (number.value for number in values.numbers(plain, language))


def initials(surfaces: Sequence[str], language: str) -> tuple[str, str]:
    """The first letters of words, in their case: of all, and of all but small words ("Commander of the Bath")."""
    small = tokens.function_words(language)
    told = [surface for surface in surfaces if tokens.fold(surface, language) not in small]
    return "".join(one[:1] for one in surfaces), "".join(one[:1] for one in told)


def spelt(letters: str, short: str) -> bool:
    """Whether first letters spell an abbreviation: in capitals, but for a long one."""
    return short.upper() in letters or (len(short) >= SAID and short.isupper() and short in letters.upper())
