"""What turns a quote from farther away than the window around it reaches.

A sentence behind that takes it back or says what the text is, one before that says what all that follows is ("The
events on this sheet are invented"), the head row of its table. Both ways a bounded stretch is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.core.language import sentences
from bot.core.language.cues import cues, fold
from bot.core.language.headings import is_marked
from bot.core.model.documents import Span
from bot.core.quoting.surroundings import paragraphs

REACH: Final = 800  # characters on each side up to which what is shown grows
WORDS: Final = 100  # ... and words
LETTERS_A_WORD: Final = 15  # where words are not parted by spaces, as in_place counts them
_CELL: Final = "|"


def reached(text: str, start: int, end: int, language: str) -> Span:
    """`start` and `end`, moved to hold what turns the text between them, where that stands within reach."""
    first = next((one for one, _ in _scopes(text, start, language)), _head_of_table(text, start))
    last = next((one for _, one in _turns(text, end, language)), end)
    return first if _fits(text[first:start]) else start, last if _fits(text[end:last]) else end


def _scopes(text: str, start: int, language: str) -> Iterator[Span]:
    """Sentences before `start` that say what all that follows is, the nearest first; none above a marked heading."""
    floor = max(0, start - REACH)
    for first, last in reversed(paragraphs(text, floor, start)):
        for span in reversed(_matching(text, first, last, language, cues(language).scopes)):
            if (floor == 0 or span[0] > floor) and not any(map(is_marked, text[span[1] : start].split("\n"))):
                yield span  # the first one may be cut where the stretch begins


def _turns(text: str, end: int, language: str) -> Iterator[Span]:
    """Sentences behind `end` that take something back or say what the text is, the nearest first; none below a marked
    heading, where another subject begins: what turns the quote from there is told in a line of its own (notes.py)."""
    ceiling = min(end + REACH, len(text))
    for first, last in paragraphs(text, end, ceiling):
        if any(map(is_marked, text[first:last].strip().split("\n"))):
            return
        for span in _matching(text, first, last, language, cues(language).undoes):
            if ceiling == len(text) or span[1] < ceiling:
                yield span


def _matching(text: str, start: int, end: int, language: str, pattern: re.Pattern[str]) -> list[Span]:
    if not pattern.search(fold(text[start:end])):  # cutting into sentences costs more, and is seldom needed
        return []
    spans = sentences.split(text, language, start, end)
    return [span for span in spans if pattern.search(fold(text[slice(*span)]))]


def _head_of_table(text: str, start: int) -> int:
    """Where the first row of the table begins that `start` stands in; `start` where it stands in none."""
    lines = text[max(0, start - REACH) : start].split("\n")
    own = lines.pop()
    line_end = text.find("\n", start, start + REACH)
    if _CELL not in own + text[start : line_end if line_end >= 0 else start + REACH]:
        return start
    first = start - len(own)
    for line in reversed(lines):
        if _CELL not in line:
            break
        first -= len(line) + 1
    return first


def _fits(added: str) -> bool:
    return len(added) <= REACH and max(len(added.split()), len(added) // LETTERS_A_WORD) <= WORDS
