"""bot.stores.sql.documents.memo: what is remembered of the database is never older than the last commit."""

from __future__ import annotations

from pathlib import Path

from bot.core.model.documents import Actor, Details, Upload
from bot.stores.sql.sql_store import SqlStore

ANN = Actor("7")
LETTER = Upload("letter", Details("Letter"), "Signed.", b"Signed.", "letter.txt")


def test_own_changes_are_seen(tmp_path: Path) -> None:
    """The head and the cases are those after the change, though both were asked for before."""
    store = SqlStore(f"sqlite:///{tmp_path / 'a.db'}")
    before = (store.head(), store.cases())
    case = store.open_case("1", "files", "Files")
    store.put(case.id, LETTER, ANN)
    assert store.cases() == [case]
    assert (store.head(), store.cases()) != before
    store.close()


def test_another_programs_changes_are_seen(tmp_path: Path) -> None:
    """Two programs on one file: the second asks, the first changes, the second asks again."""
    address = f"sqlite:///{tmp_path / 'a.db'}"
    first, second = SqlStore(address), SqlStore(address)
    assert second.cases() == []
    case = first.open_case("1", "files", "Files")
    first.put(case.id, LETTER, ANN)
    assert second.cases() == [case]
    assert second.head() == first.head()
    first.close()
    second.close()


def test_nothing_is_read_again_without_a_change(tmp_path: Path) -> None:
    """Two questions in a row cost one reading."""
    store = SqlStore(f"sqlite:///{tmp_path / 'a.db'}")
    read: list[int] = []
    for _ in range(2):
        store._memo.of("thing", lambda: read.append(1))
    assert read == [1]
    store.close()
