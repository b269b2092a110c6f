"""Fit what the multilingual judge adds: `python -m tools.fit_multilingual DIR [--keep]`. DIR as for `tools.tune`.

The groups [judge_same] and [judge_across] of bot/core/search/weights.toml are replaced: one number to the order of the
units, three to the confidence, and across languages a fourth, of nearness. Its training saw nothing of the sets' other
languages, so all of their questions are heard; each is told of by numbers that were fitted without its document. With
the model of meaning, without which hardly anything is found across languages. What the judge says of a unit in another
language weighs in the order what the English one says of an English unit: both may stand beside each other. In the
question's language it is given less than would be fitted: the order is as good, and nearer to the one by words.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from bot.assemble import local_judge, local_model
from bot.core.search import weights
from bot.core.search.judging import Reader
from bot.settings import Settings
from tools import fitting, tune
from tools.fitting import Array, Choice
from tools.unit_rows import Row

SETS: Final = ("desk-more/poly", "desk")
PARTS: Final = 5  # by document
MOST: Final = 0.5  # log odds for one of the judge's, in the question's language
READERS: Final = (Reader.SAME, Reader.ACROSS)
NAMES: Final = ("constant", "others", "answers", "near")  # the last one across languages alone


def heard(rows: Sequence[Row]) -> Iterator[tuple[Reader, Row]]:
    """Those questions whose best unit the multilingual judge has read, and as whom."""
    for row in rows:
        if row.odds and row.scores is not None:
            best = max(row.odds, key=lambda number: row.scores[number])  # type: ignore[index] # it has some
            if row.readers[best] in READERS:
                yield row.readers[best], row


def fit(rows: Sequence[Row], reader: Reader) -> tuple[dict[str, float], dict[str, float]]:
    """The numbers, and figures of questions about documents that none of them saw, without the judge and with."""
    own = [row for one, row in heard(rows) if one is reader]
    parts = np.array([_part(row) for row in own])
    plain = [_judged(row, 0.0, reader) for row in own]
    without = np.array([one.values[0] for one in plain])
    told = _told("without", plain, 1 / (1 + np.exp(-without)))
    for name, values in (("with", None), ("by it alone", (0.0,))):
        chosen, sure = list(plain), np.zeros(len(own))
        for part in range(PARTS):
            away, inside = (
                [row for row, at in zip(own, parts, strict=True) if at != part],
                np.flatnonzero(parts == part),
            )
            unit, odds = _of_hearing(away, reader)
            if values:
                odds = np.array([odds[0], 0.0, 1.0, *np.zeros(len(odds) - 3)])
            for place in inside:
                chosen[place] = _judged(own[place], unit, reader)
            sure[inside] = fitting.probability(tune.values_of([chosen[place] for place in inside]), odds)
        told |= _told(name, chosen, sure)
    unit, odds = _of_hearing(own, reader)
    return {"unit": unit, **dict(zip(NAMES, odds.tolist(), strict=False))}, told


def _told(words: str, judged: Sequence[tune.Judged], sure: Array) -> dict[str, float]:
    right = tune.mean([one.right for one in judged if one.row.answerable])
    return {
        f"{words} the judge, questions": float(len(judged)), f"{words} the judge: right unit first": right,
    } | tune.told_of(f"{words} the judge", judged, sure)  # fmt: skip


def _part(row: Row) -> int:
    assert row.line is not None  # noqa: S101 - these rows were read with theirs
    return zlib.crc32(b"part" + (row.line.document or row.line.near or row.line.id).encode()) % PARTS


def _of_hearing(own: Sequence[Row], reader: Reader) -> tuple[float, Array]:
    unit = weights.of(Reader.ENGLISH)["unit"].value if reader is Reader.ACROSS else min(MOST, _of_order(own))
    return unit, tune.of_odds([_judged(row, unit, reader) for row in own])


def _of_order(own: Sequence[Row]) -> float:
    """Log odds for one of the judge's, beside the score without it; among the units that it was asked of."""
    lists = []
    for row in own:
        read = sorted(row.odds)
        if row.right[read].any() and not row.right[read].all():
            lists.append(
                Choice(np.column_stack([_scores(row)[read], _said(row)[read]]), row.right[read].astype(float), "")
            )
    scores, said = fitting.listwise(lists, 1.0)
    return max(0.0, float(said / scores)) if scores > 0 else 0.0


def _judged(row: Row, unit: float, reader: Reader) -> tune.Judged:
    """The unit chosen with the judge: its log odds without it, what the judge says of it, and how near it is."""
    worth = {number: float(_scores(row)[number] + unit * _said(row)[number]) for number in row.odds}
    chosen = max(sorted(worth), key=worth.__getitem__)
    values = (row.odds[chosen], float(_said(row)[chosen]), *((_near(row, chosen),) if reader is Reader.ACROSS else ()))
    return tune.Judged(row, values, bool(row.right[chosen]), bool(row.tolerated[chosen]), chosen)


def _near(row: Row, chosen: int) -> float:
    near = np.nan if row.freed is None else float(row.freed[chosen])
    return weights.of(Reader.ACROSS)["middle"].value if np.isnan(near) else near


def _scores(row: Row) -> Array:
    assert row.scores is not None  # noqa: S101 - as above
    return row.scores


def _said(row: Row) -> Array:
    assert row.answers is not None  # noqa: S101 - as above
    return row.answers


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Refit what the multilingual judge adds, in weights.toml.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--keep", action="store_true", help="only print, change nothing")
    chosen = parser.parse_args(arguments)
    model, judge = local_model(Settings.read({}), patient=True), local_judge(patient=True)
    rows = list(tune.rows(chosen.folder, None, SETS, model, judge))
    judge.close()
    model.close()
    for reader in READERS:
        save: Callable[[str, object], None] = (lambda group, fitted: None) if chosen.keep else tune.write  # type: ignore[assignment]
        tune.step(reader, fit(rows, reader), save)


if __name__ == "__main__":
    main()
