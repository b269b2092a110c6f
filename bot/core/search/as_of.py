""" "As of 15 December 2021" in a question: texts published by then, and summaries of what had begun by then.

A summary may go on to tell of later days: whole files are kept out, not sentences.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from bot.core.language import profile, values


def taken(text: str) -> tuple[str, str | None]:
    """The question without it, and the ISO date (which may stop early); the text as it is where none is said."""
    for language, said in _said().items():
        for found in said.finditer(text):
            rest = text[found.end() :]
            first = next(iter(values.dates(rest, language)), None)
            if first and not first.start and (day := _iso(first.day)):
                return f"{text[: found.start()]} {rest[first.end :]}", day
    return text, None


@cache
def _said() -> dict[str, re.Pattern[str]]:
    """By language; of those that have a way to say it."""
    phrases = ((language, profile.section(language, "dates").get("as_of")) for language in profile.having("dates"))
    return {language: re.compile(rf"(?<!\w)(?:{said})\s+", re.IGNORECASE) for language, said in phrases if said}


def _iso(day: values.Day) -> str | None:
    year, month, number = day
    if year is None:
        return None
    try:
        date(year, month or 1, number or 1)
    except ValueError:
        return None
    return "-".join([f"{year:04}", *(f"{part:02}" for part in (month, number) if part)])
