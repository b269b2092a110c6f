"""Drafts in the database: kept for a while, beside the trail, since nothing of them is published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import LargeBinary, literal, select

from bot.core.model import Actor, Draft
from bot.core.ports import Clock
from bot.stores.sql import rows
from bot.stores.sql.database import Database
from bot.stores.sql.tables import DRAFTS

_WITHOUT_BODY = [column for column in DRAFTS.c if column.name != "body"]
NOBODY = Actor("system")


class DraftTable:
    """The part of the store that holds them. Those that have expired go whenever a new one comes."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database, self._clock = database, clock
        self._reading, self._writing = database.reading, database.writing

    def put_draft(self, draft: Draft) -> None:
        with self._writing(NOBODY) as batch:
            batch.weighs(len(draft.body))
            old = (DRAFTS.c.id == draft.id) | (DRAFTS.c.expires <= self._clock())
            batch.connection.execute(DRAFTS.delete().where(old))
            batch.connection.execute(DRAFTS.insert(), rows.of_draft(draft))

    def draft(self, draft: str) -> Draft | None:
        found = self._drafts(select(DRAFTS).where(DRAFTS.c.id == draft))
        return found[0] if found else None

    def drafts(self, workspace: str) -> Sequence[Draft]:
        wanted = select(*_WITHOUT_BODY, literal(b"", LargeBinary).label("body")).where(DRAFTS.c.workspace == workspace)
        return self._drafts(wanted.order_by(DRAFTS.c.at, DRAFTS.c.id))

    def _drafts(self, wanted: Any) -> list[Draft]:
        with self._reading() as connection:
            current = connection.execute(wanted.where(DRAFTS.c.expires > self._clock()))
            return [rows.draft(row) for row in current]

    def drop_draft(self, draft: str) -> bool:
        with self._writing(NOBODY) as batch:
            dropped: int = batch.connection.execute(DRAFTS.delete().where(DRAFTS.c.id == draft)).rowcount
        return dropped > 0
