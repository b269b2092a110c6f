"""Questions with what they should find, asked one by one, and the figures of it."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bot import readers
from bot.core.casebook import Casebook
from bot.core.model.documents import LOCAL, Actor, Audience, Viewer
from bot.core.model.errors import BadLine
from bot.indexes.bm25 import BM25Index
from bot.measure import evaluate
from bot.measure.evaluate import Expected
from bot.stores.memory.memory_store import MemoryStore

LINES = [
    '{"id": "a", "question": "who signed the letter?", "expect": ["ann  CLARK"], "document": "senators"}',
    '{"id": "b", "question": "who signed the letter?", "expect": ["Ann Clark"], "document": "unions"}',
    "",
    '{"id": "c", "question": "who won the zeppelin race in Ruritania?", "expect": null}',
]


@pytest.fixture
def opened() -> tuple[Casebook, Viewer]:
    casebook = Casebook(MemoryStore(), BM25Index(None), readers.read)
    casebook.add(b"The letter was signed by Ann Clark and Bob Stone.", "senators.txt", Actor("cli"), workspace=LOCAL)
    casebook.add(b"The unions wrote to the commission in Brussels.", "unions.txt", Actor("cli"), workspace=LOCAL)
    return casebook, casebook.viewer(Audience(LOCAL, everything=True))


def test_an_expected_string_counts_in_its_document_whatever_case_and_spaces(opened: tuple[Casebook, Viewer]) -> None:
    casebook, viewer = opened
    report = evaluate.evaluate(lambda question: casebook.ask(question, viewer), evaluate.read(LINES), resamples=20)
    assert [one.right for one in report.outcomes] == [True, False, False]
    assert report.figures["recall@1"] == report.figures["mrr@10"] == report.figures["answer_in_quote"] == 0.5
    assert report.figures["caught"] == 1.0
    assert report.figures["false_refusals"] == 0.0
    assert report.as_dict()["wrong"] == ["b"]


def test_a_bad_line_is_named() -> None:
    for line in ("{", "[]", '{"question": "x"}', '{"question": "x", "expect": 3}'):
        with pytest.raises(BadLine, match="2"):
            evaluate.read(["", line], "set.jsonl")


def test_a_line_may_limit_case_and_dates() -> None:
    [one] = evaluate.read(['{"question": "x", "expect": [], "case": "a", "after": "2021", "before": "2022"}'])
    assert one == Expected("1", "x", (), None, "a", "2021", "2022")


def test_nothing_measured_has_no_figures() -> None:
    report = evaluate.report([], resamples=5)
    assert report.as_dict()["figures"]["recall@1"] is None
    assert len(evaluate.table(report)) == len(evaluate.NAMES)


def test_run_prints_compares_calibrates_and_draws(opened: tuple[Casebook, Viewer], tmp_path: Path) -> None:
    casebook, viewer = opened
    file, saved, picture = tmp_path / "q.jsonl", tmp_path / "saved.json", tmp_path / "plot.svg"
    file.write_text("\n".join(LINES))
    out = StringIO()
    evaluate.run(casebook, viewer, file, as_json=True, out=out)
    saved.write_text(out.getvalue())
    assert json.loads(out.getvalue())["questions"] == 3
    out = StringIO()
    evaluate.run(casebook, viewer, file, saved, calibrate=0.5, plot=picture, out=out)
    assert "against 0.500" in out.getvalue()
    assert "Threshold" in out.getvalue()
    assert casebook.store.setting("*", "threshold") is not None
    assert ET.fromstring(picture.read_text()).tag.endswith("svg")
    out = StringIO()
    evaluate.run(casebook, viewer, file, calibrate=0.05, as_json=True, out=out)
    assert json.loads(out.getvalue())["promise"]["rate"] == 0.05


@pytest.mark.parametrize("data", [b"", b" \n\n", b"\xff\xfe\x00binary"])
def test_a_file_without_questions_is_named(opened: tuple[Casebook, Viewer], tmp_path: Path, data: bytes) -> None:
    (tmp_path / "q.jsonl").write_bytes(data)
    with pytest.raises(evaluate.NoQuestions, match=r"q\.jsonl"):
        evaluate.run(*opened, tmp_path / "q.jsonl")
