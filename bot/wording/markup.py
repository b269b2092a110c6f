"""Markdown as people see it: a heading on a line of its own without its #, an item behind a dot, no asterisks.

Stored texts, JSON and files keep their marks. Not a word is added, left out or moved; where a text isn't Markdown, only
its line breaks are shown as spaces.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import Final

from bot.core.model.documents import Document, Span

ENDINGS: Final = (".md", ".markdown")  # of a file's name or address
BULLET: Final = "• "
LONG: Final = 200_000  # characters of a whole text whose signs are not looked for

_BREAKS: Final = re.compile("[\n\r\v\f\x85\u2028\u2029]")
_LINE: Final = re.compile(r"[^\n]+")
_BEGINS: Final = re.compile(
    r"[ \t]*(?:(?P<heading>#{1,6}[ \t]+(?=\S))|(?P<quotation>>[ \t>]*)|(?P<row>\|[ \t]*)|(?P<bullet>[-*+][ \t]+(?=\S))"
    r"|(?P<number>(?=\d{1,3}[.)][ \t])))"
)
_ENDS: Final = {"heading": " \t#", "row": " \t|"}  # what a line of that kind may end with
_RULES: Final = frozenset("=*_")
_BLANK: Final = re.compile(r"\n[ \t\r]*\n")
_BOLD_LINE: Final = re.compile(r"\*\*[^*\n]{1,120}\*\*:?|__[^_\n]{1,120}__:?")  # a heading, as many write it
_CODE: Final = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.DOTALL)
_EMPHASIS: Final = re.compile(
    r"(?<![*\\\w])(?P<bold>\*\*)(?=[^\s*])(?:[^*\n]|(?<!\*)\*(?!\*)){1,400}?(?<=[^\s*])\*\*(?![*\w])"
    r"|(?<![_\\\w])(?P<strong>__)(?=[^\s_])[^\n]{1,400}?(?<=[^\s_])__(?![_\w])"
    r"|(?<![*\\\w])(?P<slanted>[*_])(?=[^\s*_])[^*_\n]{1,400}?(?<=[^\s*_])(?P=slanted)(?![*_\w])"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """Words as they are shown. places: of each of their characters, and of their end, the offset into `text`."""

    text: str
    places: Sequence[int]

    def spans(self, start: int, end: int) -> Iterator[Span]:
        """Where `words[start:end]` stands, line by line: bold ends with its line."""
        first, last = self.places[start], self.places[end]
        for found in _LINE.finditer(self.text, first, last):
            yield found.span()


@dataclass(frozen=True, slots=True)
class _Line:
    """start, end: of what is shown of it. kind: a group of _BEGINS, "bold" for a heading in bold letters, or ""."""

    start: int
    end: int
    kind: str

    @property
    def stands_alone(self) -> bool:
        return self.kind in {"heading", "bold", "row"}


def is_markdown(document: Document) -> bool:
    return document.origin.lower().split("?", 1)[0].endswith(ENDINGS)


def seen(words: str, document: Document, *, breaks: bool = False) -> Seen:
    """`words` of that document as they are shown: "\\n" where a line begins that people must see as one.

    breaks: all line breaks stay, as where paragraphs are shown.
    """
    if not is_markdown(document):
        return Seen(words if breaks else _BREAKS.sub(" ", words), range(len(words) + 1))
    parts, places, at = [], [], 0
    length = 0
    for start, end, new in sorted(_changes(words, breaks)):
        if start < at:
            continue  # within a line that is left out
        parts += [words[at:start], new]
        places += [*range(length, length + start - at), *[length + start - at] * (end - start)]
        length += start - at + len(new)
        at = end
    parts.append(words[at:])
    return Seen("".join(parts), [*places, *range(length, length + len(words) - at + 1)])


def signs(words: str, document: Document) -> list[Span]:
    """Offsets of the marks that `seen` leaves out or changes, in order; none where the text isn't Markdown, or LONG."""
    if not is_markdown(document) or len(words) > LONG:
        return []
    changed = (
        (start + len(gap) - len(gap.lstrip()), start + len(gap.rstrip()))
        for start, end, _ in sorted(_changes(words, breaks=True))
        if (gap := words[start:end]).strip()
    )
    return list(changed)


def one_line(words: str, document: Document) -> str:
    """The same where there is only one line."""
    return seen(words, document).text.replace("\n", " ")


def _changes(words: str, breaks: bool) -> Iterator[tuple[int, int, str]]:
    """What stands in the place of what: (start, end, characters)."""
    lines = list(_lines(words))
    first, last = _Line(0, 0, ""), _Line(len(words), len(words), "")
    for before, line in pairwise([first, *lines, last]):
        gap = words[before.end : line.start]
        dot = BULLET if line.kind == "bullet" else ""
        if before is first or line is last:
            yield before.end, line.start, dot
        elif _is_parted(before, line, gap):
            yield before.end, line.start, ("\n\n" if breaks and _BLANK.search(gap) else "\n") + dot
        elif line.kind == "quotation":
            yield before.end, line.start, "\n" if breaks else " "
        elif not breaks:
            yield from ((before.end + at, before.end + at + 1, " ") for at, sign in enumerate(gap) if sign == "\n")
    yield from _emphasis(words)


def _is_parted(before: _Line, line: _Line, gap: str) -> bool:
    """Whether a line begins here that people must see as one."""
    if before.stands_alone or line.stands_alone or line.kind in {"bullet", "number"}:
        return True
    if (before.kind == "quotation") != (line.kind == "quotation") or gap.strip("> \t\r\n"):
        return True
    return before.kind in {"bullet", "number"} and gap.count("\n") > 1


def _lines(words: str) -> Iterator[_Line]:
    """Without blank ones, and those that only draw a line."""
    found = [one for one in _LINE.finditer(words) if one[0].strip()]
    for one, following in zip_longest(found, found[1:]):
        if _is_drawn(one[0]):
            continue
        begins = _BEGINS.match(one[0])
        kind = (begins and begins.lastgroup) or ("bold" if _BOLD_LINE.fullmatch(one[0].strip()) else "")
        if not kind and following and _is_drawn(following[0]) and following.start() == one.end() + 1:
            kind = "bold"  # underlined
        end = one.start() + len(one[0].rstrip(_ENDS.get(kind, " \t\r")))
        yield _Line(min(end, one.start() + (begins.end() if begins else 0)), end, kind)


def _is_drawn(line: str) -> bool:
    """A line under a heading or between parts, or below the head of a table."""
    signs = set(line) - set(" \t\r")
    if signs <= set("|:-"):
        return "--" in line
    return len(signs) == 1 and signs <= _RULES and sum(sign in _RULES for sign in line) > 1


def _emphasis(words: str) -> Iterator[tuple[int, int, str]]:
    code = [found.span() for found in _CODE.finditer(words)]
    begun = [start for start, _ in code]
    at = 0
    while found := _EMPHASIS.search(words, at):
        mark = found[found.lastgroup or 0]
        at = found.start() + len(mark)  # slanted letters may stand within bold ones
        before = bisect_right(begun, found.start()) - 1
        if before < 0 or code[before][1] <= found.start():
            yield found.start(), at, ""
            yield found.end() - len(mark), found.end(), ""
