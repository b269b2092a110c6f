"""What the core asks of a judge: a small trained reader that says whether a unit answers a question.

Nothing of it is needed for an answer: where it is missing, slow or dead, answers are judged by words (and meaning).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as the judge sees it: the title of its document, what stands in front, the unit, and what follows."""

    title: str
    before: str
    unit: str
    after: str


class Judge(Protocol):
    """The same question and place always give the same number, whatever else is asked beside them."""

    def judge(self, question: str, places: Sequence[Place], *, english: bool = True) -> Sequence[float] | None:
        """Of each place, the log odds that its unit answers, in steps of 1/16. None where the judge is missing, slow or
        dead. english: question and places are."""
        ...

    def close(self) -> None:
        """Let go of its process; the next call would start a new one."""
        ...
