"""A document cut into passages, about a paragraph each, and the place of each in words for a person.

Paragraphs stand between blank lines. In a text without blank lines each line is a paragraph, unless the lines are
wrapped. A heading goes with the paragraph after it; a paragraph too long to be one piece of evidence is cut at
sentence ends.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.core.language import sentences
from bot.core.language.boilerplate import is_boilerplate
from bot.core.language.headings import is_heading, is_marked
from bot.core.language.lines import ends_paragraph
from bot.core.model.documents import Mark, Passage, Span
from bot.core.model.remembering import remembered

LONG = 1_200  # characters, about 180 words: a longer paragraph is cut
CUT = 700  # characters aimed at when cutting: an average paragraph of an encyclopaedia
WINDOW = 20_000  # characters handed to the sentence splitter at once
WRAPPED = 110  # characters: lines that are all shorter may be wrapped; with a longer one, each line is a paragraph
HEADINGS = 3  # this many in a row go with the paragraph after them
PROSE = 60  # characters of a paragraph that may stand below a heading
SHORTEST = 4  # characters of a heading

_NAMED = ("heading", "page")
_LABELLED = re.compile(r"[\[(>]|[^\W\d_](?:[\w '’-]{0,28}\w\w)?[:：] ?\S")
_PARTED = frozenset("|▸")  # a menu, or a table's row
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_BREAK = re.compile(r"\n[^\S\n]*\n\s*|[\x0c\u2029]\s*|\r[^\S\r\n]*\r\s*")  # also form feeds and old Macintosh line ends
_LINE_BREAK = re.compile(r"[\r\n\u2028]")


def split(text: str, marks: Sequence[Mark], language: str) -> list[Passage]:
    """Passages in order, trimmed; every non-blank character is in exactly one. Boilerplate is flagged, not left out."""
    named = {mark.start for mark in marks if mark.kind == "heading"}
    found: list[Passage] = []
    waiting: list[Span] = []  # headings whose paragraph is still to come
    for start, end in _paragraphs(text):
        words = text[start:end]
        junk = is_boilerplate(words)
        if waiting and (junk or len(waiting) == HEADINGS):
            found += [Passage(*span) for span in waiting]
            waiting = []
        if junk:
            found.append(Passage(start, end, boilerplate=True))
        elif start in named or is_heading(words):
            waiting.append((start, end))
        else:
            first = waiting[0][0] if waiting else start
            waiting = []
            if end - first <= LONG:
                found.append(Passage(first, end))
            else:
                found += [Passage(*span) for span in _pieces(text, first, end, language)]
    return found + [Passage(*span) for span in waiting]


def place(text: str, marks: Sequence[Mark], start: int, title: str = "") -> str:
    """Where `start` is, for a person: "p. 4, ¶ 2", "Heading · ¶ 6", "¶ 6", or as the spot there is called.

    Paragraphs are counted from the page or the heading that is named, else from the beginning; headings don't count. In
    a text whose headings nobody marked, a line that looks like one above prose is it: who speaks, or what was rejected,
    often stands nowhere else. One that only repeats the document's title names no place.
    """
    spot = max((mark for mark in marks if mark.kind == "spot" and mark.start <= start), key=_start, default=None)
    if spot is not None:
        return spot.label
    guessed = not any(mark.kind in _NAMED for mark in marks)
    if guessed:
        marks = _looking_like_headings(text)
    begins = _counted(text, tuple(mark.start for mark in marks if mark.kind == "heading"))
    named = [mark for mark in marks if mark.label.casefold() != title.casefold()] if guessed else marks
    mark = _nearest(named, start)
    number = bisect_right(begins, start) - (bisect_right(begins, mark.start - 1) if mark else 0)
    paragraph = f"¶ {max(1, number)}"
    if mark is None:
        return paragraph
    return f"p. {mark.label}, {paragraph}" if mark.kind == "page" else f"{mark.label} · {paragraph}"


def _nearest(marks: Sequence[Mark], start: int) -> Mark | None:
    """The page that `start` is on or, in a document without pages, its heading."""
    before = [mark for mark in marks if mark.start <= start and mark.label]
    pages = [mark for mark in before if mark.kind == "page"]
    headings = [mark for mark in before if mark.kind == "heading"]
    return max(pages or headings, key=_start, default=None)


@remembered(64)
def _looking_like_headings(text: str) -> tuple[Mark, ...]:
    """Lines of their own that look like headings, right above a paragraph of prose."""
    words = [(start, text[start:end]) for start, end in _paragraphs(text)]
    return tuple(
        Mark(start, "heading", line.strip("#*_ "))
        for (start, line), (_, below) in pairwise(words)
        if is_heading(line) and not is_heading(below) and len(below) >= PROSE and _is_title(line)
    )


def _is_title(line: str) -> bool:
    """Whether such a line is no leftover, no "Date: …", no picture's caption or date, and says something."""
    if is_boilerplate(line) or _LABELLED.match(line) or not _PARTED.isdisjoint(line):
        return False
    return sum(map(str.isalpha, line)) >= len(line) / 2 and len(line) >= SHORTEST


def _start(mark: Mark) -> int:
    return mark.start


@remembered(64)
def _counted(text: str, headings: tuple[int, ...]) -> tuple[int, ...]:
    """Where each paragraph begins that is no heading."""
    named = frozenset(headings)
    return tuple(start for start, end in _paragraphs(text) if start not in named and not is_marked(text[start:end]))


def _paragraphs(text: str) -> Iterator[Span]:
    unusual = any(sign in text for sign in "\r\x0c\u2029")
    blocks = list(_between(_BREAK if unusual else _BLANK_LINE, text, 0, len(text)))
    if len(blocks) > 1:
        yield from blocks
    elif blocks:
        yield from _line_paragraphs(text, *blocks[0])


def _between(gap: re.Pattern[str], text: str, start: int, end: int) -> Iterator[Span]:
    """The trimmed stretches between gaps, blank ones left out."""
    for found in gap.finditer(text, start, end):
        yield from _trimmed(text, start, found.start())
        start = found.end()
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    words = text[start:end].strip()
    if words:
        first = start if not text[start].isspace() else text.index(words, start)
        yield first, first + len(words)


def _line_paragraphs(text: str, start: int, end: int) -> Iterator[Span]:
    """Paragraphs of a text without blank lines: its lines, wrapped ones put together again."""
    lines = list(_between(_LINE_BREAK, text, start, end))
    width = max(last - first for first, last in lines)
    if width > WRAPPED:
        yield from lines
        return
    begin = lines[0][0]
    for (first, last), (after, beyond) in pairwise(lines):
        if ends_paragraph(text[first:last], text[after:beyond], width):
            yield begin, last
            begin = after
    yield begin, lines[-1][1]


def _pieces(text: str, start: int, end: int, language: str) -> Iterator[Span]:
    """A paragraph that is too long, in pieces of about equal length that end where sentences do."""
    room = (end - start) / round((end - start) / CUT)
    first, last = start, start
    for begin, stop in _short_sentences(text, start, end, language):
        if last > first and stop - first > room * 1.2 and last - first > room / 2:
            yield first, last
            first = begin
        last = stop
    yield first, last


def _short_sentences(text: str, start: int, end: int, language: str) -> Iterator[Span]:
    """Sentences, over-long ones cut between words. The splitter gets the text by the window, to stay linear."""
    while start < end:
        stop = min(end, start + WINDOW)
        if stop < end:
            stop = _last_space(text, start, stop)
        spans = sentences.split(text, language, start, stop)
        if stop < end and len(spans) > 1:
            spans, stop = spans[:-1], spans[-1][0]
        for first, last in spans:
            yield from _cut(text, first, last)
        start = stop


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > LONG:
        stop = _last_space(text, start, start + LONG)
        yield from _trimmed(text, start, stop)
        start = stop
    yield from _trimmed(text, start, end)


def _last_space(text: str, start: int, stop: int) -> int:
    """The last boundary of a word in the later half of this stretch, else its end."""
    for at in range(stop, start + (stop - start) // 2, -1):
        if text[at - 1].isspace():
            return at
    return stop
