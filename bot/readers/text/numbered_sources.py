"""What a summary rests on, sentence by sentence: numbers in its text, "… in December 2022 [3].", for the list of its
sources in the front matter or at its end.

The numbers are taken out of the text, so that they are neither quoted nor searched for, and kept as marks where they
stood; so is a list at the end, whose addresses are the sources then. The words themselves stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.model import document_notes
from bot.core.model.documents import Mark

_NUMBERS: Final = re.compile(  # "[3]"; but "[2021] EWHC" is a year
    r"(?<![ \t\u00a0])[ \t\u00a0]*\[(\d{1,3}(?:[ \t]*,[ \t]*\d{1,3})*)\](?![(\w])"
)
_ENTRY: Final = re.compile(  # "[3] The Guardian, 18 July 2021: https://…", "3. <https://…>"
    r"[ \t]*(?:\[(\d{1,3})\]:?|(\d{1,3})[.)])[ \t]+(?:[^ \t].*[ \t<(])?<?(https?://[^\s<>\"]+?)[>).,]*[ \t]*"
)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A text without the numbers of its sources. marks: of kind "source", each where its number stood."""

    text: str
    sources: tuple[str, ...]
    marks: tuple[Mark, ...]
    notes: tuple[str, ...]


def taken(text: str, sources: Sequence[str]) -> Numbered:
    """sources: those of the front matter; where there are none, the list at the end counts."""
    if not sources:
        text, sources = _listed(text)
    if not sources:
        return Numbered(text, (), (), ())
    kept: list[str] = []
    marks: list[Mark] = []
    unknown: list[str] = []
    at = length = 0
    for found in _NUMBERS.finditer(text):
        numbers = [int(number) for number in found[1].split(",")]
        if not all(1 <= number <= len(sources) for number in numbers):
            unknown.append(found[0].strip())
            continue
        kept.append(text[at : found.start()])
        length += found.start() - at
        at = found.end()
        marks += [Mark(length, "source", str(number)) for number in numbers]
    notes = (document_notes.NO_SUCH_SOURCE.format(numbers=", ".join(unknown)),) if unknown else ()
    return Numbered("".join([*kept, text[at:]]), tuple(sources), tuple(marks), notes)


def _listed(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without a list of sources at its end, and their addresses. They are numbered from 1 on, in order."""
    lines = text.rstrip().split("\n")
    entries = list(_entries(lines))
    if [number for number, _ in entries] != list(range(len(entries), 0, -1)) or not entries:
        return text, ()
    rest = "\n".join(lines[: len(lines) - len(entries)]).rstrip()
    above, _, last = rest.rpartition("\n")
    if last.lstrip().startswith("#") or last.endswith(":"):  # "## Sources"
        rest = above.rstrip()
    return f"{rest}\n", tuple(address for _, address in reversed(entries))


def _entries(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """From the last line up, as long as they are entries of such a list."""
    for line in reversed(lines):
        found = _ENTRY.fullmatch(line)
        if found is None:
            return
        yield int(found[1] or found[2]), found[3]
