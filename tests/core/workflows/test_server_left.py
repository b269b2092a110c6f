"""A server that the bot was taken out of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot import readers
from bot.core.casebook import Casebook
from bot.core.model.documents import LOCAL, Actor, Audience, Draft
from bot.core.model.errors import NotYetGone
from bot.core.model.kept_items import StandingQuestion
from bot.core.model.shards import Shards
from bot.core.workflows import server_left
from bot.indexes.bm25 import BM25Index
from bot.stores.memory.memory_store import MemoryStore

ANN = Actor("discord:7")
NOW = datetime(2026, 5, 1, tzinfo=UTC)
HERE, GONE = "111", "222"


@pytest.fixture
def casebook() -> Casebook:
    made = Casebook(MemoryStore(), BM25Index(None), readers.read)
    for workspace in (HERE, GONE, LOCAL):
        for number in range(2):
            text = f"Witness {number} of {workspace} met the minister."
            made.add(text.encode(), f"{number}.txt", ANN, workspace=workspace, case="c")
    viewer = made.viewer(Audience(GONE))
    made.remove(viewer, "0", ANN)
    return made


def documents(casebook: Casebook, workspace: str) -> int:
    cases = [case.id for case in casebook.store.cases() if case.workspace == workspace]
    return len(casebook.store.documents(cases)) + len(casebook.store.documents(cases, removed=True))


def test_only_servers_that_have_left_count(casebook: Casebook) -> None:
    """Not the command line's own, and not one that is there."""
    server_left.look(casebook, {HERE}, NOW)
    assert server_left.erase_due(casebook, 30, NOW + timedelta(days=30)) == 2
    assert [documents(casebook, one) for one in (HERE, GONE, LOCAL)] == [2, 0, 2]


def test_a_server_that_another_process_serves_says_nothing(casebook: Casebook) -> None:
    """Neither that it left nor that it is back."""
    elsewhere = Shards(1, 1, 2)
    server_left.look(casebook, set(), NOW, elsewhere)
    assert casebook.store.settings(server_left.SETTING) == {}
    server_left.left(casebook, GONE, NOW)
    server_left.look(casebook, {GONE}, NOW, elsewhere)
    assert set(casebook.store.settings(server_left.SETTING)) == {GONE}
    server_left.look(casebook, {GONE}, NOW, Shards(0, 0, 2))
    assert set(casebook.store.settings(server_left.SETTING)) == {HERE}


def test_nothing_is_erased_before_the_time(casebook: Casebook) -> None:
    server_left.left(casebook, GONE, NOW)
    assert server_left.erase_due(casebook, 30, NOW + timedelta(days=29)) == 0
    assert documents(casebook, GONE) == 2


def test_the_countdown_begins_once(casebook: Casebook) -> None:
    """A restart doesn't begin it anew."""
    server_left.left(casebook, GONE, NOW)
    server_left.look(casebook, {HERE}, NOW + timedelta(days=20))
    server_left.left(casebook, GONE, NOW + timedelta(days=21))
    assert server_left.erase_due(casebook, 30, NOW + timedelta(days=30)) == 2


def test_one_that_comes_back_keeps_everything(casebook: Casebook) -> None:
    server_left.back(casebook, GONE)  # that it is here was known
    server_left.left(casebook, GONE, NOW)
    server_left.look(casebook, {HERE, GONE}, NOW + timedelta(days=1))
    assert server_left.erase_due(casebook, 30, NOW + timedelta(days=400)) == 0


def test_what_waits_is_erased_too(casebook: Casebook) -> None:
    now = datetime.now(UTC)
    draft = Draft("0" * 32, GONE, 1, ANN.id, now, now + timedelta(days=1), False, b"body")
    casebook.store.put_draft(draft)
    server_left.left(casebook, GONE, NOW)
    server_left.erase_due(casebook, 0, NOW)
    assert list(casebook.store.drafts(GONE)) == []


def test_what_is_kept_beside_documents_goes_too(casebook: Casebook) -> None:
    """Also of a server that has no case of its own."""
    until = NOW.replace(year=9999)
    asked = StandingQuestion("q", "333", ANN.id, 1, "who met the minister?", "en", NOW, until, 0, 0)
    here = replace(asked, id="h", workspace=HERE)
    for each in (asked, here):
        casebook.store.put_question(each)
    server_left.look(casebook, {HERE}, NOW)
    server_left.erase_due(casebook, 30, NOW + timedelta(days=30))
    assert casebook.store.questions() == [here]


def test_what_is_left_somewhere_keeps_no_other_server_waiting(
    casebook: Casebook, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is told, and goes later."""

    def not_yet(*_: object) -> None:
        raise NotYetGone

    monkeypatch.setattr(casebook.store, "drop_workspace", not_yet)
    server_left.look(casebook, {HERE}, NOW)
    assert server_left.erase_due(casebook, 30, NOW + timedelta(days=30)) == 2
    assert documents(casebook, GONE) == 0
    assert any("gone" in record.getMessage().lower() or record.levelname == "WARNING" for record in caplog.records)
