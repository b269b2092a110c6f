"""What was read stays at hand until the store changes, within bounds."""

from __future__ import annotations

import pytest

from bot.core.model.documents import Details
from bot.core.search import document_cache
from bot.core.search.document_cache import Shelf
from tests.core.small_library import BY, LETTERS, library


def test_a_text_is_read_once_until_the_store_changes() -> None:
    one = library(LETTERS)
    ids = [document.id for document in one.store.documents(one.cases)]
    shelf = Shelf()
    first = shelf.at(one.store, one.store.head())
    documents, texts = first.read(one.store, ids)
    assert shelf.at(one.store, one.store.head()) is first
    assert first.read(one.store, ids) == (documents, texts)
    one.store.remove(ids[0], BY)
    assert list(first.at(one.store, one.store.head()).read(one.store, ids)[1]) == ids[1:]


def test_a_change_leaves_what_it_doesnt_touch() -> None:
    """Every server's texts are on one shelf: a change in one mustn't cost the others a reading."""
    one = library(LETTERS)
    ids = [document.id for document in one.store.documents(one.cases)]
    kept = Shelf().at(one.store, one.store.head())
    kept.read(one.store, ids)
    one.store.describe(ids[0], Details("Another title"), BY)
    assert kept.at(one.store, one.store.head()) is kept
    assert list(kept._texts) == ids[1:]
    assert kept.read(one.store, ids)[0][ids[0]].details.title == "Another title"


def test_what_was_read_before_a_change_isnt_kept_after_it() -> None:
    """The change comes between reading a text and putting it on the shelf."""
    one = library(LETTERS)
    ids = [document.id for document in one.store.documents(one.cases)]
    kept = Shelf().at(one.store, one.store.head())
    documents, texts = one.store.get(ids), one.store.texts(ids)
    before = kept.head
    one.store.describe(ids[0], Details("Another title"), BY)
    kept.at(one.store, one.store.head())
    kept._keep(before, documents, texts)
    assert not kept._texts


def test_the_oldest_goes_first_when_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_cache, "ROOM", len(LETTERS["senators"]))
    one = library(LETTERS)
    ids = [document.id for document in one.store.documents(one.cases)]
    kept = Shelf().at(one.store, one.store.head())
    assert len(kept.read(one.store, ids)[1]) == 2
    assert len(kept._texts) == 1
    assert len(kept.read(one.store, ids)[1]) == 2
