"""Refit the weights of the ranking: `python -m bot.measure.tune DIR [--questions N] [--keep]`.

DIR holds three sets, each `documents.jsonl` and `questions.jsonl`: `wiki` (everything is there; each question with its
`paragraph`), `wiki-half` (half of the articles are missing) and `wiki-near` (half of the paragraphs are). The values in
bot/core/search/weights.toml are replaced, its words stay; `--keep` only prints. All figures are on articles that the
weights were not fitted on (six folds by article).
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from bot.assemble import folder_casebook
from bot.core.casebook import Casebook
from bot.core.language import detection
from bot.core.model.documents import LOCAL, Audience, Viewer
from bot.core.search import confidence, excerpting, features, query, ranking, sentence_choice, weights
from bot.core.search.document_cache import shelf
from bot.core.search.query import Asked as Analysed
from bot.core.search.query_syntax import folded
from bot.core.search.ranking import Candidate
from bot.core.search.retrieval import Limits, settle
from bot.core.search.sentence_choice import Sentence
from bot.measure import figures, fitting
from bot.measure.evaluate import Asked, read
from bot.measure.fitting import Array, Choice
from bot.settings import Settings

FOLDS: Final = 6
FALSE_REFUSALS: Final = 0.10
LOOKED_AT: Final = 5  # passages whose sentences are scored
SEED: Final = 1
POST: Final = "~"
FEW: Final = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A question as the ranking sees it, with its article, and what is right: candidates, sentences, evidence."""

    article: str
    answerable: bool
    passages: Choice
    sentences: Sequence[Choice]
    evidence: tuple[float, ...]


Cut = Callable[[Path, Path], None]


def whole(documents: Path, target: Path) -> None:
    """Articles as they are."""
    shutil.copy(documents, target)


def apart(documents: Path, target: Path) -> None:
    """Each paragraph a document without a title, like the posts of a forum."""
    posts = [
        {"id": f"{row['id']}{POST}{number}", "title": str(number), "text": paragraph}
        for row in map(json.loads, documents.read_text("utf-8").splitlines())
        for number, paragraph in enumerate(row["text"].split("\n\n"))
        if paragraph.strip()
    ]
    target.write_text("\n".join(map(json.dumps, posts)), "utf-8")


def few(documents: Path, target: Path) -> None:
    """FEW articles to a case: a question is asked of the case that its article is in, as in a small team's file."""
    rows = [json.loads(line) for line in documents.read_text("utf-8").splitlines()]
    cases = [row | {"case": f"case-{number // FEW}"} for number, row in enumerate(rows)]
    target.write_text("\n".join(map(json.dumps, cases)), "utf-8")


class Bench:
    """One of the sets, in memory, with its questions."""

    def __init__(self, folder: Path, limit: int | None, cut: Cut = whole) -> None:
        with tempfile.TemporaryDirectory() as place:
            cut(folder / "documents.jsonl", Path(place) / "documents.jsonl")
            self._casebook, _ = folder_casebook(Path(place), Settings.read({}), lambda done, total: None)
        self._viewer = self._casebook.viewer(Audience(LOCAL, everything=True))
        self._lines = (folder / "questions.jsonl").read_text("utf-8").splitlines()
        if limit and limit < len(self._lines):
            self._lines = random.Random(SEED).sample(self._lines, limit)  # noqa: S311 - a sample, no secret
        self._paragraphs = _paragraphs(self._casebook, self._viewer)

    def rows(self) -> list[Row]:
        """With the weights as they are now."""
        paragraphs = [_paragraph(line) for line in self._lines]
        asked_for = read(self._lines)
        return [row for one, place in zip(asked_for, paragraphs, strict=True) if (row := self._row(one, place))]

    def _row(self, one: Asked, paragraph: int | None) -> Row | None:
        sought, candidates = _candidates(self._casebook, self._viewer, one)
        if not candidates:
            return None
        scored = sentence_choice.sentences(sought, candidates[:LOOKED_AT])
        wanted = [folded(words) for words in one.expect or ()]
        right = np.array([self._is_right(candidate, one, paragraph, wanted) for candidate in candidates], float)
        article = one.document or ""
        return Row(
            article,
            one.expect is not None,
            Choice(np.array([candidate.values for candidate in candidates]), right, article),
            [_sentences(own, candidate, wanted, one) for candidate, own in zip(candidates, scored, strict=False)],
            _evidence(sought, candidates, scored),
        )

    def _is_right(self, candidate: Candidate, one: Asked, paragraph: int | None, wanted: Sequence[str]) -> bool:
        hit = candidate.hit
        if one.expect is None or _article_of(hit.key) != one.document:
            return False
        if paragraph is not None:
            start, end = self._paragraphs[hit.key][paragraph]
            return start <= hit.start < end
        return _stands(wanted, candidate.text[hit.start : hit.end])


def _article_of(key: str) -> str:
    return key.split(POST, maxsplit=1)[0]


def _candidates(casebook: Casebook, viewer: Viewer, one: Asked) -> tuple[Analysed, list[Candidate]]:
    cases = _cases(casebook, viewer, one.document or "")
    text = one.question
    snapshot = casebook.index.snapshot(cases)
    sought = query.analyse(text, detection.detect(text, list(snapshot.languages)), snapshot)
    store = casebook.store
    sought, found = settle(sought, Limits(), ranking.CANDIDATES, snapshot, shelf(store, store.head()), store)
    return sought, ranking.rank(sought, found.hits, found.documents, found.texts)


def _cases(casebook: Casebook, viewer: Viewer, key: str) -> list[int]:
    """The case that holds the article; all of them where none does."""
    every = [case.id for case in casebook.cases(viewer)]
    return [case for case in every if len(every) > 1 and casebook.store.find(case, key)] or every


def _sentences(scored: Sequence[Sentence], candidate: Candidate, wanted: Sequence[str], one: Asked) -> Choice:
    spans = candidate.body.spans
    right = [_stands(wanted, candidate.text[start:end]) for start, end in spans]
    own = _article_of(candidate.hit.key) == one.document
    return Choice(np.array([sentence.values for sentence in scored]), np.array(right, float) * own, one.document or "")


def _evidence(
    sought: Analysed, candidates: Sequence[Candidate], scored: Sequence[Sequence[Sentence]]
) -> tuple[float, ...]:
    best = excerpting.best(candidates[0], scored[0], sought) or scored[0][0]
    return confidence.features(sought, candidates, best)


def _stands(wanted: Sequence[str], text: str) -> bool:
    return any(words in folded(text) for words in wanted)


def _paragraph(line: str) -> int | None:
    found = re.search(r'"paragraph": (\d+)', line)
    return int(found[1]) if found else None


def _paragraphs(casebook: Casebook, viewer: Viewer) -> dict[str, list[tuple[int, int]]]:
    texts = {one.key: casebook.text(viewer, one.id) for one in casebook.documents(viewer)}
    return {key: list(_cut(text)) for key, text in texts.items()}


def _cut(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for paragraph in text.split("\n\n"):
        yield start, start + len(paragraph)
        start += len(paragraph) + 2


def fit_ranking(rows: Sequence[Row]) -> tuple[dict[str, float], dict[str, float]]:
    """Weights, and figures on unseen articles."""
    first = five = 0.0
    for row, learnt in fitting.tried(rows, _article, FOLDS, _ranking):
        order = np.argsort(-(row.passages.values @ learnt), kind="stable")
        right = row.passages.right[order]
        first += bool(right[0])
        five += bool(right[:5].any())
    told = {"right passage first": first / len(rows), "among the first five": five / len(rows)}
    return dict(zip(features.NAMES, _ranking(rows).tolist(), strict=True)), told


def fit_sentences(rows: Sequence[Row]) -> tuple[dict[str, float], dict[str, float]]:
    """Learnt where the best-ranked passage holds the answer in some sentence; told for all questions."""
    one = two = 0.0
    for row, learnt in fitting.tried(rows, _article, FOLDS, _of_sentences):
        right, scores = row.sentences[0].right, row.sentences[0].values @ learnt
        best = int(np.argmax(scores))
        around = [place for place in (best - 1, best + 1) if 0 <= place < len(scores)]
        second = max(around, key=lambda place: scores[place], default=best)
        one += bool(right[best])
        two += bool(right[best] or right[second])
    told = {"quoted sentence holds the answer": one / len(rows), "two sentences": two / len(rows)}
    return dict(zip(sentence_choice.NAMES, _of_sentences(rows).tolist(), strict=True)), told


def fit_evidence(sets: Mapping[str, Sequence[Row]]) -> tuple[dict[str, float], dict[str, float]]:
    """Learnt on the sets together: is the first excerpt right? Told for each set."""
    rows = [(name, row) for name, own in sets.items() for row in own]
    tried = [
        (name, row, float(fitting.probability(np.array([row.evidence]), learnt)[0]))
        for (name, row), learnt in fitting.tried(rows, lambda one: one[1].article, FOLDS, _of_evidence)
    ]
    told = {}
    for name in sets:
        own = [(row, sure) for other, row, sure in tried if other == name]
        sure = [one for _, one in own]
        told[f"{name}: AUROC"] = figures.auroc(sure, [row.answerable for row, _ in own])
        told[f"{name}: calibration error"] = figures.calibration_error(sure, [_right(row) for row, _ in own])
        told[f"{name}: Brier"] = figures.brier(sure, [_right(row) for row, _ in own])
    limit = float(np.quantile([sure for _, row, sure in tried if row.answerable], FALSE_REFUSALS))
    for name in sets:
        gone = [sure for other, row, sure in tried if other == name and not row.answerable]
        told[f"{name}: caught at {FALSE_REFUSALS:.0%} false refusals"] = float(np.mean(np.array(gone) < limit))
    fitted = dict(zip(("constant", *confidence.NAMES), _of_evidence(rows).tolist(), strict=True))
    return fitted | {"threshold": limit}, told


def _article(row: Row) -> str:
    return row.article


def _ranking(rows: Sequence[Row]) -> Array:
    return fitting.listwise([row.passages for row in rows])


def _of_sentences(rows: Sequence[Row]) -> Array:
    return fitting.listwise([row.sentences[0] for row in rows if row.passages.right[0]])


def _right(row: Row) -> bool:
    """The sentence that the current weights choose in the first passage holds the answer."""
    first = row.sentences[0]
    return bool(first.right[int(np.argmax(first.values @ np.array(weights.values("sentence"))))])


def _of_evidence(rows: Sequence[tuple[str, Row]]) -> Array:
    """What tells answerable questions from others; then scaled so that it is the chance of a right quote.

    Fitted to right quotes at once, answerable questions with a wrong quote blur the line (0.002 of AUROC). The scaling
    is Platt's (1999): monotone, so that it changes no order.
    """
    values = np.array([row.evidence for _, row in rows])
    able = fitting.logistic(values, np.array([row.answerable for _, row in rows], float))
    odds = (able[0] + values @ able[1:])[:, None]
    shift, slope = fitting.logistic(odds, np.array([_right(row) for _, row in rows], float))
    return np.concatenate([[shift + slope * able[0]], slope * able[1:]])


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
    parser.add_argument("--keep", action="store_true", help="only print, change nothing")
    chosen = parser.parse_args(arguments)
    save: Callable[[str, Mapping[str, float]], None] = (lambda group, fitted: None) if chosen.keep else write
    wiki = Bench(chosen.folder / "wiki", chosen.questions)
    _step("ranking", fit_ranking(wiki.rows()), save)
    _step("sentence", fit_sentences(wiki.rows()), save)
    sets = {
        f"{name}{told}": Bench(chosen.folder / name, chosen.questions, cut).rows()
        for name, told, cut in (
            ("wiki-half", "", whole),
            ("wiki-near", "", whole),
            ("wiki-half", ", apart", apart),
            ("wiki-near", ", apart", apart),
            ("wiki-near", ", few", few),
        )
    }
    fitted, told = fit_evidence(sets)
    save("decision", {"threshold": fitted.pop("threshold")})
    _step("evidence", (fitted, told), save)


def _step(group: str, found: tuple[dict[str, float], dict[str, float]], save: Callable[[str, Any], None]) -> None:
    fitted, told = found
    save(group, fitted)
    lines = [f"{name:<50}{value:8.4f}" for name, value in told.items()]
    print(f"[{group}]", *lines, *(f"  {name:<20}{value:8.3f}" for name, value in fitted.items()), sep="\n", flush=True)  # noqa: T201 - a command


if __name__ == "__main__":
    main()
