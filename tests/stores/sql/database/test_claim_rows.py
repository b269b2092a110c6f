"""Of several processes on one PostgreSQL database one does what is done once; whoever had it can't write on."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import psycopg
import pytest

from bot.core.model import claims
from bot.core.model.claims import ALONE
from bot.core.model.documents import LOCAL
from bot.core.model.errors import ClaimLost, StoreAway
from bot.core.model.trail import Outcome
from bot.stores.sql.database import postgresql
from bot.stores.sql.database.claim_rows import ClaimRows
from bot.stores.sql.database.postgresql_server import PostgresServer
from bot.stores.sql.sql_store import SqlStore
from bot.stores.sql.trail.chain import About
from tests.postgresql import database
from tests.stores.sql.behind import behind
from tests.stores.sql.conftest import ANN, opened

LEASE = 0.6  # seconds


@pytest.fixture
def address() -> str:
    return database()


@pytest.fixture
def other(address: str) -> Iterator[SqlStore]:
    """A second process's store, by all that it can tell."""
    with closing(SqlStore(address)) as made:
        hurried(made)
        yield made


@pytest.fixture
def one(store: SqlStore) -> SqlStore:
    return hurried(store)


def hurried(store: SqlStore) -> SqlStore:
    """With a lease that a test can wait for."""
    held = store.database
    assert isinstance(held, PostgresServer)
    held.__dict__["claims"] = ClaimRows(lambda: postgresql.alone(held.url), held.told, LEASE)
    return store


def silence(store: SqlStore) -> None:
    """As a process that is stopped, or cut off: it renews nothing any more, and doesn't know it."""
    held = store.claims
    assert isinstance(held, ClaimRows)
    held._ended.set()


def within(seconds: float, store: SqlStore, name: str) -> float:
    """After how many seconds it has the claim."""
    began = time.monotonic()
    while not store.claims.take([name]):
        assert time.monotonic() < began + seconds
        time.sleep(0.02)
    return time.monotonic() - began


def test_one_has_it_and_keeps_it(one: SqlStore, other: SqlStore) -> None:
    """Far beyond the lease; other claims are others' to take."""
    held = one.claims.take(["backup", "healing"])
    assert {each.name for each in held} == {"backup", "healing"}
    end = time.monotonic() + 3 * LEASE
    while time.monotonic() < end:
        assert not other.claims.take(["backup"])
        time.sleep(0.05)
    assert one.claims.take(["backup", "healing"]) == held
    assert {each.name for each in other.claims.take(["healing", "commands"])} == {"commands"}
    assert (one.claims.held, other.claims.held) == (2, 1)


def test_whoever_falls_silent_is_followed_within_the_lease(one: SqlStore, other: SqlStore) -> None:
    one.claims.take(["backup"])
    silence(one)
    assert within(2 * LEASE, other, "backup") < 1.5 * LEASE


def test_whoever_ends_is_followed_at_once(one: SqlStore, other: SqlStore) -> None:
    (before,) = one.claims.take(["backup"])
    one.claims.close()
    (after,) = other.claims.take(["backup"])
    assert after.fence == before.fence + 1


def test_what_the_former_holder_writes_is_refused_whole(one: SqlStore, other: SqlStore) -> None:
    """It was stopped in the middle, and goes on as if nothing had been; the new holder writes."""
    held = one.claims.take(["backup", "healing"])
    silence(one)
    within(2 * LEASE, other, "healing")
    with claims.under(held):
        with pytest.raises(ClaimLost):
            one.put_setting(LOCAL, "told", "twice", ANN)
        with pytest.raises(ClaimLost):
            one.claims.check()
    with claims.under(other.claims.take(["healing"])):
        other.claims.check()
        other.put_setting(LOCAL, "told", "once", ANN)
    assert one.setting(LOCAL, "told") == "once"
    assert [event.note for event in one.events()].count("setting told") <= 1
    one.put_setting(LOCAL, "told", "by a person", ANN)  # what people do needs no claim


def test_a_claim_that_lapsed_and_nobody_wanted_is_a_new_one(one: SqlStore) -> None:
    """What was begun under it before may have been done by somebody in between: nobody can tell."""
    (before,) = one.claims.take(["backup"])
    silence(one)
    time.sleep(1.2 * LEASE)
    assert one.claims.held == 0
    (after,) = one.claims.take(["backup"])
    assert after.fence > before.fence
    with claims.under(frozenset({before})), pytest.raises(ClaimLost):
        one.put_setting(LOCAL, "told", "late", ANN)


def test_a_change_under_way_keeps_its_claim_until_it_is_made(one: SqlStore, other: SqlStore) -> None:
    """The claim passes on before a transaction or after it: whatever is written was written by its holder."""
    held = one.claims.take(["backup"])
    silence(one)
    taken: list[float] = []
    follower = threading.Thread(target=lambda: taken.append(within(5, other, "backup")))
    with claims.under(held), one.database.writing(ANN) as batch:
        follower.start()
        time.sleep(2 * LEASE)  # the lease is over by now
        assert not taken
        batch.log(Outcome.UPDATED, About(), "late")
    follower.join(5)
    assert taken


def test_of_many_who_start_and_want_it_at_once_one_has_it(address: str) -> None:
    """The first ones of a new database, too."""
    with ExitStack() as stack:
        stores = [stack.enter_context(closing(SqlStore(address))) for _each in range(5)]
        held: list[int] = []
        start = threading.Barrier(5)

        def take(store: SqlStore) -> None:
            start.wait()
            held.append(len(hurried(store).claims.take(["commands"])))

        threads = [threading.Thread(target=take, args=[store]) for store in stores]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert sorted(held) == [0, 0, 0, 0, 1]


def test_a_connection_that_ends_is_made_anew(one: SqlStore, other: SqlStore, address: str) -> None:
    """And the claim is kept, where the server is back before its lease is over."""
    (before,) = one.claims.take(["backup"])
    with behind(address) as link:
        link.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    time.sleep(1.5 * LEASE)
    assert one.claims.take(["backup"]) in (frozenset({before}), frozenset())
    within(2 * LEASE, one, "backup")
    assert not other.claims.take(["backup"])


def test_a_server_that_is_away_is_said_so(address: str) -> None:
    with closing(SqlStore(address)) as store:
        refused(hurried(store), address)


def refused(store: SqlStore, address: str) -> None:
    held = store.claims
    assert isinstance(held, ClaimRows)

    def refuse() -> psycopg.Connection:
        raise psycopg.OperationalError

    held._connect = refuse
    with behind(address) as link:
        link.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    for _time in range(2):
        with pytest.raises(StoreAway):
            held.take(["backup"])


def test_a_gate_lets_one_in_and_the_next_after_its_time(one: SqlStore, other: SqlStore) -> None:
    """Whoever was let in may be gone at once: the time counts all the same."""
    assert one.claims.gate("identify 0", LEASE) == 0.0
    one.claims.close()
    left = other.claims.gate("identify 0", LEASE)
    assert 0 < left <= LEASE
    assert other.claims.gate("identify 1", LEASE) == 0.0
    time.sleep(left + 0.05)
    assert other.claims.gate("identify 0", LEASE) == 0.0


def test_it_is_no_damage_and_no_second_start_s_trouble(one: SqlStore, address: str) -> None:
    one.claims.take(["backup"])
    assert not one.verify().flaws
    with closing(SqlStore(address)) as again:
        assert again.claims.shared


def test_a_file_has_no_claims(tmp_path: Path) -> None:
    """One process serves it: nothing is written of them, or asked."""
    with closing(opened(tmp_path / "one.db")) as store:
        assert store.claims is ALONE
