"""A document taken to another case: the same there, out of every answer here; nothing is lost, nothing copied wrong."""

from __future__ import annotations

import pytest

from bot import readers
from bot.core.casebook import Casebook
from bot.core.model.documents import Actor, Audience, Viewer
from bot.core.model.errors import Duplicate
from bot.core.model.trail import Outcome
from bot.core.workflows import moving
from bot.core.workflows.exporting import Altered
from bot.indexes.bm25 import BM25Index
from bot.stores.memory.memory_store import MemoryStore
from tests.pages import ADDRESS, PAGE, Web

ANN = Actor("discord:1")


@pytest.fixture
def casebook() -> Casebook:
    """A fetched page in one case, and another case."""
    book = Casebook(MemoryStore(), BM25Index(None), readers.read, Web({ADDRESS: PAGE}))
    book.add_link(ADDRESS, ANN, workspace="7", case="spyware")
    book.add(b"The rent was paid.", "rent.txt", ANN, workspace="7", case="rents")
    return book


def everything(book: Casebook) -> Viewer:
    return book.viewer(Audience("7", everything=True))


def test_what_was_moved_is_the_same_there(casebook: Casebook) -> None:
    """Bytes, text, places, details, that it was fetched from its address; both ends are in the trail."""
    viewer = everything(casebook)
    before = next(one for one in casebook.documents(viewer) if one.fetched)
    made = moving.move(casebook, viewer, before, "rents", ANN).document
    same = ("key", "details", "marks", "length", "sha256", "text_sha256", "origin", "fetched")
    assert [getattr(made, name) for name in same] == [getattr(before, name) for name in same]
    assert made.case != before.case
    assert casebook.store.text(made.id, 1) == casebook.store.text(before.id, 1)
    assert casebook.store.retrieval(made.id) == casebook.store.retrieval(before.id)
    assert [one.action for one in casebook.trail.events()[:2]] == [Outcome.REMOVED, Outcome.ADDED]
    assert before.id not in {one.id for one in casebook.documents(viewer)}
    assert casebook.restore(viewer, before.id, ANN).outcome is Outcome.RESTORED


def test_where_it_is_already_nothing_is_changed(casebook: Casebook) -> None:
    casebook.add_link(ADDRESS, ANN, workspace="7", case="rents")
    viewer, head = everything(casebook), casebook.trail.head()
    before = next(one for one in casebook.documents(viewer) if one.fetched)
    other = "rents" if casebook.any_cases.case(before.case).name == "spyware" else "spyware"
    with pytest.raises(Duplicate):
        moving.move(casebook, viewer, before, other, ANN)
    assert casebook.trail.head() == head


def test_what_is_damaged_is_not_carried_on(casebook: Casebook, monkeypatch: pytest.MonkeyPatch) -> None:
    viewer, head = everything(casebook), casebook.trail.head()
    before = next(one for one in casebook.documents(viewer) if one.fetched)
    monkeypatch.setattr(casebook.store, "text", lambda *_: "Somebody else's words.")
    with pytest.raises(Altered):
        moving.move(casebook, viewer, before, "rents", ANN)
    assert casebook.trail.head() == head
