"""How a unit in another language is weighed, fitted where languages are mixed and told of documents apart."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bot.core.search import weights
from tools import fit_freed, tune, unit_rows
from tools.unit_rows import Line, Row

UNITS = 6


def asked(number: int, chance: random.Random) -> Row:
    """Half of the units are in another language; what answers there is told by its cosine, else by its score."""
    across, foreign = number % 2 == 1, np.arange(UNITS) >= UNITS // 2
    true = np.zeros(UNITS, bool)
    true[chance.randrange(UNITS // 2) + (UNITS // 2 if across else 0)] = True
    near = np.array([chance.gauss(0.6 if one else 0.3, 0.05) for one in true], np.float32)
    shipped = weights.of("freed")
    said = foreign * ((near - np.median(near[~foreign])) * shipped["unit"].value + shipped["language"].value)
    words = np.array([chance.gauss(6.0 if one and not across else 0.0, 1.0) for one in true])
    line = Line(f"q{number}", "?", ["!"], f"d{number % 20}", None, (), (), 0, "en", None, None)
    return Row(
        "mixed", 0, True, np.zeros((UNITS, 1)), np.zeros((UNITS, 1)), true, np.zeros(UNITS, bool), np.arange(UNITS),
        np.ones(UNITS, bool), np.zeros(UNITS), meant=near, line=line, scores=words + said, foreign=foreign, freed=near,
    )  # fmt: skip


@pytest.fixture
def rows() -> list[Row]:
    chance = random.Random(1)
    return [asked(number, chance) for number in range(200)]


def test_both_languages_find_what_answers(rows: list[Row]) -> None:
    fitted, told = fit_freed.fit(rows)
    assert fitted["unit"] > 5
    assert told["across: right unit first of 100"] > 0.8
    assert told["in one language: right unit first of 100"] > 0.9


def test_questions_without_a_right_unit_or_vectors_teach_nothing(rows: list[Row]) -> None:
    def without(row: Row, **gone: object) -> Row:
        return Row(**{**{name: getattr(row, name) for name in Row.__slots__}, **gone})

    more = [without(rows[0], right=np.zeros(UNITS, bool)), without(rows[0], meant=None), without(rows[1], scores=None)]
    assert fit_freed.fit([*rows, *more]) == fit_freed.fit(rows)


def test_units_without_a_known_bias_are_only_rivals(rows: list[Row]) -> None:
    one = Row(**{**{name: getattr(rows[0], name) for name in Row.__slots__}, "freed": None})
    assert fit_freed.fit([*rows, one])[0] == pytest.approx(fit_freed.fit(rows)[0], rel=0.1)


def test_documents_of_several_sets_stay_apart(tmp_path: Path) -> None:
    for name in (fit_freed.OWN, *fit_freed.BESIDE):
        folder = tmp_path / name
        folder.mkdir(parents=True)
        (folder / "documents.jsonl").write_text(json.dumps({"id": "d1", "title": name}))
        told = [{"id": "q1", "document": "d1", "near": None}, {"id": "q2", "document": None, "near": "d1"}]
        (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, told)))
    fit_freed.mixed(tmp_path, tmp_path)
    documents = [json.loads(line)["id"] for line in (tmp_path / "documents.jsonl").read_text().splitlines()]
    assert documents == ["d1", "desk-more/gov:d1", "desk-more/ngo:d1"]
    questions = [json.loads(line) for line in (tmp_path / "questions.jsonl").read_text().splitlines()]
    assert [one["document"] or one["near"] for one in questions] == [
        *["d1"] * 2,
        *[documents[1]] * 2,
        *[documents[2]] * 2,
    ]
    assert len({one["id"] for one in questions}) == 6


@pytest.mark.parametrize("keep", [True, False])
def test_it_is_written_unless_it_is_only_to_be_told(
    keep: bool, rows: list[Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Closed:
        def close(self) -> None:
            """There is no process."""

    def read(*_: object) -> Iterator[Row]:
        yield from rows

    written: list[str] = []
    monkeypatch.setattr(fit_freed, "local_model", lambda *_, **__: Closed())
    monkeypatch.setattr(fit_freed, "mixed", lambda *_: None)
    monkeypatch.setattr(unit_rows, "read", read)
    monkeypatch.setattr(tune, "write", lambda group, fitted: written.append(group))
    fit_freed.main(["DIR", "--keep"] if keep else ["DIR"])
    assert written == ([] if keep else ["freed"])
    assert set(weights.of("freed")) == {"unit", "language"}
