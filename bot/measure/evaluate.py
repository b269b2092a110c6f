"""How good the answers are: questions with what they should find, asked one by one, and the figures of it.

A line of the file is {"id", "question", "expect": [strings] | null, "document": key}: an expected string counts as
found when it stands in a quote (for retrieval: in a passage) after NFC, case and space folding, and, where `document`
is given, in that document. `null`: the files hold no answer, and refusing is right.

For the command line: `run(...)` prints; everything else returns values.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Final, TextIO

import numpy as np

from bot.core.casebook import Casebook
from bot.core.library import paths
from bot.core.model.answers import Answer, Excerpt, Question, Verdict
from bot.core.model.documents import Viewer
from bot.core.model.errors import BadLine, CasebookError
from bot.core.search.query_syntax import folded
from bot.measure import calibrate as calibrating
from bot.measure import figures, plots

DEPTHS: Final = (1, 3, 5, 20)
TOP: Final = max(DEPTHS)
RESAMPLES: Final = 500
NAMES: Final = {
    **{f"recall@{depth}": f"right passage among the first {depth}" for depth in DEPTHS},
    "mrr@10": "mean reciprocal rank of the right passage, of ten",
    "answer_in_quote": "first quote holds the answer",
    "answered_rightly": "answerable questions answered, and rightly",
    "helped": "answerable questions helped: it is in what is shown",
    "right_when_answered": "answers that are right",
    "closest": "questions given the closest, said to be no answer",
    "false_refusals": "answerable questions refused",
    "caught": "questions without an answer refused",
    "abstention_auroc": "abstention, AUROC of the confidence",
    "abstention_f1": "abstention, F1 of refusing",
    "calibration_error": "expected calibration error",
    "brier": "Brier score",
    "quote_words_median": "words of a quote, median",
    "quote_words_p95": "words of a quote, 95 %",
    "latency_p50_ms": "time for an answer, median, ms",
    "latency_p99_ms": "time for an answer, 99 %, ms",
}
COUNTED: Final = tuple(NAMES)[:6]  # means over the answerable questions: these get an interval


class NoQuestions(CasebookError):
    template = "“{name}” holds no questions. Each is a line of JSON; `eval --help` shows one."


@dataclass(frozen=True, slots=True)
class Expected:
    """A line of the file."""

    id: str
    question: str
    expect: tuple[str, ...] | None
    document: str | None = None
    case: str | None = None
    after: str | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a question. `rank`: of the first passage with the answer among TOP, 0 for none.

    `right`: the first excerpt (the nearest quote, where there is no answer) holds it. `helped`: something that a person
    is shown does, be it said to be the answer or the closest.
    """

    asked: Expected
    answered: bool
    confidence: float
    rank: int
    right: bool
    words: int
    took_ms: float
    verdict: Verdict = Verdict.ANSWER
    helped: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """The figures by name (see NAMES), intervals of 95 % for some, and the outcomes they come from."""

    figures: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]]
    outcomes: Sequence[Outcome]

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON; what --against reads back."""
        wrong = [one.asked.id for one in self.outcomes if one.answered and not one.right]
        missed = [one.asked.id for one in self.outcomes if one.asked.expect and not one.answered]
        return {
            "questions": len(self.outcomes),
            "figures": {name: _json(value) for name, value in self.figures.items()},
            "intervals": {name: [_json(low), _json(high)] for name, (low, high) in self.intervals.items()},
            "wrong": wrong,
            "refused": missed,
        }


def _json(value: float) -> float | None:
    return None if np.isnan(value) else round(value, 4)


def read(lines: Iterable[str], name: str = "questions") -> list[Expected]:
    """The questions of a JSONL file, blank lines left out. Raises BadLine for the first that is none."""
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            found.append(_asked(line, name, number))
    return found


def _asked(line: str, name: str, number: int) -> Expected:
    try:
        row = json.loads(line)
        expect = row["expect"]
        return Expected(
            id=str(row.get("id", number)),
            question=str(row["question"]),
            expect=None if expect is None else tuple(map(str, expect)),
            document=row.get("document"),
            case=row.get("case"),
            after=row.get("after"),
            before=row.get("before"),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        why = 'it is not {"question": …, "expect": [strings] or null}'
        raise BadLine(name=name, line=number, why=why) from error


def evaluate(ask: Callable[[Question], Answer], questions: Sequence[Expected], resamples: int = RESAMPLES) -> Report:
    """Ask them all, in order. `ask` is `Casebook.ask` for one viewer."""
    return report([outcome(ask, asked) for asked in questions], resamples)


def outcome(ask: Callable[[Question], Answer], asked: Expected) -> Outcome:
    """What becomes of one question."""
    began = perf_counter()
    answer = ask(Question(asked.question, asked.case, asked.after, asked.before, top=TOP))
    took = (perf_counter() - began) * 1000
    first = next(iter(answer.excerpts or answer.nearest), None)
    ranks = [rank for rank, one in enumerate(answer.nearest, 1) if holds(asked, one, one.passage)]
    return Outcome(
        asked=asked,
        answered=answer.answered,
        verdict=answer.verdict,
        helped=any(holds(asked, one, one.shown) for one in answer.shown),
        confidence=answer.confidence,
        rank=min(ranks, default=0),
        right=first is not None and holds(asked, first, first.quote),
        words=len(first.quote.split()) if first else 0,
        took_ms=took,
    )


def holds(asked: Expected, excerpt: Excerpt, words: str) -> bool:
    """Whether an expected string stands in `words` of that excerpt's document."""
    if asked.expect is None or (asked.document is not None and excerpt.document.key != asked.document):
        return False
    text = folded(words)
    return any(folded(one) in text for one in asked.expect)


def report(outcomes: Sequence[Outcome], resamples: int = RESAMPLES) -> Report:
    """All figures of these outcomes; those that there is nothing to compute from are nan."""
    known = [one for one in outcomes if one.asked.expect is not None]
    table = np.array([_counted(one) for one in known], float).reshape(len(known), len(COUNTED))
    means = dict(zip(COUNTED, table.mean(0).tolist() if known else [float("nan")] * len(COUNTED), strict=True))
    spread = {
        name: figures.interval(table[:, column], lambda rows: float(rows.mean()), resamples)
        for column, name in enumerate(COUNTED)
    }
    both, spread["abstention_auroc"] = _abstention(outcomes, resamples)
    return Report(means | both | _quotes_and_times(outcomes), spread, outcomes)


def _counted(one: Outcome) -> list[float]:
    recalls = [float(0 < one.rank <= depth) for depth in DEPTHS]
    return [*recalls, 1 / one.rank if 0 < one.rank <= 10 else 0.0, float(one.right)]


def _abstention(outcomes: Sequence[Outcome], resamples: int) -> tuple[dict[str, float], tuple[float, float]]:
    sure = [one.confidence for one in outcomes]
    able = [one.asked.expect is not None for one in outcomes]
    right = [one.right for one in outcomes]
    answered = [one.answered for one in outcomes]
    known = [one for one in outcomes if one.asked.expect is not None]
    without = [one for one in outcomes if one.asked.expect is None]
    rows = np.array([sure, able], float).T.reshape(len(outcomes), 2)
    return {
        "answered_rightly": _mean([one.answered and one.right for one in known]),
        "helped": _mean([one.helped for one in known]),
        "right_when_answered": _mean([one.right for one in outcomes if one.answered]),
        "closest": _mean([one.verdict is Verdict.CLOSEST for one in outcomes]),
        "false_refusals": _mean([not one.answered for one in known]),
        "caught": _mean([not one.answered for one in without]),
        "abstention_auroc": figures.auroc(sure, able),
        "abstention_f1": figures.f1(answered, able) if without else float("nan"),
        "calibration_error": figures.calibration_error(sure, right),
        "brier": figures.brier(sure, right),
    }, figures.interval(rows, lambda part: figures.auroc(part[:, 0].tolist(), part[:, 1].tolist()), resamples)


def _mean(values: Sequence[bool]) -> float:
    return statistics.fmean(values) if values else float("nan")


def _quotes_and_times(outcomes: Sequence[Outcome]) -> dict[str, float]:
    lengths = [one.words for one in outcomes if one.answered]
    times = [one.took_ms for one in outcomes]
    return {
        "quote_words_median": _percentile(lengths, 50),
        "quote_words_p95": _percentile(lengths, 95),
        "latency_p50_ms": _percentile(times, 50),
        "latency_p99_ms": _percentile(times, 99),
    }


def _percentile(values: Sequence[float], percent: int) -> float:
    return float(np.percentile(values, percent)) if values else float("nan")


def table(found: Report, before: Mapping[str, Any] | None = None) -> list[str]:
    """Lines for a person; with `before` (a saved run, or floors under "figures"), what changed."""
    old = (before or {}).get("figures", {})
    lines = []
    for name, title in NAMES.items():
        value, spread = found.figures[name], found.intervals.get(name)
        shown = f"{title:<52}{value:>9.3f}"
        shown += f"  ({spread[0]:.3f} to {spread[1]:.3f})" if spread and not np.isnan(spread[0]) else ""
        if old.get(name) is not None:
            shown += f"  {value - old[name]:+.3f} against {old[name]:.3f}"
        lines.append(shown)
    return lines


def run(
    casebook: Casebook,
    viewer: Viewer,
    file: Path,
    against: Path | None = None,
    *,
    calibrate: float | None = None,
    plot: Path | None = None,
    as_json: bool = False,
    out: TextIO | None = None,
) -> Report:
    """Measure and print. `against`: a run saved with --json. `calibrate`: the share of answers that may be wrong;
    the threshold for it is stored for this casebook. `plot`: an SVG file. Raises BadLine, NoQuestions."""
    target = out or sys.stdout
    asked = read(_lines(file), file.name)
    if not asked:
        raise NoQuestions(name=file.name)
    found = evaluate(lambda question: casebook.ask(question, viewer), asked)
    before = json.loads(against.read_text("utf-8")) if against else None
    promise = calibrating.promise(found.outcomes, calibrate) if calibrate is not None else None
    if promise:
        calibrating.store(casebook.workspaces, promise)
    if plot:
        with paths.replacing(plot) as picture:
            picture.write(plots.draw(found.outcomes).encode())
    said = found.as_dict() | ({"promise": promise.as_dict()} if promise else {})
    told = [json.dumps(said)] if as_json else [*table(found, before), *([promise.sentence()] if promise else [])]
    target.write("\n".join(told) + "\n")
    return found


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8-sig").split("\n")  # not splitlines: U+2028 may stand within a question
    except UnicodeDecodeError:
        raise NoQuestions(name=file.name) from None


__all__ = ["Expected", "Outcome", "Report", "evaluate", "outcome", "read", "report", "run", "table"]
