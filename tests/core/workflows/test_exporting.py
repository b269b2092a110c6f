"""A case to take along."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from bot import readers
from bot.core.casebook import Casebook
from bot.core.model.documents import Actor, Audience, Document, Standing, Viewer
from bot.core.model.errors import CasebookError
from bot.core.workflows import exporting
from bot.indexes.bm25 import BM25Index
from bot.stores.memory.memory_store import MemoryStore
from tests.pages import ADDRESS, PAGE, Web

ANN = Actor("discord:1")
FILE = "# A — title\n\nTwo senators signed.\r\n\n## Later\n\nThey said so.\n".encode()


@pytest.fixture
def casebook() -> Casebook:
    """A file, a page, and another case's document."""
    book = Casebook(MemoryStore(), BM25Index(None), readers.read, Web({ADDRESS: PAGE}))
    book.add(FILE, "Ä letter?.md", ANN, workspace="7", case="spyware")
    book.add_link(ADDRESS, ANN, workspace="7", case="spyware")
    book.add(b"The rent was paid.", "rent.txt", ANN, workspace="7", case="rents")
    book.edit(viewer(book), "ä-letter", lambda found: replace(found, standing=Standing.DISPUTED, tags="harbour"), ANN)
    return book


def viewer(casebook: Casebook) -> Viewer:
    return casebook.viewer(Audience("7", everything=True))


def chosen(casebook: Casebook) -> list[tuple[Document, str]]:
    return exporting.chosen(casebook, viewer(casebook), casebook.case(viewer(casebook), "spyware").id)


def archive(casebook: Casebook) -> ZipFile:
    file = io.BytesIO()
    exporting.archive(casebook, chosen(casebook), file)
    return ZipFile(file)


def test_it_holds_the_originals_byte_for_byte(casebook: Casebook) -> None:
    made = archive(casebook)
    originals = [made.read(name) for name in made.namelist() if name.startswith("originals/")]
    assert sorted(originals) == sorted([FILE, PAGE.encode()])
    assert made.testzip() is None


def test_its_sums_check_everything_in_it(casebook: Casebook) -> None:
    made = archive(casebook)
    rows = [line.split("  ", 1) for line in made.read(exporting.SUMS).decode().splitlines()]
    assert {path for _, path in rows} == set(made.namelist()) - {exporting.SUMS}
    assert all(hashlib.sha256(made.read(path)).hexdigest() == digest for digest, path in rows)


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="needs coreutils")
def test_the_documented_command_checks_it(casebook: Casebook, tmp_path: Path) -> None:
    archive(casebook).extractall(tmp_path)
    check = ["sha256sum", "--check", "--strict", exporting.SUMS]
    assert subprocess.run(check, cwd=tmp_path, check=False, capture_output=True).returncode == 0
    next((tmp_path / "originals").iterdir()).write_bytes(b"altered")
    assert subprocess.run(check, cwd=tmp_path, check=False, capture_output=True).returncode == 1


def test_the_manifest_says_where_each_came_from(casebook: Casebook) -> None:
    told = json.loads(archive(casebook).read(exporting.MANIFEST))["documents"]
    page = next(one for one in told if one["fetched"])
    assert page["fetched"]["address"] == page["source"] == ADDRESS
    assert page["sha256"] == hashlib.sha256(PAGE.encode()).hexdigest()
    letter = next(one for one in told if not one["fetched"])
    assert (letter["key"], letter["origin"], letter["added_by"]) == ("ä-letter", "Ä letter?.md", ANN.id)
    assert (letter["case"], letter["standing"], letter["version"]) == ("spyware", "disputed", 2)
    assert letter["file"] == "originals/00002-letter.md" or letter["file"].endswith("-letter.md")


def test_its_lines_give_the_same_documents_again(casebook: Casebook) -> None:
    """Keys, texts, details, marks by moderators, places: another casebook answers from the same."""
    lines = archive(casebook).read(exporting.LINES)
    assert lines == b"".join(exporting.lines(casebook, chosen(casebook)))
    other = Casebook(MemoryStore(), BM25Index(None), readers.read)
    other.add(lines, "documents.jsonl", ANN, workspace="7")
    for one, _ in chosen(casebook):
        again = other.document(viewer(other), one.key, "spyware")
        assert (again.details, again.marks, again.text_sha256) == (one.details, one.marks, one.text_sha256)
    assert len(chosen(other)) == 2
    assert b"".join(exporting.lines(other, chosen(other))) == lines


def test_progress_is_told(casebook: Casebook) -> None:
    told: list[tuple[int, int]] = []
    exporting.archive(casebook, chosen(casebook), io.BytesIO(), lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


@pytest.mark.parametrize("what", ["original", "text"])
def test_what_was_altered_in_the_store_is_not_exported(
    casebook: Casebook, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr(casebook.store, what, lambda *_: b"altered" if what == "original" else "altered")
    with pytest.raises(exporting.Altered, match="isn't what was put there"):
        archive(casebook)
    assert issubclass(exporting.Altered, CasebookError)


def test_keys_that_no_file_can_bear_have_a_name_all_the_same(casebook: Casebook) -> None:
    line = json.dumps({"id": "../../x: 中", "text": "The words."}).encode()
    casebook.add(line, "many.jsonl", ANN, workspace="7", case="spyware")
    names = [name for name in archive(casebook).namelist() if name.startswith("originals/")]
    assert all(name.isascii() and ".." not in name and name.count("/") == 1 for name in names)


def test_an_export_is_known_by_what_is_in_it(tmp_path: Path) -> None:
    """So that a new one may take its place, and nothing else is written over."""
    kinds = {
        "lines.jsonl": b'{"id": "a", "text": "b"}\n',
        "notes.txt": b"Nobody exported this.",
        "broken.zip": b"PK\x03\x04 torn",
    }
    for name, body in kinds.items():
        (tmp_path / name).write_bytes(body)
    with ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("a.txt", "b")
    with ZipFile(tmp_path / "export.zip", "w") as ours:
        for name in (exporting.LINES, exporting.MANIFEST, exporting.SUMS):
            ours.writestr(name, "")
    known = {path.name for path in tmp_path.iterdir() if exporting.is_export(path)}
    assert known == {"lines.jsonl", "export.zip"}
