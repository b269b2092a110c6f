"""Summaries of what is still open that nobody has looked at for half a year: what they say may have been overtaken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from bot.cli.checks.finding import Finding, some
from bot.core.library import intake
from bot.core.model.documents import CLOSED, Document, Kind
from bot.core.model.errors import BadDetail

HALF_A_YEAR = timedelta(days=183)
NAMED = 20  # of them; `list --json` has every date
MEND = (
    "Look up whether they still hold. Then set `checked` in the file, or with `edit KEY --checked DATE`; "
    "`state: closed` in the file where nothing more will come."
)


def finding(documents: Iterable[Document], today: date) -> Finding:
    """Those that were never checked count from the day that they were added. The oldest is named first."""
    old = sorted((seen, one.key) for one, seen in _open(documents) if today - seen > HALF_A_YEAR)
    if not old:
        return Finding("Summaries", "ok", "every one of an open matter was checked within six months")
    named = some([f"{key} ({seen})" for seen, key in old], NAMED)
    return Finding("Summaries", "warning", f"nobody has checked these for six months: {named}", MEND)


def _open(documents: Iterable[Document]) -> Iterator[tuple[Document, date]]:
    for one in documents:
        if one.details.kind is Kind.SUMMARY and one.details.state != CLOSED:
            yield one, _seen(one)


def _seen(document: Document) -> date:
    """The last day of what `checked` says; the day it was added where it says nothing, or no date."""
    try:
        return date.fromordinal(intake.days(document.details.checked or "")[1])
    except BadDetail:
        return document.added_at.date()
