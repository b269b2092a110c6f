"""In which language the source viewer's own words are: its labels and headings, never the document's."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from bot.wording.catalogue import Tongue

_RANGE: Final = re.compile(r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9]+)*\s*(?:;\s*q=([0-9.]+))?\s*")
LONGEST: Final = 1000  # characters of a header that is looked at


ENGLISH: Final = Tongue()
Speak = Callable[[str], Tongue]


@dataclass(frozen=True)
class Languages:
    """Those that the viewer can speak, by their codes."""

    codes: Collection[str] = ("en",)
    speak: Speak = lambda code: ENGLISH

    def of(self, code: str, accepted: str = "") -> Tongue:
        """That language; else what a browser accepts best (RFC 9110, 12.5.4); else English."""
        return self.speak(code if code in self.codes else self._best(accepted[:LONGEST]))

    def _best(self, accepted: str) -> str:
        found = [_RANGE.fullmatch(part) for part in accepted.split(",")]
        liked = [(_weight(one[2]), one[1].lower()) for one in found if one and one[1].lower() in self.codes]
        return max(liked, key=lambda one: one[0], default=(0.0, "en"))[1]


def _weight(said: str | None) -> float:
    try:
        return float(said or 1)
    except ValueError:
        return 0.0
