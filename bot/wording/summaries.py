"""Up to when a summary tells what happened, and when somebody last looked whether that still holds."""

from __future__ import annotations

from bot.core.model.documents import Details, Kind
from bot.wording.catalogue import Tongue


def age(details: Details, words: Tongue) -> str | None:
    """ "Summary of events to December 2018, checked 21 November 2026". None where it says neither, or is no summary."""
    if details.kind is not Kind.SUMMARY:
        return None
    until, checked = (said and words.date(said) for said in (details.facts_until, details.checked))
    if until and checked:
        return words.say_plainly("Summary of events to {until}, checked {checked}", until=until, checked=checked)
    if until:
        return words.say_plainly("Summary of events to {until}", until=until)
    return words.say_plainly("Case summary, checked {checked}", checked=checked) if checked else None


def published(details: Details, words: Tongue) -> str | None:
    """When it was published. A summary's own date is said to be that of its writing, or its age says more."""
    if not details.published or age(details, words):
        return None
    date = words.date(details.published)
    return words.say_plainly("written {date}", date=date) if details.kind is Kind.SUMMARY else date


def dated(details: Details, words: Tongue) -> str | None:
    """When it was published; of a summary that says it, its age instead."""
    return age(details, words) or published(details, words)
