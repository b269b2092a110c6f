"""A second wall between workspaces, on a server: while a question of one is answered, no other's rows can be read.

The first wall are the program's own filters. Should a statement forget one, the server itself leaves out what isn't
the workspace's own or shared: row-level security, for the tables' owner as well. A superuser is past every wall, so the
program's role shouldn't be one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError

from bot.core.model.documents import SHARED
from bot.stores.sql.database.drivers import Driver

_WITHIN: ContextVar[str] = ContextVar("within", default="")  # "": everything may be read
_SET: Final = "within"  # what a connection is narrowed to
_SAID: Final = "current_setting('pullquote.workspace', true)"
_OWN: Final = f"workspace IN ('{SHARED}', {_SAID})"
_CASE: Final = "EXISTS (SELECT 1 FROM cases WHERE cases.id = case_id)"
_DOCUMENT: Final = "EXISTS (SELECT 1 FROM documents WHERE documents.id = document_id)"
# What is left of a table: each by a table that is narrowed itself. Others hold numbers and hashes.
NARROWED: Final = {
    **dict.fromkeys(("cases", "drafts", "posts", "questions", "feedback", "schedules", "settings"), _OWN),
    "documents": _CASE,
    "versions": _DOCUMENT,
    "retrievals": _DOCUMENT,
    "texts": "EXISTS (SELECT 1 FROM versions WHERE versions.text_sha256 = texts.sha256)",
    "originals": "EXISTS (SELECT 1 FROM versions WHERE versions.sha256 = originals.sha256)",
    "quotations": "EXISTS (SELECT 1 FROM posts WHERE posts.message = quotations.message)",
    "event_details": f"EXISTS (SELECT 1 FROM events WHERE events.sequence = event_details.sequence AND {_CASE})",  # noqa: S608 - our own names
}

TAKEN_AWAY: Final = f"""SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace
AND relname IN ({", ".join(f"'{name}'" for name in NARROWED)}) AND NOT (relrowsecurity AND relforcerowsecurity
AND EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = pg_class.oid AND polname = 'own'))"""  # noqa: S608 - our own names


def build(driver: Driver) -> None:
    """On tables that were made just now."""
    for table, own in NARROWED.items():
        driver.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        driver.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        driver.execute(f"CREATE POLICY own ON {table} USING (coalesce({_SAID}, '') = '' OR {own})")


@contextmanager
def within(workspace: str) -> Iterator[None]:
    """What this thread reads until then is that workspace's own, or shared."""
    token = _WITHIN.set(workspace)
    try:
        yield
    finally:
        _WITHIN.reset(token)


def listen(engine: Engine) -> None:
    """Narrow each connection as it is taken out of the pool; one that is narrowed already costs nothing."""
    event.listen(engine, "checkout", _narrow)


def _narrow(connection: psycopg.Connection, record: Any, _proxy: object) -> None:
    wanted = _WITHIN.get()
    if record.info.get(_SET, "") == wanted:
        return
    try:
        was, connection.autocommit = connection.autocommit, True
        connection.execute("SELECT set_config('pullquote.workspace', %s, false)", (wanted,))
        connection.autocommit = was
    except psycopg.OperationalError as error:
        raise DisconnectionError from error  # the pool takes another one
    record.info[_SET] = wanted
