"""bot.stores.sql.documents.memo: what is remembered of the database is never older than the last commit."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.model.documents import Actor, Details, Upload
from bot.stores.sql.sql_store import SqlStore
from tests.stores.sql.conftest import ENGINES, made

ANN = Actor("7")
LETTER = Upload("letter", Details("Letter"), "Signed.", b"Signed.", "letter.txt")


@pytest.fixture(params=ENGINES)
def address(request: pytest.FixtureRequest, path: Path) -> str:
    return made(request.param, path)


def test_own_changes_are_seen(address: str) -> None:
    """The head and the cases are those after the change, though both were asked for before."""
    store = SqlStore(address)
    before = (store.head(), store.cases())
    case = store.open_case("1", "files", "Files")
    store.put(case.id, LETTER, ANN)
    assert store.cases() == [case]
    assert (store.head(), store.cases()) != before
    store.close()


def test_another_programs_changes_are_seen(address: str) -> None:
    """Two programs on one file: the second asks, the first changes, the second asks again."""
    first, second = SqlStore(address), SqlStore(address)
    assert second.cases() == []
    case = first.open_case("1", "files", "Files")
    first.put(case.id, LETTER, ANN)
    assert second.cases() == [case]
    assert second.head() == first.head()
    first.close()
    second.close()


def test_nothing_is_read_again_without_a_change(address: str) -> None:
    """Two questions in a row cost one reading."""
    store = SqlStore(address)
    read: list[int] = []
    for _ in range(2):
        store._memo.of("thing", lambda: read.append(1))
    assert read == [1]
    store.close()
