"""Nothing done to a row behind the program's back passes: every table × change, delete, insert, swap, older copy.

Each forgery is made in a transaction of its own on a database with something of everything in it, looked at as `verify`
looks, and undone.
"""

from __future__ import annotations

import json
import random
import secrets
import shutil
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel

from bot.core.model.documents import Actor, Details, Draft, Post, Quotation, Retrieval, Upload
from bot.core.model.kept_items import Schedule, StandingQuestion
from bot.core.model.trail import Head
from bot.stores.sql.database import migrating
from bot.stores.sql.database.drivers import Driver
from bot.stores.sql.sql_store import SqlStore
from bot.stores.sql.trail import chain, journal, signature
from bot.stores.sql.trail.signet import Ends, FileSignet
from tests import postgresql
from tests.stores.sql.behind import REFUSED, behind
from tests.stores.sql.conftest import PATIENTLY, fresh

ANN, BEN, EVE = Actor("discord:1"), Actor("discord:2"), Actor("discord:3")
START = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
TABLES = sorted([*SQLModel.metadata.tables, "alembic_version"])
Statement = tuple[str, Sequence[Any]]
Forgery = list[Statement]


def upload(number: int, text: str = "said so") -> Upload:
    page = Retrieval("https://example.org", f"https://example.org/{number}", 200, {"etag": "1"}, START)
    return Upload(f"key-{number}", Details(f"Title {number}"), f"{number} {text}.", b"%d" % number, "o", retrieval=page)


def use(store: SqlStore, turn: int) -> None:
    """Something of everything, twice, so that every row has an older copy."""
    cases = [store.open_case("7", f"case-{number}", "A case", ANN) for number in range(2)]
    store.put_case(replace(cases[0], title=f"Title {turn}", open=False, roles=frozenset({turn + 1})), ANN)
    some = [store.put(cases[n % 2].id, upload(n, f"said {turn}"), (ANN, BEN, EVE)[n % 3]).document for n in range(4)]
    gone = store.put(cases[0].id, upload(9 + turn), BEN).document
    store.describe(some[0].id, Details(f"Described {turn}"), BEN, note="as asked")
    store.remove(some[1].id, ANN)
    store.describe(some[1].id, Details(f"Described {turn}"), ANN)
    if turn:
        store.restore(some[2].id, BEN, 1)
        store.remove(some[2].id, BEN)
        store.restore(some[2].id, BEN)
    store.erase(gone.id, ANN, "court order")
    for n in range(2):
        use_beside(store, cases[n].id, some[n].id, turn, n)


def use_beside(store: SqlStore, case: int, document: int, turn: int, n: int) -> None:
    until = datetime.now(UTC) + timedelta(days=9)
    store.put_setting("7", f"setting-{n}", f"value-{turn}-{n}", ANN)
    store.put_post(
        Post("7", turn + n, n + 1, START, (Quotation(document, 1, 0, turn + 1), Quotation(document, 1, 0, 5)))
    )
    store.put_draft(Draft(f"{n}", "7", case, ANN.id, START, until, bool(n), b"body %d" % turn))
    store.put_question(
        StandingQuestion(f"{n}", "7", ANN.id, 1, f"who {turn}?", "en", START, until, 0, turn, scope=frozenset({case}))
    )
    for _ in range(n + 1):
        store.count_feedback("7", document, "useful")
    store.put_schedule(Schedule("7", case, 7 + turn + n, START, ANN.id, document=document), ANN)


class Bench(ABC):
    """A database, an older state of it, and a connection on which it is forged."""

    driver: Driver
    few = 12  # forgeries of a kind that the quick tests make
    most: int | None = None  # that the slow ones make; None: all
    own = "main"  # schema
    odd: tuple[str, ...] = (
        "CREATE VIEW forged AS SELECT * FROM documents",
        "CREATE TABLE forged (x INTEGER)",
        "INSERT INTO alembic_version VALUES ('9999')",
    )

    def __init__(self, address: str) -> None:
        self.store = SqlStore(address)
        use(self.store, 0)
        self.keep()
        use(self.store, 1)
        self.store.forget(EVE, ANN)
        self.connect()
        self._said = self.said()
        self.store.database.looked_through = self._looked_through  # type: ignore[method-assign]

    @abstractmethod
    def keep(self) -> None:
        """The older state."""

    @abstractmethod
    def connect(self) -> None:
        """Foreign keys don't hold for whoever forges; transactions are their own."""

    @abstractmethod
    def executed(self, statement: str, values: Sequence[Any]) -> int:
        """How many rows that changed."""

    @contextmanager
    def _looked_through(self) -> Iterator[Driver]:
        yield self.driver

    def close(self) -> None:
        self.store.close()

    def rows(self, table: str, schema: str = "") -> list[dict[str, Any]]:
        keys = ", ".join(f'"{name}"' for name in self.keys(table))
        found = self.driver.execute(f"SELECT * FROM {schema or self.own}.{table} ORDER BY {keys}")
        return [dict(zip((name for name, *_ in found.description), row, strict=True)) for row in found.fetchall()]

    def keys(self, table: str) -> list[str]:
        known = SQLModel.metadata.tables.get(table)
        return ["version_num"] if known is None else [column.name for column in known.primary_key]

    def which(self, table: str, row: dict[str, Any]) -> Statement:
        keys = self.keys(table)
        return " AND ".join(f'"{name}" IS ?' for name in keys), [row[name] for name in keys]

    def said(self) -> dict[str, list[Any]]:
        """All that is in it and means something: an empty detail is none, and the salt of nothing opens nothing."""
        found: dict[str, list[Any]] = {table: self.rows(table) for table in TABLES}
        for row in found["versions"]:
            row |= {name: value or None for name, value in row.items() if value == ""}
        seals = {row["sequence"]: row["seals"] for row in found["events"]}
        for row in found["event_details"]:
            own = seals.get(row["sequence"])
            if isinstance(row["salts"], bytes) and len(row["salts"]) == chain.SALT * 4 and isinstance(own, bytes):
                pairs = zip(chain.parts(row["salts"], chain.SALT), chain.parts(own, chain.SEAL), strict=True)
                row["salts"] = [salt for salt, sealed in pairs if sealed != chain.NOTHING]
        return found

    def passes(self, forgery: Forgery) -> bool | None:
        """Whether it goes unnoticed; None where it changes nothing, or the engine itself refuses it."""
        self.driver.execute("BEGIN")
        try:
            changed = sum(self.executed(statement, values) for statement, values in forgery)
            if not changed or self.said() == self._said:
                return None
            return self.store.verify().flaws == ()
        except REFUSED:
            return None
        finally:
            self.driver.execute("ROLLBACK")


class InAFile(Bench):
    odd = (
        *Bench.odd,
        "CREATE TRIGGER forger AFTER INSERT ON documents BEGIN DELETE FROM documents; END",
        "DROP TABLE feedback",
    )

    def __init__(self, folder: Path) -> None:
        self.path, self.older = fresh(folder / "data" / "pullquote.db"), folder / "older.db"
        super().__init__(f"sqlite:///{self.path}")

    def keep(self) -> None:
        with closing(sqlite3.connect(self.path)) as now, closing(sqlite3.connect(self.older)) as copy:
            now.backup(copy)

    def connect(self) -> None:
        self.file = sqlite3.connect(self.path, isolation_level=None)
        self.file.execute("ATTACH ? AS older", (str(self.older),))
        self.file.execute("PRAGMA foreign_keys=OFF")
        self.file.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        self.driver = self.file

    def executed(self, statement: str, values: Sequence[Any]) -> int:
        before = self.file.total_changes
        self.file.execute(statement, values)
        return self.file.total_changes - before

    def close(self) -> None:
        self.file.close()
        super().close()


class OnAServer(Bench):
    few, most = 4, 50  # each takes a while, and what looks for them is the same
    own = "public"
    odd = (
        *Bench.odd,
        "CREATE TRIGGER t BEFORE UPDATE ON cases FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "CREATE RULE forger AS ON DELETE TO cases DO INSTEAD NOTHING",
        "CREATE SEQUENCE forged",
    )

    def __init__(self) -> None:
        self.address = postgresql.database()
        self._open = ExitStack()
        super().__init__(self.address)

    def keep(self) -> None:
        with behind(self.address) as other:
            other.execute("CREATE SCHEMA older")
            for table in TABLES:
                other.execute(f"CREATE TABLE older.{table} AS SELECT * FROM {table}")

    def connect(self) -> None:
        self._other = self._open.enter_context(behind(self.address))
        self.driver = self._other.driver
        for table, name in (("documents", "uq_documents_case_id_key"), ("cases", "uq_cases_workspace_name")):
            self.driver.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")  # a forger may do so, too

    def executed(self, statement: str, values: Sequence[Any]) -> int:
        if statement.startswith("INSERT OR REPLACE"):
            table, names = statement.split()[4], statement.partition("(")[2].partition(")")[0]
            columns = ['"handle"', '"salt"'] if "SELECT" in statement else names.split(", ")
            keys = ", ".join(f'"{name}"' for name in self.keys(table))
            done = ", ".join(f"{name} = excluded.{name}" for name in columns)
            statement = f"{statement.replace(' OR REPLACE', '')} ON CONFLICT ({keys}) DO UPDATE SET {done}"
        return self.driver.execute(statement, values).rowcount

    def close(self) -> None:
        self._open.close()
        super().close()


@pytest.fixture(scope="module", params=PATIENTLY)
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    made = OnAServer() if request.param == "server" else InAFile(tmp_path_factory.mktemp("forged"))
    yield made
    made.close()


# --- forgeries of one table


def changes(bench: Bench, table: str) -> Iterator[Forgery]:
    """Every column of every row: another row's value, none, a plausible one, one of another kind."""
    rows = bench.rows(table)
    for row in rows:
        which, key = bench.which(table, row)
        for name, value in row.items():
            others = {repr(one[name]): one[name] for one in rows[-3:]}.values()
            for other in (*others, None, *plausible(value)):
                if other != value or type(other) is not type(value):
                    yield [(f'UPDATE {table} SET "{name}" = ? WHERE {which}', [other, *key])]


def plausible(value: Any) -> list[Any]:
    match value:
        case bytes():
            return [value + b"x", value[:-1] + bytes([value[-1] ^ 1]), value.hex(), b"", bytes(len(value))]
        case int():
            return [value + 1, -value - 1, str(value) + "x", value + 0.5]
        case str():
            return [f"{value}x", value.upper(), "", "[]", "2020-01-01 00:00:00.000000", value.encode() + b"\xff"]
    return ["", 0, "x", START.isoformat(" ")]


def deletions(bench: Bench, table: str) -> Iterator[Forgery]:
    """Each row, alone, with its stamp, and all at once."""
    for row in bench.rows(table):
        which, key = bench.which(table, row)
        deleted = (f"DELETE FROM {table} WHERE {which}", key)
        yield [deleted]
        yield [deleted, ("DELETE FROM stamps WHERE name = ? AND row = ?", (table, json.dumps(key)))]
    yield [(f"DELETE FROM {table}", ())]
    yield [(f"DELETE FROM {table}", ()), ("DELETE FROM stamps WHERE name = ?", (table,))]


def insertions(bench: Bench, table: str) -> Iterator[Forgery]:
    """A copy of each row under a key that is free."""
    for row in bench.rows(table):
        new = {
            name: row[name] + 1_000_003 if isinstance(row[name], int) else f"{row[name]}x" for name in bench.keys(table)
        }
        yield [inserted(table, row | new)]
        for name, value in row.items():
            if isinstance(value, str):
                yield [inserted(table, row | new | {name: f"{value}x"})]


def inserted(table: str, row: dict[str, Any], verb: str = "INSERT") -> Statement:
    names = ", ".join(f'"{name}"' for name in row)
    return f"{verb} INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values())


def swaps(bench: Bench, table: str) -> Iterator[Forgery]:
    """Two rows change places: everything but their keys."""
    rows = bench.rows(table)
    keys = bench.keys(table)
    for one, other in pairwise(rows):
        forged = [one | {name: other[name] for name in one if name not in keys}]
        forged.append(other | {name: one[name] for name in one if name not in keys})
        if forged != [one, other]:
            yield [inserted(table, row, "INSERT OR REPLACE") for row in forged]


def older_copies(bench: Bench, table: str) -> Iterator[Forgery]:
    """Each row as it was; with the stamp that it had; and the whole table."""
    for row in bench.rows(table, "older"):
        if row in bench.rows(table):
            continue
        key = json.dumps([row[name] for name in bench.keys(table)])
        stamp = "INSERT OR REPLACE INTO stamps SELECT * FROM older.stamps WHERE name = ? AND row = ?"
        yield [inserted(table, row, "INSERT OR REPLACE")]
        yield [inserted(table, row, "INSERT OR REPLACE"), (stamp, (table, key))]
    if bench.rows(table, "older") != bench.rows(table):
        yield whole(table)
        yield [*whole(table), *whole("stamps")]


def whole(table: str) -> Forgery:
    return [(f"DELETE FROM {table}", ()), (f"INSERT INTO {table} SELECT * FROM older.{table}", ())]


KINDS = (changes, deletions, insertions, swaps, older_copies)


@pytest.mark.parametrize("table", TABLES)
def test_no_forgery_passes(bench: Bench, table: str) -> None:
    """A few of every kind; all of them take minutes."""
    for kind in KINDS:
        every = list(kind(bench, table))
        random.Random(table).shuffle(every)
        try_out(bench, every[: bench.few], table, kind)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("table", TABLES)
def test_none_of_all_forgeries_passes(bench: Bench, table: str, kind: Any) -> None:
    every = list(kind(bench, table))
    random.Random(table).shuffle(every)
    try_out(bench, every[: bench.most], table, kind)


def try_out(bench: Bench, every: list[Forgery], table: str, kind: Any) -> None:
    tried = [(forgery, bench.passes(forgery)) for forgery in every]
    assert [forgery for forgery, passes in tried if passes] == []
    assert any(passes is False for _, passes in tried) or (table, kind) in NONE


NONE = {  # nothing of that kind can be done there
    ("alembic_version", swaps),
    ("alembic_version", older_copies),
    ("signature", swaps),
    *((table, older_copies) for table in ("texts", "originals", "retrievals")),
}


def test_what_nobody_has_forged_is_whole(bench: Bench) -> None:
    assert bench.store.verify().flaws == ()


# --- forgeries by somebody who knows how it is made, and hasn't got the key


def appended(bench: Bench, action: str, row: dict[str, Any]) -> Forgery:
    """An event about a document, chained on as the program would; its signature isn't to be had."""
    before = signature.ends(bench.driver).events
    said = {"actor": ANN.id, "key": row["key"], "note": None, "content": row["content"]}
    salts = secrets.token_bytes(chain.SALT * len(said))
    seals = [chain.seal(value, salt) for value, salt in zip(said.values(), chain.parts(salts, chain.SALT), strict=True)]
    about = {name: row[name] for name in ("case_id", "document_id", "version")}
    event = {"sequence": before.sequence + 1, "action": action, **about, "seals": b"".join(seals)}
    token = chain.link(before.token, event | {"at": START})
    stored = event | {"at": f"{START:%Y-%m-%d %H:%M:%S.%f}", "hash": token}
    return [
        inserted("events", stored),
        inserted("event_details", {"sequence": event["sequence"], "salts": salts, **said}),
    ]


def test_an_event_that_is_well_made_but_not_ours(bench: Bench) -> None:
    """A removal, with its row: the chain is whole, and only the signature tells."""
    wanted = """SELECT e.*, d.key, d.content FROM events e JOIN event_details d USING (sequence)
    JOIN documents ON documents.id = document_id WHERE removed = 0 ORDER BY sequence DESC"""
    found = bench.driver.execute(wanted)
    row = dict(zip((name for name, *_ in found.description), found.fetchone(), strict=True))
    removed = "UPDATE documents SET removed = 1, changed_at = ? WHERE id = ?"
    forged = [*appended(bench, "removed", row), (removed, (f"{START:%Y-%m-%d %H:%M:%S.%f}", row["document_id"]))]
    assert bench.passes(forged) is False


@pytest.mark.parametrize("table", sorted(journal.KEYS))
def test_a_row_that_is_stamped_as_we_would(bench: Bench, table: str) -> None:
    """A journal entry for it, too: only the signature tells."""
    row, entry = bench.rows(table)[0], journal.newest(bench.driver)
    column = next(name for name in reversed(row) if name not in bench.keys(table))
    other = b"99" if isinstance(row[column], bytes) else 99
    forged, salt, handle = row | {column: other}, bytes(16), bytes(range(16))
    key = json.dumps([row[name] for name in bench.keys(table)])
    said = (entry.sequence + 1, table, handle, journal.seal(salt, table, forged))
    names = ("sequence", "name", "handle", "seal", "hash")
    statements = [
        inserted(table, forged, "INSERT OR REPLACE"),
        inserted("stamps", {"name": table, "row": key, "handle": handle, "salt": salt}, "INSERT OR REPLACE"),
        inserted("journal", dict(zip(names, (*said, journal.link(entry.token, *said)), strict=True))),
    ]
    assert bench.passes(statements) is False


def test_the_schema_is_looked_at(bench: Bench) -> None:
    """A trigger, a view, a rule, a table that isn't the program's; a number of another schema."""
    for statement in bench.odd:
        bench.driver.execute("BEGIN")
        try:
            bench.driver.execute(statement)
            assert bench.store.verify().flaws, statement
        finally:
            bench.driver.execute("ROLLBACK")


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_no_heap_of_forgeries_passes(bench: Bench, data: st.DataObject) -> None:
    """Several at once, of any tables and kinds: one doesn't hide another."""
    forgery: Forgery = []
    for _ in range(data.draw(st.integers(2, 4))):
        kind, table = data.draw(st.sampled_from(KINDS)), data.draw(st.sampled_from(TABLES))
        some = list(kind(bench, table))
        forgery += data.draw(st.sampled_from(some)) if some else []
    assert bench.passes(forgery) is not True


# --- what is forged stays evidence


@pytest.mark.parametrize("by", ["value = 'forged'", "value = 'forged', workspace = '8'"])
def test_what_is_done_with_a_forged_row_hides_nothing(tmp_path: Path, by: str) -> None:
    """Changed, set anew and dropped by the program afterwards: it goes on showing."""
    path = fresh(tmp_path / "data" / "pullquote.db")
    with closing(SqlStore(f"sqlite:///{path}")) as store:
        store.put_setting("7", "moderators", "[1]", ANN)
        with closing(sqlite3.connect(path)) as driver:
            driver.execute(f"UPDATE settings SET {by}")
            driver.commit()
        for value in ("[2]", None, "[3]"):
            store.put_setting("7", "moderators", value, ANN)
            assert store.verify().flaws


# --- what it can't show, as SECURITY.md says


def test_whoever_has_the_key_can_sign(tmp_path: Path) -> None:
    """The key lies beside the database: it is told apart from the program by nothing."""
    path = fresh(tmp_path / "data" / "pullquote.db")
    with closing(SqlStore(f"sqlite:///{path}")) as store:
        use(store, 0)
        with closing(sqlite3.connect(path)) as driver:
            forger = journal.Journal(driver)
            forger.touch("feedback", driver.execute("SELECT workspace, document_id, verdict FROM feedback").fetchall())
            driver.execute("UPDATE feedback SET count = 99")
            forger.write()
            signature.put(driver, FileSignet(path), signature.ends(driver))
            driver.commit()
        assert store.verify().flaws == ()


def test_the_whole_folder_in_an_older_state(tmp_path: Path) -> None:
    """With its head file: a copy of that, kept elsewhere, is what tells."""
    path = fresh(tmp_path / "data" / "pullquote.db")
    with closing(SqlStore(f"sqlite:///{path}")) as store:
        use(store, 0)
    shutil.copytree(path.parent, tmp_path / "older")
    with closing(SqlStore(f"sqlite:///{path}")) as store:
        use(store, 1)
        kept = FileSignet(path).signed()
    with closing(SqlStore(f"sqlite:///{tmp_path / 'older' / 'pullquote.db'}")) as store:
        assert store.verify().flaws == ()
        assert FileSignet(tmp_path / "older" / "pullquote.db").signed() != kept


def test_an_upgraded_database_is_held_to_what_it_was(tmp_path: Path) -> None:
    """What a version that kept no journal has left is taken as it stands, and signed; from then on all shows."""
    path = tmp_path / "data" / "pullquote.db"
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((Path(__file__).parents[2] / "samples" / "v4.sql").read_text("utf-8"))
        end = connection.execute("SELECT sequence, hash FROM events ORDER BY sequence DESC").fetchone()
    FileSignet(path).sign(Ends(Head(*end)))
    with closing(SqlStore(f"sqlite:///{path}")) as store:
        assert store.verify().flaws == ()
        with closing(sqlite3.connect(path)) as driver:
            driver.execute("UPDATE cases SET title = 'forged'")
            driver.commit()
        assert {flaw.what.split(" ")[0] for flaw in store.verify().flaws} == {"cases"}
    assert migrating.JOURNAL_SINCE == "0005"
