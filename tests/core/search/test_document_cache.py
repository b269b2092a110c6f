"""What was read stays at hand until the store changes, within bounds."""

from __future__ import annotations

import pytest

from bot.core.search import document_cache
from tests.core.small_library import BY, LETTERS, library


def test_a_text_is_read_once_until_the_store_changes() -> None:
    one = library(LETTERS)
    ids = [document.id for document in one.store.documents(one.cases)]
    first = document_cache.shelf(one.store, one.store.head())
    documents, texts = first.read(one.store, ids)
    assert document_cache.shelf(one.store, one.store.head()) is first
    assert first.read(one.store, ids) == (documents, texts)
    one.store.remove(ids[0], BY)
    second = document_cache.shelf(one.store, one.store.head())
    assert second is not first
    assert list(second.read(one.store, ids)[1]) == ids[1:]


def test_the_oldest_goes_first_when_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_cache, "ROOM", len(LETTERS["senators"]))
    one = library(LETTERS)
    ids = [document.id for document in one.store.documents(one.cases)]
    kept = document_cache.shelf(one.store, one.store.head())
    assert len(kept.read(one.store, ids)[1]) == 2
    assert len(kept._texts) == 1
    assert len(kept.read(one.store, ids)[1]) == 2
