"""Every schema that there has been opens today, and one from the future is refused untouched."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from bot.core.model.errors import StoreNewer
from bot.core.model.kept_items import Feedback, Schedule
from bot.stores.sql.backup import copying
from bot.stores.sql.database import draft_migration, drivers, migrating, tables
from bot.stores.sql.sql_store import SqlStore
from tests.contracts.store_contract import FULL, LETTER, QUESTION, START, current
from tests.postgresql import server
from tests.stores.sql.conftest import ANN, filled, opened, upload

FIRST_ON_A_SERVER: Final = "0006"  # older tables were never made there
SAMPLES = Path(__file__).parent.parent.parent / "samples"


def test_the_migrations_make_the_tables(store: SqlStore, path: Path) -> None:
    """No difference between what they make and what `tables.py` says, types and indexes included."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        options = {"compare_type": True, "render_as_batch": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


def test_the_list_of_revisions_is_that_of_the_scripts() -> None:
    """So that opening needn't ask Alembic."""
    scripts = ScriptDirectory(str(migrating.SCRIPTS))
    revisions = [script.revision for script in scripts.walk_revisions()]
    assert tuple(reversed(revisions)) == tables.REVISIONS


@pytest.mark.parametrize("sample", [f"v{number + 1}" for number in range(len(tables.REVISIONS))])
def test_a_kept_database_opens(path: Path, sample: str) -> None:
    """Everything is as it was put in, it can be changed, and its trail is whole."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((SAMPLES / f"{sample}.sql").read_text("utf-8"))

    with closing(opened(path)) as store:
        closed, open_ = store.cases()
        assert (closed.open, closed.roles, closed.channels, open_.open) == (
            False,
            frozenset({2**62}),
            frozenset({7}),
            True,
        )
        full, letter, removed = (*store.documents([open_.id])[::-1], *store.documents([closed.id], removed=True))
        assert (full.details, full.marks, letter.version, removed.key) == (FULL.details, FULL.marks, 3, "letter")
        assert store.texts([full.id, letter.id]) == {full.id: FULL.text, letter.id: "Nineteen members signed it."}
        assert store.text(letter.id, 1) == LETTER.text
        assert store.original(full.id) == FULL.original
        assert "court order" in [event.note for event in store.events()]
        assert store.setting("1", "language") == "fr"
        if sample >= "v4":
            assert store.questions() == [replace(QUESTION, expires=START.replace(year=9999))]
            assert store.feedback("1") == [Feedback("1", letter.id, "useful", 1)]
            assert store.schedules() == [Schedule("1", open_.id, 7, START, ANN.id, document=letter.id)]
        if sample >= "v6":
            assert letter.details.checked == "2026-01"
        if sample >= "v7":
            assert letter.details.tags == "harbour"
        if sample >= "v8":
            assert (letter.details.aliases, closed.aliases) == ("A\nB", (("A", "B"),))
            assert store.aliased([open_.id, closed.id]) == [letter]
        assert store.put(open_.id, replace(LETTER, key="new"), ANN).document.id not in {
            full.id,
            letter.id,
            removed.id,
            removed.id + 1,
        }
        assert [flaw.what for flaw in store.verify().flaws] == ["there is no signed head"]


@pytest.mark.parametrize("revision", [each for each in tables.REVISIONS[:-1] if each >= FIRST_ON_A_SERVER])
def test_a_server_of_an_earlier_schema_opens(path: Path, revision: str) -> None:
    """With rows in it: they are then those of a kept file that is brought up to date, and the tables those of today."""
    path.parent.mkdir()
    kept = (SAMPLES / f"v{int(revision)}.sql").read_text("utf-8")
    with closing(sqlite3.connect(path)) as file:
        file.executescript(kept)
    address, fresh = (server().address(server().database()) for _ in range(2))
    expected = copying.copied(f"sqlite:///{path}", address)
    SqlStore(fresh).close()
    with closing(sqlite3.connect(":memory:")) as then, psycopg.connect(address) as connection:
        then.executescript(kept)
        take_back(connection, then, revision)
    assert shape(address) != shape(fresh)

    with closing(SqlStore(address)) as store:
        with store.database.reading() as connection:
            assert copying.proof(drivers.driver(connection)) == expected
        assert shape(address) == shape(fresh)
        assert "Nineteen members signed it." in store.texts([one.id for one in current(store)]).values()
        store.put(store.cases()[0].id, replace(LETTER, key="new"), ANN)
        assert len(store.verify().flaws) == 1  # the file's history wasn't signed with a key of this machine's


def take_back(connection: psycopg.Connection, then: sqlite3.Connection, revision: str) -> None:
    """What an earlier schema didn't have."""
    for name, table in SQLModel.metadata.tables.items():
        had, has = {row[1] for row in then.execute(f"PRAGMA table_info({name})")}, {each.name for each in table.c}
        assert had <= has, "where something is renamed or taken away, say here what it was"
        if not had:
            connection.execute(f"DROP TABLE {name} CASCADE".encode())
        for column in has - had if had else ():
            connection.execute(f'ALTER TABLE {name} DROP COLUMN "{column}"'.encode())
    connection.execute("UPDATE alembic_version SET version_num = %s", (revision,))


def shape(address: str) -> list[tuple[Any, ...]]:
    """Columns, indexes and walls between workspaces, as the server itself names them; it has two names for text."""
    columns = """SELECT table_name, column_name, is_nullable,
    replace(data_type, 'character varying', 'text') || coalesce(column_default, '')
    FROM information_schema.columns WHERE table_schema = current_schema()"""
    beside = """SELECT tablename, indexname, indexdef, '' FROM pg_indexes WHERE schemaname = current_schema()
    UNION ALL SELECT tablename, policyname, qual, '' FROM pg_policies
    UNION ALL SELECT relname, 'walled', (relrowsecurity AND relforcerowsecurity)::text, '' FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'"""
    with psycopg.connect(address) as connection:
        return sorted(row for query in (columns, beside) for row in connection.execute(query).fetchall())


def test_a_newer_database_is_refused_untouched(store: SqlStore, path: Path) -> None:
    filled(store)
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = {each: each.read_bytes() for each in path.parent.iterdir()}

    with pytest.raises(StoreNewer, match="made by a newer version"):
        opened(path)

    assert {each: each.read_bytes() for each in before} == before
    assert path.with_name("pullquote.db-wal").read_bytes() == b""


def test_an_upgrade_that_fails_leaves_what_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is one transaction."""
    first = (migrating.SCRIPTS / "versions" / "0001_the_first_tables.py").read_text("utf-8")
    broken = first.replace("    _settings()\n", "    raise ValueError('half way')\n", 1)
    scripts = path.parent / "scripts"
    (scripts / "versions").mkdir(parents=True)
    (scripts / "env.py").write_text((migrating.SCRIPTS / "env.py").read_text())
    (scripts / "versions" / "0001_broken.py").write_text(broken)
    with monkeypatch.context() as patch:
        patch.setattr(migrating, "SCRIPTS", scripts)
        with pytest.raises(ValueError, match="half way"):
            opened(path)

    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT * FROM sqlite_master").fetchall() == []
    with closing(opened(path)) as store:
        filled(store)


def write_half(path: Path) -> None:
    """As much as spills to the disk before the transaction ends; then the process is gone."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA cache_size=1")
    connection.execute("BEGIN")
    connection.execute("CREATE TABLE half (x)")
    connection.executemany("INSERT INTO half VALUES (randomblob(2000))", [()] * 100)
    os._exit(0)


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_database_whose_making_was_killed(path: Path) -> None:
    """What it left half done is undone, and the database made."""
    path.parent.mkdir()
    child = multiprocessing.get_context("fork").Process(target=write_half, args=(path,))
    child.start()
    child.join()
    assert path.with_name("pullquote.db-journal").stat().st_size > 0
    with closing(opened(path)) as store:
        filled(store)
        assert store.verify().flaws == ()


def test_what_a_migration_leaves_dangling_is_refused(store: SqlStore, path: Path) -> None:
    """Foreign keys are off while it runs, and looked at before it counts."""
    filled(store)
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("DELETE FROM cases; UPDATE alembic_version SET version_num = 'older'")
    engine = create_engine(f"sqlite:///{path}")
    with pytest.raises(sqlite3.DatabaseError, match="without what it refers to"), engine.connect() as rest:
        migrating._check_keys(rest)
    engine.dispose()


def open_and_put(path: Path, number: int) -> None:
    with closing(opened(path)) as store:
        case = store.open_case("local", "nso-group", "NSO Group").id
        for more in range(10):
            store.put(case, upload(10 * number + more), ANN)


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_processes_that_make_a_database_at_once(path: Path) -> None:
    """One makes it, the others wait for it; then all write by turns, and nothing is lost."""
    children = [multiprocessing.get_context("fork").Process(target=open_and_put, args=(path, n)) for n in range(3)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    assert [child.exitcode for child in children] == [0, 0, 0]
    with closing(opened(path)) as store:
        assert len(current(store)) == len(store.changes(0)) == 30
        assert store.verify().flaws == ()


def test_opening_what_is_there_needs_no_alembic(store: SqlStore, path: Path) -> None:
    """It takes half a second to import, a third of what a question from the shell may take."""
    code = f"import sys; from bot.stores.sql.sql_store import SqlStore; SqlStore('sqlite:///{path}').cases()"
    code += "; print('alembic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "False\n"


def test_a_draft_of_the_next_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Written beside the others, numbered on, empty while the tables are as they were."""
    copied = tmp_path / "copy"
    (copied / "versions").mkdir(parents=True)
    for each in migrating.SCRIPTS.rglob("*"):
        if each.suffix in {".py", ".mako"}:
            (copied / each.relative_to(migrating.SCRIPTS)).write_text(each.read_text("utf-8"))
    monkeypatch.setattr(migrating, "SCRIPTS", copied)

    draft_migration.draft("Standing questions")

    number = f"{len(tables.REVISIONS) + 1:04}"
    (made,) = (copied / "versions").glob(f"{number}*.py")
    assert f'revision = "{number}"' in made.read_text().replace("'", '"')
    assert made.read_text().count("op.") == 0
