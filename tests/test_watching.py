"""A watched folder: a change is taken up once it has come to rest."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.commands import watching


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


def test_a_new_file_is_one_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = tmp_path / "new.txt"
    steps(monkeypatch, nothing, lambda: new.write_text("a"), nothing, nothing, nothing)
    assert len(list(watching.changes(tmp_path))) == 1


def test_a_file_that_still_grows_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = tmp_path / "new.txt"
    steps(monkeypatch, *(lambda n=n: new.write_text("a" * n) for n in range(5)))
    assert list(watching.changes(tmp_path)) == []


def test_what_vanishes_is_a_change_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "old.txt"
    old.write_text("a")
    steps(monkeypatch, old.unlink, nothing, nothing)
    assert len(list(watching.changes(tmp_path))) == 1


def test_a_change_and_its_undoing_between_two_looks_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = tmp_path / "new.txt"
    steps(monkeypatch, lambda: new.write_text("a"), new.unlink, nothing)
    assert list(watching.changes(tmp_path)) == []
