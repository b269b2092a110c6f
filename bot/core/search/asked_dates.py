"""Which dates a question is about: of those chosen beside it and those typed in it, what lies in both."""

from __future__ import annotations

from dataclasses import replace

from bot.core.library import intake
from bot.core.model.answers import Question
from bot.core.model.errors import BadDate, BadDetail, DatesCrossed
from bot.core.search.query_syntax import Query


def days(question: Question, wanted: Query) -> tuple[int, int]:
    """The narrower of what was chosen and what was typed. Raises DatesCrossed where nothing can lie between them."""
    after = max(((_span_of(date)[0], date) for date in (question.after, wanted.after) if date), default=(0, ""))
    before = min(((_span_of(date)[1], date) for date in (question.before, wanted.before) if date), default=(0, ""))
    if before[0] and after[0] > before[0]:
        raise DatesCrossed(after=after[1], before=before[1])
    return after[0], before[0]


def _narrowest(chosen: str | None, typed: str | None, day: int) -> str | None:
    """The date that counts, of the one chosen and the one typed, as it was written."""
    return next((one for one in (chosen, typed) if one and day in _span_of(one)), None)


def _span_of(date: str) -> tuple[int, int]:
    """First and last day of a date that may stop early. Raises BadDate."""
    try:
        return intake.days(date)
    except BadDetail as error:
        raise BadDate(value=error.fields["value"]) from None


def dated(question: Question, wanted: Query, found: tuple[int, int]) -> Question:
    """With the dates that count."""
    after = _narrowest(question.after, wanted.after, found[0])
    return replace(question, after=after, before=_narrowest(question.before, wanted.before, found[1]))
