"""Bad input: a clear sentence, status 1, and nothing changed."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.cli.output.terminal_wording import DAMAGED
from bot.core.casebook import Casebook
from bot.core.model.answers import Question
from bot.core.model.documents import Viewer
from tests.console import SCRAPED, Console


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database that holds a letter, made once."""
    folder = tmp_path_factory.mktemp("prepared")
    (folder / "letter.txt").write_text(SCRAPED, "utf-8")
    added = Console.at(folder).process("add", folder / "letter.txt")
    assert added.status == 0
    return folder


@pytest.fixture
def pullquote(
    prepared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Console]:
    """Whatever a test does here, it must leave the documents and the trail as they were."""
    shutil.copytree(prepared / "data", tmp_path / "data")
    console = Console.at(tmp_path).within(capsys, monkeypatch)
    before = contents(console)
    yield console
    assert contents(console) == before


def contents(console: Console) -> list[object]:
    with sqlite3.connect(console.data / "pullquote.db") as database:
        try:
            return (
                database.execute("SELECT * FROM documents").fetchall()
                + database.execute("SELECT count(*) FROM events").fetchall()
            )
        except sqlite3.DatabaseError:
            return ["damaged"]
        finally:
            database.rollback()


FILES = {
    "an empty file": ("empty.txt", b"", "“empty.txt” holds no text"),
    "nothing but space": ("blank.md", b" \n\t\r\n", "“blank.md” holds no text"),
    "a binary named .txt": ("photo.txt", b"\x89PNG\r\n\x1a\n\0\0\0", "“photo.txt” is not a text file"),
    "a NUL in a text": ("nul.txt", b"The letter\0 was signed.", "“nul.txt” is not a text file"),
    "a broken encoding": ("broken.txt", "“Orbán” said no".encode() + b" \xe2\x28\xa1", "can't be decoded"),
    "an unknown type": ("photo.gif", b"GIF89a\0\0\0", "These can: .md, .txt, .html"),
    "a torn PDF": ("paper.pdf", b"%PDF-1.7\n", "“paper.pdf”"),
    "bad front matter": ("note.md", b"---\ntitle: [a\n---\nx", "line 3"),
    "a bad line": (
        "bulk.jsonl",
        b'{"text": "fine"}\n{"text": }\n',
        "Line 2 of “bulk.jsonl” is not a document: it isn't JSON. Nothing was added; mend that line",
    ),
    "a bad link": ("note.md", b"---\nsource: javascript:alert(1)\n---\nx", "is no valid link"),
    "a bad date": ("note.md", b"---\npublished: last Tuesday\n---\nx", "is no valid date"),
    "a duplicate": ("copy.txt", SCRAPED.encode(), "“copy.txt” is already here as “letter”"),
    "a name that turns": ("a\u202egpj.txt", b"", "“agpj.txt” holds no text"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_a_document_is_refused(pullquote: Console, tmp_path: Path, name: str) -> None:
    file, data, sentence = FILES[name]
    (tmp_path / file).write_bytes(data)
    assert sentence in pullquote("add", tmp_path / file).complaint


def test_a_large_file_is_refused_before_it_is_read(pullquote: Console, tmp_path: Path) -> None:
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(200_000_000)
    assert "larger than 20 MB" in pullquote("add", tmp_path / "huge.txt").complaint
    assert "larger than 20 MB" in pullquote("add", "-", stdin=b"x" * 20_000_001).complaint


def test_a_folder_of_nothing_readable_is_a_failure(pullquote: Console, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "empty.txt").touch()
    assert "empty.txt: “empty.txt” holds no text" in pullquote("ask", "who?", "--corpus", folder).complaint


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("add", "no/such/file.txt"), "There is nothing at no/such/file.txt."),
        (("add", "."), "taken in with `sync .`"),
        (("add", os.devnull), "/dev/null is no plain file."),
        (("ask", "--questions", "."), ".: Is a directory."),
        (("show", "\ud800"), "There is no document “?” here."),
        (
            ("add", "http://127.0.0.1/a"),
            "“127.0.0.1” is not a public address on the web, so it was not fetched. Save the page and add the file.",
        ),
        (("ask", "who?", "--corpus", "no/such/folder"), "There is no folder at no/such/folder."),
        (("sync", "no/such/folder"), "There is no folder at no/such/folder."),
        (("ask", "--questions", "no-such.jsonl"), "There is nothing at no-such.jsonl."),
        (("ask", ""), "The question is empty."),
        (("ask", " \n "), "The question is empty."),
        (("ask", "x" * 10_000), "The question has 10000 characters; 4000 are the most."),
        (("ask", "who?", "--after", "yesterday"), "“yesterday” is not a date."),
        (("ask", "who?", "--before", "2021-02-30"), "“2021-02-30” is not a date."),
        (("ask", "who?", "--case", "no-such"), "There is no case “no-such” here."),
        (("list", "--case", "no-such"), "There is no case “no-such” here."),
        (("show", "no-such"), "There is no document “no-such” here."),
        (("show", "\udcff"), "There is no document “\N{REPLACEMENT CHARACTER}” here."),
        (("edit", "letter", "--source", "\udcff"), "“\N{REPLACEMENT CHARACTER}” is no valid link"),
        (("add", "no-such-\udcff.txt"), "There is nothing at no-such-\N{REPLACEMENT CHARACTER}.txt."),
        (("show", "\x1b[31m"), "There is no document “\\x1b[31m” here."),
        (("edit", "no-such", "--title", "x"), "There is no document “no-such” here."),
        (("edit", "letter", "--published", "soon"), "“soon” is no valid date"),
        (("edit", "letter", "--source", "example.org"), "“example.org” is no valid link"),
        (("edit", "letter", "--title", " "), "no valid title"),
        (
            ("edit", "letter", "--language", "xx"),
            "“xx” is no valid language: use its two-letter code, such as en or ar.",
        ),
        (("remove", "no-such"), "There is no document “no-such” here."),
        (("restore", "no-such"), "There is no document “no-such” here."),
        (("restore", "letter", "--version", "9"), "version 9"),
        (("erase", "no-such"), "There is no document “no-such” here."),
        (("history", "no-such"), "There is no document “no-such” here."),
        (("eval", "no-such.jsonl"), "There is nothing at no-such.jsonl."),
        (("restore-backup", "no-such.db"), "There is nothing at no-such.db."),
        (("serve",), "There is no Discord token. Set DISCORD_TOKEN"),
    ],
)
def test_a_failure_is_one_clear_line(pullquote: Console, arguments: tuple[str, ...], sentence: str) -> None:
    assert sentence in pullquote(*arguments).complaint


def test_a_bad_setting_is_named(pullquote: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAX_FILE_MB", "many")
    assert "MAX_FILE_MB" in pullquote("list").complaint


def test_a_data_folder_that_cannot_be_made_is_named(pullquote: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to do about it."""
    (pullquote.data.parent / "a file").touch()
    monkeypatch.setenv("DATA_DIR", str(pullquote.data.parent / "a file" / "data"))
    line = pullquote("list").complaint
    assert "Not a directory" in line
    assert "Set DATA_DIR" in line


@pytest.mark.parametrize("command", [("ask", "who?"), ("list",), ("add", "-"), ("backup", "copy.db")])
def test_a_corrupt_database_is_named(pullquote: Console, command: tuple[str, ...]) -> None:
    database = pullquote.data / "pullquote.db"
    whole = database.read_bytes()
    for left in pullquote.data.glob("pullquote.db-*"):
        left.unlink()
    try:
        database.write_bytes(b"\xff" * len(whole))
        assert "is damaged. Nothing was changed" in pullquote(*command).complaint
    finally:
        database.write_bytes(whole)


def test_a_damaged_backup_is_refused(pullquote: Console, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_bytes(b"not a database" * 500)
    assert "copy.db is damaged. Nothing was changed" in pullquote("restore-backup", tmp_path / "copy.db").complaint


def test_an_export_into_a_folder_that_is_not_there_is_named(pullquote: Console, tmp_path: Path) -> None:
    complaint = pullquote("export", "--output", tmp_path / "missing" / "all.jsonl").complaint
    assert complaint.startswith(f"There is no folder at {tmp_path / 'missing'}.")


def test_a_damaged_text_is_shown_as_such(pullquote: Console) -> None:
    """It is quoted nowhere; `show` says why, and `doctor` finds it."""
    with sqlite3.connect(pullquote.data / "pullquote.db") as database:
        database.execute("UPDATE texts SET text = text || x'21'")
    database.close()
    shown = pullquote("show", "letter")
    assert (shown.status, shown.err.splitlines()) == (0, [DAMAGED])
    assert pullquote("ask", "who signed the letter?", "--json").row["excerpts"] == []
    assert "its text is damaged" in pullquote("doctor", "--offline").out


def test_a_full_disk_is_named(pullquote: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=1000, total=10**9, used=10**9))
    complaint = pullquote("add", "-", stdin=b"A new document.").complaint
    assert complaint.startswith("The disk has 0 MB left")
    assert "Nothing was changed; make room" in complaint


def test_output_to_a_full_disk_is_named(pullquote: Console) -> None:
    with Path("/dev/full").open("wb") as full:
        result = pullquote.process("ask", "who signed?", "--json", out=full)
    assert result.complaint.startswith("The disk is full.")


@pytest.mark.slow
def test_a_database_locked_by_another_process_is_named(pullquote: Console) -> None:
    """After it was waited for."""
    other = sqlite3.connect(pullquote.data / "pullquote.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert "Another process is writing" in pullquote("add", "-", stdin=b"A new document.").complaint
        assert pullquote("ask", "who signed the letter?").status == 0
    finally:
        other.close()


def test_what_nobody_foresaw_gets_a_reference(pullquote: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    """No traceback for the person; the log has it, without the error's own words, which may be secret."""

    def burst(_: Casebook, question: Question, viewer: Viewer) -> None:
        raise RuntimeError(question.text)

    monkeypatch.setattr(Casebook, "ask", burst)
    line = pullquote("ask", "the secret question").complaint
    log = (pullquote.data / "errors.log").read_text("utf-8")
    reference = line.partition("(reference ")[2].partition(")")[0]
    assert reference in log
    assert "RuntimeError" in log
    assert "burst" in log
    assert "secret" not in log + line


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full."),
        (PermissionError(errno.EACCES, "Permission denied", "/some/file"), "/some/file: Permission denied."),
        (MemoryError(), "reference"),
    ],
)
def test_errors_of_the_machine_are_told_in_words(
    pullquote: Console, monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(Casebook, "ask", fail)
    assert sentence in pullquote("ask", "who?").complaint


def test_a_log_that_cannot_be_written_changes_nothing(pullquote: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Casebook, "ask", lambda *_: 1 / 0)
    (pullquote.data / "errors.log").mkdir()
    assert "LOG_LEVEL=DEBUG shows" in pullquote("ask", "who?").complaint


def test_debugging_shows_where_it_was(pullquote: Console) -> None:
    code = "import sys; from bot.core.casebook import Casebook as C; from bot.__main__ import main; C.ask = 0; main()"
    result = pullquote.process("ask", "x", code=code, settings={"LOG_LEVEL": "DEBUG"})
    assert "TypeError" in result.err
    assert 'ask.py", line' in result.err


def test_the_real_process_fails_in_one_line_too(pullquote: Console) -> None:
    result = pullquote.process("ask", "")
    assert (result.status, result.out) == (1, "")
    assert result.err == "The question is empty. Ask in a few words, for example: who signed the letter?\n"


@pytest.mark.slow
@pytest.mark.parametrize("streams", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_standard_streams_are_no_failure(pullquote: Console, streams: str) -> None:
    code = "import os, sys; os.execvp('sh', ['sh', '-c', sys.argv[1], sys.executable])"
    result = pullquote.process(f'"$0" -m bot cases --json {streams}', code=code)
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith("{") == (">&-" not in streams.replace("2>", ""))
    assert pullquote.process(f'"$0" -m bot show no-such {streams}', code=code).out == ""


def test_words_are_utf_8_where_the_locale_knows_ascii_only(pullquote: Console) -> None:
    settings = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    result = pullquote.process("ask", "qui a signé à Zürich?", "--json", settings=settings)
    assert json.loads(result.out)["question"] == "qui a signé à Zürich?"


def test_the_real_process_speaks_utf_8_whatever_the_terminal(pullquote: Console) -> None:
    settings = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    result = pullquote.process("ask", "who signed the letter?", "--json", settings=settings)
    assert json.loads(result.out)["excerpts"][0]["quote"].startswith("The letter was signed")
    assert pullquote.process("ask", "who signed the letter?", settings=settings).status == 0
