"""Numbered items that stand in one line: "1. The board resigned 2. The firm appealed" are two units."""

from __future__ import annotations

import re
from collections.abc import Iterator

_MARKER = re.compile(
    r"(?:^|(?<=\s))[•⁃·▪-]?\s?(?P<opens>\(?)(?P<mark>\d{1,3}|[a-z](?![.)]{2}))(?P<closes>\.\)|[.)])\s+(?=\S)"
)
# How each of these ends, to be looked for first: behind a digit or a letter of its own, as few stops are.
_CLOSED = re.compile(r"[.)](?<=[\da-z].)(?<!\w[a-z].)\)?\s")
_BEFORE_FIRST = re.compile(r"(?:^|[.!?:;…][\"'”’»)]*)\s*$")


def starts(unit: str) -> Iterator[int]:
    """Where the items after the first of each enumeration begin, and the first, where a sentence leads in to it.

    An enumeration has two items or more, marked alike and counted up by one; the first begins the unit, or is
    number 1 or (a) after a stop.
    """
    if not _CLOSED.search(unit):
        return
    chain: list[re.Match[str]] = []
    for marker in _MARKER.finditer(unit):
        if chain and _follows(chain[-1], marker):
            chain.append(marker)
        elif len(chain) < 2 and _may_be_first(unit, marker):
            chain = [marker]
    if len(chain) > 1:
        yield from (marker.start() for marker in chain if marker.start() > 0)


def _may_be_first(unit: str, marker: re.Match[str]) -> bool:
    if not unit[: marker.start()].strip():
        return True
    return marker["mark"] in {"1", "a"} and _BEFORE_FIRST.search(unit, 0, marker.start()) is not None


def _follows(before: re.Match[str], marker: re.Match[str]) -> bool:
    if (before["opens"], before["closes"]) != (marker["opens"], marker["closes"]):
        return False
    old, new = before["mark"], marker["mark"]
    if old.isdigit() and new.isdigit():
        return int(new) == int(old) + 1
    return not old.isdigit() and not new.isdigit() and ord(new) == ord(old) + 1
