"""The benchmark runs, on little text, every engine that is installed, and prints a table."""

from __future__ import annotations

import json
from importlib.util import find_spec
from io import StringIO
from pathlib import Path

import pytest

from bot.measure import bench
from bot.measure.bench import ENGINES, Figures
from bot.measure.synthetic import Corpus

CORPUS = Corpus(200, 1)


@pytest.mark.parametrize("number", range(len(ENGINES)))
def test_engine(number: int, tmp_path: Path) -> None:
    """It builds, opens, finds what was asked for and what was added, and all of that was timed."""
    make = ENGINES[number]
    if not find_spec(make(tmp_path).needs.split(".")[0]):
        pytest.skip("not installed")
    if not make(tmp_path).keeps:
        figures = bench._build_and_search(make, CORPUS, 3, tmp_path)
    else:
        assert (bench._build(make, CORPUS, tmp_path).files or 0) > 0
        figures = bench._search(make, CORPUS, 3, tmp_path)
        assert (figures.cold or 0) > 0
        assert (figures.add is not None) == make(tmp_path).adds
    assert 0 < (figures.median or 0) <= (figures.p99 or 0)


def test_engines_find_the_same(tmp_path: Path) -> None:
    """Every engine finds ten passages for a question that ten passages share a word with."""
    [question] = CORPUS.questions(1)
    for number, make in enumerate(ENGINES):
        folder = tmp_path / str(number)
        folder.mkdir()
        engine = make(folder)
        if find_spec(engine.needs.split(".")[0]):
            engine.prepare(CORPUS.words())
            engine.build(CORPUS.words())
            if engine.keeps:
                engine.open()
            assert engine.search(question) > 0


def test_run(tmp_path: Path) -> None:
    """One line an engine, in processes of their own; nothing is left in the folder."""
    out = StringIO()
    [figures] = bench.run(100, 3, rivals=False, answers=False, folder=tmp_path, as_json=True, out=out)
    assert figures.engine == "pullquote index"
    assert json.loads(out.getvalue())["engines"][0]["files"] == figures.files
    assert list(tmp_path.iterdir()) == []


def test_table() -> None:
    rows = [Figures("one", build=12345.6, median=0.123), Figures("another", files=45.67)]
    table = bench.render(rows, CORPUS, 3, as_json=False).splitlines()
    assert table[0] == "200 passages, 3 questions, seed 1"
    assert table[4].split() == ["one", "12,346", "–", "–", "–", "0.12", "–", "–", "–"]
    assert table[5].split() == ["another", "–", "–", "45.7", "–", "–", "–", "–", "–"]
