"""Healing texts: whatever they were read from, the very same text comes back, or none."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO

import pytest

from bot import readers
from bot.core.casebook import Casebook
from bot.core.model.documents import LOCAL, Actor, Audience, Fetched
from bot.core.workflows import repair
from bot.indexes.bm25 import BM25Index
from bot.stores.content import utc_now
from bot.stores.memory.memory_store import MemoryStore

ANN = Actor("ann")
LINES = [{"id": name, "text": f"{name} signed the letter of {name}."} for name in ("Reed", "Quarry")]
BULK = "\n".join(json.dumps(line) for line in LINES).encode()
PAGE = "<html><body><article><p>Le témoin a signé la lettre à Élise, mardi, devant la cour.</p></article></body></html>"


class Web:
    """One page, in an encoding that only its headers tell."""

    def fetch(self, address: str) -> Fetched:
        headers = {"Content-Type": "text/html; charset=cp1253"}
        data = "Η επιστολή υπογράφηκε την Τρίτη.".encode("cp1253")
        return Fetched(address, address, 200, "text/plain", "cp1253", headers, data, "", utc_now())


@pytest.fixture
def casebook() -> Casebook:
    return Casebook(MemoryStore(), BM25Index(None), readers.read, Web())


def packed(**members: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", "."), data)
    return file.getvalue()


def texts(casebook: Casebook) -> dict[int, str]:
    found = casebook.documents(casebook.viewer(Audience(LOCAL, everything=True)))
    return dict(casebook.store.texts(one.id for one in found))


def damage(casebook: Casebook) -> None:
    assert isinstance(casebook.store, MemoryStore)
    for kept in casebook.store._kept.values():
        kept.texts = [text.upper() for text in kept.texts]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"Reed signed the letter.\r\n\r\nOn Tuesday.", "letter.txt"),
        (b"# Letter\n\nReed *signed* it.", "letter.md"),
        (PAGE.encode(), "letter.html"),
        (BULK, "all.jsonl"),
        (packed(a_txt=b"Reed signed.", b_md=b"# B\n\nQuarry *signed*.", c_jsonl=BULK), "all.zip"),
    ],
    ids=["text", "Markdown", "HTML", "JSONL", "ZIP"],
)
def test_every_text_is_read_again(casebook: Casebook, data: bytes, name: str) -> None:
    """Of a file of many documents each gets its own."""
    casebook.add(data, name, ANN, case="c")
    whole = texts(casebook)
    damage(casebook)
    done = repair.heal(casebook, ANN)
    assert (texts(casebook), {one.id for one in done.healed}, done.lost) == (whole, set(whole), ())


def test_a_page_is_read_in_the_encoding_that_was_declared(casebook: Casebook) -> None:
    casebook.add_link("https://pages.example/letter", ANN, case="c")
    whole = texts(casebook)
    damage(casebook)
    repair.heal(casebook, ANN)
    assert texts(casebook) == whole


def test_a_reader_that_reads_otherwise_now_puts_nothing_in(casebook: Casebook) -> None:
    """Only the text that has the stored hash counts."""
    casebook.add(b"Reed signed the letter.", "letter.txt", ANN, case="c")
    damage(casebook)
    casebook.read = lambda data, name, charset: readers.read(data.replace(b"Reed", b"Rood"), name, charset)
    done = repair.heal(casebook, ANN)
    assert (done.healed, [one.key for one in done.lost]) == ((), ["letter"])
    assert list(texts(casebook).values()) == ["REED SIGNED THE LETTER."]
