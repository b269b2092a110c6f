"""A case's aliases, changed by several at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final

from bot import readers
from bot.core.casebook import Casebook
from bot.core.library import alias_names
from bot.core.model.documents import LOCAL, Actor, Audience
from bot.core.workflows import aliasing
from bot.indexes.bm25 import BM25Index
from bot.stores.sql.sql_store import SqlStore

BY: Final = Actor("cli")
EACH: Final = 12


def opened(path: Path) -> Casebook:
    """As a process of its own has it: its own connections, its own look at the cases."""
    return Casebook(SqlStore(f"sqlite:///{path}"), BM25Index(None), readers.read)


def test_two_processes_that_add_aliases_at_once_lose_none(tmp_path: Path) -> None:
    first, second = opened(tmp_path / "db"), opened(tmp_path / "db")
    case = first.open_case(LOCAL, "letters")

    def add(book: Casebook, mark: str) -> None:
        viewer = book.viewer(Audience(LOCAL, everything=True))
        for number in range(EACH):
            names = [f"{mark} Group {number}", f"{mark} Holding {number}"]
            aliasing.change(book, viewer, "letters", partial(alias_names.added, names=names), BY)

    with ThreadPoolExecutor() as both:
        list(both.map(add, (first, second), ("Heron", "Vexil")))
    kept = {names[0] for names in first.store.case(case.id).aliases}
    assert kept == {f"{mark} Group {number}" for mark in ("Heron", "Vexil") for number in range(EACH)}
    first.close()
    second.close()
