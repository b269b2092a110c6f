"""The façade: what a front end may call, on a store in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot import readers
from bot.core.casebook import Casebook
from bot.core.model import remembering
from bot.core.model.answers import Excerpt, Question, Reason
from bot.core.model.documents import LOCAL, SHARED, Actor, Audience, Viewer
from bot.core.model.errors import (
    AmbiguousKey,
    BadDetail,
    BadLine,
    Duplicate,
    EmptyDocument,
    NotYetGone,
    StoreFull,
    StoreStarved,
    UnknownCase,
    UnknownDocument,
)
from bot.core.model.ports import Store
from bot.core.model.trail import Outcome
from bot.core.search import excerpting
from bot.indexes.bm25 import BM25Index
from bot.stores.memory.memory_store import MemoryStore

ANN = Actor("discord:1")
LETTER = b"Two senators signed the letter about spyware on Tuesday."
BILL = b"The ministry paid the bill for the spyware in May."


@pytest.fixture
def casebook() -> Casebook:
    return Casebook(MemoryStore(), BM25Index(None), readers.read)


def member(casebook: Casebook, workspace: str = "guild") -> Viewer:
    return casebook.viewer(Audience(workspace))


def add(casebook: Casebook, data: bytes, name: str, case: str = "spyware", workspace: str = "guild") -> str:
    (receipt,) = casebook.add(data, name, ANN, workspace=workspace, case=case)
    assert receipt.outcome is Outcome.ADDED
    return receipt.document.key


def test_what_was_added_is_answered_at_once(casebook: Casebook) -> None:
    add(casebook, LETTER, "letter.txt")
    answer = casebook.ask(Question("who signed the letter?"), member(casebook))
    assert answer.answered
    assert answer.excerpts[0].quote == LETTER.decode()
    assert answer.excerpts[0].case == "spyware"


def test_what_was_removed_is_gone_at_once_and_comes_back(casebook: Casebook) -> None:
    key = add(casebook, LETTER, "letter.txt")
    casebook.remove(member(casebook), key, ANN)
    assert not casebook.ask(Question("who signed the letter?"), member(casebook)).answered
    casebook.restore(member(casebook), key, ANN)
    assert casebook.ask(Question("who signed the letter?"), member(casebook)).answered


def refuse(monkeypatch: pytest.MonkeyPatch, casebook: Casebook, error: Exception) -> None:
    """The index can't be written to."""

    def refused(*_arguments: object) -> None:
        raise error

    for deed in ("apply", "purge"):
        monkeypatch.setattr(casebook.index, deed, refused)


def test_a_change_stands_though_the_index_cant_follow(casebook: Casebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was committed: nobody is told that nothing was changed. The first question after the trouble finds it."""
    bill = add(casebook, BILL, "bill.txt")
    refuse(monkeypatch, casebook, StoreStarved(what="open files"))
    add(casebook, LETTER, "letter.txt")
    casebook.edit(member(casebook), bill, lambda found: replace(found, title="The bill"), ANN)
    casebook.remove(member(casebook), bill, ANN)
    casebook.restore(member(casebook), bill, ANN)
    with pytest.raises(StoreStarved, match="open files"):
        casebook.ask(Question("who signed the letter?"), member(casebook))
    monkeypatch.undo()
    assert casebook.ask(Question("who signed the letter?"), member(casebook)).answered


def test_on_a_full_disk_questions_are_answered(casebook: Casebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the index as it is; what was removed since is shown no more."""
    bill = add(casebook, BILL, "bill.txt")
    add(casebook, LETTER, "letter.txt")
    refuse(monkeypatch, casebook, StoreFull(path="/"))
    casebook.remove(member(casebook), bill, ANN)
    assert casebook.ask(Question("who signed the letter?"), member(casebook)).answered
    assert not casebook.ask(Question("who paid the bill?"), member(casebook)).answered


def test_erasing_says_where_words_are_left(casebook: Casebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """The document is gone all the same."""
    key = add(casebook, LETTER, "letter.txt")
    refuse(monkeypatch, casebook, StoreFull(path="/"))
    with pytest.raises(NotYetGone):
        casebook.erase(member(casebook), key, ANN, "a source at risk")
    with pytest.raises(UnknownDocument):
        casebook.document(member(casebook), key)


def test_what_was_erased_is_unknown_afterwards(casebook: Casebook) -> None:
    key = add(casebook, LETTER, "letter.txt")
    casebook.erase(member(casebook), key, ANN, "a source at risk")
    with pytest.raises(UnknownDocument):
        casebook.document(member(casebook), key)
    assert casebook.ask(Question("who signed the letter?"), member(casebook)).nearest == ()


def test_what_was_erased_is_remembered_nowhere(casebook: Casebook) -> None:
    """Neither its text for the next question, nor what functions keep of its sentences."""

    def kept() -> int:
        return sum(one.cache_info().currsize for one in remembering._KEPT) + len(casebook.shelf._texts)

    key = add(casebook, LETTER, "letter.txt")
    casebook.ask(Question("who signed the letter?"), member(casebook))
    assert kept() > 0
    casebook.erase(member(casebook), key, ANN, "a source at risk")
    assert kept() == 0


def test_an_edit_shows_in_the_next_answer_and_in_the_history(casebook: Casebook) -> None:
    key = add(casebook, LETTER, "letter.txt")
    casebook.edit(member(casebook), key, lambda found: replace(found, title="The senators' letter"), ANN)
    answer = casebook.ask(Question("who signed the letter?"), member(casebook))
    assert answer.excerpts[0].document.details.title == "The senators' letter"
    assert [event.action for event in casebook.history(member(casebook), key)] == [Outcome.UPDATED, Outcome.ADDED]


def test_a_bad_edit_changes_nothing(casebook: Casebook) -> None:
    key = add(casebook, LETTER, "letter.txt")
    with pytest.raises(BadDetail):
        casebook.edit(member(casebook), key, lambda found: replace(found, published="yesterday"), ANN)
    assert casebook.document(member(casebook), key).version == 1


def test_the_text_is_the_stored_one(casebook: Casebook) -> None:
    key = add(casebook, LETTER, "letter.txt")
    assert casebook.text(member(casebook), key) == LETTER.decode()


@pytest.mark.parametrize("name", ["copy.txt", "letter.txt"])
def test_the_same_bytes_are_not_added_twice(casebook: Casebook, name: str) -> None:
    add(casebook, LETTER, "letter.txt")
    with pytest.raises(Duplicate, match="already here as “letter”"):
        casebook.add(LETTER, name, ANN, workspace="guild", case="spyware")
    assert len(casebook.documents(member(casebook))) == 1


def test_a_corrected_file_of_the_same_name_is_the_next_version(casebook: Casebook) -> None:
    add(casebook, LETTER, "letter.txt")
    (receipt,) = casebook.add(LETTER.replace(b"Two", b"Three"), "letter.txt", ANN, workspace="guild", case="spyware")
    assert (receipt.outcome, receipt.document.version) == (Outcome.UPDATED, 2)


def test_another_file_that_would_take_the_key_gets_the_next_free_one(casebook: Casebook) -> None:
    add(casebook, LETTER, "letter.txt")
    assert add(casebook, BILL, "letter.md") == "letter-2"


def test_a_bulk_file_is_taken_in_whole_or_not_at_all(casebook: Casebook) -> None:
    lines = b'{"title": "One", "text": "One page."}\nnot json\n'
    with pytest.raises(BadLine, match="Line 2"):
        casebook.add(lines, "bulk.jsonl", ANN, workspace="guild", case="spyware")
    assert casebook.documents(member(casebook)) == []


def test_a_bulk_file_without_a_line_is_empty(casebook: Casebook) -> None:
    with pytest.raises(EmptyDocument):
        casebook.add(b"\n\n", "bulk.jsonl", ANN)


def test_the_details_that_the_person_gives_win_over_what_was_found(casebook: Casebook) -> None:
    (receipt,) = casebook.add(LETTER, "a.txt", ANN, details=lambda found: replace(found, publisher="The Herald"))
    assert receipt.document.details.publisher == "The Herald"


def test_another_workspace_sees_nothing_of_it(casebook: Casebook) -> None:
    key = add(casebook, LETTER, "letter.txt")
    number = casebook.document(member(casebook), key).id
    stranger = member(casebook, "other guild")
    assert casebook.documents(stranger) == []
    assert casebook.ask(Question("who signed the letter?"), stranger).nearest == ()
    for ref in (key, number):
        with pytest.raises(UnknownDocument):
            casebook.document(stranger, ref)


def test_a_hidden_key_and_one_that_never_existed_give_the_same_words(casebook: Casebook) -> None:
    key = add(casebook, LETTER, "letter.txt")
    words = []
    for ref in (key, "never-was"):
        with pytest.raises(UnknownDocument) as error:
            casebook.document(member(casebook, "other guild"), ref)
        words.append(str(error.value).replace(ref, "KEY"))
    assert words[0] == words[1]


def test_the_shared_case_is_seen_everywhere(casebook: Casebook) -> None:
    casebook.add(LETTER, "letter.txt", ANN)
    assert casebook.case(member(casebook), "starter").workspace == SHARED
    assert casebook.ask(Question("who signed the letter?"), casebook.viewer(Audience(LOCAL))).answered


def test_a_question_can_be_put_to_one_case(casebook: Casebook) -> None:
    add(casebook, LETTER, "letter.txt", case="letters")
    add(casebook, BILL, "bill.txt", case="bills")
    viewer = member(casebook)
    assert casebook.ask(Question("who paid the bill?", case="letters"), viewer).searched == 1
    with pytest.raises(UnknownCase):
        casebook.ask(Question("who paid the bill?", case="nowhere"), viewer)


def test_a_key_in_two_cases_asks_for_the_case(casebook: Casebook) -> None:
    add(casebook, LETTER, "letter.txt", case="one")
    add(casebook, BILL, "letter.txt", case="two")
    with pytest.raises(AmbiguousKey, match="one, two"):
        casebook.document(member(casebook), "letter")
    assert casebook.document(member(casebook), "letter", case="two").sha256
    casebook.remove(member(casebook), "letter", ANN, case="one")
    assert casebook.document(member(casebook), "letter").case == casebook.case(member(casebook), "two").id


def test_a_shared_case_beside_an_own_one_of_its_name(casebook: Casebook) -> None:
    """The plain name is the workspace's own; the shared one has a name of its own there, and only there."""
    add(casebook, LETTER, "letter.txt", case="spyware", workspace=SHARED)
    add(casebook, BILL, "letter.txt", case="spyware")
    here, elsewhere = member(casebook), member(casebook, "other")
    assert sorted(casebook.names(here).values()) == ["shared/spyware", "spyware"]
    assert list(casebook.names(elsewhere).values()) == ["spyware"]
    assert casebook.case(here, "shared/spyware") == casebook.case(elsewhere, "spyware")
    assert casebook.ask(Question("who signed the letter?", case="shared/spyware"), here).answered
    assert not casebook.ask(Question("who signed the letter?", case="spyware"), here).answered
    with pytest.raises(AmbiguousKey, match=r"shared/spyware, spyware|spyware, shared/spyware"):
        casebook.document(here, "letter")
    with pytest.raises(UnknownCase):
        casebook.case(here, "shared/nowhere")


def test_a_file_without_a_document_is_empty() -> None:
    casebook = Casebook(MemoryStore(), BM25Index(None), lambda data, name, charset: [])
    with pytest.raises(EmptyDocument):
        casebook.add(b"", "nothing.zip", ANN)


def test_nothing_goes_into_a_case_that_was_removed(casebook: Casebook) -> None:
    add(casebook, LETTER, "letter.txt")
    removed = casebook.case(member(casebook), "spyware")
    casebook.store.put_case(replace(removed, removed=True), ANN)
    with pytest.raises(UnknownCase):
        casebook.add(BILL, "bill.txt", ANN, workspace="guild", case="spyware")


def test_what_changes_while_it_is_read_is_not_left_out_for_something_else(
    casebook: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another document comes near, too: it isn't taken for the closest that there is."""
    left, sound = [0], excerpting.sound
    add(casebook, LETTER, "letter.txt")
    add(casebook, b"The letter to the editor was about the harbour. Nobody has read it.", "other.txt")

    def meanwhile(found: Sequence[Excerpt], store: Store) -> list[Excerpt]:
        if left:
            left.pop()
            casebook.add(b"New. " + LETTER, "letter.txt", ANN, workspace="guild", case="spyware")
        return sound(found, store)

    monkeypatch.setattr(excerpting, "sound", meanwhile)
    answer = casebook.ask(Question("who signed the letter?"), member(casebook))
    assert not left
    assert answer.answered
    assert answer.excerpts[0].document.key == "letter"


@pytest.mark.parametrize(("writes", "answered"), [(0, True), (1, True), (2, True), (9, False)])
def test_what_changes_while_it_is_read_is_asked_anew(
    writes: int, answered: bool, casebook: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before its quote is held against the text, so many times; and not for ever."""
    left, sound = list(range(writes)), excerpting.sound
    add(casebook, LETTER, "letter.txt")

    def meanwhile(found: Sequence[Excerpt], store: Store) -> list[Excerpt]:
        if left:
            text = f"Version {left.pop()}. ".encode() + LETTER
            casebook.add(text, "letter.txt", ANN, workspace="guild", case="spyware")
        return sound(found, store)

    monkeypatch.setattr(excerpting, "sound", meanwhile)
    answer = casebook.ask(Question("who signed the letter?", top=1), member(casebook))
    assert answer.answered is answered
    assert answered or answer.reason is Reason.WITHHELD
