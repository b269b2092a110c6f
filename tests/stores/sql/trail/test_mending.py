"""Damaged rows come back where the trail proves what they said, and only there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot import readers
from bot.core.casebook import Casebook
from bot.core.model.documents import LOCAL, Actor, Audience, Document, Viewer
from bot.core.model.trail import Torn
from bot.core.workflows import repair
from bot.indexes.bm25 import BM25Index
from bot.stores.sql.sql_store import SqlStore
from tests.contracts.store_contract import current
from tests.stores.sql.behind import REFUSED, behind
from tests.stores.sql.conftest import PATIENTLY, made

ANN = Actor("ann")
MARKDOWN = b"---\ntitle: The letter\npublisher: Example\n---\n# Who signed\n\nTomas Reed signed the letter in 2019."


class Kept:
    """A file as it came, a described one, a removed one; what is damaged behind the program's back."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.store = SqlStore(address)
        self.casebook = Casebook(self.store, BM25Index(None), readers.read)
        for name in ("one", "two", "three"):
            self.casebook.add(MARKDOWN + name.encode(), f"{name}.md", ANN, workspace=LOCAL, case="c")
        self.casebook.edit(self.viewer, "two", lambda one: replace(one, title="Another"), ANN)
        self.casebook.remove(self.viewer, "three", ANN)
        self.before = current(self.store)

    @property
    def viewer(self) -> Viewer:
        return self.casebook.viewer(Audience(LOCAL, everything=True))

    def damage(self, *statements: str) -> None:
        """`odd` in them: what no column should hold."""
        with behind(self.address) as other:
            for statement in statements:
                try:
                    other.execute(statement.replace("=odd", f"= {other.odd}"))
                except REFUSED:
                    pytest.skip("no such value fits into a server's column")


@pytest.fixture(params=PATIENTLY)
def kept(request: pytest.FixtureRequest, path: Path) -> Iterator[Kept]:
    kept = Kept(made(request.param, path))
    yield kept
    kept.casebook.close()


VERSIONS = [
    *("title", "publisher", "author", "kind", "sources", "standing", "marks", "made_at"),
    *("length", "text_sha256", "fetched", "language"),
]
DOCUMENTS = ["case_id", "key", "version", "removed", "added_by", "added_at", "changed_at"]


@pytest.mark.parametrize("column", VERSIONS)
def test_a_versions_row_is_healed(kept: Kept, column: str) -> None:
    """From what its original reads as today, or from another version: of removed and earlier ones, too."""
    kept.damage(f"UPDATE versions SET {column} =odd WHERE version = 1")
    done = repair.heal(kept.casebook, ANN)
    assert {one.key for one in done.healed} == {"one", "two", "three"}
    assert current(kept.store) == kept.before
    assert kept.store.verify().flaws == ()
    assert [event.action for event in kept.store.events(limit=3)] == ["healed"] * 3


@pytest.mark.parametrize("column", DOCUMENTS)
def test_a_documents_row_is_healed(kept: Kept, column: str) -> None:
    """From the trail alone; not even its case or key has to be guessed."""
    value = "99" if column in {"case_id", "version", "removed"} else f"{column} || '['"
    kept.damage(f"UPDATE documents SET {column} = {value}")
    assert len(repair.heal(kept.casebook, ANN).healed) == 3
    assert current(kept.store) == kept.before
    assert kept.store.verify().flaws == ()


def test_a_row_that_is_gone_is_healed(kept: Kept) -> None:
    """A document's; and a version's that says what its original says."""
    kept.damage("DELETE FROM documents WHERE key = 'one'")
    assert [one.key for one in repair.heal(kept.casebook, ANN).healed] == ["one"]
    assert answers(kept) == ["one", "two"]
    assert kept.store.verify().flaws == ()


def answers(kept: Kept) -> list[str]:
    return sorted(one.key for one in kept.casebook.documents(kept.viewer))


def test_what_cant_be_proved_stays_as_it_is(kept: Kept) -> None:
    """A title that a person typed stands in no original, nor a file's name; but another version may know it."""
    kept.damage("UPDATE versions SET title =odd WHERE version = 2", "UPDATE versions SET origin =odd")
    assert repair.heal(kept.casebook, ANN).healed == ()
    kept.damage("UPDATE versions SET origin = 'two.md' WHERE version = 2 OR origin = 'never'")
    kept.damage("UPDATE versions SET title = 'Another' WHERE version = 2")
    assert [one.key for one in repair.heal(kept.casebook, ANN).healed] == ["two"]
    assert answers(kept) == (["two"] if kept.address.startswith("sqlite") else ["one", "two"])  # there "[" is a name
    assert {flaw.what.split(", ")[1] for flaw in kept.store.verify().flaws} == {"version 1"}


def test_a_trail_that_isnt_whole_proves_nothing(kept: Kept) -> None:
    """Else a forged event would be put into the rows."""
    kept.damage("UPDATE event_details SET key = 'forged' WHERE key = 'one'", "UPDATE documents SET version = 9")
    assert kept.store.torn() == []
    assert repair.heal(kept.casebook, ANN).healed == ()


def test_what_is_erased_isnt_put_back(kept: Kept) -> None:
    (one,) = (each for each in kept.before if each.key == "one")
    torn = _torn_as_if(kept, one)
    kept.casebook.erase(kept.viewer, one.id, ANN, "asked to")
    assert [kept.store.mend(each, (), ANN) for each in torn] == [False]
    assert kept.store.document(one.id) is None


def _torn_as_if(kept: Kept, one: Document) -> list[Torn]:
    kept.damage(f"UPDATE documents SET version = 9 WHERE id = {one.id}")
    found = list(kept.store.torn())
    kept.damage(f"UPDATE documents SET version = 1 WHERE id = {one.id}")
    return found
