"""One bad row hurts only itself: whatever is in it, everything else is answered, listed and verified as before."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from bot import readers
from bot.core.casebook import Casebook
from bot.core.model.answers import Question
from bot.core.model.documents import Actor, Audience
from bot.indexes.bm25 import BM25Index
from bot.stores.sql.sql_store import SqlStore
from tests.contracts.store_contract import current
from tests.stores.sql.conftest import fresh
from tests.stores.sql.trail.test_forgeries import Bench

ANN = Actor("discord:1")
SQUARE = "CAST(x'5bff' AS TEXT)"  # no text, and no JSON
BAD = (SQUARE, "x'00'", "7", "'{'", "'yesterday'", "NULL")


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    made = Bench(tmp_path_factory.mktemp("damaged"))
    yield made
    made.close()


@pytest.mark.parametrize("table", ["schedules", "questions", "drafts", "retrievals", "settings", "posts", "feedback"])
def test_a_damaged_row_beside(bench: Bench, table: str) -> None:
    """Whatever column of it: the lists that it belongs to come without it, or with it, and never not at all."""
    store = bench.store
    for name in bench.rows(table)[0]:
        with closing(sqlite3.connect(bench.path)) as other:
            number, kept = other.execute(f"SELECT rowid, {name} FROM {table}").fetchone()
            damage = f"UPDATE {table} SET {name} = {{}} WHERE rowid = {number}"
            try:
                other.execute(damage.format(SQUARE))
            except sqlite3.IntegrityError:  # a number that is the row's own
                continue
            other.commit()
            for asked in (store.schedules, store.questions, store.drafts, store.posts, store.cases):
                assert len(asked()) in {1, 2}
            assert store.setting("7", "setting-0") in {None, "value-1-0"}
            assert any(store.retrieval(one.id) for one in current(store))
            assert store.feedback("7") or table == "feedback"
            assert store.verify().flaws
            other.execute(damage.format("?"), (kept,))
            other.commit()


@pytest.fixture
def casebook(path: Path) -> Iterator[Casebook]:
    """Two servers, each with two documents that answer, one of them removed."""
    made = Casebook(SqlStore(f"sqlite:///{fresh(path)}"), BM25Index(None), readers.read)
    for server in ("7", "8"):
        for name in ("Reed", "Quarry"):
            data = f"{name} signed the letter of the ministry in Lisbon on Tuesday.".encode()
            made.add(data, f"{name}.txt", ANN, workspace=server, case="c")
    made.remove(made.viewer(Audience("7")), "quarry", ANN)
    yield made
    made.close()


def answers(casebook: Casebook) -> list[str]:
    asked = casebook.ask(Question("who signed the letter of the ministry?"), casebook.viewer(Audience("7")))
    return [one.document.key for one in asked.excerpts]


@pytest.mark.parametrize("value", BAD)
@pytest.mark.parametrize(
    ("table", "which"),
    [
        ("cases", "workspace = '8'"),
        ("documents", "case_id IN (SELECT id FROM cases WHERE workspace = '8')"),
        ("documents", "removed"),
        ("versions", "document_id IN (SELECT id FROM documents WHERE removed)"),
        (
            "versions",
            "document_id IN (SELECT d.id FROM documents d JOIN cases c ON c.id = case_id WHERE workspace = '8')",
        ),
    ],
)
def test_a_row_that_nobody_here_reads_changes_no_answer(
    casebook: Casebook, path: Path, table: str, which: str, value: str
) -> None:
    """Of another server, or of a document that was removed: each column of it in turn, and then the index anew."""
    key = "document_id" if table == "versions" else "id"
    with closing(sqlite3.connect(path)) as other:
        found = other.execute(f"SELECT {key}, * FROM {table} WHERE {which}")
        rows, names = found.fetchall(), [name for name, *_ in found.description]
        for place, name in enumerate(names):
            if name in {"id", "document_id", "version"}:  # that is another row, or none
                continue
            for number, *_ in rows:
                with suppress(sqlite3.IntegrityError):
                    other.execute(f"UPDATE {table} SET {name} = {value} WHERE {key} = {number}")
            other.commit()
            assert answers(casebook) == ["reed"]
            casebook.index.clear()
            assert answers(casebook) == ["reed"]
            other.executemany(f"UPDATE {table} SET {name} = ? WHERE {key} = ?", [(row[place], row[0]) for row in rows])
            other.commit()
    assert isinstance(casebook.store, SqlStore)
    assert casebook.store.verify().flaws == ()


def test_its_own_document_is_left_out(casebook: Casebook, path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"UPDATE versions SET marks = {SQUARE}")
        other.commit()
    assert answers(casebook) == []
