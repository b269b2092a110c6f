"""Refit the weights: `python -m tools.tune DIR [--questions N] [--meaning] [--keep]`.

DIR holds sets of documents and questions, as in `unit_rows`: `wiki` (everything is there; each question with its
`paragraph`) for the ranking of passages; that and all the others that are there (`wiki-half`: half of the articles are
missing; `wiki-near`: half of the paragraphs; `desk` and its like: chat questions with and without an answer) for
choosing the unit and judging whether it answers. The values in bot/core/search/weights.toml are replaced, its words
stay; `--keep` only prints. All figures are on questions that the weights were not fitted on: by article, or by cluster
of documents.
"""

from __future__ import annotations

import argparse
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from bot.assemble import folder_casebook, local_model
from bot.core.casebook import Casebook
from bot.core.language import detection
from bot.core.model.documents import LOCAL, Audience
from bot.core.model.judge_ports import Judge
from bot.core.model.meaning_ports import Meaning
from bot.core.search import confidence, features, query, ranking, sentence_choice, weights
from bot.core.search.ranking import Candidate
from bot.core.search.retrieval import Limits, settle
from bot.measure import figures
from bot.settings import Settings
from tools import fitting, unit_rows
from tools.fitting import Array, Choice
from tools.unit_rows import Line, Row

FOLDS: Final = 6
RIDGE: Final = 10.0  # of the standardised weights: there are some seventy
NEAREST: Final = 24  # units of a question that the choice learns from: the others are never near
LEAN: Final = (
    0.4  # of the judge's lesson is "there is an answer", the rest "this is it": the first tells more of refusing
)
SETS: Final = (
    "wiki", "wiki-half", "wiki-near", "squad2-even", "desk",
    "desk-more/law", "desk-more/news", "desk-more/ngo", "desk-more/gov", "desk-more/poly",
)  # fmt: skip
WORTH: Final = {
    "wiki": 0.1,
    "squad2-even": 0.05,
    "wiki-half": 0.25,
    "wiki-near": 0.25,
}  # of a question, to the judge; else 1
MEANT: Final = tuple(name for name in SETS if name.startswith("desk"))  # vectors of the others would take an hour
PARTLY: Final = ("wiki-half", "wiki-near")  # the questions of wiki again: for judging only


@dataclass(frozen=True, slots=True)
class Ranked:
    """A question with its article, and which of its candidates is right."""

    article: str
    passages: Choice


class Bench:
    """The set for the ranking, in memory, with its questions."""

    def __init__(self, folder: Path, limit: int | None) -> None:
        with tempfile.TemporaryDirectory() as place:
            shutil.copy(folder / "documents.jsonl", Path(place) / "documents.jsonl")
            self._casebook, _ = folder_casebook(Path(place), Settings.read({}), lambda done, total: None)
        self._lines = unit_rows.lines(folder, limit)
        self._paragraphs = unit_rows.paragraphs(self._casebook)

    def ranked(self) -> list[Ranked]:
        """With the weights as they are now."""
        return [found for line in self._lines if (found := self._ranked(line))]

    def _ranked(self, line: Line) -> Ranked | None:
        candidates = _candidates(self._casebook, line.question)
        if not candidates or line.document is None:
            return None
        right = np.array([self._is_right(candidate, line) for candidate in candidates], float)
        values = np.array([candidate.values for candidate in candidates])
        return Ranked(line.document, Choice(values, right, line.document))

    def _is_right(self, candidate: Candidate, line: Line) -> bool:
        hit = candidate.hit
        if hit.key != line.document or line.paragraph is None:
            return False
        start, end = self._paragraphs[hit.key][line.paragraph]
        return start <= hit.start < end


def _candidates(casebook: Casebook, text: str) -> list[Candidate]:
    cases = [case.id for case in casebook.cases(casebook.viewer(Audience(LOCAL, everything=True)))]
    snapshot, store = casebook.index.snapshot(cases), casebook.store
    sought = query.analyse(text, detection.detect(text, list(snapshot.languages)), snapshot)
    held = casebook.shelf.at(store, store.head())
    sought, found = settle(sought, Limits(), ranking.CANDIDATES, snapshot, held, store)
    return ranking.rank(sought, found.hits, found.documents, found.texts)


def fit_ranking(found: Sequence[Ranked]) -> tuple[dict[str, float], dict[str, float]]:
    """Weights, and figures on unseen articles."""
    first = five = 0.0
    for one, learnt in fitting.tried(found, lambda one: one.article, FOLDS, _ranking):
        order = np.argsort(-(one.passages.values @ learnt), kind="stable")
        right = one.passages.right[order]
        first += bool(right[0])
        five += bool(right[:5].any())
    told = {"right passage first": first / len(found), "among the first five": five / len(found)}
    return dict(zip(features.NAMES, _ranking(found).tolist(), strict=True)), told


def _ranking(found: Sequence[Ranked]) -> Array:
    return fitting.listwise([one.passages for one in found])


# --- choosing


def fit_units(found: Sequence[Row]) -> tuple[dict[str, float], dict[str, float]]:
    """Weights, and how often the right unit comes first, or among three, on unseen clusters; by set."""
    told: dict[str, float] = {}
    for name in dict.fromkeys(row.set for row in found if row.set not in PARTLY):
        own = [row for row in found if row.set == name and row.answerable]
        orders = [(row, best(row, without(found, row.fold))) for row in own]
        told[f"{name}: right unit first"] = mean([row.right[order[0]] for row, order in orders])
        told[f"{name}: among the first three"] = mean([row.right[order[:3]].any() for row, order in orders])
    return dict(zip(sentence_choice.NAMES, _of_units(found).tolist(), strict=True)), told


def best(row: Row, learnt: Array) -> Array:
    """The numbers of the units, best first; what can't be quoted comes last."""
    return ordered(row, row.signals @ learnt)


def ordered(row: Row, scores: Array) -> Array:
    return np.lexsort((np.arange(len(scores)), -scores, ~row.firm))


_learnt: dict[tuple[int, int], Array] = {}


def without(found: Sequence[Row], fold: int) -> Array:
    """Weights that saw nothing of that fold; fitted once."""
    key = (id(found), fold)
    if key not in _learnt:
        _learnt[key] = _of_units([row for row in found if row.fold != fold])
    return _learnt[key]


def _of_units(found: Sequence[Row]) -> Array:
    taught = [row for row in found if row.set not in PARTLY and row.right.any() and not row.right.all()]
    return fitting.listwise([_near(row) for row in taught], RIDGE)


def _near(row: Row) -> Choice:
    """The right units and those that hold most of the question."""
    worth = (
        row.signals[:, sentence_choice.NAMES.index("surroundings")]
        + row.signals[:, sentence_choice.NAMES.index("document")]
    )
    kept = np.union1d(np.argsort(-worth, kind="stable")[:NEAREST], np.flatnonzero(row.right))
    return Choice(row.signals[kept], row.right[kept].astype(float), row.set)


# --- judging


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with the unit chosen for it by weights that didn't know it."""

    row: Row
    values: tuple[float, ...]  # as in evidence.NAMES
    right: bool
    tolerated: bool
    chosen: int = 0  # number of the unit


def fit_evidence(found: Sequence[Row]) -> tuple[dict[str, float], dict[str, float]]:
    """Learnt on all sets together: is the first unit right? Told for each set, on unseen clusters."""
    judged = [judged_by_words(row, without(found, row.fold)) for row in found]
    sure = np.zeros(len(judged))
    for fold in {row.fold for row in found}:
        inside = [place for place, one in enumerate(judged) if one.row.fold == fold]
        away = [one for one in judged if one.row.fold != fold]
        if away:
            sure[inside] = fitting.probability(values_of([judged[place] for place in inside]), of_evidence(away))
    told: dict[str, float] = {}
    for name in dict.fromkeys(row.set for row in found):
        own = [place for place, one in enumerate(judged) if one.row.set == name]
        told |= told_of(name, [judged[place] for place in own], sure[own])
    return dict(zip(("constant", *confidence.NAMES), of_evidence(judged).tolist(), strict=True)), told


def told_of(name: str, judged: Sequence[Judged], sure: Array) -> dict[str, float]:
    limit = confidence.threshold(None)
    able, right = [one.row.answerable for one in judged], [one.right for one in judged]
    answers = [one for one, chance in zip(judged, sure, strict=True) if chance >= limit]
    fair = [one for one in answers if one.row.answerable or not one.tolerated]
    return {
        f"{name}: AUROC": figures.auroc(sure.tolist(), able),
        f"{name}: calibration error": figures.calibration_error(sure.tolist(), right),
        f"{name}: nulls answered": share([not one.row.answerable for one in fair], len(able) - sum(able)),
        f"{name}: right when answered": mean([one.right for one in fair]),
        f"{name}: answered rightly": share([one.right for one in answers], sum(able)),
    }


def judged_by_words(row: Row, learnt: Array, more: Array | None = None) -> Judged:
    """`more`: what is added to the units' scores by words."""
    scores = row.signals @ learnt + (0.0 if more is None else more)
    return judged_as(row, scores, int(ordered(row, scores)[0]))


def judged_as(row: Row, scores: Array, chosen: int) -> Judged:
    """As if that unit were the chosen one."""
    named = dict(zip(sentence_choice.NAMES, row.signals[chosen].tolist(), strict=True))
    values = confidence.complete(
        (
            *(named[name] for name in confidence.OF_UNIT),
            *confidence.of_order(scores, row.documents, chosen, float(row.score[chosen])),
            *row.judged[chosen].tolist(),
        )
    )
    return Judged(row, values, bool(row.right[chosen]), bool(row.tolerated[chosen]), chosen)


def values_of(judged: Sequence[Judged]) -> Array:
    return np.array([one.values for one in judged])


def of_evidence(judged: Sequence[Judged]) -> Array:
    """The log odds that the unit is right, the constant first.

    What is learnt leans towards whether there is an answer at all; then it is scaled so that it is the chance of a
    right unit. The scaling is Platt's (1999): monotone, so that it changes no order.
    """
    values, worth = values_of(judged), np.array([WORTH.get(one.row.set, 1.0) for one in judged])
    right = np.array([one.right for one in judged], float)
    able = np.array([one.row.answerable for one in judged], float)
    learnt = fitting.logistic(values, LEAN * able + (1 - LEAN) * right, RIDGE, worth)
    odds = (learnt[0] + values @ learnt[1:])[:, None]
    shift, slope = fitting.logistic(odds, right, worth=worth)
    return np.concatenate([[shift + slope * learnt[0]], slope * learnt[1:]])


# --- meaning


def fit_meaning(found: Sequence[Row], meant: Sequence[Row]) -> tuple[dict[str, float], dict[str, float]]:
    """What nearness in meaning adds to the weights by words: one number to choosing, three to judging.

    found: rows by words, of all sets. meant: rows with vectors. Figures on clusters that neither saw.
    """
    folds = {row.fold for row in meant}
    near = {fold: _of_nearness(found, [row for row in meant if row.fold != fold]) for fold in folds}
    judges = {fold: of_evidence(all_judged([row for row in found if row.fold != fold], found)) for fold in folds}
    judged = [_near_judged(row, without(found, row.fold), near[row.fold], judges[row.fold]) for row in meant]
    sure, told = np.zeros(len(judged)), {}
    for fold in folds:
        inside = np.array([one.row.fold == fold for one in judged])
        away = [one for one in judged if one.row.fold != fold]
        sure[inside] = fitting.probability(values_of([one for one in judged if one.row.fold == fold]), of_odds(away))
    for name in dict.fromkeys(row.set for row in meant):
        own = [place for place, one in enumerate(judged) if one.row.set == name]
        able = [judged[place].right for place in own if judged[place].row.answerable]
        told[f"{name}: right unit first, with meaning"] = mean(able)
        told |= told_of(f"{name}, with meaning", [judged[place] for place in own], sure[own])
    constant, words, cosine = of_odds(judged).tolist()
    return {"unit": _of_nearness(found, meant), "constant": constant, "words": words, "near": cosine}, told


def _of_nearness(found: Sequence[Row], meant: Sequence[Row]) -> float:
    """Log odds for a cosine, beside the score by words (of weights that didn't know the row)."""
    lists = [
        Choice(np.column_stack([row.signals @ without(found, row.fold), _nearness(row)]), row.right.astype(float), "")
        for row in meant
        if row.right.any() and not row.right.all()
    ]
    words, cosine = fitting.listwise(lists, 1.0)
    return float(cosine / words)


def _nearness(row: Row) -> Array:
    """The units' cosines; the middle one where there is none."""
    assert row.meant is not None  # noqa: S101 - these rows were read with vectors
    return np.asarray(np.nan_to_num(row.meant.astype(float), nan=float(np.nanmedian(row.meant))))


def all_judged(rows: Sequence[Row], found: Sequence[Row]) -> list[Judged]:
    return [judged_by_words(row, without(found, row.fold)) for row in rows]


def _near_judged(row: Row, learnt: Array, unit: float, evidence: Array) -> Judged:
    """The unit chosen with meaning: its log odds by words, and its cosine."""
    near = _nearness(row)
    one = judged_by_words(row, learnt, unit * near)
    odds = float(evidence[0] + np.array(one.values) @ evidence[1:])
    return Judged(row, (odds, float(near[one.chosen])), one.right, one.tolerated, one.chosen)


def of_odds(judged: Sequence[Judged]) -> Array:
    """The constant first; as elsewhere, a chat's questions weigh most, since they are what is asked."""
    right, worth = [one.right for one in judged], [WORTH.get(one.row.set, 1.0) for one in judged]
    return fitting.logistic(values_of(judged), np.array(right, float), worth=np.array(worth))


def mean(values: Sequence[Any]) -> float:
    return float(np.mean(values)) if len(values) else float("nan")


def share(values: Sequence[bool], of: int) -> float:
    return sum(values) / of if of else float("nan")


# --- the command


def write(group: str, fitted: Mapping[str, float]) -> None:
    """New values into the weights' file, its words and the other groups as they are."""
    text = weights.FILE.read_text("utf-8")
    for name, value in fitted.items():
        text, count = re.subn(rf"(\[{group}\.{name}\]\nvalue = )\S+", rf"\g<1>{value:.3f}", text)
        if count != 1:
            raise KeyError(f"{group}.{name}")
    weights.FILE.write_text(text, "utf-8")
    weights.of.cache_clear()
    weights.values.cache_clear()


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Refit bot/core/search/weights.toml on questions with known answers.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--questions", type=int, help="of each set, a sample")
    parser.add_argument(
        "--meaning",
        action="store_true",
        help="also what nearness in meaning adds; keeps the vectors in each set's folder",
    )
    parser.add_argument("--keep", action="store_true", help="only print, change nothing")
    chosen = parser.parse_args(arguments)
    save: Callable[[str, Mapping[str, float]], None] = (lambda group, fitted: None) if chosen.keep else write
    step("ranking", fit_ranking(Bench(chosen.folder / "wiki", chosen.questions).ranked()), save)
    found = list(rows(chosen.folder, chosen.questions))
    step("unit", fit_units(found), save)
    step("evidence", fit_evidence(found), save)
    if chosen.meaning:
        model = local_model(Settings.read({}), patient=True)
        step("meaning", fit_meaning(found, list(rows(chosen.folder, chosen.questions, MEANT, model))), save)
        model.close()


def rows(
    folder: Path, limit: int | None, sets: Sequence[str] = SETS, model: Meaning | None = None,
    judge: Judge | None = None, fold: int | None = None,
) -> Iterator[Row]:  # fmt: skip
    """Of all these sets that are there; see `unit_rows.read`."""
    for name in sets:
        if (folder / name).is_dir():
            yield from unit_rows.read(folder / name, Path(name).name, limit, model, judge, fold)


def step(group: str, found: tuple[dict[str, float], dict[str, float]], save: Callable[[str, Any], None]) -> None:
    fitted, told = found
    save(group, fitted)
    lines = [f"{name:<50}{value:8.4f}" for name, value in told.items()]
    print(f"[{group}]", *lines, *(f"  {name:<20}{value:8.3f}" for name, value in fitted.items()), sep="\n", flush=True)  # noqa: T201 - a command


if __name__ == "__main__":
    main()
