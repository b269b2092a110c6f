"""What a version of a document changed."""

from __future__ import annotations

from dataclasses import replace

from bot.core.casebook import Casebook
from bot.core.library import versions
from bot.core.model.documents import SHARED, Actor, Audience
from bot.indexes.bm25 import BM25Index
from bot.readers import read
from bot.stores.memory.memory_store import MemoryStore

BY = Actor("mo")


def casebook() -> Casebook:
    return Casebook(MemoryStore(), BM25Index(None), read)


def test_each_version_has_what_it_changed() -> None:
    """What removes a document, or brings it back as it was, makes none; an earlier version brought back does."""
    book = casebook()
    book.add(b"The letter was signed by ten.", "letter.txt", BY)
    book.add(b"The letter was signed by nine.", "letter.txt", BY)
    viewer = book.viewer(Audience(SHARED, everything=True))
    sources = ("https://example.org/a", "https://example.org/b")
    book.edit(viewer, "letter", lambda said: replace(said, sources=sources, author="Ann"), BY)
    book.remove(viewer, "letter", BY)
    book.restore(viewer, "letter", BY)
    book.restore(viewer, "letter", BY, version=1)
    events, number = book.history(viewer, "letter"), book.document(viewer, "letter").id
    made = versions.made(book.store, number, events)
    found = [made.get(one.sequence) for one in events]
    assert [one is None for one in found] == [False, True, True, False, False, True]
    back, _, _, edited, replaced, _ = found
    assert back is not None
    assert edited is not None
    assert replaced is not None
    assert {name: (old, new) for name, old, new in edited.details} == {
        "author": (None, "Ann"),
        "sources": (None, ", ".join(sources)),
    }
    assert (edited.same_text, edited.likeness.changed) == (True, ())
    assert replaced.likeness.changed == (("The letter was signed by ten.", "The letter was signed by nine."),)
    assert back.likeness.changed == (("The letter was signed by nine.", "The letter was signed by ten."),)
    assert list(versions.made(book.store, number, events, 1)) == [events[0].sequence]


def test_a_version_that_is_not_there_changed_nothing() -> None:
    book = casebook()
    (receipt,) = book.add(b"The letter was signed.", "letter.txt", BY)
    assert [versions.changed(book.store, receipt.document.id, number) for number in (-1, 0, 1, 2)] == [None] * 4
