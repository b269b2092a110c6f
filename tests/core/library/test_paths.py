"""Which files may be read as documents, and which may be written: tried as somebody would who wants at the others."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

import pytest

from bot import readers
from bot.core.casebook import Casebook
from bot.core.library import paths
from bot.core.library.paths import (
    AmongOwn,
    InTheWay,
    NotAPlainFile,
    NotPlainToWrite,
    OutOfFolder,
    OwnFile,
    OwnFolder,
)
from bot.core.model.documents import LOCAL, Actor, Audience
from bot.core.model.errors import CasebookError, MissingFile, MissingFolder, NotReadable, TooLarge
from bot.core.model.own_files import Own
from bot.core.workflows.folder_sync import Folder, Report, sync
from bot.indexes.bm25 import BM25Index
from bot.stores.memory.memory_store import MemoryStore


@pytest.fixture
def own(tmp_path: Path) -> Own:
    """A data folder with a key and a database in it, and a database elsewhere."""
    data = tmp_path / "data"
    (data / "backups").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    for file in ("data/viewer.key", "data/pullquote.db.head", "elsewhere/other.db", "elsewhere/other.db-wal"):
        (tmp_path / file).write_text("secret words")
    return Own(data, tmp_path / "elsewhere" / "other.db", data / "backups")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    (made / "sub").mkdir(parents=True)
    (made / "letter.txt").write_text("The letter was signed by eighteen members.")
    return made


def synced(folder: Path, own: Own) -> tuple[Report, set[str]]:
    """What was told, and the texts that became documents."""
    book = Casebook(MemoryStore(), BM25Index(None), readers.read)
    report = sync(book, Folder(folder, Actor("x"), LOCAL, readers.each, own=own))
    found = book.documents(book.viewer(Audience(LOCAL, everything=True)))
    return report, {book.store.text(one.id, one.version) or "" for one in found}


LETTER = {"The letter was signed by eighteen members."}


@pytest.mark.parametrize(
    "target",
    [
        "/etc/passwd",
        "../data/viewer.key",
        "../data/pullquote.db.head",
        "../elsewhere/other.db",
        "/proc/self/environ",
        "../x",
    ],
)
def test_no_link_leads_out_of_a_folder(folder: Path, own: Own, target: str) -> None:
    """Whatever it leads to; the rest is taken in, and the link is named."""
    (folder.parent / "x").write_text("a file beside the folder")
    (folder / "sub" / "notes.txt").symlink_to(
        os.path.relpath(folder / target, folder / "sub") if target[0] == "." else target
    )
    report, texts = synced(folder, own)
    assert texts == LETTER
    assert [name for name, _ in report.problems] == ["sub/notes.txt"]
    assert "leads out of the folder" in report.problems[0][1]


def test_no_folder_by_a_link_either(folder: Path, own: Own) -> None:
    (folder / "more").symlink_to("../data")
    assert synced(folder, own)[1] == LETTER


def test_a_link_within_the_folder_is_followed(folder: Path, own: Own) -> None:
    """As those are by which Kubernetes hands over files."""
    (folder / "..now").mkdir()
    (folder / "..now" / "memo.txt").write_text("The memo names two banks.")
    (folder / "memo.txt").symlink_to("..now/memo.txt")
    assert synced(folder, own)[1] == {*LETTER, "The memo names two banks."}
    through = folder.parent / "by-link"
    through.symlink_to(folder)
    assert synced(through, own)[1] == {*LETTER, "The memo names two banks."}


def test_a_second_name_of_an_own_file(folder: Path, own: Own) -> None:
    """A hard link looks like any file."""
    assert own.data is not None
    (folder / "memo.txt").hardlink_to(own.data / "viewer.key")
    report, texts = synced(folder, own)
    assert (texts, "Pullquote's own" in report.problems[0][1]) == (LETTER, True)


def test_a_second_name_of_an_ordinary_file(folder: Path, own: Own) -> None:
    (folder / "copy.txt").hardlink_to(folder / "letter.txt")
    assert synced(folder, own)[0].problems == []


def test_the_data_folder_within_a_folder_is_passed_by(tmp_path: Path, folder: Path, own: Own) -> None:
    report, texts = synced(tmp_path, own)
    assert texts >= LETTER
    assert "secret words" not in texts
    assert all(not name.startswith("data/") for name, _ in report.problems)


@pytest.mark.parametrize("place", ["data", "data/backups", "data/new"])
def test_the_data_folder_is_no_folder_of_documents(tmp_path: Path, own: Own, place: str) -> None:
    (tmp_path / place).mkdir(exist_ok=True)
    with pytest.raises(OwnFolder):
        synced(tmp_path / place, own)


def test_what_is_swapped_while_it_is_read(folder: Path, own: Own, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was opened is looked at, not what lies there by then."""
    link = folder / "memo.txt"
    link.symlink_to("/etc/passwd")

    def swapped(path: Path, opened: int, own: Own, within: Path | None) -> None:
        link.unlink()
        link.write_text("Harmless.")
        really(path, opened, own, within)

    really = paths._check
    monkeypatch.setattr(paths, "_check", swapped)
    with pytest.raises(OutOfFolder):
        paths.read(link, 1, own, folder)


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (os.mkfifo, NotAPlainFile),
        (lambda path: path.symlink_to("/dev/zero"), NotAPlainFile),
        (lambda path: path.symlink_to("nowhere"), NotReadable),
        (lambda path: path.symlink_to(path.name), NotReadable),
        (lambda path: path.write_bytes(b"x" * 1_000_001), TooLarge),
    ],
)
def test_what_is_no_file_ends_at_once(folder: Path, own: Own, make: object, error: type[CasebookError]) -> None:
    """A pipe isn't waited for, a device isn't read."""
    make(folder / "odd.txt")  # type: ignore[operator]
    with pytest.raises(error):
        paths.read(folder / "odd.txt", 1, own, folder)


def test_one_file_by_name(folder: Path, own: Own) -> None:
    """A link is followed where an operator names it, but not to the program's own files."""
    (folder / "passwd").symlink_to("/etc/passwd")
    assert b"root" in paths.read(folder / "passwd", 1, own)
    assert own.data is not None
    assert own.database is not None
    for path in (own.data / "viewer.key", own.database, own.database.with_name("other.db-wal")):
        with pytest.raises(OwnFile):
            paths.read(path, 1, own)
    with pytest.raises(MissingFile):
        paths.read(folder / "nothing", 1, own)


def test_elsewhere_than_on_linux(folder: Path, own: Own, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without /proc it is the path that is followed to its end."""

    def refuse(path: str) -> str:
        raise FileNotFoundError(path)

    monkeypatch.setattr(os, "readlink", refuse)
    assert paths.read(folder / "letter.txt", 1, own, folder)


def check(path: Path, own: Own) -> None:
    paths.check_target(path, own, "a backup", lambda there: there.read_bytes().startswith(b"ours"))


@pytest.mark.parametrize(
    ("place", "error"),
    [
        ("data/pullquote.db", AmongOwn),
        ("data/new.db", AmongOwn),
        ("data/index/x", AmongOwn),
        ("data/backups/../viewer.key", AmongOwn),
        ("elsewhere/other.db", AmongOwn),
        ("elsewhere/other.db-wal", AmongOwn),
        ("link-to-data/new.db", AmongOwn),
        ("files/letter.txt", InTheWay),
        ("files/link.db", NotPlainToWrite),
        ("files", NotPlainToWrite),
    ],
)
def test_where_nothing_may_be_written(
    tmp_path: Path, folder: Path, own: Own, place: str, error: type[Exception]
) -> None:
    (tmp_path / "link-to-data").symlink_to("data")
    (folder / "link.db").symlink_to("letter.txt")
    with pytest.raises(error):
        check(tmp_path / place, own)


def test_devices_stay(own: Own) -> None:
    with pytest.raises(NotPlainToWrite):
        check(Path(os.devnull), own)


def test_where_something_may_be_written(tmp_path: Path, folder: Path, own: Own) -> None:
    """A new file, an empty one, one of ours; in the data folder in the folder of backups alone."""
    (folder / "old.db").write_bytes(b"ours")
    (folder / "empty.db").touch()
    for place in ("files/new.db", "files/old.db", "files/empty.db", "data/backups/new.db", "elsewhere/new.db"):
        check(tmp_path / place, own)


def test_a_file_is_written_whole_or_not_at_all(folder: Path) -> None:
    """And is this user's alone, whatever the umask."""
    before = os.umask(0)
    try:
        with suppress(ZeroDivisionError), paths.replacing(folder / "letter.txt") as file:
            file.write(b"half")
            raise ZeroDivisionError
        assert {(folder / "letter.txt").read_text()} == LETTER
        with paths.replacing(folder / "letter.txt") as file:
            file.write(b"whole")
    finally:
        os.umask(before)
    assert (folder / "letter.txt").read_text() == "whole"
    assert stat.S_IMODE((folder / "letter.txt").stat().st_mode) == 0o600
    assert sorted(one.name for one in folder.iterdir()) == ["letter.txt", "sub"]
    with pytest.raises(MissingFolder), paths.replacing(folder / "none" / "x"):
        pass
