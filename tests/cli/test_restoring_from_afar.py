"""`restore-backup` and `doctor` at an object storage that backups were sent to: a machine is lost, its files aren't."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from bot import assemble
from bot.cli.checks import offsite_finding
from bot.cli.checks.finding import Finding
from bot.cli.running import scheduled_backups
from bot.cli.running.offsite_backups import Offsite
from bot.cli.running.scheduled_backups import Backups
from bot.settings import Settings
from tests import postgresql
from tests.console import Console
from tests.s3_stub import BUCKET, OPTIONS, Stub

pytestmark = pytest.mark.skipif(find_spec("obstore") is None, reason="its client isn't installed")
HERE = f"s3://{BUCKET}/off/site"


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stub]:
    made = Stub()
    monkeypatch.setenv("BACKUP_ENDPOINT", made.endpoint)
    for name, value in OPTIONS.items():
        monkeypatch.setenv(f"AWS_{name.upper()}", value)
    yield made
    made.end()


def console(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Console:
    folder.mkdir()
    return Console.at(folder).within(capsys, monkeypatch)


def settings(tmp_path: Path, stub: Stub, **given: str) -> Settings:
    said = {"DATA_DIR": str(tmp_path / "data"), "BACKUP_URL": HERE, "BACKUP_ENDPOINT": stub.endpoint}
    return Settings.read({**said, "MEANING": "off", "READER": "off", **given})


def sent(wanted: Settings) -> str:
    """Make one and send it; its name."""
    casebook = assemble.stored_casebook(wanted)
    Backups(casebook, wanted.backups, wanted.backup_hours, wanted.backup_keep)()
    Offsite(casebook, wanted.backups, 3, lambda: assemble.offsite_storage(HERE, wanted))()
    casebook.close()
    return scheduled_backups.kept(wanted.backups)[-1].path.name


@pytest.mark.parametrize("engine", ["file", "server"])
@pytest.mark.parametrize("by", ["folder", "name"])
def test_another_machine_takes_the_place_of_one_that_is_lost(
    engine: str,
    by: str,
    stub: Stub,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With the address, where it is and a key, and nothing of the old machine."""
    if engine == "server":
        monkeypatch.setenv("DATABASE_URL", postgresql.database())
    old = console(tmp_path / "old", capsys, monkeypatch)
    old("add", "-", "--title", "Early", stdin=b"The early document was signed by Ann.")
    name = sent(Settings.read(os.environ))
    if engine == "server":
        monkeypatch.setenv("DATABASE_URL", postgresql.database())
    new = console(tmp_path / "new", capsys, monkeypatch)
    place = HERE if by == "folder" else f"{HERE}/{name}"
    said = new("restore-backup", place)
    assert said.out.endswith(f"Restored from {place}: 2 documents.\n"), said
    assert new("ask", "who signed the early document?", "--json").row["nearest"][0]["document"] == "early"
    assert "whole" in new("audit", "--verify").out
    assert not list((tmp_path / "new").rglob(f"{scheduled_backups.FETCHED}*"))


def test_one_that_is_not_there_is_told_in_one_line(
    stub: Stub, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    new = console(tmp_path / "new", capsys, monkeypatch)
    assert "There is no whole backup at s3://" in new("restore-backup", HERE).complaint
    stub.fault = "refusing"
    assert "it refuses the key" in new("restore-backup", HERE).complaint


# --- doctor


def found(wanted: Settings) -> Finding:
    (one,) = offsite_finding.findings(wanted)
    return one


def test_doctor_says_when_the_last_one_went_up_and_reads_it_back(stub: Stub, tmp_path: Path) -> None:
    wanted = settings(tmp_path, stub)
    assert (found(wanted).state, "yet" in found(wanted).words) == ("warning", True)
    sent(wanted)
    one = found(wanted)
    assert one.state == "ok"
    assert f"1 at {HERE}, the newest went up 2" in one.words
    assert "read back whole (0." in one.words


def test_doctor_names_what_is_wrong_with_them(stub: Stub, tmp_path: Path) -> None:
    wanted = settings(tmp_path, stub)
    sent(wanted)
    late = found(settings(tmp_path, stub, BACKUP_HOURS="0.0000001"))
    assert (late.state, "`serve` sends them" in late.mend) == ("warning", True)
    (key,) = [key for key in stub.objects if key.endswith("000000")]
    stub.objects[key] += b"x"
    torn = found(wanted)
    assert (torn.state, "damaged" in torn.words, "Delete that folder" in torn.mend) == ("broken", True, True)
    stub.fault = "refusing"
    refused = found(wanted)
    assert (refused.state, "refuses the key" in refused.words, "BACKUP_ENDPOINT" in refused.mend) == (
        "broken",
        True,
        True,
    )
    assert OPTIONS["secret_access_key"] not in str([late, torn, refused])


def test_doctor_says_where_none_is_sent(stub: Stub, tmp_path: Path) -> None:
    assert list(offsite_finding.findings(Settings.read({"DATA_DIR": str(tmp_path)}))) == []
    none = found(settings(tmp_path, stub, BACKUP_HOURS="0"))
    assert (none.state, "BACKUP_HOURS is 0" in none.words) == ("warning", True)
