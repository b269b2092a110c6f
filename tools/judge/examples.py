"""What the judge learns from: questions with units that answer them, and with units that don't.

The units are those that search really finds for a question. A unit of which it can't be told (it holds the words of an
answer in another place; it denies what was asked) teaches nothing.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.core.model.judge_ports import Place
from bot.core.search.query_syntax import folded
from tools.unit_rows import Row

RIGHT: Final = 2  # units of a question that answer
WRONG: Final = 3  # that don't
BEST: Final = 8  # of which most are drawn: these the judge will have to tell apart
OFTEN: Final = 0.75  # how many of them


@dataclass(frozen=True, slots=True)
class Example:
    """A question with some units. right: which of them answer; answers: the words that do, where they are known.
    kind: "asked" as in the set, or how a near miss was made of it."""

    set: str
    question: str
    places: Sequence[Place]
    right: Sequence[bool]
    answers: Sequence[str]
    kind: str = "asked"


def of_rows(rows: Iterable[Row], chance: random.Random) -> Iterator[Example]:
    """One of each question of which anything can be learnt."""
    for row in rows:
        found = of_row(row, chance)
        if found is not None:
            yield found


def of_row(row: Row, chance: random.Random) -> Example | None:
    assert row.line is not None  # noqa: S101 - rows of questions have theirs
    right = [number for number in row.places if row.right[number]]
    wrong = [number for number in _by_score(row) if not row.right[number] and not _unclear(row, number)]
    kept = _drawn(right, RIGHT, chance) + _wrong(wrong, WRONG, chance)
    if not kept or (row.answerable and not right):
        return None
    return Example(
        row.set, row.line.question, [row.places[number] for number in kept],
        [bool(row.right[number]) for number in kept], tuple(row.line.expect or ()),
    )  # fmt: skip


def _by_score(row: Row) -> list[int]:
    """The units that are kept, in the order in which search has them."""
    from bot.core.search import weights

    scores = row.signals @ weights.values("unit")
    return sorted(row.places, key=lambda number: -scores[number])


def _unclear(row: Row, number: int) -> bool:
    assert row.line is not None  # noqa: S101
    said = folded(row.places[number].unit)
    return bool(row.tolerated[number]) or any(folded(one) in said for one in row.line.expect or ())


def _wrong(numbers: Sequence[int], count: int, chance: random.Random) -> list[int]:
    best = sum(chance.random() < OFTEN for _ in range(count))
    near = _drawn(numbers[:BEST], best, chance)
    return near + _drawn([one for one in numbers if one not in near], count - len(near), chance)


def _drawn(numbers: Sequence[int], count: int, chance: random.Random) -> list[int]:
    return chance.sample(list(numbers), min(count, len(numbers)))


def turned(example: Example, question: str, kind: str, chance: random.Random) -> Example:
    """The same units under a question that none of them answers: the right ones first, and one beside them."""
    right = [place for place, one in zip(example.places, example.right, strict=True) if one]
    wrong = [place for place, one in zip(example.places, example.right, strict=True) if not one]
    kept = [*right, *chance.sample(wrong, min(1, len(wrong)))]
    return replace(example, question=question, places=kept, right=[False] * len(kept), answers=(), kind=kind)
