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

REACH: Final = 800  # characters on each side up to which what is shown grows
WORDS: Final = 100  # ... and words
LETTERS_A_WORD: Final = 15  # where words are not parted by spaces, as in_place counts them
FAR: Final = 3_000  # characters behind what is shown, and of the text's end, in which a note is looked for
NOTE: Final = 320  # characters of a note; a longer one would be cropped
NOTES: Final = 2
MARKS: Final = 8  # of footnotes, that are looked for: each through all of the text
SHARED: Final = 2  # words of the quote, at least, in a sentence that takes it back from afar
PART: Final = 3  # ... and of a long quote one in so many, or a name and its title were enough
STEM: Final = 5  # letters by which two forms of a word are told to be one
_CELL: Final = "|"
_BLANK_LINE: Final = re.compile(r"\n\s*\n")
_FOOTNOTE: Final = re.compile(r"\[\d{1,3}\]|\(\d{1,2}\)")
_SIGNS: Final = ".,;:!?؟،؛()"


def reached(text: str, start: int, end: int, language: str) -> Span:
    """`start` and `end`, moved to hold what turns the text between them, where that stands within reach."""
    first = next((one for one, _ in _scopes(text, start, language)), _head_of_table(text, start))
    last = next((one for _, one in _turns(text, end, language)), end)
    return first if _fits(text[first:start]) else start, last if _fits(text[end:last]) else end


def _scopes(text: str, start: int, language: str) -> Iterator[Span]:
    """Sentences before `start` that say what all that follows is, the nearest first; none above a marked heading."""
    floor = max(0, start - REACH)
    for first, last in reversed(_paragraphs(text, floor, start)):
        for span in reversed(_matching(text, first, last, language, cues(language).scopes)):
            if (floor == 0 or span[0] > floor) and not any(map(is_marked, text[span[1] : start].split("\n"))):
                yield span  # the first one may be cut where the stretch begins


def _turns(text: str, end: int, language: str) -> Iterator[Span]:
    """Sentences behind `end` that take something back or say what the text is, the nearest first."""
    ceiling = min(end + REACH, len(text))
    for first, last in _paragraphs(text, end, ceiling):
        for span in _matching(text, first, last, language, cues(language).undoes):
            if ceiling == len(text) or span[1] < ceiling:
                yield span


def _paragraphs(text: str, start: int, end: int) -> list[Span]:
    """Those of the stretch, the first and the last as far as they are in it."""
    gaps = [found.span() for found in _BLANK_LINE.finditer(text, start, end)]
    return list(zip([start, *(last for _, last in gaps)], [*(first for first, _ in gaps), end], strict=True))


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


def notes(text: str, quote: Span, shown: Span, language: str) -> list[Span]:
    """What turns the quote from beyond what is shown: its footnote, a correction, a sentence that takes it back."""
    words, found = _stems(text[slice(*quote)]), [*_footnotes(text, quote)]
    near, last = shown[1] + FAR, len(text) - FAR
    stretches = [(shown[1], near), (last, len(text))] if near < last else [(shown[1], len(text))]
    for start, end in stretches:
        for one in _taking_back(text, start, end, words, language):
            begins = start == shown[1] or text[start : one[0]].strip()
            if begins and (end == len(text) or text[one[1] : end].strip()):
                found.append(one)  # not the first or last of a stretch that may begin or end within that sentence
    return [one for one in dict.fromkeys(found) if one[0] >= shown[1] and one[1] - one[0] <= NOTE][:NOTES]


def _taking_back(text: str, start: int, end: int, words: set[str], language: str) -> Iterator[Span]:
    """Corrections, and sentences that take something back and share some of these words."""
    known, least = cues(language), max(SHARED, len(words) // PART)
    for first, last in _paragraphs(text, start, end):
        paragraph = fold(text[first:last])
        told = len(words & _stems(paragraph)) >= least and known.undoes.search(paragraph)
        if not (told or known.starts_recanting.match(paragraph)):
            continue  # cutting into sentences costs more
        for span in sentences.split(text, language, first, last):
            folded = fold(text[slice(*span)])
            shares = len(words & _stems(folded)) >= least
            if known.starts_recanting.match(folded) or (shares and known.undoes.search(folded)):
                yield span


def _footnotes(text: str, quote: Span) -> Iterator[Span]:
    """The lines that begin with a mark that stands in the quote or right behind it."""
    for mark in _FOOTNOTE.findall(text[quote[0] : quote[1] + len("[999]")])[:MARKS]:
        start = text.find(f"\n{mark}", quote[1]) + 1
        if start:
            line_end = text.find("\n", start, start + NOTE)
            yield start, line_end if line_end >= 0 else min(len(text), start + NOTE + 1)


def _stems(words: str) -> set[str]:
    bare = (word.strip(_SIGNS) for word in fold(words).split())
    return {word[:STEM] for word in bare if len(word) >= STEM}
