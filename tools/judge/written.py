"""Questions written by hand about single units of the sets: what programs don't think of.

`written/` has some files a set, NAME.jsonl of the first round, NAME-2.jsonl of the second. A line: {"document",
"at", "question", "kind"}. at: a character in the middle of the unit, from 0: it is found again however units are cut by
then. kind "yes": the unit answers. Else it only looks as if it did, and kind is what is wrong: "direction", "opposite",
"detail", "entity", "time", "place", "quantity", "relation", "attribute". Only the questions are kept here, the units
stay in their sets.

`invented/` is a set of its own: papers of nobody who exists, written for this, with questions of the same kinds.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bot.core.language import parsed_passage
from bot.core.model.judge_ports import Place
from bot.core.search import judging
from tools import unit_rows
from tools.judge.examples import Example

WRITTEN: Final = Path(__file__).parent / "written"
INVENTED: Final = Path(__file__).parent / "invented"
YES: Final = "yes"
KINDS: Final = (
    YES, "direction", "opposite", "detail", "entity", "time", "place", "quantity", "relation", "attribute",
)  # fmt: skip
ROUNDS: Final = {"": 0.3, "-2": 0.6, "-3": 1.0}  # the ends of the files' names: what is taken of each
SHARE: Final = 0.6  # of the questions of INVENTED
BESIDE: Final = 1  # further units of the same document, which don't answer
ENGLISH: Final = "en"


@dataclass(frozen=True, slots=True)
class Told:
    """A unit of a document, and where it stands in its text; fold as in `unit_rows`."""

    document: str
    fold: int
    start: int
    end: int
    place: Place


def units(folder: Path) -> Iterator[Told]:
    """All units of the set's English documents, in their order."""
    with (folder / "documents.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row.get("language", ENGLISH) == ENGLISH:
                yield from _of_document(row)


def _of_document(row: Mapping[str, Any]) -> Iterator[Told]:
    text, title = row["text"], row.get("title") or row["id"]
    fold = unit_rows.fold_of(row, row["id"])
    at = 0
    for block in text.split("\n\n"):
        for start, end in parsed_passage.units(text, at, at + len(block), ENGLISH):
            before, after = text[max(0, start - judging.BEFORE) : start], text[end : end + judging.AFTER]
            yield Told(row["id"], fold, start, end, Place(title, before, text[start:end], after))
        at += len(block) + len("\n\n")


def examples(folder: Path, hold: int, chance: random.Random, written: Path = WRITTEN) -> Iterator[Example]:
    """One of each question about the set in that folder, but for the fold that is held back; of a round that the model
    has seen before, a share. Raises KeyError where a unit isn't there."""
    lines = _drawn(list(_lines(folder / "questions.jsonl")), SHARE, chance) if folder == INVENTED else []
    for suffix, share in ROUNDS.items():
        lines += _drawn(list(_lines(written / f"{folder.name}{suffix}.jsonl")), share, chance)
    by_document: dict[str, list[Told]] = {}
    for one in units(folder) if lines else ():
        by_document.setdefault(one.document, []).append(one)
    for line in lines:
        own = by_document[line.get("near") or line["document"]]
        told = next((one for one in own if one.start <= line["at"] < one.end), None)
        if told is None:
            raise KeyError(f"{own[0].document}: {line['at']}")
        if told.fold != hold:
            yield _example(folder.name, line, told.place, [one.place for one in own], chance)


def _drawn(lines: list[Mapping[str, Any]], share: float, chance: random.Random) -> list[Mapping[str, Any]]:
    return chance.sample(lines, int(share * len(lines)))


def _lines(file: Path) -> Iterator[Mapping[str, Any]]:
    if file.exists():
        yield from map(json.loads, file.read_text("utf-8").splitlines())


def _example(
    name: str, line: Mapping[str, Any], asked: Place, others: Sequence[Place], chance: random.Random
) -> Example:  # fmt: skip
    far = [one for one in others if one.unit not in asked.before + asked.unit + asked.after]
    beside = chance.sample(far, min(BESIDE, len(far))) if line["kind"] == YES else []
    right = [line["kind"] == YES, *(False for _ in beside)]
    return Example(name, line["question"], [asked, *beside], right, (), f"written, {line['kind']}")
