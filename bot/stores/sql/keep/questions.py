"""Standing questions in the database, beside the trail; what is dropped is overwritten, in the write-ahead log too."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from bot.core.model.documents import Actor
from bot.core.model.kept_items import StandingQuestion
from bot.stores.content import written_as_text
from bot.stores.sql.database.faults import Damaged
from bot.stores.sql.database.tables import QUESTIONS
from bot.stores.sql.documents import rows
from bot.stores.sql.documents.batch import chunks
from bot.stores.sql.keep.draft_rows import NOBODY, DraftTable


class QuestionTable(DraftTable):
    """The part of the store that holds them."""

    def put_question(self, question: StandingQuestion) -> None:
        with written_as_text("question"):
            question.text.encode()
        with self._writing(NOBODY) as batch:
            batch.weighs(len(question.text.encode()))
            batch.delete(QUESTIONS, QUESTIONS.c.id == question.id)
            batch.insert(QUESTIONS, _row(question))

    def questions(self, workspace: str | None = None, by: Actor | None = None) -> Sequence[StandingQuestion]:
        wanted = select(QUESTIONS).where(QUESTIONS.c.expires > self._clock())
        if workspace is not None:
            wanted = wanted.where(QUESTIONS.c.workspace == workspace)
        if by is not None:
            wanted = wanted.where(QUESTIONS.c.by == by.id)
        with self._reading() as connection:
            found = connection.execute(wanted.order_by(QUESTIONS.c.at, QUESTIONS.c.id))
            return list(rows.readable(found, _question, "questions"))

    def seen_questions(self, questions: Iterable[str], sequence: int) -> None:
        with self._writing(NOBODY) as batch:
            for some in chunks(questions):
                batch.update(QUESTIONS, QUESTIONS.c.id.in_(some), {"seen": sequence})

    def claim_question(self, question: str, at: datetime) -> bool:
        free = (QUESTIONS.c.id == question) & QUESTIONS.c.told.is_(None)
        with self._writing(NOBODY) as batch:
            claimed = batch.update(QUESTIONS, free, {"told": at})
        return claimed > 0

    def release_question(self, question: str, due: datetime) -> None:
        changed = {"told": None, "due": due, "tries": QUESTIONS.c.tries + 1, "seen": QUESTIONS.c.since}
        with self._writing(NOBODY) as batch:
            batch.update(QUESTIONS, QUESTIONS.c.id == question, changed)

    def drop_question(self, question: str) -> bool:
        return self._drop(QUESTIONS, QUESTIONS.c.id == question) > 0

    def expire_questions(self) -> int:
        return self._expire(QUESTIONS)


_SAME = [name for name in StandingQuestion.__slots__ if name not in {"case", "scope"}]


def _row(question: StandingQuestion) -> dict[str, Any]:
    said = {name: getattr(question, name) for name in _SAME}
    return {**said, "case_id": question.case, "scope": json.dumps(sorted(question.scope))}


def _question(row: Row[Any]) -> StandingQuestion:
    if not (isinstance(row.at, datetime) and isinstance(row.expires, datetime) and isinstance(row.text, str)):
        raise Damaged
    try:
        scope = frozenset(json.loads(row.scope))
    except (ValueError, TypeError) as error:
        raise Damaged from error
    return StandingQuestion(**{name: getattr(row, name) for name in _SAME}, case=row.case_id, scope=scope)
