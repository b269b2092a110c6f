"""In which language the source viewer's own words are: its labels and headings, never the document's."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final, Protocol

_RANGE: Final = re.compile(r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9]+)*\s*(?:;\s*q=([0-9.]+))?\s*")
LONGEST: Final = 1000  # characters of a header that is looked at


class Words(Protocol):
    """One language. The English text is the key of each sentence."""

    @property
    def code(self) -> str: ...

    @property
    def runs_right_to_left(self) -> bool: ...

    def say_plainly(self, sentence: str, /, **fields: Any) -> str:
        """Without marks of direction: the page says which way it runs."""
        ...

    def number(self, number: int, /) -> str: ...

    def date(self, iso: str, /) -> str:
        """An ISO date that may stop early, for reading."""
        ...

    def place(self, place: str, /) -> str:
        """A place in a document as the core gives it."""
        ...

    def language(self, code: str, /) -> str:
        """What a language is called."""
        ...


@dataclass(frozen=True)
class English:
    """As the sentences stand in the code."""

    code: str = "en"
    runs_right_to_left: bool = False

    def say_plainly(self, sentence: str, /, **fields: Any) -> str:
        return sentence.format(**fields)

    def number(self, number: int, /) -> str:
        return f"{number:,}"

    def date(self, iso: str, /) -> str:
        return iso

    def place(self, place: str, /) -> str:
        return place

    def language(self, code: str, /) -> str:
        return code


ENGLISH: Final = English()
Speak = Callable[[str], Words]


@dataclass(frozen=True)
class Languages:
    """Those that the viewer can speak, by their codes."""

    codes: Collection[str] = ("en",)
    speak: Speak = lambda code: ENGLISH

    def of(self, code: str, accepted: str = "") -> Words:
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
