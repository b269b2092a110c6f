"""Sentences about an answer, in English: how sure it is, what was searched, why there is none and what to try."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.core.model.answers import Answer, Excerpt, Reason, Verdict
from bot.core.model.documents import Document, Kind, Standing
from bot.core.quoting import cited_sources
from bot.wording import summaries

SEPARATOR = " · "
MOST_MISSING = 5  # words of a question that are told not to be there
VERY, FAIRLY = 0.9, 0.75  # calibrated probabilities that a reader would call so

_STANDING = {
    Standing.CORRECTED: "Corrected: the source has corrected this document since.",
    Standing.RETRACTED: "Retracted: the source has taken this document back.",
    Standing.DISPUTED: "Disputed: this document has been marked as disputed.",
}
_REFUSALS = {
    Reason.NO_WORDS: (
        "There is nothing to search for in that question.",
        "Use a name, a thing or an event, for example: who signed the letter?",
    ),
    Reason.EMPTY: (
        "There are no documents to search.",
        "Leave out the case or the dates, or add documents with `add`.",
    ),
    Reason.NO_QUESTION: (
        "There is no question in that.",
        "Ask for a name, a thing or an event, for example: who signed the letter?",
    ),
    Reason.UNKNOWN_WORDS: (
        "I found nothing on this.",
        "Try another word for the same thing, or a name as the articles would print it.",
    ),
    Reason.NOT_TOGETHER: (
        "I found no clear answer.",
        "These passages come closest; none holds all of your words together.",
    ),
    Reason.MISSING: (
        "I found no clear answer.",
        "These passages come closest.",
    ),
    Reason.UNCERTAIN: (
        "I found no clear answer.",
        "These passages come closest.",
    ),
    Reason.WITHHELD: (
        "The answer is withheld.",
        "The words found are no longer those of the stored document. `doctor` and `audit --verify` say more.",
    ),
}


def message(answer: Answer) -> str:
    """What a person is told, on one line: the first quote with where it stands, or the refusal with what to try."""
    if not answer.answered:
        return " ".join(refusal(answer))
    best = answer.excerpts[0]
    return f"“{' '.join(best.quote.splitlines())}” ({SEPARATOR.join(credited(best))})"


def _recognised(excerpt: Excerpt) -> str | None:
    if excerpt.recognised is None:
        return None
    return f"recognised from a picture (OCR), {excerpt.recognised}% sure: compare it with the page"


def credited(excerpt: Excerpt) -> list[str]:
    """Title, publisher, date and place of a quote, those that are known."""
    details = excerpt.document.details
    where = (details.title, details.publisher, summaries.dated(details, _ENGLISH), excerpt.place)
    return [part for part in (*where, _across(excerpt), _recognised(excerpt)) if part]


def _across(excerpt: Excerpt) -> str | None:
    own = excerpt.across("en")
    if own is None:
        return None
    from babel import Locale  # a tenth of a second, and most answers don't need it

    return f"found across languages: the original is in {Locale('en').languages.get(own, own)}"


def based_on(excerpt: Excerpt) -> str | None:
    """What a summary is, so that it is never taken for the sources' own words."""
    document = excerpt.document
    if document.details.kind is not Kind.SUMMARY:
        return None
    if cited_sources.cited(document, excerpt.start, excerpt.end):
        return "Case summary, these words based on:"
    return "Case summary, based on:" if document.details.sources else "Case summary"


def standing(document: Document) -> str | None:
    return _STANDING.get(document.details.standing)


def day(published: str) -> str:
    """ "2021-12-15" → "15 December 2021", "2021-12" → "December 2021"; anything else as it is."""
    try:
        parts = [int(part) for part in published.split("-")]
        moment = date(*[*parts, 1, 1][:3])
    except (ValueError, TypeError):
        return published
    named = ("{0:%Y}", "{0:%B} {0:%Y}", "{0.day} {0:%B} {0:%Y}")[min(len(parts), 3) - 1]
    return named.format(moment)


class _English:
    """Dates and sentences as they stand in the code."""

    def say_plainly(self, sentence: str, /, **fields: Any) -> str:
        return sentence.format(**fields)

    def date(self, iso: str, /) -> str:
        return day(iso)


_ENGLISH = _English()


def certainty(answer: Answer) -> str:
    """How sure it is, in words with the calibrated number behind them."""
    percent = f"({min(99, int(answer.confidence * 100))} %)"
    if answer.confidence >= VERY:
        return f"Very likely the answer {percent}"
    return f"{'Probably' if answer.confidence >= FAIRLY else 'Possibly'} the answer {percent}"


def searched(answer: Answer) -> str:
    """ "1 of 27 documents, only those dated 2021 or later". The number is of all, whatever their dates."""
    total = f"{answer.searched:,} document{'' if answer.searched == 1 else 's'}"
    asked = answer.question
    limits = f", only those dated {asked.after} or later" if asked.after else ""
    limits += f"{' and' if limits else ', only those dated'} {asked.before} or earlier" if asked.before else ""
    return (f"{len(answer.excerpts)} of {total}" if answer.answered else total) + limits


def refusal(answer: Answer) -> tuple[str, ...]:
    """Sentences: that there is no answer, why, the nearest spellings, and what to try instead."""
    heading, advice = _REFUSALS[answer.reason or Reason.UNCERTAIN]
    return (heading, *_unknown(answer), *_languages(answer), *_dates(answer), advice, *_missing(answer))


def _missing(answer: Answer) -> list[str]:
    """What of the question isn't in the closest passages, though it is somewhere in the files."""
    if answer.verdict is not Verdict.CLOSEST:
        return []
    lacked = [word for word in answer.missing if word not in answer.unknown][:MOST_MISSING]
    named = ", ".join(f"“{word[:40]}”" for word in lacked)
    return [f"Not in them: {named}."] if lacked else []


def _unknown(answer: Answer) -> list[str]:
    told = []
    if answer.unknown:
        words = ", ".join(f"“{word[:40]}”" for word in answer.unknown[:5])
        told.append(f"Nowhere in them: {words}.")
    if answer.spellings:
        near = ", ".join(f"“{word[:40]}”" for word in dict.fromkeys(list(answer.spellings.values())[:5]))
        told.append(f"They have {near}.")
    return told


def _dates(answer: Answer) -> list[str]:
    limited = answer.question.after or answer.question.before
    return (
        ["Nothing of these dates holds a word of it; leave the dates out to ask all."]
        if limited and not answer.nearest
        else []
    )


def _languages(answer: Answer) -> list[str]:
    return [f"They are written in other languages ({', '.join(answer.languages)})."] if answer.languages else []
