"""A simulated Discord with the real bot in it, on a small case file of its own: the one door to simcord."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import simcord

from bot import periodic, readers
from bot.chat.client import Pullquote
from bot.core.casebook import Casebook
from bot.indexes.bm25 import BM25Index
from bot.settings import Settings
from bot.stores.memory.memory_store import MemoryStore
from tests.chat.world import COURT, LETTER, World, never, put


@pytest.fixture(autouse=True)
def nothing_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the bot does now and then is done where a test says so, however long the test takes."""
    monkeypatch.setattr(periodic, "sleep", never)


@pytest.fixture
def casebook() -> Casebook:
    """Two documents that every server can read."""
    book = Casebook(MemoryStore(), BM25Index(None), readers.read)
    put(book, "letter", LETTER, source="https://news.example/letter", publisher="Daily Example", published="2021-12-15")
    put(book, "court", COURT, publisher="Court Gazette", published="2022-02")
    return book


@pytest.fixture
def settings() -> Settings:
    return Settings.read({})


@pytest.fixture
def make_client(settings: Settings, casebook: Casebook) -> Callable[[], Pullquote]:
    """A fresh bot on the same casebook, as after a restart."""
    return lambda: Pullquote(settings, casebook, shard_count=1)


@pytest.fixture
def simcord_bot(make_client: Callable[[], Pullquote]) -> Pullquote:
    return make_client()


@pytest.fixture
def world(simcord_env: simcord.Env, casebook: Casebook) -> Iterator[World]:
    """Fails the test for every error that the bot did not mean a person to see, unless it said that it expects some."""
    made = World(simcord_env, casebook)
    yield made
    assert made.expected or not made.failures()
