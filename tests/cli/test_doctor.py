"""`doctor`: each thing that may be wrong is named, with what to do."""

from __future__ import annotations

import importlib.util
import shutil
import sqlite3
import sys
import tomllib
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import discord
import pytest

from bot import assemble
from bot.cli import doctor
from bot.cli.checks import rereading_finding
from bot.cli.checks.finding import Finding, some
from bot.core.casebook import Casebook
from bot.core.model.documents import LOCAL, Actor, Details, Reading
from bot.core.model.errors import Damaged, StoreCorrupt
from bot.core.workflows import preview, rereading
from bot.settings import Settings
from bot.stores.sql.database.tables import REVISIONS
from bot.stores.sql.sql_store import SqlStore

LETTERS = {
    "letter.txt": "The letter was signed by Reed. It was sent to the ministry on Tuesday at noon.",
    "note.txt": "Nothing of this is lost.",
    "other.csv": "by Reed by Reed by Reed",
    "code.txt": "<note><to>Ida</to><body>Words.</body></note>",
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    folders = {"DATA_DIR": str(tmp_path / "data"), "CORPUS_DIR": str(tmp_path / "corpus")}
    return Settings.read({**folders, "MEANING": "off", "READER": "off"})


def found(settings: Settings) -> dict[str, Finding]:
    return {one.name: one for one in doctor.findings(settings)}


def test_a_fresh_folder_is_well_but_for_what_is_optional(settings: Settings) -> None:
    states = {name: one.state for name, one in found(settings).items() if one.state != "ok"}
    assert states == {"Corpus": "warning", "Discord token": "warning"}
    assert all(one.mend for one in found(settings).values() if one.state != "ok")


def test_a_token_is_seen_and_never_shown(tmp_path: Path) -> None:
    one = found(Settings.read({"DATA_DIR": str(tmp_path), "DISCORD_TOKEN": "MTIzNDU2Nzg5.secret"}))["Discord token"]
    assert (one.state, one.words) == ("ok", "set")


def test_an_old_python_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4, "final", 0))
    monkeypatch.setattr(doctor, "PYTHON", (3, 11))
    assert (found(settings)["Python"].state, found(settings)["Python"].words) == ("broken", "3.10.4")


def test_a_missing_library_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    there = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "numpy" else there(name))
    assert found(settings)["Libraries"].words == "missing: numpy"


def test_the_versions_are_told(settings: Settings) -> None:
    """The program's own as pyproject.toml has it, that of the schema, and the libraries that matter."""
    pyproject = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    told = found(settings)
    assert told["Versions"].words == f"Pullquote {pyproject['project']['version']}, discord.py {discord.__version__}"
    assert told["SQLite"].words == sqlite3.sqlite_version
    assert told["Database"].words.endswith(f"schema {REVISIONS[-1]}")


def test_cases_are_counted(settings: Settings) -> None:
    """None, one, two."""
    told = [found(settings)["Database"].words]
    for name in ("letters", "devices"):
        casebook = assemble.stored_casebook(settings)
        casebook.open_case(LOCAL, name)
        casebook.close()
        told.append(found(settings)["Database"].words)
    assert [words.partition(",")[0] for words in told] == ["0 cases", "1 case", "2 cases"]


def test_an_old_sqlite_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 20, 0))
    one = found(settings)["SQLite"]
    assert (one.state, "3.27" in one.mend) == ("broken", True)


ALL = frozenset({"network", "processes", "starting", "writing", "reading"})


@pytest.mark.parametrize(
    ("kept", "state", "words", "mend"),
    [
        (ALL, "ok", "no file read but the libraries (Landlock ", ""),
        (ALL - {"starting"}, "ok", "no network", ""),
        (ALL - {"reading"}, "warning", "could read what this user may read, the database too", "Linux 5.13"),
        (frozenset(), "warning", "could reach the network, look into other processes", "seccomp filter"),
        (None, "broken", "doesn't start", "pids_limit"),
    ],
)
def test_how_the_readers_are_shut_in(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, kept: frozenset[str] | None, state: str, words: str, mend: str
) -> None:
    """What the kernel at hand doesn't hold is said; where the process can't be started, that nothing can be read."""

    def found_out(folder: Path) -> frozenset[str]:
        assert folder == settings.data_dir
        if kept is None:
            raise Damaged(name="protection")
        return kept

    monkeypatch.setattr("bot.readers.sandbox.pool.kept", found_out)
    one = found(settings)["Readers"]
    assert (one.state, words in one.words, mend in one.mend) == (state, True, True)


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    """And nothing else is looked for in it."""
    (tmp_path / "file").touch()
    there = found(Settings.read({"DATA_DIR": str(tmp_path / "file" / "data")}))
    assert there["Data folder"].state == "broken"
    assert "Database" not in there


def test_a_disk_that_fills_up_is_a_warning(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=100_000_000))
    assert found(settings)["Disk"].state == "warning"


def test_an_index_that_cannot_be_brought_up_to_date_is_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Casebook) -> None:
        raise StoreCorrupt(path="pullquote.db")

    monkeypatch.setattr(Casebook, "catch_up", fail)
    assert found(settings)["Index"].state == "broken"
    assert "restore-backup" in found(settings)["Index"].mend


def test_an_index_that_isn_t_as_the_database_is_named_and_mended(settings: Settings) -> None:
    book = assemble.stored_casebook(settings)
    book.add(b"Eighteen lawmakers signed it.", "letter.txt", Actor("ann"), case="c")
    book.close()
    assert found(settings)["Index"].words.endswith("and as the database")
    for segment in settings.index_dir.rglob("*.segment"):
        segment.write_bytes(b"torn")
    told = found(settings)["Index"]
    assert (told.state, told.words) == ("broken", "cases that aren't as in the database: 1")
    assert "doctor --mend" in told.mend
    assert mended(settings)["Index"].words.endswith("made again from the database: 1")
    assert found(settings)["Index"].state == "ok"


def test_damaged_texts_are_mended(settings: Settings) -> None:
    """Only when asked to; what can't be healed is named, with what to do."""
    book = assemble.stored_casebook(settings)
    book.add(b"Eighteen lawmakers signed it.", "letter.txt", Actor("ann"), case="c")
    book.close()
    assert mended(settings)["Healing"].words == "no text is damaged"

    damage(settings, "texts SET text")
    assert "doctor --mend" in found(settings)["Contents"].mend
    there = mended(settings)
    assert (there["Healing"].state, there["Healing"].words) == ("ok", "healed from the original: letter")
    assert there["Contents"].state == "ok"

    damage(settings, "texts SET text")
    damage(settings, "originals SET data")
    one = mended(settings)["Healing"]
    assert (one.state, "backup" in one.mend) == ("broken", True)
    assert one.words == "healed from the original: nothing; can't be healed: letter (version 1)"


def test_a_database_that_cannot_be_mended_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: SqlStore) -> None:
        raise StoreCorrupt(path="pullquote.db")

    monkeypatch.setattr(SqlStore, "damaged", fail)
    assert mended(settings)["Healing"].state == "broken"


def test_documents_are_read_anew(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only when asked to: what differs is a new version, and what is left as it is is named with why."""
    book = assemble.stored_casebook(settings)
    book.read = lambda data, name, charset: [Reading(data.decode().replace(" by Reed", ""), Details("Letter"))]
    for name, words in LETTERS.items():
        book.add(words.encode(), name, Actor("ann"), case="c")
    monkeypatch.setattr(preview, "lost", lambda *_: ("The letter was signed.",))
    book.close()
    assert "Rereading" not in found(settings)

    there = [one for one in doctor.findings(settings, reread=True) if one.name.startswith("Rere")]
    assert [(one.name, one.state, one.words) for one in there] == [
        ("Rereading", "ok", "new versions: 1, as before: 1, left as they are: 2"),
        ("Reread letter", "ok", "version 2: 76 % the same, paragraphs that differ: 1"),
        ("Reread letter", "warning", "a public answer quotes what is changed or gone: The letter was signed."),
        ("Rereading", "warning", "left as they are: other"),
        ("Reread code", "warning", "left as it is"),
    ]
    assert "restore KEY --version N" in there[0].mend
    assert "holds the tags of XML" in there[-1].mend

    def fail(*_: object) -> None:
        raise StoreCorrupt(path="pullquote.db")

    monkeypatch.setattr(rereading, "reread", fail)
    (stopped,) = rereading_finding.findings(book)
    assert (stopped.state, "run it again" in stopped.mend) == ("broken", True)


def test_only_some_of_many_documents_are_named() -> None:
    assert some([f"letter-{number}" for number in range(1_020)], 20).endswith(", letter-19 and 1,000 more")


def mended(settings: Settings) -> dict[str, Finding]:
    return {one.name: one for one in doctor.findings(settings, mend=True)}


def damage(settings: Settings, what: str) -> None:
    with closing(sqlite3.connect(settings.data_dir / "pullquote.db")) as connection, connection:
        connection.execute(f"UPDATE {what} = CAST('Nineteen' AS BLOB)")
