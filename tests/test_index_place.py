"""INDEX_URL puts the index where several machines share it; whoever sets nothing has it in a folder as before."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import pytest

from bot import assemble
from bot.core.casebook import Casebook
from bot.core.model.answers import Question
from bot.core.model.documents import LOCAL, Actor, Audience
from bot.core.model.errors import IndexAway, IndexUnfit, StoreLacksDriver
from bot.settings import BadSetting, Settings
from tests import postgresql
from tests.s3_stub import BUCKET, OPTIONS, Stub

BY = Actor("test")
ASKED = "who signed the letter?"
needs_client = pytest.mark.skipif(find_spec("obstore") is None, reason="its client isn't installed")


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stub]:
    """The environment has its keys."""
    for name, value in OPTIONS.items():
        monkeypatch.setenv(f"AWS_{name.upper()}", value)
    made = Stub()
    yield made
    made.end()


def opened(folder: Path, **said: str) -> Casebook:
    return assemble.stored_casebook(Settings.read({"DATA_DIR": str(folder), "MEANING": "off", "READER": "off", **said}))


def add(casebook: Casebook, name: str, text: str) -> None:
    casebook.add(text.encode(), name, BY, workspace=LOCAL, case="letters")


def quotes(casebook: Casebook, question: str = ASKED) -> list[str]:
    answer = casebook.ask(Question(question), casebook.viewer(Audience(LOCAL, everything=True)))
    return [each.quote for each in answer.shown]


def test_without_it_the_index_is_a_folder(tmp_path: Path) -> None:
    """And nothing of another kind is made."""
    with closing(opened(tmp_path)) as casebook:
        add(casebook, "a.txt", "The letter was signed by the minister.")
        assert quotes(casebook) == ["The letter was signed by the minister."]
    assert (tmp_path / "index" / "manifest").exists()
    assert not (tmp_path / "index-cache").exists()


def test_machines_share_a_database(tmp_path: Path) -> None:
    """Documents and index: what one takes in the other answers, by an index that it never made."""
    said = {"DATABASE_URL": postgresql.database(), "INDEX_URL": "postgresql"}
    with closing(opened(tmp_path / "a", **said)) as one, closing(opened(tmp_path / "b", **said)) as other:
        add(one, "a.txt", "The letter was signed by the minister.")
        assert quotes(other) == quotes(one) == ["The letter was signed by the minister."]
        add(other, "b.txt", "The treaty was signed by the queen.")
        assert quotes(one, "who signed the treaty?") == quotes(other, "who signed the treaty?")
        assert quotes(one, "who signed the treaty?")[0] == "The treaty was signed by the queen."
        assert not one.durable.verify().flaws
    assert not (tmp_path / "b" / "index").exists()


def test_an_index_in_another_database_than_the_documents(tmp_path: Path) -> None:
    address = postgresql.server().address(postgresql.server().database())
    with closing(opened(tmp_path, INDEX_URL=address)) as casebook:
        add(casebook, "a.txt", "The letter was signed by the minister.")
        assert quotes(casebook) == ["The letter was signed by the minister."]


def test_a_database_that_there_isn_t(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(IndexUnfit, match="DATABASE_URL names no PostgreSQL database"):
        opened(tmp_path, INDEX_URL="postgresql")
    with pytest.raises(IndexAway):
        opened(tmp_path, INDEX_URL="postgresql://127.0.0.1:1/none")
    monkeypatch.setattr(assemble, "find_spec", lambda _name: None)
    with pytest.raises(StoreLacksDriver):
        opened(tmp_path, INDEX_URL="postgresql://127.0.0.1:1/none")


@pytest.mark.parametrize(
    "value", ["s3://", "s3://B", "http://x/y", "s3://bucket/a b", "mysql://x", "s3://key:secret@b/c"]
)
def test_an_address_of_another_kind(value: str) -> None:
    with pytest.raises(BadSetting, match="INDEX_URL"):
        Settings.read({"INDEX_URL": value})


@needs_client
def test_a_bucket_that_goes_away_under_two_machines(stub: Stub, tmp_path: Path) -> None:
    """What isn't at hand is read of the database: what came since, and all by a machine that has read nothing."""
    said = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'shared.db'}",
        "INDEX_URL": f"s3://{BUCKET}/index",
        "INDEX_ENDPOINT": stub.endpoint,
    }
    one, other = opened(tmp_path / "a", **said), opened(tmp_path / "b", **said)
    with closing(one), closing(other):
        add(one, "a.txt", "The letter was signed by the minister.")
        stub.fault = "broken"
        assert quotes(one) == quotes(other) == ["The letter was signed by the minister."]
        add(one, "b.txt", "The treaty was signed by the queen.")
        assert quotes(one, "who signed the treaty?") == quotes(other, "who signed the treaty?")
        assert quotes(other, "who signed the treaty?")[0] == "The treaty was signed by the queen."
        assert other.index.head() != other.store.head()
        stub.fault = None
        for each in (one, other):
            breaker = each.index._files._objects  # type: ignore[attr-defined]
            breaker._reading._until = breaker._writing._until = 0.0
        end = time.monotonic() + 30
        while other.index.head() != other.store.head():
            assert time.monotonic() < end
            assert quotes(other, "who signed the treaty?")[0] == "The treaty was signed by the queen."
        assert quotes(one, "who signed the treaty?") == quotes(other, "who signed the treaty?")
