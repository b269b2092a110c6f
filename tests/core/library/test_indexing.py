"""The index follows the store's change log, whatever happened to either."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import fields, replace
from pathlib import Path
from typing import cast

from bot.core.library import indexing
from bot.core.model.documents import LOCAL, Details
from bot.core.model.trail import Head
from bot.indexes.bm25 import BM25Index
from bot.stores.memory.memory_store import MemoryStore
from tests.core.small_library import BY, LETTERS, add, library
from tests.indexes.remote.storage import MemoryObjects, machine


def test_an_entry_leaves_boilerplate_out() -> None:
    one = library({"a": "The letter came on Monday.\n\nShare on facebook"}, published="2021-12")
    document = one.store.documents(one.cases)[0]
    entry = indexing.entry(document, one.store.texts([document.id])[document.id])
    assert entry.spans == ((0, 26),)
    assert entry.terms == (("the", "letter", "came", "on", "monday", "a"),)  # its title, too
    assert entry.before_day - entry.after_day == 30
    assert len(entry.digest) == 32


def test_a_detail_thought_of_later_indexes_nothing_anew() -> None:
    """Without tags, the digest of before there were any; with them, another."""
    plain, tagged = (
        one.store.documents(one.cases)[0]
        for one in (library({"a": "The letter came."}, tags=tags) for tags in (None, "harbour"))
    )
    said = [getattr(plain.details, each.name) for each in fields(Details) if each.name not in ("tags", "aliases")]
    parts = (indexing.RANKING, "a", plain.text_sha256, json.dumps(said))
    assert indexing.digest(plain) == hashlib.sha256("\0".join(parts).encode()).digest() != indexing.digest(tagged)


def test_a_document_is_found_by_what_only_its_title_says() -> None:
    """Its first passage stands for the title; what is quoted is in the text all the same."""
    files = library({"Kettle K9": "It leaks from the base after a week.\n\nIt is quiet.", "b": "A lamp, with a base."})
    assert files.quote("where does the kettle K9 leak?") == "It leaks from the base after a week."
    assert files.ask("kettle K9").unknown == ()


def test_a_document_without_a_language_gets_one() -> None:
    one = library({"a": "Der Brief wurde von der Ministerin unterschrieben."}, language=None)
    document = one.store.documents(one.cases)[0]
    assert indexing.entry(document, "Der Brief wurde von der Ministerin unterschrieben.").language == "de"


def test_a_date_that_is_none_is_no_date() -> None:
    one = library({"a": "The letter."}, published="some day")
    document = one.store.documents(one.cases)[0]
    assert (indexing.entry(document, "x").after_day, indexing.entry(document, "x").before_day) == (0, 0)


def test_an_index_of_another_store_is_made_anew() -> None:
    """It stands at a point that this store never had."""
    one, other = library(LETTERS), library({"z": "A zeppelin landed in May."})
    indexing.catch_up(other.store, one.index)
    assert one.index.snapshot(other.cases).documents == 1


def test_catching_up_twice_changes_nothing_and_what_is_removed_goes() -> None:
    one = library(LETTERS)
    before = one.index.head()
    indexing.catch_up(one.store, one.index)
    assert one.index.head() == before
    one.store.remove(one.store.documents(one.cases)[0].id, BY)
    indexing.catch_up(one.store, one.index)
    assert one.index.snapshot(one.cases).documents == 1


def test_what_another_process_wrote_is_taken_up() -> None:
    """After a refresh the index may be at the head already."""

    class Elsewhere(BM25Index):
        def refresh(self) -> None:
            indexing.catch_up(store, shadow)
            self.head = shadow.head  # type: ignore[method-assign]

    store, shadow = MemoryStore(), BM25Index(None)
    add(store, store.open_case(LOCAL, "a", "A").id, "a", "The letter.")
    index = Elsewhere(None)
    indexing.catch_up(store, index)
    assert index.head() == store.head() != Head(0, "")


def test_what_another_process_wrote_meanwhile_is_taken_up() -> None:
    """It was at it while its turn was waited for."""

    class Waited(BM25Index):
        @contextmanager
        def turn(self, patience: float | None = None) -> Iterator[bool]:
            indexing.catch_up(store, shadow)
            self.refresh = lambda: setattr(self, "head", shadow.head)  # type: ignore[method-assign]
            yield True

    store, shadow = MemoryStore(), BM25Index(None)
    add(store, store.open_case(LOCAL, "a", "A").id, "a", "The letter.")
    index = Waited(None)
    indexing.catch_up(store, index)
    assert index.head() == store.head() != Head(0, "")


def test_what_differs_from_the_store_is_told(tmp_path: Path) -> None:
    """A document that is missing, one too many, another version, a file that isn't there, bytes that are wrong."""
    store = MemoryStore()
    index = BM25Index(tmp_path)
    cases = [store.open_case(LOCAL, name, name).id for name in "abcdef"]
    for case in cases:
        add(store, case, "key", "The letter.")
    indexing.catch_up(store, index)
    assert indexing.differing(store, index) == []
    numbers = [store.documents([case])[0].id for case in cases]
    [other] = [indexing.entry(store.documents([cases[5]])[0], "The treaty.")]
    index.apply({numbers[0]: cases[0]}, [], index.head())
    index.apply({}, [replace(other, document=99, case=cases[1])], index.head())
    index.apply({}, [replace(other, document=numbers[2], case=cases[2], digest=bytes(32))], index.head())
    next((tmp_path / "cases" / str(cases[3])).glob("*.segment")).unlink()
    again = BM25Index(tmp_path)
    next((tmp_path / "cases" / str(cases[4])).glob("*.segment")).write_bytes(b"torn")
    assert indexing.differing(store, again) == cases[:5]
    for case in cases[:5]:
        indexing.renew(store, again, case)
    assert indexing.differing(store, again) == []


def test_a_file_that_is_gone_while_it_is_open_is_lacking(tmp_path: Path) -> None:
    store, objects = MemoryStore(), MemoryObjects()
    index = machine(objects, tmp_path)
    case = store.open_case(LOCAL, "a", "a").id
    add(store, case, "key", "The letter.")
    indexing.catch_up(store, index)
    assert indexing.differing(store, index) == []
    objects.delete(objects.segments())
    assert index.snapshot([case]).documents == 1
    assert indexing.differing(store, index) == [case]


def test_while_another_is_at_it_nothing_is_done_after_the_wait() -> None:
    one = library(LETTERS)
    one.store.remove(one.store.documents(one.cases)[0].id, BY)

    class Busy:
        def head(self) -> Head:
            return Head(0, "")

        def refresh(self) -> None:
            """Nothing new."""

        def turn(self, patience: float) -> AbstractContextManager[bool]:
            return nullcontext(False)

    indexing.catch_up(one.store, cast("BM25Index", Busy()), 0.0)
    assert one.index.head() != one.store.head()
