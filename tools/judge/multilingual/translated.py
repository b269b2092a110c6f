"""The invented papers in other languages, sentence by sentence, with questions in these languages.

`translated.jsonl` has a paper a line: {"document", "language", "title", "units", "questions"}. document: of
`invented/documents.jsonl`; units: its units in their order; questions: some of its questions, by the end of their ids.
What answers what is told of the English ones; so a paper is asked about in both languages, and so is the English one.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bot.core.model.judge_ports import Place
from bot.core.search import judging
from tools.judge import written
from tools.judge.examples import Example
from tools.judge.written import INVENTED, YES

FILE: Final = INVENTED / "translated.jsonl"
BESIDE: Final = 1  # further unit of a paper that does not answer, with a question that has an answer
OTHER: Final = 0.15  # of the others: one further unit


@dataclass(frozen=True, slots=True)
class Paper:
    """english, places: the same units in both languages."""

    language: str
    fold: int
    english: Sequence[Place]
    places: Sequence[Place]
    asked: Sequence[Asked]


@dataclass(frozen=True, slots=True)
class Asked:
    """unit: which it is about. own: the question in the paper's language, if it has been put into that."""

    unit: int
    kind: str
    english: str
    own: str | None


def papers(file: Path = FILE) -> Iterator[Paper]:
    """Raises KeyError where a paper or a unit isn't there, ValueError where there are other units."""
    units: dict[str, list[written.Told]] = {}
    for told in written.units(INVENTED):
        units.setdefault(told.document, []).append(told)
    asked: dict[str, list[Mapping[str, Any]]] = {}
    for line in _lines(INVENTED / "questions.jsonl"):
        asked.setdefault(line.get("near") or line["document"], []).append(line)
    for line in _lines(file):
        own, document = units[line["document"]], line["document"]
        found = [_asked(one, own, line["questions"]) for one in asked.get(document, ())]
        yield Paper(
            line["language"], own[0].fold, [one.place for one in own],
            list(_places(line["title"], line["units"], len(own))), found,
        )  # fmt: skip


def _lines(file: Path) -> Iterator[Any]:
    return map(json.loads, file.read_text("utf-8").splitlines())


def _asked(line: Mapping[str, Any], units: Sequence[written.Told], own: Mapping[str, str]) -> Asked:
    number = next(number for number, one in enumerate(units) if one.start <= line["at"] < one.end)
    return Asked(number, line["kind"], line["question"], own.get(line["id"].rsplit("-", 1)[1]))


def _places(title: str, units: Sequence[str], count: int) -> Iterator[Place]:
    if len(units) != count:
        raise ValueError(f"{title}: {len(units)} units, not {count}")
    text, at = " ".join(units), 0
    for unit in units:
        yield judging.place_of(text, (at, at + len(unit)), title)
        at += len(unit) + 1


def examples(hold: int | None, chance: random.Random) -> Iterator[Example]:
    """Of each paper but for those of the fold that is held back: its questions in English on its translation, those
    that are translated on both."""
    for paper in papers():
        if paper.fold != hold:
            for one in paper.asked:
                yield _example(paper, one, one.english, paper.places, f"en {paper.language}", chance)
                if one.own:
                    yield _example(paper, one, one.own, paper.places, f"{paper.language} {paper.language}", chance)
                    yield _example(paper, one, one.own, paper.english, f"{paper.language} en", chance)


def _example(
    paper: Paper, one: Asked, question: str, places: Sequence[Place], kind: str, chance: random.Random
) -> Example:
    right = one.kind == YES
    far = [place for number, place in enumerate(places) if abs(number - one.unit) > 1]
    count = BESIDE if right else int(chance.random() < OTHER)
    beside = chance.sample(far, min(count, len(far)))
    return Example("translated", question, [places[one.unit], *beside], [right, *(False for _ in beside)], (), kind)
