"""Fit how a unit in another language is weighed: `python -m tools.fit_freed DIR [--keep]`.

DIR as for `tools.tune`; the group [freed] of bot/core/search/weights.toml is replaced. What decides it is a folder in
which languages are mixed: the case files in ten languages together with as many in English, asked in their own language
and in others. desk, mixed likewise, is left to measure on.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from bot.assemble import local_model
from bot.core.search import weights
from bot.settings import Settings
from tools import fitting, tune, unit_rows
from tools.fitting import Array, Choice
from tools.unit_rows import Row

OWN: Final = "desk-more/poly"
BESIDE: Final = ("desk-more/gov", "desk-more/ngo")
ASKED: Final = 70  # questions of each of those
PARTS: Final = 5  # by document
ALIKE: Final = 4  # times that a question counts which is answered in its own language: most are, where people ask
NAMED: Final = ("document", "near")  # of a question: ids of documents


def mixed(folder: Path, into: Path) -> None:
    """One set of all three; ids of documents and questions stay apart."""
    chance = random.Random(unit_rows.SEED)  # noqa: S311 - a sample, no secret
    documents, questions = _lines(folder / OWN, "documents"), _lines(folder / OWN, "questions")
    for name in BESIDE:
        documents += [_apart(one, name) for one in _lines(folder / name, "documents")]
        asked = _lines(folder / name, "questions")
        questions += [_apart(one, name) for one in chance.sample(asked, min(ASKED, len(asked)))]
    for kind, lines in (("documents", documents), ("questions", questions)):
        (into / f"{kind}.jsonl").write_text("\n".join(json.dumps(one) for one in lines), "utf-8")


def _lines(folder: Path, kind: str) -> list[Any]:
    return [json.loads(line) for line in (folder / f"{kind}.jsonl").read_text("utf-8").splitlines()]


def _apart(one: Mapping[str, Any], name: str) -> dict[str, Any]:
    ids = {field: f"{name}:{one[field]}" for field in ("id", *NAMED) if one.get(field)}
    return {**one, **ids}


def fit(rows: Sequence[Row]) -> tuple[dict[str, float], dict[str, float]]:
    """Both numbers, and figures of questions about documents that neither was fitted on: how often the right unit comes
    first, where all that answers is in another language than the question, and where it isn't."""
    asked = [row for row in rows if row.right.any() and row.scores is not None and row.meant is not None]
    part = [zlib.crc32((row.line.document or "").encode()) % PARTS if row.line else 0 for row in asked]
    told: dict[str, list[bool]] = {}
    for number in range(PARTS):
        worth = _worth([row for row, own in zip(asked, part, strict=True) if own != number])
        for row in (row for row, own in zip(asked, part, strict=True) if own == number):
            told.setdefault("across" if _is_across(row) else "in one language", []).append(_is_right(row, worth))
    unit, language = _worth(asked).tolist()
    figures = {f"{name}: right unit first of {len(found)}": float(np.mean(found)) for name, found in told.items()}
    return {"unit": unit, "language": language}, figures


def _worth(rows: Sequence[Row]) -> Array:
    """Log odds for a cosine, and for being in another language, beside the score without them."""
    lists = [
        Choice(_columns(row), row.right.astype(float), "")
        for row in rows
        if not row.right.all()
        for _ in range(1 if _is_across(row) else ALIKE)
    ]
    found = fitting.listwise(lists, 1.0)
    worth: Array = found[1:] / found[0]
    return worth


def _columns(row: Row) -> Array:
    """Of each unit its score without what is fitted here, how near it is, and whether it is in another language."""
    assert row.scores is not None and row.meant is not None and row.foreign is not None  # noqa: S101, PT018 - as read
    if row.freed is None:
        return np.column_stack([row.scores, np.zeros((len(row.scores), 2))])
    known = ~np.isnan(row.freed)
    own = known & ~row.foreign if (known & ~row.foreign).any() else known
    near = np.where(known & row.foreign, np.nan_to_num(row.freed) - np.median(row.freed[own]), 0.0)
    shipped, away = weights.of("freed"), (known & row.foreign).astype(float)
    plain = row.scores - near * shipped["unit"].value - away * shipped["language"].value
    return np.column_stack([plain, near, away])


def _is_across(row: Row) -> bool:
    return row.foreign is not None and bool(row.foreign[row.right].all())


def _is_right(row: Row, worth: Array) -> bool:
    scores = np.where(row.firm, _columns(row) @ np.concatenate([[1.0], worth]), -np.inf)
    return bool(row.right[int(np.argmax(scores))])


def rows(folder: Path) -> Iterator[Row]:
    model = local_model(Settings.read({}), patient=True)
    with tempfile.TemporaryDirectory() as place:
        mixed(folder, Path(place))
        yield from unit_rows.read(Path(place), "mixed", None, model)
    model.close()


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Refit how units in another language are weighed, in weights.toml.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--keep", action="store_true", help="only print, change nothing")
    chosen = parser.parse_args(arguments)
    tune.step("freed", fit(list(rows(chosen.folder))), (lambda group, fitted: None) if chosen.keep else tune.write)


if __name__ == "__main__":
    main()
