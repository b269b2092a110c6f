"""One bad row hurts only itself: whatever is in it, everything else is answered, listed and verified as before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from bot import readers
from bot.core.casebook import Casebook
from bot.core.model.answers import Question
from bot.core.model.documents import Actor, Audience
from bot.indexes.bm25 import BM25Index
from bot.stores.sql.sql_store import SqlStore
from tests.contracts.store_contract import current
from tests.stores.sql.behind import REFUSED, behind
from tests.stores.sql.conftest import PATIENTLY, made
from tests.stores.sql.trail.test_forgeries import use

ANN = Actor("discord:1")
BAD = ("odd", "x'00'", "7", "'{'", "'yesterday'", "NULL")  # odd: no text, where a file may hold such, and no JSON


@pytest.fixture(params=PATIENTLY)
def address(request: pytest.FixtureRequest, path: Path) -> str:
    return made(request.param, path)


@pytest.mark.parametrize("table", ["schedules", "questions", "drafts", "retrievals", "settings", "posts", "feedback"])
def test_a_damaged_row_beside(store: SqlStore, address: str, table: str) -> None:
    """Whatever column of it: the lists that it belongs to come without it, or with it, and never not at all."""
    use(store, 0)
    use(store, 1)
    kind = SQLModel.metadata.tables[table]
    with behind(address) as other:
        for column in kind.c:
            name, key = f'"{column.name}"', [f'"{one.name}"' for one in kind.primary_key]
            *row, kept = other.execute(f"SELECT {', '.join(key)}, {name} FROM {table} LIMIT 1").fetchone()
            which = " AND ".join(f"{one} = ?" for one in key)
            try:
                if not other.execute(f"UPDATE {table} SET {name} = {other.odd} WHERE {which}", row).rowcount:
                    continue
            except REFUSED:  # a number that is the row's own; a server's column takes nothing of another kind
                continue
            for asked in (store.schedules, store.questions, store.drafts, store.posts, store.cases):
                assert len(asked()) in {1, 2}
            assert store.setting("7", "setting-0") in {None, "value-1-0", "["}
            assert any(store.retrieval(one.id) for one in current(store))
            assert store.feedback("7") or table == "feedback"
            assert store.verify().flaws
            if column.primary_key:
                other.execute(f"UPDATE {table} SET {name} = ? WHERE {name} = {other.odd}", (kept,))
            else:
                other.execute(f"UPDATE {table} SET {name} = ? WHERE {which}", (kept, *row))


@pytest.fixture
def casebook(address: str) -> Iterator[Casebook]:
    """Two servers, each with two documents that answer, one of them removed."""
    made = Casebook(SqlStore(address), BM25Index(None), readers.read)
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
        ("documents", "removed = 1"),
        ("versions", "document_id IN (SELECT id FROM documents WHERE removed = 1)"),
        (
            "versions",
            "document_id IN (SELECT d.id FROM documents d JOIN cases c ON c.id = case_id WHERE workspace = '8')",
        ),
    ],
)
def test_a_row_that_nobody_here_reads_changes_no_answer(
    casebook: Casebook, address: str, table: str, which: str, value: str
) -> None:
    """Of another server, or of a document that was removed: each column of it in turn, and then the index anew."""
    key = "document_id" if table == "versions" else "id"
    with behind(address) as other:
        found = other.execute(f"SELECT {key}, {table}.* FROM {table} WHERE {which}")
        rows, names = found.fetchall(), [name for name, *_ in found.description]
        for place, name in enumerate(names):
            if name in {"id", "document_id", "version"}:  # that is another row, or none
                continue
            for number, *_ in rows:
                with suppress(*REFUSED):
                    wrong = other.odd if value == "odd" else value
                    other.execute(f"UPDATE {table} SET {name} = {wrong} WHERE {key} = ?", (number,))
            assert answers(casebook) == ["reed"]
            casebook.index.clear()
            assert answers(casebook) == ["reed"]
            for row in rows:
                other.execute(f"UPDATE {table} SET {name} = ? WHERE {key} = ?", (row[place], row[0]))
    assert isinstance(casebook.store, SqlStore)
    assert casebook.store.verify().flaws == ()


def test_its_own_document_is_left_out(casebook: Casebook, address: str) -> None:
    with behind(address) as other:
        other.execute(f"UPDATE versions SET marks = {other.odd}")
    assert answers(casebook) == []
