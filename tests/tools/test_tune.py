"""Refitting runs from the three sets to the weights' file, on a handful of questions."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.search import weights
from tools import tune

NAMES = ("ann clark", "bob stone", "carla voss", "dan moor", "eva lind", "finn gray", "gil hart", "ida frost")
DOCUMENTS = [
    {
        "id": name.replace(" ", "-"),
        "title": name.title(),
        "text": f"{name.title()} was born in {1950 + number}. The village of {name.title()} lies in the north.\n\n"
        f"In {1980 + number} {name.title()} wrote a letter to the ministry. It was about the harbour.",
    }
    for number, name in enumerate(NAMES)
]
ASKED = [("When was {} born?", 1950, 0), ("In what year did {} write to the ministry?", 1980, 1)]
QUESTIONS = [
    {
        "id": f"{number}-{paragraph}",
        "question": question.format(name),
        "expect": [str(start + number)],
        "document": name.replace(" ", "-"),
        "paragraph": paragraph,
    }
    for number, name in enumerate(NAMES)
    for question, start, paragraph in ASKED
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    gone = {document["id"] for document in DOCUMENTS[::2]}
    for name in ("wiki", "wiki-half", "wiki-near"):
        (tmp_path / name).mkdir()
        kept = DOCUMENTS if name == "wiki" else [one for one in DOCUMENTS if one["id"] not in gone]
        asked = [
            one if name == "wiki" else {key: value for key, value in one.items() if key != "paragraph"}
            for one in QUESTIONS
        ]
        known = {one["id"] for one in kept}
        asked = [one if one["document"] in known else one | {"expect": None} for one in asked]
        (tmp_path / name / "documents.jsonl").write_text("\n".join(map(json.dumps, kept)))
        (tmp_path / name / "questions.jsonl").write_text("\n".join(map(json.dumps, asked)))
    return tmp_path


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    copy = tmp_path / "weights.toml"
    shutil.copy(weights.FILE, copy)
    monkeypatch.setattr(weights, "FILE", copy)
    yield copy
    weights.of.cache_clear()
    weights.values.cache_clear()


def test_keep_prints_and_changes_nothing(folder: Path, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = file.read_text()
    tune.main([str(folder), "--keep", "--questions", "12"])
    told = capsys.readouterr().out
    assert all(name in told for name in ("right passage first", "wiki: right unit first", "wiki-near: AUROC"))
    assert file.read_text() == before


def test_with_meaning_it_fits_what_nearness_adds(folder: Path, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On chat questions, with the packaged model; its vectors are kept for the next time."""
    shutil.copytree(folder / "wiki", folder / "desk")
    tune.main([str(folder), "--keep", "--meaning"])
    told = capsys.readouterr().out
    assert "desk: right unit first, with meaning" in told
    assert "near" in told.partition("[meaning]")[2]
    assert (folder / "desk" / ".vectors").stat().st_size


def test_new_values_replace_the_old_and_the_words_stay(file: Path) -> None:
    reason = weights.of("ranking")["title"].reason
    tune.write("ranking", {"title": 1.25})
    assert weights.of("ranking")["title"].value == 1.25
    assert weights.of("ranking")["title"].reason == reason
    with pytest.raises(KeyError):
        tune.write("ranking", {"nonsense": 1.0})
