"""What comes in: pages by their address, archives, bulk files, and the key that each document gets."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from typing import Any

import pytest

from bot import readers
from bot.core.casebook import Casebook
from bot.core.model.answers import Question
from bot.core.model.documents import Actor, Audience, Document
from bot.core.model.errors import Duplicate, KeyTwice, NoFetching, Unchanged, UnknownCase, Unreachable
from bot.core.model.trail import Outcome, Receipt
from bot.indexes.bm25 import BM25Index
from bot.stores.memory.memory_store import MemoryStore
from tests.pages import ADDRESS, PAGE, Web

ANN = Actor("discord:1")


@pytest.fixture
def web() -> Web:
    return Web({ADDRESS: PAGE})


@pytest.fixture
def casebook(web: Web) -> Casebook:
    return Casebook(MemoryStore(), BM25Index(None), readers.read, web)


def link(casebook: Casebook, address: str = ADDRESS, **options: Any) -> Receipt:
    (receipt,) = casebook.add_link(address, ANN, workspace="guild", case="spyware", **options)
    return receipt


def add(casebook: Casebook, data: bytes, name: str) -> list[Receipt]:
    return list(casebook.add(data, name, ANN, workspace="guild", case="spyware"))


def documents(casebook: Casebook) -> dict[str, Document]:
    return {one.key: one for one in casebook.documents(casebook.viewer(Audience("guild")))}


def archive(**members: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, text in members.items():
            file.writestr(name.replace("__", "/") + ".txt", text)
    return packed.getvalue()


# --- links


def test_a_page_is_quoted_with_a_link_that_lands_on_the_words(casebook: Casebook) -> None:
    """Its source is the address that answered, whatever the page itself says."""
    made = link(casebook)
    assert (made.outcome, made.document.fetched, made.document.details.source) == (Outcome.ADDED, True, ADDRESS)
    answer = casebook.ask(Question("who signed the letter?"), casebook.viewer(Audience("guild")))
    assert answer.excerpts[0].link_exact
    assert str(answer.excerpts[0].link).startswith(f"{ADDRESS}#:~:text=Eighteen%20lawmakers")


def test_bytes_headers_address_time_and_hash_are_kept(casebook: Casebook, web: Web) -> None:
    web.pages["http://news.example/2021/letter"] = PAGE
    made = link(casebook, "http://news.example/2021/letter").document
    found = casebook.store.retrieval(made.id)
    assert found is not None
    assert (found.asked, found.address, found.status) == ("http://news.example/2021/letter", ADDRESS, 200)
    assert (found.headers, found.at.year, made.origin) == ({"etag": '"1"'}, 2026, ADDRESS)
    assert casebook.store.original(made.id) == PAGE.encode()
    assert made.sha256 == hashlib.sha256(PAGE.encode()).hexdigest()


def test_the_key_comes_from_the_title(casebook: Casebook) -> None:
    assert link(casebook).document.key == "eighteen-sign-the-letter"


def test_the_same_address_again_is_the_next_version(casebook: Casebook, web: Web) -> None:
    """Also under another title; unchanged bytes are a duplicate."""
    first = link(casebook).document
    with pytest.raises(Duplicate):
        link(casebook)
    web.pages[ADDRESS] = PAGE.replace("Eighteen", "Nineteen")
    again = link(casebook)
    assert (again.outcome, again.document.id, again.document.version) == (Outcome.UPDATED, first.id, 2)
    assert again.document.key == first.key


def test_another_source_given_by_hand_makes_no_promise(casebook: Casebook) -> None:
    made = link(casebook, details=lambda found: replace(found, source="https://archive.example/letter"))
    assert not made.document.fetched
    assert made.document.origin == ADDRESS


@pytest.mark.parametrize("address", ["https://news.example/a.pdf?x=1", "https://news.example/", "https://news.example"])
def test_a_page_of_any_address_is_read(casebook: Casebook, web: Web, address: str) -> None:
    web.pages[address] = PAGE
    assert link(casebook, address).document.details.title == "Eighteen sign the letter"


def test_a_page_that_is_not_there_stores_nothing(casebook: Casebook) -> None:
    with pytest.raises(Unreachable):
        link(casebook, "https://news.example/none")
    assert documents(casebook) == {}


def test_without_a_fetcher_it_is_said(casebook: Casebook) -> None:
    casebook.fetcher = None
    with pytest.raises(NoFetching):
        link(casebook)


def test_what_a_moderator_should_look_at_comes_with_the_receipt(casebook: Casebook, web: Web) -> None:
    web.pages[ADDRESS] = "<html><body><p>Please enable JavaScript to continue reading this site.</p></body></html>"
    assert "only with JavaScript" in " ".join(link(casebook).notes)


# --- keys


def test_a_file_in_an_archive_is_no_version_of_another_document(casebook: Casebook) -> None:
    """Its key comes from its path, which says nothing of what it is."""
    add(casebook, b"Two senators signed the letter.", "letter.txt")
    receipts = add(casebook, archive(letter="The ministry paid the bill."), "bundle.zip")
    assert [(one.outcome, one.document.key) for one in receipts] == [(Outcome.ADDED, "letter-2")]
    assert documents(casebook)["letter"].version == 1


def test_the_same_archive_changed_gives_versions(casebook: Casebook) -> None:
    add(casebook, archive(a__letter="Two senators signed.", b="The bill was paid."), "bundle.zip")
    receipts = add(casebook, archive(a__letter="Three senators signed.", b="The bill was paid."), "bundle.zip")
    outcomes = {one.document.key: (one.outcome, one.document.version) for one in receipts}
    assert outcomes == {"a-letter": (Outcome.UPDATED, 2), "b": (Outcome.UNCHANGED, 1)}


def test_two_files_of_one_key_in_an_archive_get_two(casebook: Casebook) -> None:
    receipts = add(casebook, archive(**{"a b": "The letter.", "a-b": "The bill."}), "bundle.zip")
    assert [one.document.key for one in receipts] == ["a-b", "a-b-2"]


def test_a_line_without_an_id_is_no_version_of_another_document(casebook: Casebook) -> None:
    add(casebook, b"Two senators signed the letter.", "the-letter.txt")
    line = json.dumps({"title": "The letter", "text": "The ministry paid the bill."}).encode()
    assert [one.document.key for one in add(casebook, line, "bulk.jsonl")] == ["the-letter-2"]


def test_an_id_names_its_document(casebook: Casebook) -> None:
    """So the same id is the next version, whatever file it stands in; twice in one file is a mistake."""
    lines = [json.dumps({"id": "x", "title": "T", "text": f"Text {number}."}).encode() for number in range(2)]
    add(casebook, lines[0], "a.jsonl")
    assert add(casebook, lines[1], "b.jsonl")[0].document.version == 2
    with pytest.raises(KeyTwice, match="two documents of the key “x”"):
        add(casebook, b"\n".join(lines), "c.jsonl")


def test_of_a_bulk_file_what_is_there_already_is_left(casebook: Casebook) -> None:
    lines = [json.dumps({"id": f"d{n}", "title": "T", "text": f"Page {n}."}).encode() for n in range(3)]
    add(casebook, lines[0], "a.jsonl")
    receipts = add(casebook, b"\n".join(lines), "b.jsonl")
    assert [one.outcome for one in receipts] == [Outcome.ADDED, Outcome.ADDED, Outcome.UNCHANGED]


def test_a_newer_page_becomes_the_next_version(casebook: Casebook, web: Web) -> None:
    """Nothing to do where its bytes are the same."""
    made = link(casebook).document
    with pytest.raises(Unchanged, match="just as it was"):
        casebook.newer(ADDRESS, made)
    web.pages[ADDRESS] = PAGE.replace("Eighteen", "Nineteen")
    (receipt,) = casebook.take(casebook.newer(ADDRESS, made), ANN, workspace="guild", case="spyware")
    assert (receipt.document.id, receipt.document.version) == (made.id, 2)


def test_a_removed_case_takes_nothing(casebook: Casebook) -> None:
    case = casebook.open_case("guild", "spyware")
    casebook.store.put_case(replace(case, removed=True), ANN)
    with pytest.raises(UnknownCase):
        add(casebook, b"Two senators signed the letter.", "letter.txt")
    assert documents(casebook) == {}


def test_of_a_bulk_file_that_is_all_there_nothing_is_added(casebook: Casebook) -> None:
    line = json.dumps({"id": "d", "title": "T", "text": "A page."}).encode()
    lines = b"\n".join([line, line.replace(b'"d"', b'"e"').replace(b"A page", b"B page")])
    add(casebook, lines, "a.jsonl")
    assert [one.outcome for one in add(casebook, lines, "a.jsonl")] == [Outcome.UNCHANGED, Outcome.UNCHANGED]
