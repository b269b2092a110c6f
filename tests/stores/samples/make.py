"""Prints a database of today's schema, with something of everything in it, as SQL: to be kept for later versions."""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path

from bot.core.model.documents import Actor, Details, Draft, Post, Quotation, Standing
from bot.core.model.kept_items import Schedule
from bot.stores import content
from bot.stores.sql.sql_store import SqlStore
from tests.contracts.store_contract import FULL, LETTER, QUESTION, RETRIEVED, START, Ticking

ANN = Actor("discord:1")


def fill(store: SqlStore) -> None:
    """Two cases; a document as fetched, one in its third version, a removed and an erased one; one of all else."""
    open_, closed = store.open_case("1", "open", "Open"), store.open_case("1", "closed", "Closed")
    closed = replace(closed, open=False, roles=frozenset({2**62}), channels=frozenset({7}), aliases=(("A", "B"),))
    store.put_case(closed, ANN)
    store.put(open_.id, replace(FULL, retrieval=RETRIEVED), ANN)
    letter = store.put(open_.id, LETTER, ANN).document
    store.put(open_.id, replace(LETTER, text="Nineteen members signed it."), ANN)
    store.describe(
        letter.id,
        Details("The letter", standing=Standing.CORRECTED, checked="2026-01", tags="harbour", aliases="A\nB"),
        ANN,
        note="a member was missed",
    )
    store.remove(store.put(closed.id, LETTER, ANN).document.id, ANN)
    store.erase(store.put(closed.id, replace(LETTER, key="gone"), ANN).document.id, ANN, "court order")
    store.put_setting("1", "language", "fr", ANN)
    store.put_post(Post("1", 7, 2**62, START, (Quotation(letter.id, 1, 0, 9),)))
    store.put_draft(Draft("0" * 32, "1", open_.id, ANN.id, START, START.replace(year=9999), True, b"body"))
    store.put_question(replace(QUESTION, expires=START.replace(year=9999)))
    store.count_feedback("1", letter.id, "useful")
    store.put_schedule(Schedule("1", open_.id, 7, START, ANN.id, document=letter.id), ANN)


def dump(path: Path) -> Iterator[str]:
    with closing(SqlStore(f"sqlite:///{path}", Ticking())) as store:
        fill(store)
    with closing(sqlite3.connect(path)) as connection:
        yield from connection.iterdump()


if __name__ == "__main__":
    content.candidates = lambda: count(1)
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.writelines(line + "\n" for line in dump(Path(folder) / "sample.db"))
