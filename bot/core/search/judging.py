"""Whether the best units answer, by a small trained reader: it sees the question and one unit in its place, no more.

It was trained in English and is asked in English only. Words choose and judge first; it has a say in the order of the
best units, and the greatest say in the confidence. Without it all is as it was, byte for byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from bot.core.model.judge_ports import Judge, Place
from bot.core.search import name_query, weights
from bot.core.search.query import Asked
from bot.core.search.sentence_choice import Choice
from bot.core.search.units import Unit

JUDGED: Final = 12  # units a question at most: some 7 ms each on one core
REACH: Final = 4.0  # log odds behind the best by words: of what is farther back, none came to be first
LANGUAGES: Final = frozenset({"en"})  # in which it has been seen to judge well
BEFORE: Final = 320  # characters in front of a unit: some 50 words, of which what lies nearest is kept
AFTER: Final = 200  # and behind it


def judged(judge: Judge | None, asked: Asked, choice: Choice, rows: Sequence[int]) -> tuple[Choice, list[int]]:
    """The choice with what the judge says of the first of these rows, and the rows with those in their new order."""
    if judge is None or asked.language not in LANGUAGES or name_query.is_bare(asked):
        return choice, list(rows)
    near = _near(choice, rows)
    own = [row for row in near if choice.units.units[row].candidate.language in LANGUAGES]
    if not own:
        return choice, list(rows)
    told = judge.judge(mended(asked), [place(choice.units.units[row]) for row in own])
    if told is None:
        return choice, list(rows)
    answers = np.full(len(choice.scores), np.nan)
    answers[own] = told
    found = replace(choice, answers=answers)
    return found, [*reordered(found, near), *(row for row in rows if row not in near)]


def _near(choice: Choice, rows: Sequence[int]) -> list[int]:
    """Those that could come first: six a question on average."""
    best = max((float(choice.scores[row]) for row in rows), default=0.0)
    return [row for row in rows[:JUDGED] if choice.scores[row] >= best - REACH]


def reordered(choice: Choice, rows: Sequence[int]) -> list[int]:
    """By score and by what the judge says; what it wasn't asked of counts as the middle of what it was."""
    assert choice.answers is not None  # noqa: S101 - it has just been asked
    said = np.nan_to_num(choice.answers, nan=float(np.nanmedian(choice.answers)))
    worth = choice.scores + weights.of("judge")["unit"].value * said
    return sorted(rows, key=lambda row: (-worth[row], rows.index(row)))


def mended(asked: Asked) -> str:
    """The question as it was understood: with the spellings that were mended."""
    text = asked.text
    for word in sorted(asked.words, key=lambda one: -one.start):
        if word.corrected:
            own = word.corrected.lower() if word.surface.islower() else word.corrected
            text = f"{text[: word.start]}{own}{text[word.end :]}"
    return text


def place(unit: Unit) -> Place:
    """The unit with its document's title and what stands around it, as the document has them."""
    one, (start, end) = unit.candidate, unit.span
    return Place(
        one.document.details.title,
        one.text[max(0, start - BEFORE) : start],
        one.text[start:end],
        one.text[end : end + AFTER],
    )
