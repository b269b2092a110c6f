"""What goes wrong with a database server is told in a sentence, and loses nothing. Each with the real thing."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from bot.core.model.documents import Draft
from bot.core.model.errors import (
    NotYetGone,
    StoreAway,
    StoreBusy,
    StoreError,
    StoreLacksDriver,
    StoreNewer,
    StoreReadOnly,
    StoreUnfit,
    StoreUnknown,
)
from bot.stores.sql.database import opening, postgresql, postgresql_faults, postgresql_server
from bot.stores.sql.sql_store import SqlStore
from tests.contracts.store_contract import current
from tests.postgresql import Server, database, server
from tests.stores.sql.behind import behind
from tests.stores.sql.conftest import ANN, SECRET, filled, upload


@pytest.fixture
def address() -> str:
    return database()


# --- a server that ends, and one that is started again


@pytest.fixture
def own() -> Iterator[Server]:
    """A server that may be ended, whose commits outlive it."""
    made = Server({"fsync": "on"}).make()
    yield made
    made.remove()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["stopped", "crashed"])
def test_a_server_that_ends_and_comes_back(own: Server, how: signal.Signals) -> None:
    """Refused while it is away; then, without a new start of this program, answered and changed as before."""
    with closing(SqlStore(own.address(own.database()))) as store:
        numbers = filled(store)
        before = (store.head(), current(store), store.texts(numbers))
        own.end(how)
        with pytest.raises(StoreAway, match="check that it runs"):
            store.head()
        with pytest.raises(StoreAway):
            store.remove(numbers[0], ANN)
        own.start()
        assert (store.head(), current(store), store.texts(numbers)) == before
        assert store.remove(numbers[0], ANN).document.removed
        assert store.verify().flaws == ()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_what_was_acknowledged_outlives_the_server(own: Server) -> None:
    """Ten crashes of the server at any moment, while three threads write: every receipt is kept."""
    with closing(SqlStore(own.address(own.database()))) as store:
        case = store.open_case("local", "nso-group", "NSO Group").id
        kept: list[int] = []
        for turn in range(10):
            ended = threading.Event()
            some = [threading.Thread(target=_write, args=(store, case, 3 * turn + n, kept, ended)) for n in range(3)]
            for one in some:
                one.start()
            time.sleep(0.2 + 0.1 * turn)
            own.end(signal.SIGQUIT)
            ended.set()
            for one in some:
                one.join()
            own.start()
            assert set(kept) <= {one.id for one in current(store)}
        assert len(kept) > 10
        assert store.verify().flaws == ()


def _write(store: SqlStore, case: int, start: int, kept: list[int], ended: threading.Event) -> None:
    for number in range(1000):
        if ended.is_set():
            return
        try:
            kept.append(store.put(case, upload(1000 * start + number), ANN).document.id)
        except StoreError:
            time.sleep(0.01)


def test_connections_that_were_ended_are_made_again(address: str) -> None:
    """As a proxy does, or an administrator: the next change is made, not refused."""
    with closing(SqlStore(address)) as store:
        numbers = filled(store)
        with psycopg.connect(server().dsn("postgres"), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pullquote'")
        assert store.remove(numbers[0], ANN).document.removed


@pytest.mark.parametrize("port", [1, 99999])
def test_no_server_there(port: int) -> None:
    """Neither name nor password of the address is repeated."""
    with pytest.raises((StoreAway, StoreUnknown)) as told:
        SqlStore(f"postgresql://ann:hunter2@127.0.0.1:{port}/x")
    assert "hunter2" not in str(told.value)
    assert "ann" not in str(told.value)


def test_an_address_that_is_none() -> None:
    with pytest.raises(StoreUnknown):
        SqlStore("postgresql://db:port/x")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_however_the_address_begins(address: str, scheme: str) -> None:
    with closing(SqlStore(address.replace("postgresql", scheme, 1))) as store:
        assert store.cases() == []


def test_without_the_driver_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "find_spec", lambda name: None)
    with pytest.raises(StoreLacksDriver, match="pip install"):
        SqlStore("postgresql://db/x")


# --- the key


def test_the_key_of_the_settings_signs() -> None:
    """It isn't in the database; with another one the history isn't ours, and what is changed then is never signed."""
    address, key = server().address(server().database()), "0123456789abcdef" * 4
    with closing(SqlStore(address, key=key)) as store:
        filled(store)
        assert store.verify().flaws == ()
    with psycopg.connect(address) as other:
        assert other.execute("SELECT key FROM pullquote_server").fetchall() == [(None,)]
    for wrong in ("f" * 64, None):
        with closing(SqlStore(address, key=wrong)) as store:
            assert store.verify().flaws
    with closing(SqlStore(address, key=key)) as store:
        assert store.verify().flaws == ()
    with closing(SqlStore(address, key="f" * 64)) as store:
        store.put_setting("1", "language", "fr", ANN)
    with closing(SqlStore(address, key=key)) as store:
        assert store.verify().flaws


# --- a database that won't do


def test_no_such_database() -> None:
    with pytest.raises(StoreUnfit, match="no such database"):
        SqlStore(server().address("nobodys"))


def test_no_such_user() -> None:
    with pytest.raises(StoreUnfit, match="refuses the name or the password"):
        SqlStore(server().address("postgres").replace("pullquote@", "stranger@"))


def test_a_database_of_something_else() -> None:
    name = server().database()
    with psycopg.connect(server().dsn(name), autocommit=True) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
    with pytest.raises(StoreUnfit, match="tables of something else"):
        SqlStore(server().address(name))


def test_an_encoding_that_cant_hold_every_letter() -> None:
    with psycopg.connect(server().dsn("postgres"), autocommit=True) as other:
        other.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(StoreUnfit, match="its encoding is LATIN1, and must be UTF8"):
        SqlStore(server().address("latin"))


def test_a_newer_schema_is_refused(address: str) -> None:
    with behind(address) as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreNewer):
        SqlStore(address)


def test_who_may_only_read_is_told_so(address: str) -> None:
    """By the server's own rights; reading works."""
    with closing(SqlStore(address)) as store:
        numbers = filled(store)
    with behind(address) as other:
        other.execute("CREATE ROLE reader LOGIN")
        other.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    with closing(SqlStore(address.replace("pullquote@", "reader@"))) as reader:
        assert set(reader.texts(numbers)) == set(numbers)
        with pytest.raises(StoreReadOnly):
            reader.put(1, upload(9), ANN)


# --- somebody in the way


def test_a_writer_that_doesnt_end(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a while a sentence; nothing is changed; reading goes on as ever."""
    monkeypatch.setattr(postgresql, "BUSY_SECONDS", 1)
    with closing(SqlStore(address)) as store:
        filled(store)
        before = (store.head(), current(store))
        with psycopg.connect(address) as other:
            other.execute(f"SELECT pg_advisory_xact_lock({postgresql.WRITERS})".encode())
            with pytest.raises(StoreBusy):
                store.put(1, upload(9), ANN)
            assert (store.head(), current(store)) == before
        assert store.put(1, upload(9), ANN).document.version == 1


def test_erasing_beside_somebody_who_reads(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What they may still see can't go: it is said so, and made up for with the next change."""
    monkeypatch.setattr(postgresql_server, "BUSY_SECONDS", 0.1)
    with closing(SqlStore(address)) as store, closing(SqlStore(address)) as reader:
        numbers = filled(store)
        with reader.database.reading() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM cases")
            with pytest.raises(NotYetGone):
                store.database.wipe()
        store.put_setting("1", "language", "fr", ANN)
        for number in numbers:
            store.erase(number, ANN, "asked to")
        assert server().holding(address, SECRET.encode()) == []


def test_a_preview_that_is_dropped_beside_somebody_who_reads(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes with the next change."""
    monkeypatch.setattr(postgresql_server, "BUSY_SECONDS", 0.1)
    with closing(SqlStore(address)) as store, closing(SqlStore(address)) as reader:
        until = datetime.now(UTC) + timedelta(days=1)
        store.put_draft(Draft("d", "1", 1, ANN.id, until, until, False, SECRET.encode()))
        with reader.database.reading() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM cases")
            assert store.drop_draft("d")
        assert server().holding(address, SECRET.encode()) != []
        store.put_setting("1", "language", "fr", ANN)
        assert server().holding(address, SECRET.encode()) == []


def test_an_erasure_that_was_killed_half_way_is_finished(address: str) -> None:
    """Committed, and then gone: the next start knows, and the next change makes up for it."""
    with closing(SqlStore(address)) as store:
        numbers = filled(store)
        with store.database.writing(ANN) as batch:
            for number in numbers:
                batch.erase(number, "asked to")
    assert server().holding(address, SECRET.encode()) != []
    with closing(SqlStore(address)) as store:
        store.put_setting("1", "language", "fr", ANN)
    assert server().holding(address, SECRET.encode()) == []


# --- what can't be brought about here


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("53100", "StoreFull"),
        ("53300", "StoreStarved"),
        ("53200", "StoreStarved"),
        ("XX001", "StoreCorrupt"),
        ("57P03", "StoreAway"),
        ("08006", "StoreAway"),
        ("40P01", "StoreBusy"),
        ("42601", "NoneType"),
    ],
)
def test_each_state_has_its_sentence(state: str, told: str) -> None:
    """By SQLSTATE; a mistake of this program isn't hidden behind one."""
    error = psycopg.errors.lookup(state)("words")
    assert type(postgresql_faults.fault(error, "postgresql://db/x")).__name__ == told


# --- text


@pytest.mark.parametrize("text", ["", "\0", "\x1a", "\x1a0", "a\0b\x1a\x1a0\0", "\x1a\x1a", "plain"])
def test_text_with_nul_comes_back(text: str) -> None:
    """PostgreSQL's own holds none."""
    assert "\0" not in postgresql.escaped(text)
    assert postgresql.unescaped(postgresql.escaped(text)) == text
