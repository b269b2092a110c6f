"""A statement that forgets to say which workspace it is for reads no other one's, while a question is answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from bot import readers
from bot.core.casebook import Casebook
from bot.core.model.answers import Answer, Question
from bot.core.model.documents import SHARED, Actor, Audience, Details, Draft, Post, Quotation, Retrieval, Upload
from bot.core.model.kept_items import Schedule, StandingQuestion
from bot.core.search import pipeline
from bot.indexes.bm25 import BM25Index
from bot.stores.sql.database.row_security import NARROWED
from bot.stores.sql.sql_store import SqlStore
from tests.postgresql import server
from tests.stores.sql.behind import behind

ANN = Actor("discord:1")
OURS, THEIRS = "of-7", "of-8"


@pytest.fixture
def address() -> str:
    """Of a database whose owner is no superuser: those are past every wall."""
    with psycopg.connect(server().dsn("postgres"), autocommit=True) as other:
        if not other.execute("SELECT 1 FROM pg_roles WHERE rolname = 'house'").fetchone():
            other.execute("CREATE ROLE house LOGIN")
        name = server().database()
        other.execute(f"ALTER DATABASE {name} OWNER TO house".encode())
    return server().address(name).replace("pullquote@", "house@")


@pytest.fixture
def store(address: str) -> Iterator[SqlStore]:
    """Two workspaces and what all share, with something in every table."""
    with closing(SqlStore(address)) as made:
        for number, workspace in enumerate((OURS, THEIRS, SHARED)):
            fill(made, workspace, number)
        yield made


def fill(store: SqlStore, workspace: str, number: int) -> None:
    """Each row says whose it is."""
    now, until = datetime.now(UTC), datetime.now(UTC) + timedelta(days=9)
    text = f"Reed {workspace} signed the letter of the ministry in Lisbon."
    page = Retrieval(f"https://{workspace}", f"https://{workspace}", 200, {}, now)
    upload = Upload(f"{workspace}-letter", Details(f"Letter {workspace}"), text, text.encode(), "o", retrieval=page)
    case = store.open_case(workspace, "c", "C").id
    document = store.put(case, upload, ANN).document.id
    store.put_setting(workspace, "language", "fr", ANN)
    store.put_post(Post(workspace, 1, number + 1, now, (Quotation(document, 1, 0, 4, workspace),)))
    store.put_draft(Draft(workspace, workspace, case, ANN.id, now, until, True, b"body"))
    store.put_question(StandingQuestion(workspace, workspace, ANN.id, 1, "who?", "en", now, until, 0, 0))
    store.count_feedback(workspace, document, "useful")
    store.put_schedule(Schedule(workspace, case, 7, now, ANN.id, document=document), ANN)


def everything(store: SqlStore) -> dict[str, str]:
    """What a statement without any filter finds, table by table."""
    with store.database.reading() as connection:
        return {name: repr(connection.execute(select(SQLModel.metadata.tables[name])).all()) for name in NARROWED}


def test_a_query_that_forgets_its_filter(store: SqlStore) -> None:
    """Every table that says something of a workspace, and what is fetched by number."""
    for name, found in everything(store).items():
        assert OURS in found, name
        assert THEIRS in found, name
    numbers = [one.document for one in store.changes(0)]
    with store.within(OURS):
        for name, found in everything(store).items():
            assert OURS in found, name
            assert THEIRS not in found, name
        assert sorted(text.split()[1] for text in store.texts(numbers).values()) == [SHARED, OURS]
        assert len(store.get(numbers)) == 2
    assert len(store.texts(numbers)) == 3, "the connection that was narrowed is wide again"


def test_a_question_is_answered_behind_the_wall(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """And answered as ever."""
    with closing(Casebook(store, BM25Index(None), readers.read)) as casebook:
        seen: list[str] = []
        ask = pipeline.ask

        def forgetful(*said: Any) -> Answer:
            seen.extend(everything(store).values())
            answer: Answer = ask(*said)
            return answer

        monkeypatch.setattr(pipeline, "ask", forgetful)
        answer = casebook.ask(Question("who signed the letter of the ministry?"), casebook.viewer(Audience(OURS)))
        assert {one.document.key for one in answer.excerpts} <= {f"{OURS}-letter", f"{SHARED}-letter"}
        assert answer.excerpts
        assert seen
        assert not [found for found in seen if THEIRS in found]


@pytest.mark.parametrize("how", ["DISABLE ROW LEVEL SECURITY", "NO FORCE ROW LEVEL SECURITY"])
def test_a_wall_that_was_taken_away_shows(store: SqlStore, address: str, how: str) -> None:
    assert store.verify().flaws == ()
    with behind(address.replace("house@", "pullquote@")) as other:
        other.execute(f"ALTER TABLE texts {how}")
    assert [flaw.what for flaw in store.verify().flaws] == ["the rows of texts aren't kept apart by workspace any more"]
