"""A judge that can be read: the more of the question's words a unit holds, the likelier it answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.core.model.judge_ports import Place


class SharedWords:
    """`judge_ports.Judge` without a process. told: what it says of certain units, whatever was asked.

    away: as if its process had died. asked: the questions and places that it was given, for tests to look at; others:
    those of them in other languages than English.
    """

    def __init__(self, told: Mapping[str, float] | None = None) -> None:
        self.away = False
        self.asked: list[tuple[str, Sequence[Place]]] = []
        self.others: list[tuple[str, Sequence[Place]]] = []
        self._told = told or {}

    def judge(self, question: str, places: Sequence[Place], *, english: bool = True) -> Sequence[float] | None:
        self.asked.append((question, places))
        if not english:
            self.others.append((question, places))
        return None if self.away else [self._odds(question, place) for place in places]

    def _odds(self, question: str, place: Place) -> float:
        if place.unit in self._told:
            return self._told[place.unit]
        asked = set(re.findall(r"\w+", question.lower()))
        held = asked & set(re.findall(r"\w+", place.unit.lower()))
        return round(16 * (4 * len(held) / max(1, len(asked)) - 2)) / 16

    def close(self) -> None:
        """There is no process."""
