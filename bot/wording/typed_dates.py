"""A date as people type it, in any of the interface's languages: "last June", "5.11.21", "juin 2021", "ayer"."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, Final

LONGEST: Final = 40  # characters that may be a date
ISO: Final = re.compile(r"\d{4}(?:-.*)?", re.DOTALL)  # is a date as it stands, or is none
_LAST: Final = re.compile(r"\b(?:last|past|derni[eè]re?|pasad[oa]|[uú]ltim[oa])\b|(?<!\S)الماضي(?!\S)", re.IGNORECASE)
_SAYS: Final = re.compile(r"[^\W\d_]{3}|\d{4}|\d+\D+\d+\D+\d+")  # a word, a year, or three numbers


def iso(typed: str, today: date) -> str | None:
    """As an ISO date that stops where what was typed stops: "June 2021" → "2021-06"; None for what is no date.

    Numbers are read as day, month, year; what names no year means the latest such day. Nothing after `today`. Takes a
    second the first time, later some hundredths: not for an event loop.
    """
    words = typed.strip()
    if not words or ISO.fullmatch(words):
        return words or None
    if len(words) > LONGEST or not _SAYS.search(words):
        return None
    for said in dict.fromkeys((words, " ".join(_LAST.sub(" ", words).split()))):
        found = _parser(today).get_date_data(said)
        if found.date_obj is not None and found.date_obj.date() <= today:
            return _cut(found.date_obj.date(), found.period)
    return None


def _cut(day: date, period: str) -> str:
    return day.isoformat()[: {"year": 4, "month": 7}.get(period, 10)]


@lru_cache(maxsize=1)
def _parser(today: date) -> Any:
    from dateparser.date import DateDataParser

    base = datetime.combine(today, time())
    wanted = {"DATE_ORDER": "DMY", "PREFER_DATES_FROM": "past", "PREFER_DAY_OF_MONTH": "first", "RELATIVE_BASE": base}
    return DateDataParser(languages=["en", "es", "fr", "ar"], settings=wanted)
