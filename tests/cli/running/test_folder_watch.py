"""A watched folder: a change is taken up once it has come to rest."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import assemble, readers
from bot.cli.running import folder_watch
from bot.core.casebook import Casebook
from bot.core.model.documents import Audience
from bot.core.model.errors import MissingFolder, StoreBusy
from bot.core.workflows.folder_sync import Report
from bot.indexes.bm25 import BM25Index
from bot.settings import Settings
from bot.stores.memory.memory_store import MemoryStore


def steps(monkeypatch: pytest.MonkeyPatch, *actions: Callable[[], object]) -> None:
    """What happens in each pause between two looks; then Ctrl-C."""
    left = iter(actions)

    def sleep(_: float) -> None:
        action = next(left, None)
        if action is None:
            raise KeyboardInterrupt
        action()

    monkeypatch.setattr(time, "sleep", sleep)


def nothing() -> None:
    """A quiet period."""


def quiet(path: Path, text: str = "The letter was signed.") -> Path:
    """A file that has been there for an hour."""
    path.write_text(text, "utf-8")
    os.utime(path, (time.time() - 3600, time.time() - 3600))
    return path


def test_the_folder_as_it_is_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quiet(tmp_path / "old.txt")
    steps(monkeypatch, nothing, nothing)
    assert list(folder_watch.changes(tmp_path)) == [set()]


def test_a_file_that_was_just_written_to_is_waited_for_at_the_start_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = tmp_path / "new.txt"
    new.write_text("half")
    os.utime(new, (time.time(), time.time()))  # the file system's clock may be another
    steps(monkeypatch, nothing, nothing)
    assert list(folder_watch.changes(tmp_path)) == [{new}, set()]


def test_a_new_file_is_one_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = tmp_path / "new.txt"
    steps(monkeypatch, nothing, lambda: new.write_text("a"), nothing, nothing, nothing)
    assert list(folder_watch.changes(tmp_path)) == [set(), set()]


def test_a_file_that_still_grows_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = tmp_path / "new.txt"
    steps(monkeypatch, *(lambda n=n: new.write_text("a" * n) for n in range(5)))
    assert list(folder_watch.changes(tmp_path)) == [set()]


def test_the_others_do_not_wait_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow, quick = tmp_path / "slow.txt", tmp_path / "quick.txt"

    def grow() -> None:
        slow.write_text("a" * (len(slow.read_text()) + 1) if slow.exists() else "a")

    def grow_beside_another() -> None:
        grow()
        quick.write_text("b")

    steps(monkeypatch, grow_beside_another, grow, grow)
    assert list(folder_watch.changes(tmp_path)) == [set(), {slow}]


def test_what_vanishes_is_a_change_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = quiet(tmp_path / "old.txt")
    steps(monkeypatch, old.unlink, nothing, nothing)
    assert list(folder_watch.changes(tmp_path)) == [set(), set()]


def test_a_file_that_is_replaced_was_never_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some programs write by taking the old one away first."""
    old = quiet(tmp_path / "old.txt")
    steps(monkeypatch, old.unlink, lambda: old.write_text("new"), nothing, nothing)
    assert list(folder_watch.changes(tmp_path)) == [set(), set()]


def test_a_change_and_its_undoing_between_two_looks_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = tmp_path / "new.txt"
    steps(monkeypatch, lambda: new.write_text("a"), new.unlink, nothing)
    assert list(folder_watch.changes(tmp_path)) == [set()]


# --- beside the bot


@pytest.fixture
def casebook() -> Casebook:
    return Casebook(MemoryStore(), BM25Index(None), readers.read)


def keeping(casebook: Casebook, folder: Path, **settings: str) -> folder_watch.Keeping:
    return folder_watch.Keeping(casebook, assemble.watched(folder, Settings.read(settings)))


def titles(casebook: Casebook, workspace: str) -> list[str]:
    viewer = casebook.viewer(Audience(workspace, everything=True))
    return [one.details.title for one in casebook.documents(viewer)]


def test_new_changed_and_gone_files_are_taken_up(
    casebook: Casebook, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """For every server, as long as none is named."""
    caplog.set_level(logging.INFO, "bot")
    kept, letter = keeping(casebook, tmp_path), quiet(tmp_path / "letter.md", "# The letter\n\nIt was signed.")
    assert kept() == Report(added=1)
    assert kept() is None
    assert titles(casebook, "7") == titles(casebook, "8") == ["The letter"]
    quiet(letter, "# The letter\n\nIt was not signed.")
    assert [kept(), kept(), kept()] == [None, Report(updated=1), None]
    letter.unlink()
    assert [kept(), kept()] == [None, Report(removed=1)]
    assert "watched folder: 0 added, 0 updated, 0 renamed, 1 removed, 0 left out" in caplog.text


def test_a_folder_for_one_server_is_seen_there_alone(casebook: Casebook, tmp_path: Path) -> None:
    quiet(tmp_path / "letter.md", "# The letter\n\nIt was signed.")
    keeping(casebook, tmp_path, WATCH_SERVER="7", WATCH_CASE="letters")()
    assert (titles(casebook, "7"), titles(casebook, "8")) == (["The letter"], [])
    assert [case.name for case in casebook.store.cases()] == ["letters"]


def test_the_corpus_folder_can_be_watched(casebook: Casebook, tmp_path: Path) -> None:
    quiet(tmp_path / "letter.md", "# The letter\n\nIt was signed.")
    settings = Settings.read({"CORPUS_DIR": str(tmp_path)})
    assemble.starter(casebook, settings)
    assert folder_watch.Keeping(casebook, assemble.watched(tmp_path, settings))() == Report(unchanged=1)


def test_a_bad_file_stops_nothing_and_is_told_once(
    casebook: Casebook, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept = keeping(casebook, tmp_path)
    quiet(tmp_path / "bad.pdf", "not a PDF \0")
    quiet(tmp_path / "good.txt")
    assert kept() is not None
    quiet(tmp_path / "more.txt", "More of it.")
    assert [kept(), kept()][1].added == 1  # type: ignore[union-attr]
    assert len([line for line in caplog.messages if "bad.pdf" in line]) == 1


def test_a_folder_that_is_away_removes_nothing_and_counts_as_a_failure(casebook: Casebook, tmp_path: Path) -> None:
    folder = tmp_path / "mounted"
    folder.mkdir()
    quiet(folder / "good.txt")
    kept = keeping(casebook, folder)
    kept()
    folder.rename(tmp_path / "away")
    with pytest.raises(MissingFolder):
        kept()
    (tmp_path / "away").rename(folder)
    assert kept() is None
    assert len(titles(casebook, "7")) == 1


def test_what_failed_is_due_again(casebook: Casebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quiet(tmp_path / "good.txt")
    kept = keeping(casebook, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(casebook.store, "put_many", lambda *given: (_ for _ in ()).throw(StoreBusy(seconds=5)))
        with pytest.raises(StoreBusy):
            kept()
    assert kept() == Report(added=1)


def test_a_long_one_ends_between_two_files_when_the_process_ends(casebook: Casebook, tmp_path: Path) -> None:
    for number in range(3):
        quiet(tmp_path / f"{number}.txt", f"The number {number}.")
    kept = keeping(casebook, tmp_path)
    kept.stop()
    assert kept() is None
    assert titles(casebook, "7") == []
    assert keeping(casebook, tmp_path)() == Report(added=3)
