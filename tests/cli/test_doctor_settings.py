"""`doctor` and every setting with a wrong value: named as what it is, with its mend, and all the rest is looked at."""

from __future__ import annotations

import os
import socket
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.cli import doctor
from bot.cli.checks import isolation, places
from bot.cli.checks.finding import Finding
from bot.settings import Settings

Room = Path  # a folder of the test's own, with `data` in it


@pytest.fixture(autouse=True)
def nothing_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the readers' process, which has tests of its own, isn't started each time."""
    monkeypatch.setattr("bot.cli.checks.reachable.serves", lambda settings: False)
    monkeypatch.setattr("bot.readers.sandbox.pool.kept", lambda folder: frozenset(isolation.KEPT))


class Wrong(NamedTuple):
    """A value that a setting may get by mistake; the line that names it, and what its words and its mend say."""

    setting: str
    value: str | Callable[[Room], object]
    line: str
    words: str
    mend: str


def a_file(room: Room) -> Path:
    path = room / "file"
    path.touch()
    return path


def a_folder(room: Room) -> Path:
    path = room / "folder"
    path.mkdir()
    return path


def missing(room: Room) -> Path:
    return room / "missing"


def below_a_file(room: Room) -> Path:
    return a_file(room) / "below"


def inside_data(room: Room) -> Path:
    path = room / "data" / "papers"
    path.mkdir(parents=True)
    return path


def around_data(room: Room) -> Path:
    return room


def a_dead_proxy(_: Room) -> str:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def invalid(setting: str, *values: str) -> list[Wrong]:
    """Values that no setting of the kind can have: the line says what it is instead."""
    return [Wrong(setting, value, setting, INVALID, "Correct it") for value in values]


INVALID = "What it is: "


WRONG = [
    Wrong("DISCORD_TOKEN", "hunter2", "Discord token", "doesn't look like a token", "developer portal"),
    Wrong("DISCORD_TOKEN", "Bot MTIz.x.y", "Discord token", "doesn't look like a token", "developer portal"),
    Wrong("DATA_DIR", a_file, "Data folder", "can't be written to", "set DATA_DIR"),
    Wrong("DATA_DIR", below_a_file, "Data folder", "can't be written to", "set DATA_DIR"),
    Wrong("DATA_DIR", "/proc/self/no", "Data folder", "can't be written to", "chown -R"),
    Wrong("DATABASE_URL", "nonsense", "Database", "can't be opened", "sqlite:////folder/name.db"),
    Wrong("DATABASE_URL", "postgresql://ann:hunter2@127.0.0.1:1/x", "Database", "can't be opened", "DATABASE_URL"),
    Wrong("DATABASE_URL", "sqlite://", "Database", "can't be opened", "DATABASE_URL"),
    Wrong("DATABASE_URL", lambda room: f"sqlite:///{a_folder(room)}", "Database", "can't be opened", "folder"),
    Wrong("DATABASE_URL", lambda room: f"sqlite:///{below_a_file(room)}", "Database", "can't be opened", "file"),
    *invalid("TRAIL_KEY", "short"),
    *invalid("INDEX_URL", "mysql://ann:hunter2@x", "s3://key:hunter2@bucket/x", "bucket/x"),
    Wrong("INDEX_URL", "postgresql", "Database", "can't be opened", "DATABASE_URL names no PostgreSQL"),
    Wrong("INDEX_URL", "postgresql://ann:hunter2@127.0.0.1:1/x", "Database", "can't be opened", "can't be reached"),
    *invalid("INDEX_ENDPOINT", "storage:8333", "http://ann:hunter2@storage"),
    *invalid("INDEX_CACHE_MB", "0", "much"),
    Wrong("CORPUS_DIR", missing, "Corpus", "is not there", "CORPUS_DIR"),
    Wrong("CORPUS_DIR", a_file, "Corpus", "is no folder", "CORPUS_DIR"),
    Wrong("CORPUS_DIR", inside_data, "CORPUS_DIR", "DATA_DIR", "apart from DATA_DIR"),
    *invalid("LOG_LEVEL", "loud", "info"),
    *invalid("MEANING", "yes", "ON"),
    Wrong("MEANING_MODEL", missing, "Meaning", "there is no such folder", "MEANING_MODEL"),
    *invalid("MESSAGE_CONTENT", "yes", "1"),
    *invalid("READER", "yes", "ON"),
    *invalid("MAX_FILE_MB", "0", "101", "many", "20.5"),
    *invalid("FETCH_PROXY", "proxy:3128", "socks5://127.0.0.1:9050", "http://user:word@proxy:3128"),
    Wrong("FETCH_PROXY", a_dead_proxy, "FETCH_PROXY", "nothing answers there", "Start the proxy"),
    Wrong("FETCH_PROXY", "http://127.0.0.1:99999", "FETCH_PROXY", "nothing answers there", "correct FETCH_PROXY"),
    *invalid("FETCH_CONTACT", "Zoë <zoe@example.org>"),
    *invalid("LOG_FORMAT", "xml"),
    Wrong("BACKUP_DIR", a_file, "Backups", "is no folder", "BACKUP_DIR"),
    Wrong("BACKUP_DIR", below_a_file, "Backups", "is no folder", "BACKUP_DIR"),
    Wrong("BACKUP_DIR", "/proc/self/no", "Backups", "can't be written to", "BACKUP_DIR"),
    *invalid("BACKUP_HOURS", "-1", "daily", "nan", "1e9"),
    *invalid("BACKUP_KEEP", "0", "all"),
    *invalid("BACKUP_URL", "postgresql", "s3://key:hunter2@bucket/x", "https://bucket/x", "bucket"),
    *invalid("BACKUP_ENDPOINT", "storage:8333", "http://ann:hunter2@storage"),
    *invalid("KEEP_LEFT_DAYS", "-1", "never", "inf"),
    *invalid("STANDING_DAYS", "-1", "never", "4000"),
    Wrong("WATCH_DIR", missing, "WATCH_DIR", "is not there", "-v /srv/papers:/papers:ro"),
    Wrong("WATCH_DIR", a_file, "WATCH_DIR", "is no folder", "folder"),
    Wrong("WATCH_DIR", inside_data, "WATCH_DIR", "DATA_DIR", "apart from DATA_DIR"),
    Wrong("WATCH_DIR", around_data, "WATCH_DIR", "DATA_DIR", "apart from DATA_DIR"),
    *invalid("WATCH_CASE", "My Case", "-"),
    *invalid("WATCH_SERVER", "newsroom"),
    *invalid("HEALTH_HOST", "http://localhost"),
    Wrong("HEALTH_HOST", "192.0.2.7", "HEALTH_PORT", "no address of this machine", "HEALTH_HOST"),
    *invalid("HEALTH_PORT", "65536", "http"),
    *invalid("PUBLIC_URL", "files.example.org", "https://files.example.org/?a=b"),
    Wrong("PUBLIC_URL", "https://...", "PUBLIC_URL", "names no host", "https://files.example.org"),
    Wrong("PUBLIC_URL", "https://newsroom", "PUBLIC_URL", "others can't open it", "can reach"),
    *invalid("VIEWER_HOST", "0.0.0.0/0"),
    Wrong("VIEWER_HOST", "192.0.2.7", "VIEWER_PORT", "no address of this machine", "VIEWER_HOST"),
    *invalid("VIEWER_PORT", "-1", "https"),
    *invalid("VIEWER_MINUTES", "0", "1441"),
]


@pytest.fixture
def room(tmp_path: Path) -> Room:
    (tmp_path / "corpus").mkdir()
    return tmp_path


def looked(room: Room, monkeypatch: pytest.MonkeyPatch, **given: str) -> list[Finding]:
    """Every line that `doctor --offline` prints."""
    usual = {"DATA_DIR": str(room / "data"), "CORPUS_DIR": str(room / "corpus"), "HEALTH_PORT": "0", "VIEWER_PORT": "0"}
    usual |= {"MEANING": "off", "READER": "off"}  # their models would be started at every look
    for name in Settings.model_fields.values():  # those of an earlier look
        monkeypatch.delenv(str(name.alias), raising=False)
    for variable, value in (usual | given).items():
        monkeypatch.setenv(variable, value)
    settings, wrong = doctor._settings()
    return [*wrong, *doctor.findings(settings)]


@pytest.mark.parametrize(
    "wrong", [one for one in WRONG if one.words == INVALID], ids=lambda wrong: f"{wrong.setting}-{wrong.value}"
)
def test_a_value_that_can_t_be_is_named(monkeypatch: pytest.MonkeyPatch, wrong: Wrong) -> None:
    monkeypatch.setenv(wrong.setting, str(wrong.value))
    named = [one for one in doctor._settings()[1] if one.name == wrong.setting]
    assert [(one.state, wrong.words in one.words, wrong.mend in one.mend) for one in named] == [("broken", True, True)]


@pytest.mark.parametrize(
    "wrong", [one for one in WRONG if one.words != INVALID], ids=lambda wrong: f"{wrong.setting}-{wrong.words}"
)
def test_a_wrong_value_is_named_with_its_mend(room: Room, monkeypatch: pytest.MonkeyPatch, wrong: Wrong) -> None:
    value = wrong.value if isinstance(wrong.value, str) else str(wrong.value(room))
    viewed = {"PUBLIC_URL": "https://files.example.org"} if wrong.setting.startswith("VIEWER") else {}
    viewed |= {"MEANING": "on"} if wrong.setting == "MEANING_MODEL" else {}
    found = looked(room, monkeypatch, **viewed, **{wrong.setting: value})
    named = [one for one in found if one.name == wrong.line and one.state != "ok"]
    assert named
    assert wrong.words in named[0].words
    assert wrong.mend in named[0].mend
    assert "hunter2" not in str(found)
    assert {"Python", "Discord token", "PUBLIC_URL"} <= {one.name for one in found}  # and everything else is looked at


def test_every_setting_has_a_wrong_value() -> None:
    assert {wrong.setting for wrong in WRONG} == {field.alias for field in Settings.model_fields.values()}


def test_all_that_is_wrong_is_told_at_once(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    found = looked(room, monkeypatch, LOG_LEVEL="loud", BACKUP_KEEP="0", BACKUP_HOUR="3")
    assert [one.name for one in found if one.state == "broken"] == ["LOG_LEVEL", "BACKUP_KEEP"]
    (misspelt,) = [one for one in found if one.name == "BACKUP_HOUR"]
    assert "BACKUP_HOURS" in misspelt.mend


# --- what stands in the data folder


def names(found: list[Finding]) -> dict[str, Finding]:
    return {one.name: one for one in found}


@pytest.mark.parametrize("name", [*places.FILES, *places.FOLDERS])
def test_a_folder_for_a_file_and_a_file_for_a_folder_are_named(
    room: Room, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (room / "data").mkdir()
    path = room / "data" / name
    path.touch() if name in places.FOLDERS else path.mkdir()
    one = names(looked(room, monkeypatch))["Data folder"]
    assert (one.state, str(path) in one.words, one.mend) == ("broken", True, "Move it away.")


def test_an_index_that_can_t_be_a_folder_doesn_t_end_the_look(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder may be exchanged between the two looks."""
    (room / "data").mkdir()
    (room / "data" / "index").touch()
    monkeypatch.setattr(places, "FOLDERS", ())
    found = names(looked(room, monkeypatch))
    assert found["Database"].state == "broken" or found["Index"].state == "broken"


def test_what_another_user_has_put_there_is_named(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the command line was run as root beside a bot that isn't; root itself may write everywhere."""
    (room / "data").mkdir()
    theirs, may = room / "data" / "pullquote.db", os.access
    theirs.touch()
    monkeypatch.setattr(os, "access", lambda path, mode: path != theirs and may(path, mode))
    one = names(looked(room, monkeypatch))["Data folder"]
    user = f"{os.geteuid()}:{os.getegid()}"
    assert (one.state, str(theirs) in one.words) == ("broken", True)
    assert f"chown -R {user} {room / 'data'}" in one.mend


# --- backups


def test_a_backup_that_is_late_is_a_warning(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """None at all, too, once there is something to keep."""
    assert names(looked(room, monkeypatch))["Backups"].state == "ok"
    assert names(looked(room, monkeypatch))["Backups"].state == "warning"  # the first look has made the database
    assert "BACKUP_HOURS is 0" in names(looked(room, monkeypatch, BACKUP_HOURS="0"))["Backups"].words
    (room / "backups").mkdir()
    for hours, state in ((47, "ok"), (49, "warning")):
        made = datetime.now(UTC) - timedelta(hours=hours)
        (room / "backups" / f"pullquote-{made:%Y%m%dT%H%M%S}-event3.db").touch()
        one = names(looked(room, monkeypatch, BACKUP_DIR=str(room / "backups")))["Backups"]
        assert one.state == state
        (room / "backups" / f"pullquote-{made:%Y%m%dT%H%M%S}-event3.db").unlink()
    assert ("49 hours old" in one.words or "2 days old" in one.words, "`serve` makes them" in one.mend) == (True, True)


# --- what disks and what else works on them


@pytest.fixture
def mounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path, str], None]:
    """Says of what kind the kernel takes a folder's disk to be."""

    def mounted(folder: Path, kind: str) -> None:
        field = str(folder.resolve()).replace(" ", "\\040")
        table = f"22 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw\n36 22 0:44 / {field} rw - {kind} server:/x rw\n"
        (tmp_path / "mountinfo").write_text(table, "utf-8")
        monkeypatch.setattr(places, "MOUNTS", tmp_path / "mountinfo")

    return mounted


@pytest.mark.parametrize(
    ("kind", "remote"), [("nfs4", True), ("cifs", True), ("fuse.sshfs", True), ("ext4", False), ("overlay", False)]
)
def test_a_network_s_disk_is_a_warning(
    room: Room, monkeypatch: pytest.MonkeyPatch, mounts: Callable[[Path, str], None], kind: str, remote: bool
) -> None:
    room = room / "a b"
    (room / "data").mkdir(parents=True)
    mounts(room / "data", kind)
    told = [one for one in looked(room, monkeypatch) if one.name == "Disk" and kind in one.words]
    assert [one.state for one in told] == ["warning"] * remote


def test_without_a_table_of_mounts_nothing_is_said(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "MOUNTS", room / "missing")
    assert names(looked(room, monkeypatch))["Disk"].state == "ok"


def test_a_replication_that_keeps_what_was_erased_is_named(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    (room / "data" / ".pullquote.db-litestream").mkdir(parents=True)
    assert names(looked(room, monkeypatch))["Replication"].state == "warning"


# --- addresses


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_port_that_something_else_has_is_named(room: Room, monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    one = names(looked(room, monkeypatch, HEALTH_PORT=str(taken)))["HEALTH_PORT"]
    assert (one.state, "something else listens" in one.words, "HEALTH_PORT" in one.mend) == ("broken", True, True)


def test_two_pages_can_t_have_one_port(room: Room, monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    both = {"HEALTH_PORT": str(taken), "VIEWER_PORT": str(taken), "PUBLIC_URL": "https://files.example.org"}
    assert names(looked(room, monkeypatch, **both))["VIEWER_PORT"].words == "the same as HEALTH_PORT"


def test_a_proxy_that_answers_is_fine(room: Room, monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    assert names(looked(room, monkeypatch, FETCH_PROXY=f"http://127.0.0.1:{taken}"))["FETCH_PROXY"].state == "ok"


def test_the_database_s_own_file_is_left_as_it_was(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking changes nothing but to make what isn't there."""
    looked(room, monkeypatch)
    with sqlite3.connect(room / "data" / "pullquote.db") as database:
        before = database.execute("SELECT count(*) FROM events").fetchone()
    looked(room, monkeypatch)
    with sqlite3.connect(room / "data" / "pullquote.db") as database:
        assert database.execute("SELECT count(*) FROM events").fetchone() == before
