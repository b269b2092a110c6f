"""A store in a fresh database file, and one document for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.model import Actor, Details, Upload
from bot.stores.sql.store import SqlStore

ANN = Actor("discord:1")
SECRET = "Xanthippe"  # a word to look for in bytes


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "pullquote.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqlStore]:
    store = opened(path)
    yield store
    store.close()


def opened(path: Path) -> SqlStore:
    return SqlStore(f"sqlite:///{path}")


def upload(number: int = 1, size: int = 40) -> Upload:
    text = f"{SECRET} {number} " + "said so. " * size
    details = Details(f"{SECRET}’s letter {number}", author=f"{SECRET} {number}")
    return Upload(f"{SECRET}-{number}", details, text, text.encode(), f"{SECRET}-{number}.txt")


def filled(store: SqlStore, count: int = 3) -> list[int]:
    """Put some documents in; their ids."""
    case = store.open_case("local", "nso-group", "NSO Group")
    return [one.document.id for one in store.put_many(case.id, map(upload, range(count)), ANN)]
