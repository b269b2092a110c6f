""" "As of 15 December 2021" in a question: what was published by then, and nothing later."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from bot.core.language import values

PHRASES: Final = {
    "en": "as (?:of|at)",
    "es": "a fecha de(?:l)?|a fecha",
    "fr": "en date d[ue]|[àa] la date d[ue]",
    "de": "Stand",
    "ar": "حتى تاريخ|حتى",
}
_SAID: Final = {language: re.compile(rf"(?<!\w)(?:{phrase})\s+", re.IGNORECASE) for language, phrase in PHRASES.items()}


def taken(text: str) -> tuple[str, str | None]:
    """The question without it, and the ISO date (which may stop early); the text as it is where none is said."""
    for language, said in _SAID.items():
        for found in said.finditer(text):
            rest = text[found.end() :]
            first = next(iter(values.dates(rest, language)), None)
            if first and not first.start and (day := _iso(first.day)):
                return f"{text[: found.start()]} {rest[first.end :]}", day
    return text, None


def _iso(day: values.Day) -> str | None:
    year, month, number = day
    if year is None:
        return None
    try:
        date(year, month or 1, number or 1)
    except ValueError:
        return None
    return "-".join([f"{year:04}", *(f"{part:02}" for part in (month, number) if part)])
