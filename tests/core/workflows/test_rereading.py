"""Reading anew: what the readers do better now becomes a version, and nothing of before is lost."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest

from bot import readers
from bot.core.casebook import Casebook
from bot.core.model.answers import Question
from bot.core.model.documents import LOCAL, Actor, Audience, Document, Mark, Post, Quotation, Reading
from bot.core.model.errors import BadDocument, Damaged
from bot.core.workflows import rereading
from bot.indexes.bm25 import BM25Index
from bot.stores.content import utc_now
from bot.stores.memory.memory_store import MemoryStore

ANN = Actor("ann")
LETTER = b"The letter was signed by Reed.\n\nIt was sent on Tuesday.\n\nThe ministry has not answered it so far."


def earlier(data: bytes, name: str, charset: str | None = None) -> Iterable[Reading]:
    """The readers as they were: they lost a word."""
    for one in readers.read(data, name, charset):
        yield Reading(
            one.text.replace(" by Reed", ""), one.details, key=one.key, original=one.original, named=one.named
        )


@pytest.fixture
def casebook() -> Casebook:
    return Casebook(MemoryStore(), BM25Index(None), earlier)


def documents(casebook: Casebook) -> dict[str, Document]:
    viewer = casebook.viewer(Audience(LOCAL, everything=True))
    return {one.key: one for one in casebook.documents(viewer)}


def upgraded(casebook: Casebook) -> rereading.Rereading:
    casebook.read = readers.read
    return rereading.reread(casebook, ANN)


def test_what_was_lost_is_there_and_can_be_asked_about(casebook: Casebook) -> None:
    casebook.add(LETTER, "letter.txt", ANN, case="c")
    (one,) = upgraded(casebook).changed
    assert (one.document.key, one.document.version) == ("letter", 2)
    assert [new for _, new in one.likeness.changed] == ["The letter was signed by Reed."]
    answer = casebook.ask(Question("who signed the letter?"), casebook.viewer(Audience(LOCAL, everything=True)))
    assert answer.nearest[0].quote == "The letter was signed by Reed."


def test_the_version_before_stays(casebook: Casebook) -> None:
    """Its text too, against which old quotes are checked; details that somebody corrected stay."""
    casebook.add(LETTER, "letter.txt", ANN, case="c")
    before = documents(casebook)["letter"]
    was = casebook.store.text(before.id, 1)
    upgraded(casebook)
    assert casebook.store.text(before.id, 1) == was
    now = documents(casebook)["letter"]
    assert (now.details, now.origin, now.sha256) == (before.details, before.origin, before.sha256)
    assert [
        event.version for event in casebook.history(casebook.viewer(Audience(LOCAL, everything=True)), "letter")
    ] == [2, 1]


def test_quoted_passages_are_checked_again(casebook: Casebook) -> None:
    """What a public answer quotes and the new text doesn't hold is told; what still stands there isn't."""
    casebook.add(LETTER, "letter.txt", ANN, case="c")
    number = documents(casebook)["letter"].id
    text = casebook.store.text(number, 1) or ""
    ends = text.index("\n")
    kept = text.index("It was"), len(text)
    quotations = (Quotation(number, 1, 0, ends), Quotation(number, 1, *kept))
    casebook.store.put_post(Post(LOCAL, 2, 3, utc_now(), quotations))
    (one,) = upgraded(casebook).changed
    assert one.lost == ("The letter was signed.",)


def test_what_reads_as_before_gets_no_version(casebook: Casebook) -> None:
    casebook.add(b"Nothing of this is lost.", "note.txt", ANN, case="c")
    steps: list[tuple[int, int]] = []
    casebook.read = readers.read
    done = rereading.reread(casebook, ANN, lambda count, total: steps.append((count, total)))
    assert (done.changed, done.same, steps) == ((), 1, [(1, 1)])
    assert upgraded(casebook).same == 1


def test_only_places_that_differ_are_a_version_too(casebook: Casebook) -> None:
    casebook.add(b"# Letter\n\nIt was sent on Tuesday.", "letter.md", ANN, case="c")
    assert documents(casebook)["letter"].marks == ()
    (one,) = upgraded(casebook).changed
    assert (one.likeness.percent, one.likeness.changed) == (100, ())
    assert one.document.marks == (Mark(0, "heading", "Letter"),)


def test_of_a_file_of_many_each_gets_its_own(casebook: Casebook) -> None:
    """Whatever the ending that the file in the archive had."""
    lines = [
        {"id": name, "text": f"The letter was signed by Reed. It was sent to {name} at noon."} for name in ("Ann", "Bo")
    ]
    casebook.add("\n".join(map(json.dumps, lines)).encode(), "all.jsonl", ANN, case="c")
    assert {one.document.key for one in upgraded(casebook).changed} == {"Ann", "Bo"}
    texts = {key: casebook.store.text(one.id, 2) for key, one in documents(casebook).items()}
    assert texts == {line["id"]: line["text"] for line in lines}


def test_what_reads_as_another_text_is_left(casebook: Casebook) -> None:
    casebook.add(LETTER, "letter.txt", ANN, case="c")
    casebook.read = lambda data, name, charset: readers.read(
        b"A word about something else, of no use here.", name, charset
    )
    done = rereading.reread(casebook, ANN)
    assert ([one.key for one in done.doubtful], documents(casebook)["letter"].version) == (["letter"], 1)


def test_what_cannot_be_read_is_named(casebook: Casebook) -> None:
    """By today's readers, or because its bytes are damaged."""
    casebook.add(LETTER, "letter.txt", ANN, case="c")

    def fail(data: bytes, name: str, charset: str | None) -> Iterable[Reading]:
        raise Damaged(name="letter.txt")

    casebook.read = fail
    ((document, fault),) = rereading.reread(casebook, ANN).unread
    assert (document.key, isinstance(fault, BadDocument)) == ("letter", True)
    assert isinstance(casebook.store, MemoryStore)
    for kept in casebook.store._kept.values():
        kept.originals = [b"other"]
    assert len(upgraded(casebook).unread) == 1


def test_what_somebody_changes_meanwhile_stays(casebook: Casebook) -> None:
    casebook.add(LETTER, "letter.txt", ANN, case="c")

    def slowly(data: bytes, name: str, charset: str | None) -> Iterable[Reading]:
        casebook.remove(casebook.viewer(Audience(LOCAL, everything=True)), "letter", ANN)
        return readers.read(data, name, charset)

    casebook.read = slowly
    assert rereading.reread(casebook, ANN).changed == ()
    assert documents(casebook) == {}
