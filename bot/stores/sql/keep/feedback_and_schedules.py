"""What the database keeps beside documents and trail: feedback, schedules, and what a workspace leaves behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, select, union

from bot.core.model.documents import Actor, CaseId, DocumentId
from bot.core.model.errors import UnknownDocument
from bot.core.model.kept_items import Feedback, Schedule
from bot.core.model.trail import Outcome
from bot.stores.sql.database.faults import Damaged
from bot.stores.sql.database.tables import FEEDBACK, SCHEDULES
from bot.stores.sql.documents import rows
from bot.stores.sql.documents.batch import Batch, possible
from bot.stores.sql.keep.draft_rows import NOBODY
from bot.stores.sql.keep.holdings import HOLDINGS
from bot.stores.sql.keep.questions import QuestionTable
from bot.stores.sql.trail.chain import About

_WORKSPACES = union(*(select(each.workspace) for each in HOLDINGS if each.workspace is not None))


class BesideTable(QuestionTable):
    """The part of the store that holds these."""

    # --- feedback

    def count_feedback(self, workspace: str, document: DocumentId, verdict: str) -> None:
        with self._writing(NOBODY) as batch:
            batch.held(document)
            named = {"workspace": workspace, "document_id": document, "verdict": verdict}
            same = [FEEDBACK.c[name] == value for name, value in named.items()]
            if not batch.update(FEEDBACK, and_(*same), {"count": FEEDBACK.c.count + 1}):
                batch.insert(FEEDBACK, {**named, "count": 1})

    def feedback(self, workspace: str, document: DocumentId | None = None) -> Sequence[Feedback]:
        wanted = select(FEEDBACK).where(FEEDBACK.c.workspace == workspace)
        if document is not None:
            wanted = wanted.where(FEEDBACK.c.document_id == (document if possible(document) else 0))
        with self._reading() as connection:
            found = connection.execute(wanted.order_by(FEEDBACK.c.document_id, FEEDBACK.c.verdict))
            return [Feedback(*row) for row in found]

    # --- schedules

    def put_schedule(self, schedule: Schedule, by: Actor) -> None:
        with self._writing(by) as batch:
            _require(batch, schedule.case, schedule.document)
            batch.delete(SCHEDULES, _same(schedule.case, schedule.document))
            batch.insert(SCHEDULES, _row(schedule) | {"by": by.id})
            batch.log(Outcome.UPDATED, About(schedule.case), f"refreshed every {schedule.days} days")

    def schedules(self, workspace: str | None = None) -> Sequence[Schedule]:
        wanted = select(SCHEDULES).order_by(SCHEDULES.c.due, SCHEDULES.c.case_id, SCHEDULES.c.document_id)
        if workspace is not None:
            wanted = wanted.where(SCHEDULES.c.workspace == workspace)
        with self._reading() as connection:
            return list(rows.readable(connection.execute(wanted), _schedule, "schedules"))

    def looked(self, case: CaseId, document: DocumentId | None, at: datetime, due: datetime) -> None:
        if not _possible(case, document):
            return
        with self._writing(NOBODY) as batch:
            batch.update(SCHEDULES, _same(case, document), {"looked": at, "due": due})

    def drop_schedule(self, case: CaseId, document: DocumentId | None, by: Actor) -> bool:
        if not _possible(case, document):
            return False
        with self._writing(by) as batch:
            dropped = batch.delete(SCHEDULES, _same(case, document))
            if dropped:
                batch.log(Outcome.REMOVED, About(case), "no longer refreshed")
        return dropped > 0

    # --- workspaces

    def workspaces(self) -> Sequence[str]:
        with self._reading() as connection:
            return sorted(connection.scalars(_WORKSPACES))

    def drop_workspace(self, workspace: str, by: Actor, reason: str) -> None:
        with self._writing(by) as batch:
            batch.drop_workspace(workspace, reason)
        self.database.wipe()


def _possible(case: CaseId, document: DocumentId | None) -> bool:
    return possible(case) and (document is None or possible(document))


def _require(batch: Batch, case: CaseId, document: DocumentId | None) -> None:
    batch.require_case(case)
    if document is not None and batch.held(document).case != case:
        raise UnknownDocument(key=document)


def _same(case: CaseId, document: DocumentId | None) -> ColumnElement[bool]:
    return and_(SCHEDULES.c.case_id == case, SCHEDULES.c.document_id == (document or 0))


def _row(schedule: Schedule) -> dict[str, Any]:
    said = {name: getattr(schedule, name) for name in ("workspace", "days", "due", "looked", "by")}
    return {**said, "case_id": schedule.case, "document_id": schedule.document or 0}


def _schedule(row: Row[Any]) -> Schedule:
    if not (isinstance(row.due, datetime) and isinstance(row.by, str) and isinstance(row.days, int)):
        raise Damaged
    return Schedule(row.workspace, row.case_id, row.days, row.due, row.by, row.document_id or None, row.looked)
