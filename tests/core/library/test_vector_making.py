"""Vectors are made in the background: the newest first, each once, and never of what is erased."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from bot.core.library import indexing, vector_making
from bot.core.library.vector_making import VectorMaking
from bot.core.model.documents import LOCAL, Document
from bot.core.model.meaning_ports import Vectors, Versions
from bot.core.search import units
from bot.indexes.vectors.vector_index import KeptVectors
from tests.core.small_library import BY, LETTERS, Library, add, library
from tests.meaning.fake_meaning import IDENTITY, HashedWords

LONG = "\n\n".join(f"Sentence {number} of this paper is short. Its sequel has {number} pages." for number in range(100))


class Making:
    """A library, its vectors, and what makes them."""

    def __init__(self, files: Library) -> None:
        self.files = files
        self.model = HashedWords()
        self.vectors = KeptVectors(None, IDENTITY)
        self.making = VectorMaking(files.store, files.index, self.model, self.vectors)

    def run(self) -> list[tuple[int, int]]:
        """What the progress was."""
        told: list[tuple[int, int]] = []
        indexing.catch_up(self.files.store, self.files.index)
        self.making.run(lambda done, total: told.append((done, total)))
        return told

    @property
    def units(self) -> int:
        return self.vectors.view(self.files.cases, self.files.index.snapshot(self.files.cases).versions()).units

    @property
    def case(self) -> int:
        return next(iter(self.files.cases))

    def document(self, key: str) -> int:
        found = self.files.store.find(self.case, key)
        assert found is not None
        return found.id


@pytest.fixture
def letters() -> Making:
    return Making(library(LETTERS))


def test_every_unit_gets_a_vector_with_its_title_in_front() -> None:
    made = Making(library({"Kettle": "It leaks. It is loud.\n\nNobody wants it."}))
    assert made.run()[-1] == (1, 1)
    assert made.model.made == ["Kettle: It leaks.", "Kettle: It is loud.", "Kettle: Nobody wants it."]
    assert made.units == 3


def test_units_are_those_that_answers_are_chosen_from(letters: Making) -> None:
    """Span by span, or a cosine would be of something else than what is quoted."""
    letters.run()
    sought, ranked = letters.files.ranked("who signed the letter?")
    found = units.gather(sought, ranked)
    view = letters.vectors.view(letters.files.cases, letters.files.index.snapshot(letters.files.cases).versions())
    own = [(unit.candidate.document.id, unit.span) for unit in found.units if unit.number >= 0]
    assert own
    assert np.isfinite(view.cosines(letters.model._vector("letter"), own)).all()


def test_made_once_nothing_is_made_again(letters: Making) -> None:
    letters.run()
    count = len(letters.model.made)
    assert letters.run() == []
    assert len(letters.model.made) == count
    assert letters.making.missing == 0


def test_the_newest_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Making(library({"old": "An old letter."}))
    add(made.files.store, made.case, "new", "A new letter.")
    real = made.files.store.get
    changed = {made.document("old"): datetime(2020, 1, 1, tzinfo=UTC), made.document("new"): datetime.now(UTC)}

    def get(ids: Sequence[int]) -> dict[int, Document]:
        return {one: replace(found, changed_at=changed[one]) for one, found in real(ids).items()}

    monkeypatch.setattr(made.files.store, "get", get)
    made.run()
    assert made.model.made == ["new: A new letter.", "old: An old letter."]


def test_a_long_document_is_made_bit_by_bit() -> None:
    made = Making(library({"paper": LONG}))
    assert made.making.step()
    assert made.units == vector_making.BATCH
    assert made.making.missing == 1
    again = VectorMaking(made.files.store, made.files.index, made.model, made.vectors)  # after a kill
    again.run(lambda done, total: None)
    assert made.units == 200
    assert len(made.model.made) == len(set(made.model.made))


def test_an_edit_that_changes_no_vector_makes_none(letters: Making) -> None:
    letters.run()
    count, held = len(letters.model.made), letters.units
    key = next(iter(LETTERS))
    document = letters.files.store.document(letters.document(key))
    assert document is not None
    letters.files.store.describe(document.id, replace(document.details, publisher="The Paper"), BY)
    letters.run()
    assert (len(letters.model.made), letters.units) == (count, held)
    letters.files.store.describe(document.id, replace(document.details, title="Another title"), BY)
    letters.run()
    assert len(letters.model.made) > count
    assert letters.units == held


def test_a_half_made_document_that_is_edited_goes_on() -> None:
    made = Making(library({"paper": LONG}))
    made.making.step()
    document = made.files.store.document(made.document("paper"))
    assert document is not None
    made.files.store.describe(document.id, replace(document.details, publisher="The Paper"), BY)
    made.run()
    assert made.units == 200
    assert len(made.model.made) == 200


def test_what_is_removed_counts_no_more_and_leaves_the_files(letters: Making) -> None:
    letters.run()
    held, key = letters.units, next(iter(LETTERS))
    document = letters.files.store.document(letters.document(key))
    assert document is not None
    letters.files.store.remove(document.id, BY)
    indexing.catch_up(letters.files.store, letters.files.index)
    assert letters.units < held
    letters.run()
    assert letters.vectors.of_content(letters.case, vector_making.content(document)) == []


def test_what_is_erased_while_it_is_made_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Making(library({"a": "A letter."}))
    document = made.document("a")
    real = made.model.passages

    def passages(texts: Sequence[str]) -> Vectors:
        made.files.store.erase(document, BY, "a source at risk")
        return real(texts)

    monkeypatch.setattr(made.model, "passages", passages)
    made.making.step()
    assert made.vectors.made(made.case, made.files.index.snapshot([made.case]).versions()) == {}
    assert made.run() == []


def test_what_was_erased_by_a_process_that_was_killed_leaves_the_files(letters: Making) -> None:
    """After the store, and before the vectors."""
    letters.run()
    document = letters.files.store.document(letters.document(next(iter(LETTERS))))
    assert document is not None
    letters.files.store.erase(document.id, BY, "a source at risk")
    assert document.id in letters.vectors.documents()
    letters.making = VectorMaking(letters.files.store, letters.files.index, letters.model, letters.vectors)
    letters.run()
    assert document.id not in letters.vectors.documents()


def test_what_is_gone_before_it_is_made_is_passed_over(letters: Making) -> None:
    letters.making._look()
    for document in letters.files.store.documents(letters.files.cases):
        letters.files.store.erase(document.id, BY, "a source at risk")
    letters.making.run(lambda done, total: None)
    assert letters.model.made == []
    assert letters.making.missing == 0


def test_without_its_model_nothing_is_lost_and_one_document_holds_up_no_other(letters: Making) -> None:
    letters.model.away = True
    assert not letters.making.step()
    first = letters.making._queue[0].key
    assert not letters.making.step()
    assert letters.making._queue[0].key != first
    letters.model.away = False
    letters.run()
    assert letters.making.missing == 0


def test_only_one_makes_them_at_a_time(letters: Making, monkeypatch: pytest.MonkeyPatch) -> None:
    with letters.making._lock:
        assert not letters.making.step()
    monkeypatch.setattr(letters.vectors, "turn", lambda: nullcontext(False))
    assert not letters.making.step()


def test_a_change_has_only_its_own_case_looked_at(letters: Making, monkeypatch: pytest.MonkeyPatch) -> None:
    letters.run()
    other = letters.files.store.open_case(LOCAL, "other", "other")
    add(letters.files.store, other.id, "new", "A new letter.")
    looked: list[int] = []
    real = letters.vectors.made

    def made(case: int, versions: Versions) -> Mapping[int, int]:
        looked.append(case)
        return real(case, versions)

    monkeypatch.setattr(letters.vectors, "made", made)
    letters.run()
    assert looked == [other.id]
    assert letters.model.made[-1] == "new: A new letter."


def test_what_waits_goes_on_waiting_when_another_case_changes(letters: Making) -> None:
    letters.model.away = True
    letters.making.step()
    waiting = letters.making.missing
    other = letters.files.store.open_case(LOCAL, "other", "other")
    add(letters.files.store, other.id, "new", "A new letter.")
    letters.run()
    assert letters.making.missing == waiting + 1
    letters.model.away = False
    letters.run()
    assert letters.making.missing == 0


def test_what_is_found_damaged_is_made_again(tmp_path: Path) -> None:
    """By a reader, while the program runs; nothing else has changed."""
    made = Making(library(LETTERS))
    made.vectors = KeptVectors(tmp_path, IDENTITY)
    made.making = VectorMaking(made.files.store, made.files.index, made.model, made.vectors)
    made.run()
    whole = made.units
    for path in tmp_path.rglob("*.vectors"):
        path.write_bytes(b"torn")
    made.vectors.close()
    assert made.units == 0
    made.run()
    assert made.units == whole


def test_before_anybody_asks_the_model_has_started(letters: Making) -> None:
    """Once; where it doesn't answer, again at the next turn."""
    letters.model.away = True
    letters.making.work()
    letters.model.away = False
    for _ in range(3):
        letters.making.work()
    assert len(letters.model.asked) == 1


def test_the_log_tells_of_many(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", vector_making.__name__)
    Making(library({"a": "A letter."})).making.work()
    assert caplog.messages == []
    many = Making(library({f"letter-{number}": "A letter." for number in range(30)}))
    many.making.work()
    assert [line.split(";")[0] for line in caplog.messages] == [
        "making vectors of 29 documents",
        "all documents have their vectors",
    ]


def test_stopped_it_makes_no_more(letters: Making) -> None:
    letters.making.stop()
    assert letters.run() == []


def test_odd_texts_are_made_like_others() -> None:
    """One letter, ten thousand words, control characters, no language, nothing but boilerplate."""
    odd = {"a": "x", "b": "word " * 10_000, "c": "\x01\x02 \x07", "d": "Share on facebook", "e": "“", "f": "…"}
    made = Making(library(odd, language=None))
    made.run()
    assert made.making.missing == 0
    case = made.files.store.open_case(LOCAL, "other", "other")
    add(made.files.store, case.id, "g", "A letter.", title="t" * 400)
    made.run()
    assert len(made.model.made[-1]) == vector_making.TITLE + len(": A letter.")
