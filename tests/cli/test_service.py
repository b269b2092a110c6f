"""`serve` and `eval` hand over to the chat and to the measuring."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot import assemble
from bot.chat import client
from bot.core.casebook import Casebook
from bot.core.model.claims import Alone
from bot.core.model.shards import ALL, Shards
from bot.core.model.visits import Place, Visit
from bot.measure import evaluate
from bot.settings import Settings
from bot.stores.sql.sql_store import SqlStore
from bot.stores.sql.trail.audit import Flaw, Verdict
from bot.web.monitor.metrics import Metrics
from tests.console import Console
from tests.meaning.fake_meaning import HashedWords


@pytest.fixture
def pullquote(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Console:
    return Console.at(tmp_path).within(capsys, monkeypatch)


def test_serve_hands_settings_and_casebook_to_the_chat(pullquote: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the starter case up to date."""
    given: list[Any] = []

    def run(settings: Settings, casebook: Casebook, beside: object, visits: object, shards: Shards) -> None:
        given.extend((settings, [case.name for case in casebook.store.cases()], visits, shards))

    monkeypatch.setattr(client, "run", run)
    monkeypatch.setattr(logging, "basicConfig", lambda **_: None)
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    assert pullquote("serve").status == 0
    assert given[0].discord_token.get_secret_value() == "secret"
    assert given[1:] == [["starter"], None, ALL]


@pytest.mark.parametrize(("said", "once"), [("0-3/12", True), ("4-11/12", False)])
def test_serve_of_some_shards(pullquote: Console, monkeypatch: pytest.MonkeyPatch, said: str, once: bool) -> None:
    """What is done once for all is done by the first process alone: the starter case, backups, erasures."""
    given: list[Any] = []
    tasks: set[str] = set()

    def run(_settings: Settings, casebook: Casebook, _beside: object, _visits: object, shards: Shards) -> None:
        given.extend((len(casebook.store.cases()), shards.numbers))

    monkeypatch.setattr(client, "run", run)
    monkeypatch.setattr(logging, "basicConfig", lambda **_: None)
    monkeypatch.setattr("bot.web.beside.beside", lambda *given: tasks.update(task.name for task in given[3]))
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    assert pullquote("serve", "--shards", said).status == 0
    first, _dash, last = said.partition("/")[0].partition("-")
    assert given == [int(once), range(int(first), int(last) + 1)]
    for_all = {"healing", "expiry", "leaving", "backup"}
    assert for_all & tasks == (for_all if once else set())
    assert "merge" in tasks


def test_each_process_looks_after_the_backups_in_its_folder(
    pullquote: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where several share a database, of which one makes them; without backups there is nothing to look after."""
    tasks: list[set[str]] = []
    monkeypatch.setattr(client, "run", lambda *_: None)
    monkeypatch.setattr(logging, "basicConfig", lambda **_: None)
    monkeypatch.setattr("bot.web.beside.beside", lambda *given: tasks.append({task.name for task in given[3]}))
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    assert pullquote("serve").status == 0
    monkeypatch.setattr(Alone, "shared", True)
    assert pullquote("serve", "--shards", "1-2/3").status == 0
    monkeypatch.setenv("BACKUP_HOURS", "0")
    assert pullquote("serve").status == 0
    assert ["old_backups" in each for each in tasks] == [False, True, False]


def test_backups_are_sent_by_whoever_makes_them(pullquote: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is asked of the storage before; without a BACKUP_URL there is nothing to do."""
    given: list[Any] = []
    monkeypatch.setattr(client, "run", lambda *_: None)
    monkeypatch.setattr(logging, "basicConfig", lambda **_: None)
    monkeypatch.setattr("bot.web.beside.beside", lambda *said: given.extend(said))
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    assert pullquote("serve").status == 0
    assert "offsite" not in {task.name for task in given[3]}
    given.clear()
    monkeypatch.setenv("BACKUP_URL", "s3://bucket/folder")
    assert pullquote("serve").status == 0
    (task,) = [task for task in given[3] if task.name == "offsite"]
    assert task.claim == "backup"
    assert b"offsite_backup_age_seconds +Inf" in given[2].text()


def test_serve_of_no_shards(pullquote: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    result = pullquote("serve", "--shards", "3-1/2")
    assert result.status == 2
    assert "0-3/12" in result.err


def test_serve_opens_the_source_viewer_where_it_has_an_address(
    pullquote: Console, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Its key lies in the data folder, for its owner alone."""
    given: list[Any] = []
    monkeypatch.setattr(client, "run", lambda *arguments: given.extend(arguments))
    monkeypatch.setattr(logging, "basicConfig", lambda **_: None)
    for name, value in {"DISCORD_TOKEN": "secret", "PUBLIC_URL": "https://files.example/pq/"}.items():
        monkeypatch.setenv(name, value)
    assert pullquote("serve").status == 0
    made = given[3].address(Visit("1", 2, 3, (Place(4, 5, 6, "00000000"),)))
    assert made.startswith("https://files.example/pq/v/")
    (key,) = tmp_path.rglob("viewer.key")
    assert key.stat().st_mode & 0o777 == 0o600


def test_eval_hands_everything_on(pullquote: Console, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given: dict[str, Any] = {}

    def run(casebook: Casebook, viewer: object, file: Path, floors: Path | None, **named: object) -> None:
        given.update(named, file=file, floors=floors)

    monkeypatch.setattr(evaluate, "run", run)
    (tmp_path / "golden.jsonl").touch()
    assert pullquote("eval", tmp_path / "golden.jsonl", "--calibrate", "--json").status == 0
    assert given == {
        "file": tmp_path / "golden.jsonl",
        "floors": None,
        "calibrate": 0.05,
        "plot": None,
        "as_json": True,
    }


def test_a_trail_that_was_tampered_with_is_a_failure(pullquote: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    verdict = Verdict(events=3, unsigned=0, flaws=(Flaw(2, "a broken link"),))
    monkeypatch.setattr(SqlStore, "verify", lambda _: verdict)
    assert pullquote("audit", "--verify").complaint == (
        "The audit trail is not whole: a broken link, at event 2 (faults in all: 1)."
    )


def test_an_empty_list_says_how_to_fill_it(pullquote: Console) -> None:
    (pullquote.corpus / "lighthouse.md").unlink()
    result = pullquote("list")
    assert (result.status, result.out) == (0, "")
    assert "Add one with `add`" in result.err


def test_erase_asks_at_a_terminal(pullquote: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    """No is the default."""
    monkeypatch.setattr("bot.cli.document_commands.is_asked_at_a_terminal", lambda: True)
    assert pullquote("erase", "lighthouse", stdin=b"\n").status == 1
    assert pullquote("show", "lighthouse").status == 0
    assert pullquote("erase", "lighthouse", stdin=b"y\n").status == 0


def test_many_files_that_cannot_be_read_are_counted(pullquote: Console, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for number in range(13):
        (folder / f"{number:02}.txt").touch()
    (folder / "good.txt").write_text("The letter was signed.", "utf-8")
    lines = pullquote("ask", "who signed?", "--corpus", folder).err.splitlines()
    assert len(lines) == 11
    assert lines[-1] == "… and 3 more like these."


@pytest.mark.parametrize(("chosen", "made"), [({}, True), ({"MEANING": "off"}, False)])
def test_serve_makes_vectors_in_the_background(
    pullquote: Console, monkeypatch: pytest.MonkeyPatch, chosen: dict[str, str], made: bool
) -> None:
    """And says how many documents wait for theirs."""
    tasks: list[str] = []

    def beside(host: str, port: int, shown: Metrics, wanted: Sequence[Any]) -> None:
        tasks.extend(one.name for one in wanted)
        assert (b"pullquote_vectors_missing" in shown.text()) == made

    monkeypatch.setattr(assemble, "no_meaning", lambda _settings: None)
    monkeypatch.setattr(assemble, "local_model", lambda _settings, **_: HashedWords())
    monkeypatch.setattr("bot.web.beside.beside", beside)
    monkeypatch.setattr(client, "run", lambda *arguments: None)
    monkeypatch.setattr(logging, "basicConfig", lambda **_: None)
    for name, value in {"DISCORD_TOKEN": "secret", **chosen}.items():
        monkeypatch.setenv(name, value)
    assert pullquote("serve").status == 0
    assert ("vectors" in tasks) == made
