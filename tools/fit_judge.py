"""Fit what the judge adds: `python -m tools.fit_judge DIR [--questions N] [--keep]`. DIR as for `tools.tune`.

The group [judge] of bot/core/search/weights.toml is replaced: one number to the order of the units, three to the
confidence. Fitted and measured on the fold that the judge's training held back; `--keep` only prints.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from bot.assemble import local_judge
from tools import fitting, tune
from tools.fitting import Array, Choice
from tools.unit_rows import Row

HELD: Final = 0  # the fold that the judge's training held back
PARTS: Final = 4  # of that fold, by document
FAR_BEHIND: Final = 1_000.0  # log odds: what the judge wasn't asked of comes after what it was


def fit_judge(found: Sequence[Row], heard: Sequence[Row]) -> tuple[dict[str, float], dict[str, float]]:
    """What the trained reader adds: one number to the order of the units, three to the confidence.

    found: rows by words, of all sets. heard: rows with what the judge says, of the fold that its training held back.
    Figures on documents that none of the numbers saw, without the judge and with it.
    """
    heard = [row for row in heard if row.answers is not None]
    (fold,) = {row.fold for row in heard}
    learnt, evidence = (
        tune.without(found, fold),
        tune.of_evidence(tune.all_judged([r for r in found if r.fold != fold], found)),
    )
    plain = [tune.judged_by_words(row, learnt) for row in heard]
    told = _told_of("without", plain, fitting.probability(tune.values_of(plain), evidence))
    parts, chosen, sure = np.array([_part(row) for row in heard]), list(plain), np.zeros(len(heard))
    for part in range(PARTS):
        away, inside = [heard[place] for place in np.flatnonzero(parts != part)], np.flatnonzero(parts == part)
        unit, odds = _of_hearing(away, learnt, evidence)
        for place in inside:
            chosen[place] = _with_answer(heard[place], learnt, unit, evidence)
        sure[inside] = fitting.probability(tune.values_of([chosen[place] for place in inside]), odds)
    told |= _told_of("with", chosen, sure)
    unit, odds = _of_hearing(heard, learnt, evidence)
    return {"unit": unit, **dict(zip(("constant", "others", "answers"), odds.tolist(), strict=True))}, told


def _of_hearing(heard: Sequence[Row], learnt: Array, evidence: Array) -> tuple[float, Array]:
    unit = _of_answers(heard, learnt)
    return unit, tune.of_odds([_with_answer(row, learnt, unit, evidence) for row in heard])


def _told_of(words: str, judged: Sequence[tune.Judged], sure: Array) -> dict[str, float]:
    told: dict[str, float] = {}
    for name in dict.fromkeys(one.row.set for one in judged):
        own = [place for place, one in enumerate(judged) if one.row.set == name]
        some = [judged[place] for place in own]
        told[f"{name}, {words} the judge: right unit first"] = tune.mean(
            [one.right for one in some if one.row.answerable]
        )
        told |= tune.told_of(f"{name}, {words} the judge", some, sure[own])
    return told


def _part(row: Row) -> int:
    assert row.line is not None  # noqa: S101 - these rows were read with theirs
    return zlib.crc32(b"part" + (row.line.document or row.line.near or row.line.id).encode()) % PARTS


def _of_answers(heard: Sequence[Row], learnt: Array) -> float:
    """Log odds for one of the judge's, beside the score by words; among the units that it was asked of."""
    lists = []
    for row in heard:
        asked = np.flatnonzero(~np.isnan(_said(row)))
        if row.right[asked].any() and not row.right[asked].all():
            values = np.column_stack([row.signals[asked] @ learnt, _said(row)[asked]])
            lists.append(Choice(values, row.right[asked].astype(float), ""))
    words, answers = fitting.listwise(lists, 1.0)
    return float(answers / words)


def _said(row: Row) -> Array:
    assert row.answers is not None  # noqa: S101 - these rows were read with a judge
    return row.answers


def _with_answer(row: Row, learnt: Array, unit: float, evidence: Array) -> tune.Judged:
    """The unit chosen with the judge: its log odds without it, and what the judge says of it."""
    said = _said(row)
    scores = row.signals @ learnt
    asked = ~np.isnan(said)
    order = np.where(asked, scores + unit * np.nan_to_num(said), scores - FAR_BEHIND)
    chosen = int(tune.ordered(row, order)[0])
    one = tune.judged_as(row, scores, chosen)
    odds = float(evidence[0] + np.array(one.values) @ evidence[1:])
    return tune.Judged(row, (odds, float(np.nan_to_num(said[chosen]))), one.right, one.tolerated, chosen)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Refit what the judge adds, in bot/core/search/weights.toml.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--questions", type=int, help="of each set, a sample")
    parser.add_argument("--keep", action="store_true", help="only print, change nothing")
    chosen = parser.parse_args(arguments)
    found, judge = list(tune.rows(chosen.folder, chosen.questions)), local_judge(patient=True)
    heard = list(tune.rows(chosen.folder, chosen.questions, judge=judge, fold=HELD))
    judge.close()
    tune.step("judge", fit_judge(found, heard), (lambda group, fitted: None) if chosen.keep else tune.write)


if __name__ == "__main__":
    main()
