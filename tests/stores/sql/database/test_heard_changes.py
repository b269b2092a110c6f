"""Changes of other processes are heard of: no look-up asks the server, and none is ever behind for long."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import partial

import psycopg
import pytest

from bot.core.model.documents import Case
from bot.stores.sql.database import heard_changes
from bot.stores.sql.database.postgresql_server import PostgresServer
from bot.stores.sql.sql_store import SqlStore
from tests.postgresql import database
from tests.stores.sql.conftest import ANN, filled

FRESH = 2.0  # seconds after which every process must know of a change


class Watched:
    """A store that listens, and how often it has asked the server whether something has changed."""

    def __init__(self, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(heard_changes, "LASTING", 0.0)
        self.store = SqlStore(address)
        assert isinstance(self.store.database, PostgresServer)
        self.database = self.store.database
        self.asked = 0
        self.pids: list[int] = []  # of the connections that listened, at the server
        connect = self.database._heard._connect

        def known() -> psycopg.Connection:
            made = connect()
            self.pids.append(made.info.backend_pid)
            return made

        monkeypatch.setattr(self.database._heard, "_connect", known)
        ask = self.database.asked_version

        def counted() -> str:
            self.asked += 1
            return ask()

        monkeypatch.setattr(self.database, "asked_version", counted)
        self.listen()

    def listen(self) -> None:
        """Until it does."""
        until(lambda: self.database.version() == self.hears())

    def hears(self) -> str | None:
        return self.database._heard.version()

    def sees(self, change: Callable[[], object]) -> float:
        """Seconds from the end of a change of somebody else's until it is seen here."""
        before = self.store.cases()
        change()
        began = time.monotonic()
        until(lambda: self.store.cases() != before)
        return time.monotonic() - began


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.001)


@pytest.fixture
def address() -> str:
    return database()


@pytest.fixture
def other(address: str) -> Iterator[SqlStore]:
    """Another process's."""
    with closing(SqlStore(address)) as made:
        yield made


@pytest.fixture
def watched(address: str, other: SqlStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    made = Watched(address, monkeypatch)
    yield made
    made.store.close()


@pytest.fixture
def raw(address: str) -> Iterator[psycopg.Connection]:
    """Somebody else at the same database, who doesn't say what they do."""
    with psycopg.connect(address, autocommit=True) as link:
        yield link


def new_case(store: SqlStore, name: str) -> Case:
    return store.open_case("1", name, name)


def test_nothing_is_asked_while_nothing_changes(watched: Watched) -> None:
    """Twenty looks a question, thousands of questions: no round trip."""
    watched.store.cases(), watched.store.head()
    until(lambda: watched.hears() is not None)
    before = watched.asked
    for _ in range(2000):
        watched.store.cases()
        watched.store.head()
    assert watched.asked - before < 20  # none; a machine that is too busy to listen asks


def test_a_change_of_another_process_is_seen(watched: Watched, other: SqlStore) -> None:
    taken = [watched.sees(partial(new_case, other, f"c{n}")) for n in range(10)]
    assert max(taken) < FRESH
    assert sorted(taken)[5] < heard_changes.ASKED / 2  # heard of, rather than asked for by and by


def test_own_changes_are_seen_at_once(watched: Watched) -> None:
    for number in range(50):
        made = new_case(watched.store, f"c{number}")
        assert made.id in {case.id for case in watched.store.cases()}


def test_a_change_that_nobody_says_is_seen_all_the_same(
    watched: Watched, other: SqlStore, raw: psycopg.Connection
) -> None:
    """A lost word, or somebody who writes past this program."""
    made = new_case(other, "before")
    until(lambda: made.id in {case.id for case in watched.store.cases()})
    watched.listen()
    taken = watched.sees(lambda: raw.execute("UPDATE cases SET title = 'after' WHERE id = %s", (made.id,)))
    assert taken < FRESH


def test_what_is_read_of_the_log_of_changes_is_believed_at_once(
    watched: Watched, other: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question that finds a document changed under it looks there, and is asked again of what there is now."""
    filled(other)
    until(lambda: watched.store.head() == other.head())
    watched.listen()
    monkeypatch.setattr(heard_changes, "SAID", "SELECT 1")  # every word gets lost
    monkeypatch.setattr(heard_changes, "ASKED", 5.0)
    monkeypatch.setattr(heard_changes, "TRUSTED", 60.0)
    watched.database._heard.forget()
    watched.listen()
    before = watched.store.head()
    other.remove(next(iter(other.documents([case.id for case in other.cases()]))).id, ANN)
    assert watched.store.head() == before
    assert [one.sequence for one in watched.store.changes(before.sequence)] == [other.head().sequence]
    assert watched.store.head() == other.head() != before


def test_a_listening_connection_that_is_ended(
    watched: Watched, other: SqlStore, raw: psycopg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    """Until there is another one each look asks, as if there had never been one; it is said in one line."""
    for number in range(3):
        raw.execute("SELECT pg_terminate_backend(%s)", (watched.pids[-1],))
        assert watched.sees(partial(new_case, other, f"c{number}")) < FRESH
        watched.listen()
    assert len(watched.pids) == 4
    assert "changes are asked for until they can be heard of again" in caplog.text


def test_a_listening_connection_that_is_stuck(watched: Watched, other: SqlStore) -> None:
    """Frozen, or behind a wire that was cut: it isn't trusted for longer than a second."""
    (pid,) = watched.pids
    os.kill(pid, signal.SIGSTOP)
    try:
        assert watched.sees(lambda: new_case(other, "meanwhile")) < FRESH
        assert watched.hears() is None
    finally:
        os.kill(pid, signal.SIGCONT)
    watched.listen()


def test_a_server_that_lets_nobody_listen(
    address: str, other: SqlStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Everything is as it was before there was any listening."""
    monkeypatch.setattr(heard_changes, "CHANNEL", "no channel")
    monkeypatch.setattr(heard_changes, "LASTING", 0.0)
    monkeypatch.setattr(heard_changes, "AGAIN", 0.01)
    with closing(SqlStore(address)) as store:
        for number in range(5):
            made = new_case(other, f"c{number}")
            assert made.id in {case.id for case in store.cases()}
            time.sleep(0.02)
    assert caplog.text.count("changes are asked for") == 1


def test_a_command_that_is_over_in_a_moment_does_not_listen(address: str) -> None:
    with closing(SqlStore(address)) as store:
        assert isinstance(store.database, PostgresServer)
        store.database._heard._lasting = time.monotonic() + 60  # however slow this machine is
        filled(store)
        assert store.cases()
        assert store.database._heard._thread is None


def test_nothing_is_left_of_it(address: str, raw: psycopg.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(address, monkeypatch)
    watched.store.close()
    there = "SELECT count(*) FROM pg_stat_activity WHERE pid = %s"
    until(lambda: raw.execute(there, (watched.pids[0],)).fetchone() == (0,))
    assert watched.database._heard._thread is not None
    assert not watched.database._heard._thread.is_alive()


def test_what_is_closed_does_not_begin_to_listen(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heard_changes, "LASTING", 0.0)
    store = SqlStore(address)
    store.close()
    assert isinstance(store.database, PostgresServer)
    assert store.database._heard.version() is None
    assert store.database._heard._thread is None


def test_an_answer_that_was_asked_for_before_a_change_does_not_count(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may come after the change, and say what was before."""
    heard = watched.database._heard
    ask = heard._asked

    def slowly(link: psycopg.Connection) -> str:
        said = ask(link)
        time.sleep(0.3)
        return said

    monkeypatch.setattr(heard, "_asked", slowly)
    for number in range(5):
        made = new_case(watched.store, f"c{number}")
        for _ in range(20):
            assert made.id in {case.id for case in watched.store.cases()}
            time.sleep(0.01)


def test_the_word_goes_with_the_change(watched: Watched, raw: psycopg.Connection) -> None:
    """In its transaction: what is taken back is never said."""
    raw.execute(f"LISTEN {heard_changes.CHANNEL}".encode())
    new_case(watched.store, "made")
    assert len(list(raw.notifies(timeout=5, stop_after=1))) == 1
    with suppress(ZeroDivisionError), watched.store.database.writing(ANN):
        raise ZeroDivisionError
    assert list(raw.notifies(timeout=0.3)) == []
