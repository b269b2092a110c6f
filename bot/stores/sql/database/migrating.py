"""Brings a database up to the schema of this program: from nothing, or from any earlier one. Newer ones are refused.

The stored revision is compared first, without Alembic (half a second to import). An upgrade is one transaction under
the database's own write lock: another process waits for it, and one killed half way leaves what was before.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from bot.core.model.errors import StoreCorrupt, StoreNewer
from bot.stores.sql.database import drivers
from bot.stores.sql.database.faults import BUSY_SECONDS
from bot.stores.sql.database.tables import REVISIONS
from bot.stores.sql.trail.journal import Journal

if TYPE_CHECKING:
    from alembic.config import Config

_SMALLEST = 512  # bytes: the smallest page, so the smallest database that holds anything
_HALF_DONE = {sqlite3.SQLITE_READONLY_ROLLBACK, sqlite3.SQLITE_READONLY_RECOVERY}  # a killed writer's, to be undone
JOURNAL_SINCE = "0005"  # a database from before is taken as it stands
SCRIPTS = Path(__file__).parent / "migrations"


def refuse_newer(path: Path) -> str | None:
    """The revision that the file is of, None for an empty one; read without touching it.

    Raises StoreNewer for a revision from the future, StoreCorrupt for a file of something else, sqlite3.Error, OSError.
    """
    if 0 < path.stat().st_size < _SMALLEST:  # SQLite would take it for an empty one and write it over
        raise StoreCorrupt(path=path)
    try:
        revision = _stored(path, "ro")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode not in _HALF_DONE:
            raise
        revision = _stored(path, "rw")
    if revision is None:
        return None
    if revision not in REVISIONS:
        raise StoreNewer(path=path)
    return revision


def lies_still(path: Path) -> bool:
    """Whether all of it is in the file, of this program's schema: nothing waits in a log beside it."""
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        return False
    return _stored(path, "ro&immutable=1") == REVISIONS[-1]


def _stored(path: Path, mode: str) -> str | None:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=BUSY_SECONDS)) as file:
        names = {name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not names:
            return None
        if "alembic_version" not in names:
            raise StoreCorrupt(path=path)
        (revision,) = file.execute("SELECT version_num FROM alembic_version").fetchone() or ("",)
    return str(revision)


def bring_up_to_date(engine: Engine, revision: str | None) -> None:
    """Make or upgrade the tables where `revision` isn't the newest, and see to it that the log is written ahead."""
    _write_ahead(engine)
    if revision != REVISIONS[-1]:
        _upgrade(engine, revision)


def _upgrade(engine: Engine, revision: str | None) -> None:
    """With foreign keys off, since making a table anew would otherwise delete what refers to it."""
    with engine.connect().execution_options(writes=True) as connection:
        driver = drivers.driver(connection)
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                run(connection)
                _check_keys(connection)
                if revision is not None and revision < JOURNAL_SINCE:
                    Journal(driver).begin()
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def run(connection: Connection, to: str = "head") -> None:
    """Alembic's upgrade within the transaction of `connection`."""
    from alembic import command

    command.upgrade(configured(connection), to)


def configured(connection: Connection) -> Config:
    """What Alembic needs to know; there is no configuration file."""
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _check_keys(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise sqlite3.DatabaseError(f"a migration left a row of {broken[0]} without what it refers to")


def _write_ahead(engine: Engine) -> None:
    """WAL stays set in the file. Two processes that open a new file at once get in each other's way for a moment."""
    driver = engine.raw_connection()
    deadline = time.monotonic() + BUSY_SECONDS
    try:
        while driver.cursor().execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            try:
                driver.cursor().execute("PRAGMA journal_mode=WAL")
            except sqlite3.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
    finally:
        driver.close()
