"""What is kept of a person can be counted and taken out, in both stores; the trail still verifies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.model.documents import Actor, Details, Draft, Upload
from bot.core.model.ports import Store
from bot.core.model.trail import Held, Outcome
from bot.stores.memory.memory_store import MemoryStore
from bot.stores.sql.database.postgresql_server import PostgresServer
from bot.stores.sql.sql_store import SqlStore
from tests import postgresql
from tests.stores.sql.conftest import ENGINES, made

ANN, BOB, OPERATOR = Actor("discord:424242424242424242"), Actor("discord:7"), Actor("cli")


@pytest.fixture(params=["memory", *ENGINES])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    kept: Store = MemoryStore() if request.param == "memory" else SqlStore(made(request.param, tmp_path / "a.db"))
    yield kept
    kept.close()


@pytest.fixture
def used(store: Store) -> Store:
    """Two people have worked with it."""
    case = store.open_case("7", "c", "C", OPERATOR).id
    for by, key in ((ANN, "one"), (ANN, "two"), (BOB, "three")):
        document = store.put(case, Upload(key, Details(key), f"Text of {key}.", key.encode(), key), by).document
        store.remove(document.id, BOB)
    now = datetime.now(UTC)
    for number, by in enumerate((ANN, BOB)):
        store.put_draft(Draft(f"{number:032x}", "7", case, by.id, now, now + timedelta(days=1), False, b"body"))
    return store


def test_what_is_kept_of_a_person_is_counted(used: Store) -> None:
    assert used.held(ANN) == Held(events=2, documents=2, drafts=1)
    assert used.held(BOB) == Held(events=4, documents=1, drafts=1)
    assert used.held(Actor("discord:8")) == Held()


def test_a_person_who_is_forgotten_is_nowhere_any_more(used: Store) -> None:
    before = [event for event in used.events(limit=1000) if event.actor != ANN.id]
    used.forget(ANN, OPERATOR)
    assert used.held(ANN) == Held()
    assert used.held(BOB) == Held(events=4, documents=1, drafts=1)
    found = used.events(limit=1000)
    assert not [event for event in found if event.actor == ANN.id]
    assert [event for event in found[1:] if event.actor] == before
    assert (found[0].actor, found[0].action, found[0].document) == (OPERATOR.id, Outcome.ERASED, None)
    documents = used.documents([case.id for case in used.cases()], removed=True)
    assert [document.added_by for document in documents] == ["", BOB.id, ""]


def test_of_whom_nothing_is_kept_nothing_is_written(used: Store) -> None:
    before = used.events(limit=1)
    used.forget(Actor("discord:8"), OPERATOR)
    used.forget(Actor(""), OPERATOR)
    assert used.events(limit=1) == before


def test_the_change_log_doesnt_move(used: Store) -> None:
    """No document says anything else than before: an index stays as it is."""
    head = used.head()
    used.forget(ANN, OPERATOR)
    assert used.head() == head


@pytest.fixture(params=ENGINES)
def stored(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    store = SqlStore(made(request.param, tmp_path / "a.db"))
    yield store
    store.close()


def test_the_trail_verifies_and_no_byte_is_left(tmp_path: Path, stored: SqlStore) -> None:
    store = stored
    case = store.open_case("7", "c", "C", OPERATOR).id
    for number in range(30):
        store.put(case, Upload(f"k{number}", Details("t"), f"Text {number}.", b"%d" % number, "o"), ANN)
    store.forget(ANN, OPERATOR)
    store.put(case, Upload("later", Details("t"), "Text.", b"x", "o"), BOB)
    verdict = store.verify()
    assert verdict.flaws == ()
    digits = ANN.id.removeprefix("discord:").encode()
    assert not [path.name for path in tmp_path.iterdir() if digits in path.read_bytes()]
    if isinstance(stored.database, PostgresServer):
        assert not postgresql.server().holding(str(stored.database.url), digits)


def test_an_actor_taken_out_by_anybody_else_is_a_flaw(stored: SqlStore) -> None:
    """Only what came before a person was forgotten may be empty."""
    store = stored
    case = store.open_case("7", "c", "C", OPERATOR).id
    store.put(case, Upload("one", Details("t"), "Text.", b"x", "o"), ANN)
    with store.database.writing(OPERATOR) as batch:
        batch.connection.exec_driver_sql("UPDATE event_details SET actor = NULL")
    assert "its actor was changed" in {flaw.what for flaw in store.verify().flaws}
