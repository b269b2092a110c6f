"""A folder kept as a part of the casebook."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot import readers
from bot.core.casebook import Casebook
from bot.core.model.answers import Question
from bot.core.model.documents import LOCAL, STARTER, Actor, Audience, Case, Document, Viewer
from bot.core.model.errors import MissingFolder
from bot.core.model.trail import Receipt
from bot.core.workflows.folder_sync import Folder, Report, sync
from bot.indexes.bm25 import BM25Index
from bot.stores.memory.memory_store import MemoryStore

OPERATOR = Actor("cli")


@pytest.fixture
def casebook() -> Casebook:
    return Casebook(MemoryStore(), BM25Index(None), readers.read)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    (tmp_path / "letter.md").write_text("---\ntitle: The letter\n---\nTwo senators signed the letter.\n", "utf-8")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "Bill.txt").write_text("The bill was paid by the ministry in May.\n", "utf-8")
    return Folder(tmp_path, Actor("corpus"), LOCAL, readers.each)


def everything(casebook: Casebook) -> Viewer:
    return casebook.viewer(Audience(LOCAL, everything=True))


def documents(casebook: Casebook) -> dict[str, Document]:
    return {document.key: document for document in casebook.documents(everything(casebook))}


def test_each_file_becomes_a_document_under_the_name_of_its_path(casebook: Casebook, folder: Folder) -> None:
    report = sync(casebook, folder)
    assert report == Report(added=2)
    assert set(documents(casebook)) == {"letter", "notes-bill"}


def test_a_second_sync_changes_nothing(casebook: Casebook, folder: Folder) -> None:
    sync(casebook, folder)
    before = casebook.store.head()
    assert sync(casebook, folder) == Report(unchanged=2)
    assert casebook.store.head() == before


def test_a_changed_file_is_the_next_version_and_a_missing_one_is_removed(casebook: Casebook, folder: Folder) -> None:
    sync(casebook, folder)
    (folder.path / "letter.md").write_text("Three senators signed the letter.\n", "utf-8")
    (folder.path / "notes" / "Bill.txt").unlink()
    assert sync(casebook, folder) == Report(updated=1, removed=1)
    assert documents(casebook)["letter"].version == 2
    assert set(documents(casebook)) == {"letter"}


def test_what_was_erased_stays_out(casebook: Casebook, folder: Folder) -> None:
    """By its text, under another name and in an earlier version too; it is said, until somebody deletes the file."""
    sync(casebook, folder)
    first = (folder.path / "letter.md").read_text("utf-8")
    (folder.path / "letter.md").write_text("Three senators signed the letter.\n", "utf-8")
    sync(casebook, folder)
    casebook.erase(everything(casebook), "letter", OPERATOR, "a source at risk")
    (folder.path / "copy.md").write_text(first, "utf-8")
    report = sync(casebook, folder)
    told = "This text was erased, so it is left out. Delete it from the folder, too."
    assert report == Report(unchanged=1, problems=[("copy.md", told), ("letter.md", told)])
    assert set(documents(casebook)) == {"notes-bill"}


def test_another_text_in_the_place_of_an_erased_one_is_taken(casebook: Casebook, folder: Folder) -> None:
    sync(casebook, folder)
    casebook.erase(everything(casebook), "letter", OPERATOR, "a source at risk")
    (folder.path / "letter.md").write_text("The letter was withdrawn.\n", "utf-8")
    assert sync(casebook, folder) == Report(added=1, unchanged=1)


def test_a_file_that_comes_back_brings_its_document_back(casebook: Casebook, folder: Folder) -> None:
    sync(casebook, folder)
    text = (folder.path / "letter.md").read_text("utf-8")
    (folder.path / "letter.md").unlink()
    sync(casebook, folder)
    (folder.path / "letter.md").write_text(text, "utf-8")
    assert sync(casebook, folder) == Report(updated=1, unchanged=1)
    assert "letter" in documents(casebook)


def test_a_document_that_was_healed_while_its_file_was_away_comes_back_with_it(
    casebook: Casebook, folder: Folder
) -> None:
    """Whoever healed it did not remove it."""
    sync(casebook, folder)
    text, letter = (folder.path / "letter.md").read_text("utf-8"), documents(casebook)["letter"]
    (folder.path / "letter.md").unlink()
    sync(casebook, folder)
    assert isinstance(casebook.store, MemoryStore)
    whole = casebook.store._kept[letter.id].texts.pop()
    casebook.store._kept[letter.id].texts.append(whole.upper())
    assert [one.document.id for one in casebook.store.heal(whole, OPERATOR)] == [letter.id]
    (folder.path / "letter.md").write_text(text, "utf-8")
    assert sync(casebook, folder) == Report(updated=1, unchanged=1)


def test_what_a_person_removed_stays_removed(casebook: Casebook, folder: Folder) -> None:
    sync(casebook, folder)
    casebook.remove(everything(casebook), "letter", OPERATOR)
    sync(casebook, folder)
    assert "letter" not in documents(casebook)


def test_what_a_person_edited_stays_edited_until_the_file_changes(casebook: Casebook, folder: Folder) -> None:
    from dataclasses import replace

    sync(casebook, folder)
    casebook.edit(everything(casebook), "letter", lambda found: replace(found, title="Better title"), OPERATOR)
    sync(casebook, folder)
    assert documents(casebook)["letter"].details.title == "Better title"


def test_a_document_that_somebody_else_added_with_the_same_text_needs_no_remark(
    casebook: Casebook, folder: Folder
) -> None:
    """As after an export was taken in: every start would say so."""
    casebook.add((folder.path / "letter.md").read_bytes(), "letter.md", OPERATOR)
    report = sync(casebook, folder)
    assert report.problems == []
    assert documents(casebook)["letter"].added_by == OPERATOR.id


def test_a_document_that_somebody_else_added_is_left_alone(casebook: Casebook, folder: Folder) -> None:
    casebook.add(b"Another letter, quite different.", "letter.txt", OPERATOR)
    report = sync(casebook, folder)
    assert [name for name, _ in report.problems] == ["letter.md"]
    assert documents(casebook)["letter"].added_by == OPERATOR.id


def test_one_bad_file_never_stops_the_rest(casebook: Casebook, folder: Folder) -> None:
    (folder.path / "a-broken.txt").write_bytes(b"\x00\x01\x02 binary")
    (folder.path / "b-empty.md").write_bytes(b"")
    report = sync(casebook, folder)
    assert report.added == 2
    assert [name for name, _ in report.problems] == ["a-broken.txt", "b-empty.md"]


def test_a_file_that_cannot_be_read_for_once_keeps_its_document(casebook: Casebook, folder: Folder) -> None:
    """A half-written file isn't a removed one."""
    sync(casebook, folder)
    (folder.path / "letter.md").write_bytes(b"")
    report = sync(casebook, folder)
    assert report.removed == 0
    assert "letter" in documents(casebook)


def test_a_file_over_the_limit_is_not_read(casebook: Casebook, folder: Folder) -> None:
    with (folder.path / "huge.txt").open("wb") as huge:
        huge.truncate(200_000_000)
    report = sync(casebook, folder)
    assert report.problems == [
        ("huge.txt", "“huge.txt” is larger than 20 MB. Nothing was added; split it, or add the part you need.")
    ]


def test_files_of_one_name_and_different_types_are_two_documents(casebook: Casebook, folder: Folder) -> None:
    """Each keeps its key, whichever was there first."""
    (folder.path / "letter.txt").write_text("A second letter of the same name.", "utf-8")
    assert sync(casebook, folder) == Report(added=3)
    assert documents(casebook)["letter-txt"].origin == "letter.txt"
    (folder.path / "letter.html").write_text("<html><p>A third letter of the same name came.", "utf-8")
    assert sync(casebook, folder) == Report(added=1, unchanged=3)
    (folder.path / "letter.md").unlink()
    (folder.path / "letter.txt").write_text("The second letter, corrected.", "utf-8")
    assert sync(casebook, folder) == Report(updated=1, removed=1, unchanged=2)
    assert documents(casebook)["letter-txt"].version == 2


def test_a_file_of_another_type_in_the_place_of_one_is_its_next_version(casebook: Casebook, folder: Folder) -> None:
    sync(casebook, folder)
    (folder.path / "letter.md").rename(folder.path / "letter.txt")
    (folder.path / "letter.txt").write_text("The letter, as plain text.", "utf-8")
    assert sync(casebook, folder) == Report(updated=1, unchanged=1)
    assert documents(casebook)["letter"].version == 2


def test_a_renamed_file_keeps_its_document(casebook: Casebook, folder: Folder) -> None:
    """Number, key and history: links to it and answers that quote it stand."""
    sync(casebook, folder)
    before = documents(casebook)["notes-bill"]
    (folder.path / "notes").rename(folder.path / "papers")
    (folder.path / "papers" / "Bill.txt").rename(folder.path / "papers" / "Invoice.txt")
    assert sync(casebook, folder) == Report(unchanged=1, renamed=1)
    after = documents(casebook)["notes-bill"]
    assert (after.id, after.origin, after.version) == (before.id, "papers/Invoice.txt", 2)
    assert sync(casebook, folder) == Report(unchanged=2)
    (folder.path / "papers" / "Invoice.txt").write_text("The bill was paid in June.\n", "utf-8")
    assert sync(casebook, folder) == Report(updated=1, unchanged=1)
    assert documents(casebook)["notes-bill"].version == 3


def test_a_copy_is_a_document_of_its_own(casebook: Casebook, folder: Folder) -> None:
    sync(casebook, folder)
    (folder.path / "copy.md").write_bytes((folder.path / "letter.md").read_bytes())
    assert sync(casebook, folder) == Report(added=1, unchanged=2)


def test_a_renamed_file_that_a_person_removed_stays_removed(casebook: Casebook, folder: Folder) -> None:
    sync(casebook, folder)
    casebook.remove(everything(casebook), "letter", OPERATOR)
    (folder.path / "letter.md").rename(folder.path / "other.md")
    assert sync(casebook, folder) == Report(unchanged=1, renamed=1)
    assert set(documents(casebook)) == {"notes-bill"}


def test_an_unfinished_file_is_left_for_later(casebook: Casebook, folder: Folder) -> None:
    """What came from it before stays."""
    sync(casebook, folder)
    letter, new = folder.path / "letter.md", folder.path / "new.md"
    letter.write_text("Three sen", "utf-8")
    new.write_text("Fo", "utf-8")
    assert sync(casebook, folder, unfinished={letter, new}) == Report(unchanged=2)
    assert documents(casebook)["letter"].version == 1


def test_many_that_are_gone_go_in_few_transactions(
    casebook: Casebook, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        (folder.path / f"n{number}.txt").write_text(f"The number {number}.", "utf-8")
    sync(casebook, folder)
    for number in range(30):
        (folder.path / f"n{number}.txt").unlink()
    monkeypatch.setattr("bot.core.workflows.folder_sync.BATCH", 20)
    sizes: list[int] = []
    remove = casebook.store.remove_many

    def counted(some: list[int], by: Actor) -> Sequence[Receipt]:
        sizes.append(len(some))
        return remove(some, by)

    monkeypatch.setattr(casebook.store, "remove_many", counted)
    assert sync(casebook, folder) == Report(removed=30, unchanged=2)
    assert sizes == [20, 10]


def test_two_files_that_name_one_key_are_told_apart_by_a_problem(casebook: Casebook, folder: Folder) -> None:
    for name in ("a.md", "b.md"):
        (folder.path / name).write_text(f"---\ntitle: T\nkey: same\n---\nThe words of {name}.\n", "utf-8")
    report = sync(casebook, folder)
    assert report.problems == [("b.md", "Another document already has the key “same”; give this one a key of its own.")]
    assert sync(casebook, folder).updated == 0


def test_hidden_files_and_the_readme_are_no_documents(casebook: Casebook, folder: Folder) -> None:
    (folder.path / "README.md").write_text("How to add a file.", "utf-8")
    (folder.path / ".git").mkdir()
    (folder.path / ".git" / "config.txt").write_text("[core]", "utf-8")
    assert sync(casebook, folder).added == 2


def test_a_missing_folder_is_named(casebook: Casebook, tmp_path: Path) -> None:
    with pytest.raises(MissingFolder, match="nowhere"):
        sync(casebook, Folder(tmp_path / "nowhere", OPERATOR, LOCAL, readers.each))


def test_a_bulk_file_gives_a_document_a_line_in_the_case_it_names(casebook: Casebook, folder: Folder) -> None:
    lines = [
        {"id": f"d{n}", "title": f"Page {n}", "text": f"Page {n} is about the bill.", "case": "bills"} for n in range(3)
    ]
    (folder.path / "bulk.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    assert sync(casebook, folder).added == 5
    assert {"d0", "d1", "d2"} <= set(documents(casebook))
    assert sync(casebook, folder) == Report(unchanged=5)


def test_a_bad_line_of_a_bulk_file_never_stops_the_rest(casebook: Casebook, folder: Folder) -> None:
    """It is named, and so is a key that comes twice; the document that a bad line was before stays."""
    bulk = folder.path / "bulk.jsonl"
    bulk.write_text('{"id": "d1", "text": "Page one."}\n{"id": "d2", "text": "Page two."}\n', "utf-8")
    sync(casebook, folder)
    bulk.write_text(
        '{"id": "d1", "text": "Page one, again."}\n{"id": "d2", "text": \n\n{"id": "d1", "text": "Twice."}\n'
        '{"id": "", "title": "No id", "text": "Page three."}\n{"id": "a\\nb", "text": "Page four."}\n'
        '{"id": "d5", "text": "Page five."}\n',
        "utf-8",
    )
    report = sync(casebook, folder)
    assert (report.added, report.updated, report.removed) == (2, 1, 0)
    assert {"d1", "d2", "no-id", "d5"} <= set(documents(casebook))
    assert [why for _, why in report.problems] == [
        "Line 2 of “bulk.jsonl” is not a document: it isn't JSON.",
        "line 4: Another document already has the key “d1”; give this one a key of its own.",
        "line 6: “a\nb” can't be a key. Use 1 to 80 letters, digits, dots, dashes or underscores.",
    ]


def test_lines_without_an_id_never_take_the_place_of_another_files(casebook: Casebook, folder: Folder) -> None:
    for name in ("one", "two"):
        (folder.path / f"{name}.jsonl").write_text(f'{{"title": "Page", "text": "A page of {name}."}}\n', "utf-8")
    assert sync(casebook, folder).added == 4
    assert {"page", "two-page"} <= set(documents(casebook))
    assert sync(casebook, folder) == Report(unchanged=4)


def test_a_file_that_may_not_be_opened_never_stops_the_rest(
    casebook: Casebook, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(casebook, folder)
    opened = os.open

    def closed(path: Any, flags: int, *rest: Any) -> int:
        if Path(path).name == "letter.md":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, flags, *rest)

    monkeypatch.setattr(os, "open", closed)
    report = sync(casebook, folder)
    assert (report.unchanged, report.removed) == (1, 0)
    (problem,) = report.problems
    assert problem == (
        "letter.md",
        "“letter.md” can't be opened: Permission denied. Nothing was added; check who may read it.",
    )


def test_a_folder_that_may_not_be_looked_into_keeps_its_documents(
    casebook: Casebook, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(casebook, folder)
    listed = os.scandir

    def closed(path: str) -> Any:
        if str(path).endswith("notes"):
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", closed)
    report = sync(casebook, folder)
    assert report.removed == 0
    assert [name for name, _ in report.problems] == ["notes"]


def test_a_file_of_which_not_even_its_kind_can_be_seen_is_named(
    casebook: Casebook, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a folder that may be listed and not entered."""

    def closed(path: Path, *_: object) -> Any:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "is_file", closed)
    monkeypatch.setattr(os, "open", closed)
    assert [name for name, _ in sync(casebook, folder).problems] == ["letter.md", "notes/Bill.txt"]


def test_a_name_that_is_no_text_is_no_obstacle(casebook: Casebook, folder: Folder) -> None:
    (folder.path / os.fsdecode(b"caf\xe9.txt")).write_text("The bill of the coffee house.", "utf-8")
    assert sync(casebook, folder) == Report(added=3)
    assert sync(casebook, folder) == Report(unchanged=3)


def test_many_documents_go_in_batches(casebook: Casebook, folder: Folder) -> None:
    lines = [{"id": f"d{n}", "title": "T", "text": f"Page {n} is about the bill."} for n in range(1203)]
    (folder.path / "bulk.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    seen: list[tuple[int, int]] = []
    assert sync(casebook, folder, lambda done, total: seen.append((done, total))).added == 1205
    assert seen[-1] == (3, 3)


def test_what_was_synced_is_found(casebook: Casebook, folder: Folder) -> None:
    sync(casebook, folder)
    answer = casebook.ask(Question("who signed the letter?"), everything(casebook))
    assert answer.nearest[0].document.key == "letter"
    assert answer.nearest[0].case == STARTER
    assert isinstance(casebook.case(everything(casebook), STARTER), Case)
