"""A database is copied whole, between a file and a server in every direction, and the hashes of both say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel

from bot.core.model.documents import Actor
from bot.core.model.errors import StoreCorrupt, StoreError, StoreTaken, StoreUnfit
from bot.core.model.trail import Outcome
from bot.stores.sql.backup import backups, copying
from bot.stores.sql.database import drivers
from bot.stores.sql.sql_store import SqlStore
from tests.contracts.store_contract import FULL, current
from tests.stores.sql.behind import behind
from tests.stores.sql.conftest import ENGINES, made
from tests.stores.sql.trail.test_forgeries import use

OPERATOR = Actor("cli")
UNSIGNED = {
    "the newest events or entries of the journal weren't signed by this program",
    "the signed head or its key is missing, or isn't ours",
}
BOTH = pytest.mark.parametrize(("here", "there"), [(one, other) for one in ENGINES for other in ENGINES])


@pytest.fixture
def source(here: str, path: Path) -> Iterator[SqlStore]:
    """Something of everything, NUL in titles and texts as well."""
    with closing(SqlStore(made(here, path))) as store:
        use(store, 0)
        use(store, 1)
        store.put(store.cases()[0].id, FULL, OPERATOR)
        yield store


@pytest.fixture
def target(there: str, tmp_path: Path) -> Iterator[SqlStore]:
    with closing(SqlStore(made(there, tmp_path / "copy" / "copy.db"))) as store:
        yield store


def rows(store: SqlStore) -> Mapping[str, Any]:
    with store.database.reading() as connection:
        driver = drivers.driver(connection)
        return {
            name: sorted(driver.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
            for name in SQLModel.metadata.tables
            if name != "signature"
        }


@BOTH
def test_a_copy_holds_the_same(source: SqlStore, target: SqlStore) -> None:
    """Row by row, value by value; its history is whole and signed, and goes on."""
    done = copying.copy(source.database, target.database)
    assert rows(target) == rows(source)
    assert done.rows == sum(len(some) for some in rows(source).values())
    assert (target.head(), current(target)) == (source.head(), current(source))
    assert target.verify().flaws == ()
    target.put_setting("7", "language", "fr", OPERATOR)
    assert (target.verify().flaws, target.verify().unsigned) == ((), 0)


@pytest.mark.parametrize("here", ENGINES)
def test_there_and_back(source: SqlStore, tmp_path: Path) -> None:
    """The same hash after every step."""
    way = [("server", "a.db"), ("file", "b.db"), ("server", "c.db")]
    with ExitStack() as opened:
        stores = [opened.enter_context(closing(SqlStore(made(engine, tmp_path / "on" / name)))) for engine, name in way]
        found = {copying.copy(one.database, other.database) for one, other in pairwise([source, *stores])}
    assert len(found) == 1


@BOTH
def test_what_holds_something_already_isnt_written_over(source: SqlStore, target: SqlStore) -> None:
    target.open_case("7", "c", "C")
    before = rows(target)
    with pytest.raises(StoreTaken):
        copying.copy(source.database, target.database)
    assert rows(target) == before


@BOTH
def test_a_forgery_goes_on_showing(source: SqlStore, target: SqlStore, path: Path) -> None:
    """A copy doesn't sign what its source's key didn't."""
    with source.database.alone() as connection:
        driver = drivers.driver(connection)
        driver.execute("UPDATE signature SET mac = ?", ("ff" * 32,))
        driver.execute("UPDATE event_details SET actor = ?", ("discord:666",))
    copying.copy(source.database, target.database)
    assert {flaw.what for flaw in target.verify().flaws} >= {"its actor was changed"}
    assert UNSIGNED & {flaw.what for flaw in target.verify().flaws}
    target.put_setting("7", "language", "fr", OPERATOR)
    assert UNSIGNED & {flaw.what for flaw in target.verify().flaws}


@pytest.mark.parametrize(("here", "there"), [("file", "server"), ("file", "file")])
def test_what_no_column_can_hold_stops_the_copy(source: SqlStore, target: SqlStore, path: Path) -> None:
    """Nothing of it is kept: not even the tables before."""
    with behind(f"sqlite:///{path}") as other:
        other.execute(f"UPDATE versions SET title = {other.odd} WHERE version = 1")
    before = rows(target)
    with pytest.raises(StoreCorrupt):
        copying.copy(source.database, target.database)
    assert rows(target) == before


@pytest.mark.parametrize("here", ["file"])
def test_by_addresses(source: SqlStore, path: Path, tmp_path: Path) -> None:
    """As `copy-store` does: what isn't there is made."""
    there = f"sqlite:///{tmp_path / 'new' / 'copy.db'}"
    done = copying.copied(f"sqlite:///{path}", there)
    with closing(SqlStore(there)) as store:
        assert rows(store) == rows(source)
    assert done.sha256 != "0" * 64


@BOTH
def test_a_backup_is_a_file_that_either_takes_back(source: SqlStore, target: SqlStore, tmp_path: Path) -> None:
    """Without previews and standing questions; the trail says that it came, and is whole. Nothing lies beside it."""
    file = tmp_path / "out" / "backup.db"
    file.parent.mkdir()
    head = source.backup(file)
    assert [each.name for each in file.parent.iterdir()] == ["backup.db"]
    assert backups.is_backup(file)
    target.open_case("9", "other", "Something else")
    address = str(target.database.url) if hasattr(target.database, "url") else f"sqlite:///{target.database.path}"  # type: ignore[attr-defined]
    target.close()
    assert copying.restore(file, address, OPERATOR) == head == source.head()
    with closing(SqlStore(address)) as restored:
        assert current(restored) == current(source)
        assert [case.workspace for case in restored.cases()] == ["7", "7"]
        assert restored.questions() == []
        assert [one.proposed for one in restored.drafts()] == [True]
        event = restored.events(limit=1)[0]
        assert (event.action, event.actor) == (Outcome.RESTORED, OPERATOR.id)
        assert restored.verify().flaws == ()


@pytest.mark.parametrize("there", ["server"])
def test_a_backup_of_an_older_schema_isnt_put_on_a_server(target: SqlStore, tmp_path: Path) -> None:
    """A file can be upgraded, then copied."""
    file = tmp_path / "old.db"
    with closing(SqlStore(f"sqlite:///{file}")):
        pass
    with behind(f"sqlite:///{file}") as other:
        other.execute("UPDATE alembic_version SET version_num = '0005'")
    before = rows(target)
    with pytest.raises(StoreUnfit, match="copy-store"):
        copying.restore(file, str(target.database.url), OPERATOR)  # type: ignore[attr-defined]
    assert rows(target) == before


@pytest.mark.parametrize("there", ["server"])
def test_a_damaged_backup_changes_nothing(target: SqlStore, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    target.backup(file)
    data = bytearray(file.read_bytes())
    data[-200] ^= 1
    file.write_bytes(data)
    before = rows(target)
    with pytest.raises(StoreError):
        copying.restore(file, str(target.database.url), OPERATOR)  # type: ignore[attr-defined]
    assert rows(target) == before
