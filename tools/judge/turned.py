"""Papers of nobody who exists, with sentences that would be quoted, and later ones that turn them.

`turned/` has them. A line: {"id", "title", "paragraphs": [[sentence]], "quotes"}; a quote: {"at": [paragraph,
sentence], "question", "turned": [[paragraph, sentence]], "how"}, from 0. turned: each later sentence without which the
quote would mislead; the others don't turn it. Some have a "language", else it is English; `translated/` has English
ones in other languages: {"document", "language", "title", "units": [sentence]}.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from bot.core.model.judge_ports import Place
from bot.core.search import judging, turning
from tools import unit_rows
from tools.judge.examples import Example

FOLDER: Final = Path(__file__).parent / "turned"
TRANSLATED: Final = FOLDER / "translated"
ENGLISH: Final = "en"
LATER: Final = 12  # sentences behind a quote, among which it may be turned
WRONG: Final = 3  # of those that don't turn it, in training


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence that would be quoted, the sentences behind it in their places, and which of those turn it."""

    document: str
    language: str
    fold: int
    question: str
    quote: str
    later: list[Place]
    turned: list[bool]
    how: str


def quotes(folder: Path = FOLDER) -> Iterator[Quoted]:
    """In English."""
    for row in _rows(folder):
        if row.get("language", ENGLISH) == ENGLISH:
            yield from _of_document(row)


def others(folder: Path = FOLDER, translated: Path = TRANSLATED) -> Iterator[Quoted]:
    """In other languages."""
    known = {row["id"]: row for row in _rows(folder)}
    for row in known.values():
        if row.get("language", ENGLISH) != ENGLISH:
            yield from _of_document(row)
    for row in _rows(translated):
        yield from _of_document(known[row["document"]] | _put(known[row["document"]], row))


def _rows(folder: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(folder.glob("*.jsonl")):
        yield from map(json.loads, file.read_text("utf-8").splitlines())


def _put(known: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """The translated sentences in the paragraphs of the English ones. Raises ValueError where there are others."""
    units = iter(row["units"])
    if len(row["units"]) != sum(map(len, known["paragraphs"])):
        raise ValueError(f"{row['document']}: {len(row['units'])} sentences")
    paragraphs = [list(islice(units, len(one))) for one in known["paragraphs"]]
    return {"paragraphs": paragraphs, "title": row["title"], "language": row["language"]}


def _of_document(row: Mapping[str, Any]) -> Iterator[Quoted]:
    text = "\n\n".join(" ".join(paragraph) for paragraph in row["paragraphs"])
    spans: list[tuple[int, int]] = []
    for sentence in (one for paragraph in row["paragraphs"] for one in paragraph):
        start = text.index(sentence, spans[-1][1] if spans else 0)
        spans.append((start, start + len(sentence)))
    numbers = [[number, place] for number, own in enumerate(row["paragraphs"]) for place in range(len(own))]
    for one in row["quotes"]:
        at = numbers.index(one["at"])
        later = range(at + 1, min(at + 1 + LATER, len(spans)))
        yield Quoted(
            row["id"], row.get("language", ENGLISH), unit_rows.fold_of({}, row["id"]), one["question"],
            text[slice(*spans[at])],
            [judging.place_of(text, spans[number], row["title"]) for number in later],
            [numbers[number] in one["turned"] for number in later], one.get("how", ""),
        )  # fmt: skip


def examples(hold: int, chance: random.Random, some: Iterable[Quoted] | None = None) -> Iterator[Example]:
    """One of each quote but for the fold that is held back: the sentences that turn it, and some that don't.

    some: quotes; else those in English.
    """
    for one in quotes() if some is None else some:
        right = [place for place, turns in zip(one.later, one.turned, strict=True) if turns]
        wrong = [place for place, turns in zip(one.later, one.turned, strict=True) if not turns]
        kept = [*right, *chance.sample(wrong, min(WRONG, len(wrong)))]
        if one.fold != hold and kept:
            said = [True] * len(right) + [False] * (len(kept) - len(right))
            yield Example("turned", turning.MARK + one.quote, kept, said, (), "turned" if right else "as it stands")
