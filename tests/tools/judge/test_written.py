"""Questions written by hand: found with their units, never on what is held back, and none that can't be used."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import pytest

from tools.judge import written
from tools.judge.examples import Example

TEXT = "The board met in May. Clark sued Stone over the lease.\n\nThe port was closed. Nobody saw the ferry leave."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [
        {"id": "lease", "title": "A lease", "text": TEXT, "fold": 1},
        {"id": "held", "title": "Held back", "text": "Stone sued Clark.", "fold": 0},
        {"id": "bail", "title": "Ein Brief", "text": "Clark verklagte Stone.", "language": "de"},
    ]
    (tmp_path / "documents.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return tmp_path


def lesson(folder: Path, text: str, question: str, kind: str) -> list[Example]:
    (one,) = [told for told in written.units(folder) if told.place.unit == text]
    line = {"document": one.document, "at": one.start + 3, "question": question, "kind": kind}
    (folder / f"{folder.name}-3.jsonl").write_text(json.dumps(line), "utf-8")
    return list(written.examples(folder, 0, random.Random(1), folder))


def test_units_stand_in_their_places_and_are_english(folder: Path) -> None:
    found = list(written.units(folder))
    assert [one.document for one in found] == ["lease"] * 4 + ["held"]
    place = found[1].place
    assert (place.title, place.before, place.unit) == (
        "A lease", "The board met in May. ", "Clark sued Stone over the lease.",
    )  # fmt: skip
    assert place.after.startswith("\n\nThe port was closed.")


def test_a_question_that_a_unit_answers_stands_beside_units_that_do_not(folder: Path) -> None:
    (one,) = lesson(folder, "The board met in May.", "when did the board meet", "yes")
    assert (one.question, list(one.right)) == ("when did the board meet", [True])  # all else is what stands around it


def test_a_near_miss_is_answered_by_nothing(folder: Path) -> None:
    (one,) = lesson(folder, "Clark sued Stone over the lease.", "who did Stone sue", "direction")
    assert one.kind == "written, direction"
    assert not any(one.right)


def test_what_is_held_back_is_never_taught(folder: Path) -> None:
    assert lesson(folder, "Stone sued Clark.", "who sued Clark", "yes") == []


def test_a_unit_that_is_not_there_is_an_error(folder: Path) -> None:
    line = {"document": "lease", "at": 1_000, "question": "who?", "kind": "yes"}
    (folder / f"{folder.name}-3.jsonl").write_text(json.dumps(line), "utf-8")
    with pytest.raises(KeyError):
        list(written.examples(folder, 0, random.Random(1), folder))


def test_a_set_that_nobody_wrote_about_teaches_nothing(folder: Path) -> None:
    assert list(written.examples(folder, 0, random.Random(1))) == []


def test_of_an_earlier_round_a_share_is_seen_again(folder: Path) -> None:
    (one, *_) = written.units(folder)
    lines = [{"document": one.document, "at": 3, "question": f"who met {n}", "kind": "direction"} for n in range(20)]
    (folder / f"{folder.name}.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    assert len(list(written.examples(folder, 0, random.Random(1), folder))) == int(20 * written.ROUNDS[""]) < 20


def test_the_invented_papers_bring_a_share_of_their_own_questions() -> None:
    made = list(written.examples(written.INVENTED, 0, random.Random(1)))
    questions = (written.INVENTED / "questions.jsonl").read_text("utf-8").splitlines()
    assert len(made) == int(written.SHARE * len(questions)) > 4_000
    assert all(len(one.places) == 1 for one in made if not one.right[0])


def test_all_that_is_written_can_be_used() -> None:
    texts = [file.read_text("utf-8") for file in written.WRITTEN.glob("*.jsonl")]
    lines = [json.loads(line) for text in texts for line in text.splitlines()]
    kinds = Counter(line["kind"] for line in lines)
    assert set(kinds) == set(written.KINDS)
    assert 0.3 < kinds[written.YES] / len(lines) < 0.45
    keys = Counter((line["document"], line["at"], line["question"].lower()) for line in lines)
    assert [key for key, count in keys.items() if count > 1] == []
