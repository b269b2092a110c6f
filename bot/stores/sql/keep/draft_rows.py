"""Drafts in the database: kept for a while, beside the trail, since nothing of them is published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import LargeBinary, Table, func, literal, select

from bot.core.model.documents import Actor, Draft
from bot.core.model.ports import Clock
from bot.stores.sql.database.database import Database
from bot.stores.sql.database.tables import DRAFTS
from bot.stores.sql.documents import rows

_WITHOUT_BODY = [column for column in DRAFTS.c if column.name != "body"]
NOBODY = Actor("system")


class DraftTable:
    """The part of the store that holds them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database, self._clock = database, clock
        self._reading, self._writing = database.reading, database.writing

    def put_draft(self, draft: Draft) -> None:
        with self._writing(NOBODY) as batch:
            batch.weighs(len(draft.body))
            replaced = batch.delete(DRAFTS, DRAFTS.c.id == draft.id)
            batch.insert(DRAFTS, rows.of_draft(draft))
        if replaced:
            self.database.empty_log()

    def draft(self, draft: str) -> Draft | None:
        found = self._drafts(select(DRAFTS).where(DRAFTS.c.id == draft))
        return found[0] if found else None

    def drafts(self, workspace: str | None = None) -> Sequence[Draft]:
        wanted = select(*_WITHOUT_BODY, literal(b"", LargeBinary).label("body"))
        if workspace is not None:
            wanted = wanted.where(DRAFTS.c.workspace == workspace)
        return self._drafts(wanted.order_by(DRAFTS.c.at, DRAFTS.c.id))

    def _drafts(self, wanted: Any) -> list[Draft]:
        with self._reading() as connection:
            current = connection.execute(wanted.where(DRAFTS.c.expires > self._clock()))
            return list(rows.readable(current, rows.draft, "drafts"))

    def drop_draft(self, draft: str) -> bool:
        return self._drop(DRAFTS, DRAFTS.c.id == draft) > 0

    def expire_drafts(self) -> int:
        return self._expire(DRAFTS)

    def _expire(self, table: Table) -> int:
        old = table.c.expires <= self._clock()
        with self._reading() as connection:
            due = connection.scalar(select(func.count()).select_from(table).where(old))
        return self._drop(table, old) if due else 0

    def _drop(self, table: Table, which: Any) -> int:
        """Overwritten, in the write-ahead log too."""
        with self._writing(NOBODY) as batch:
            dropped = batch.delete(table, which)
        self.database.empty_log()
        return dropped
