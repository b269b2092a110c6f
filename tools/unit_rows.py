"""A question as choosing and judging see it: the units that search found, a row of signals each, and which are right.

A set is a folder of `documents.jsonl` and `questions.jsonl` (as `eval` reads them). Of a question, `paragraph` (from 0,
cut at blank lines) narrows where in its document the answer stands, `also` lists further sentences that answer, and
`tolerated` sentences that deny what it presupposes: quoting those is no mistake. `fold`: questions of one cluster of
documents share one, so that nothing is judged that it was fitted on; without it, the document's name decides.
"""

from __future__ import annotations

import json
import random
import shutil
import tempfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

from bot.assemble import folder_casebook, keep_vectors
from bot.core.casebook import Casebook
from bot.core.language import detection
from bot.core.model.documents import LOCAL, Audience, Span
from bot.core.model.judge_ports import Judge, Place
from bot.core.model.meaning_ports import Meaning
from bot.core.quoting.excerpts import is_quotable
from bot.core.search import confidence, judging, query, ranking, semantic_search, sentence_choice, units
from bot.core.search.query_syntax import folded
from bot.core.search.retrieval import Limits, settle
from bot.indexes.vectors.known_vector_file import NAME as VECTORS
from bot.settings import Settings
from tools.fitting import Array

FOLDS: Final = 5
SEED: Final = 1
READ: Final = 24  # of the best units are kept as a reader sees them
LEAST: Final = 15  # letters of a unit that counts as part of a longer sentence given as an answer


@dataclass(frozen=True, slots=True)
class Row:
    """signals: units x choosing.NAMES; judged: units x what evidence sees in each. right, tolerated: by unit.
    documents: which units are of which document. firm: which can be quoted."""

    set: str
    fold: int
    answerable: bool
    signals: Array
    judged: Array
    right: Array
    tolerated: Array
    documents: Array
    firm: Array
    score: Array  # of each unit's passage
    meant: Array | None = None  # each unit's cosine with the question, NaN without one; None: by words alone
    answers: Array | None = None  # what the judge says of each unit, NaN where it wasn't asked; None: without it
    line: Line | None = None
    places: Mapping[int, Place] = field(default_factory=dict)  # the best units and the right ones
    scores: Array | None = None  # of each unit, by which it is chosen before the judge is asked
    odds: Mapping[int, float] = field(default_factory=dict)  # of those it was asked of, that they answer without it
    readers: Mapping[int, judging.Reader] = field(default_factory=dict)  # which judge read them
    foreign: Array | None = None  # which units are in another language than the question
    freed: Array | None = None  # each unit's cosine without what only tells the languages; None: as `meant`


@dataclass(frozen=True, slots=True)
class Line:
    """A line of questions.jsonl."""

    id: str
    question: str
    expect: Sequence[str] | None
    document: str | None
    paragraph: int | None
    also: Sequence[tuple[str, str | None]]
    tolerated: Sequence[str]
    fold: int
    language: str
    near: str | None  # the document that looks as if it answered
    why: str | None  # there is no answer


def lines(folder: Path, limit: int | None) -> list[Line]:
    """All of the folder's questions, or a sample of them."""
    told = (folder / "questions.jsonl").read_text("utf-8").splitlines()
    if limit and limit < len(told):
        told = random.Random(SEED).sample(told, limit)  # noqa: S311 - a sample, no secret
    return [_line(json.loads(line)) for line in told]


def _line(row: Mapping[str, Any]) -> Line:
    document = row.get("document") or row.get("near") or row["id"]
    also = [_also(one) for one in row.get("also") or ()]
    told = row.get("tolerated") or ()
    return Line(
        row.get("id", ""), row["question"], row["expect"] or None, row.get("document"), row.get("paragraph"), also,
        [told] if isinstance(told, str) else list(told), fold_of(row, document),
        row.get("lang") or "en", row.get("near"), row.get("why"),
    )  # fmt: skip


def fold_of(row: Mapping[str, Any], document: str) -> int:
    """Of a question, or of that document itself."""
    return int(row["fold"] if "fold" in row else zlib.crc32(document.encode())) % FOLDS


def _also(one: str | Mapping[str, Any]) -> tuple[str, str | None]:
    return (one, None) if isinstance(one, str) else (one["sentence"], one.get("document"))


def read(
    folder: Path, name: str, limit: int | None = None, model: Meaning | None = None, judge: Judge | None = None,
    fold: int | None = None,
) -> Iterator[Row]:  # fmt: skip
    """The rows of a set; a question that finds nothing at all has none. model: with its vectors, which are kept in the
    folder; None: by words. judge: with what it says. fold: of this one alone."""
    with tempfile.TemporaryDirectory() as place:
        for file in ("documents.jsonl", VECTORS):
            if (folder / file).exists():
                shutil.copy(folder / file, Path(place) / file)
        settings = Settings.read({"MEANING": "on" if model else "off"})
        casebook, _ = folder_casebook(Path(place), settings, lambda done, total: None, model)
    if model:
        keep_vectors(casebook, folder)
    known = paragraphs(casebook)
    for line in (one for one in lines(folder, limit) if fold is None or one.fold == fold):
        row = _row(casebook, line, known, name, judge)
        if row is not None:
            yield row


def _row(
    casebook: Casebook, line: Line, known: Mapping[str, Sequence[Span]], name: str, judge: Judge | None
) -> Row | None:
    cases = [case.id for case in casebook.cases(casebook.viewer(Audience(LOCAL, everything=True)))]
    snapshot, store = casebook.index.snapshot(cases), casebook.store
    files = sorted(snapshot.languages, key=lambda one: (-snapshot.languages[one], one))
    sought = query.analyse(line.question, detection.detect(line.question, files), snapshot)
    if not sought.words:
        return None
    held = casebook.shelf.at(store, store.head())
    sought, found = settle(sought, Limits(), ranking.DEEP, snapshot, held, store)
    sense = semantic_search.sense(casebook.semantic, sought, cases, snapshot, Limits())
    found = semantic_search.widened(sense, sought, Limits(), found, snapshot, held, store)
    if not (candidates := ranking.rank(sought, found.hits, found.documents, found.texts, meant=found.meant)):
        return None
    choice = sentence_choice.choose(sought, units.gather(sought, candidates, sense))
    every = choice.units.units
    firm = [is_quotable(one.candidate.text, one.span, one.candidate.language) for one in every]
    choice, _ = judging.judged(judge, sought, choice, [row for row in choice.order if firm[row]])
    heard = [] if choice.answers is None else np.flatnonzero(~np.isnan(choice.answers)).tolist()
    right = [_is_right(line, unit.candidate.document.key, unit.span, unit.text, known) for unit in every]
    read = sorted({*choice.order[:READ], *(row for row, known in enumerate(right) if known)})
    return Row(
        set=name,
        fold=line.fold,
        answerable=line.expect is not None,
        signals=choice.signals.astype(np.float32),
        judged=np.array([confidence.of_question(sought, choice, row) for row in range(len(every))], np.float32),
        right=np.array(right),
        tolerated=np.array([any(_within(one, unit.text) for one in line.tolerated) for unit in every]),
        documents=np.array([unit.candidate.document.id for unit in every]),
        firm=np.array(firm, bool),
        score=np.array([unit.candidate.score for unit in every], np.float32),
        meant=choice.units.meant,
        answers=choice.answers,
        scores=choice.scores,
        odds={row: confidence.without_judge(sought, choice, row) for row in heard},
        readers={row: one for row in heard if (one := judging.reader(sought, every[row].candidate.language))},
        foreign=np.array([unit.candidate.language != sought.language for unit in every]),
        freed=choice.units.freed,
        line=line,
        places={row: judging.place(every[row]) for row in read},
    )


def _is_right(line: Line, key: str, span: Span, text: str, paragraphs: Mapping[str, Sequence[Span]]) -> bool:
    if line.expect is None:
        return False
    if line.document in {None, key} and _in_paragraph(line, key, span, paragraphs):
        said = folded(text)
        if any(folded(one) in said for one in line.expect):
            return True
    return any(document in {None, key} and _within(one, text) for one, document in line.also)


def _in_paragraph(line: Line, key: str, span: Span, paragraphs: Mapping[str, Sequence[Span]]) -> bool:
    if line.paragraph is None:
        return True
    start, end = paragraphs[key][line.paragraph]
    return start <= span[0] < end


def _within(one: str, text: str) -> bool:
    """Whether the sentence stands in the text, or the text (of some length) in the sentence."""
    sentence, said = folded(one), folded(text)
    return sentence in said or (len(said) > LEAST and said in sentence)


def paragraphs(casebook: Casebook) -> dict[str, list[Span]]:
    """Of each document by key, its paragraphs between blank lines."""
    viewer = casebook.viewer(Audience(LOCAL, everything=True))
    return {one.key: list(_cut(casebook.text(viewer, one.id))) for one in casebook.documents(viewer)}


def _cut(text: str) -> Iterator[Span]:
    start = 0
    for paragraph in text.split("\n\n"):
        yield start, start + len(paragraph)
        start += len(paragraph) + 2
