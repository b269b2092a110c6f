"""What a document says about its own dates: published, changed and created are different facts.

Only a date of publication becomes `Details.published`, by which answers are filtered; the others are told to whoever
reviews the document. A date is sought where it was declared, then where it is printed as such.
"""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime
from typing import Final

from bot.core.model import document_notes

OLDEST: Final = date(1985, 1, 1)  # before it: clocks that were never set (1904, 1970, 1980)
FIRST: Final = date(1995, 1, 1)  # of pages on the web
LINE: Final = 60  # characters of a line that is a date and little else
_LABELLED: Final = re.compile(  # how a date of publication is printed on a letter, a filing, a report
    r"\W*(?:(?:filed|dated|issued|published|released|posted|veröffentlicht|erschienen|publié|paru|publicado|pubblicato"
    r"|gepubliceerd)(?:\s+(?:on|am|le|el|il|op|em))?\s*[:：]?"
    r"|(?:date(?: of issue| filed| published| of publication)?|publication date|date de publication|datum|fecha|data)"
    r"\s*[:：])\s*(?P<date>(?:\S+\s+){0,4}\S+)",
    re.IGNORECASE,
)
_BARE: Final = re.compile(r"(?:[^\W\d]{2,}\.?,\s+)?(?P<date>[^,]{0,12}\d[^,]*(?:,\s*\d{4})?)\.?")  # "Lyon, 5 May 2021"
_MONTHS: Final = {  # Spanish, Portuguese, Italian, Dutch, Russian, Arabic: htmldate knows others
    word: calendar.month_name[number]
    for number, words in enumerate(
        """enero janeiro gennaio januari января يناير|febrero fevereiro febbraio februari февраля فبراير
        |marzo março maart марта مارس|abril aprile апреля أبريل|mayo maio maggio mei мая مايو
        |junio junho giugno juni июня يونيو|julio julho luglio juli июля يوليو|agosto augustus августа أغسطس
        |septiembre setembro settembre сентября سبتمبر|octubre outubro ottobre октября أكتوبر
        |noviembre novembro novembre ноября نوفمبر|diciembre dezembro dicembre декабря ديسمبر""".split("|"),  # noqa: SIM905
        start=1,
    )
    for word in words.split()
}
_OF: Final = re.compile(r"\s(?:de|del|of)\s", re.IGNORECASE)  # 5 de mayo de 2021
_DIGITS: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}[./-]\d{1,2}[./-]\d\d(?!\d)")
_AMERICAN: Final = re.compile(r"\bUnited States\b|\bU\.S\.", re.IGNORECASE)
_MONTH_FIRST: Final = re.compile(r"\b([01]?\d)/([0-3]?\d)/(\d{2,4})\b")  # as papers of American courts have it
_HEAD: Final = 600  # characters in which a court's name stands
_LINES: Final = 25  # of a document's beginning in which a letterhead or a filing stamp stands


def parsed(words: str) -> str | None:
    """ "5 May 2021", "5.5.2021" → "2021-05-05"; None for what holds no day. Not the future, and not before `FIRST`."""
    from htmldate.extractors import try_date_expr

    if not _DIGITS.search(words):
        return None
    now = datetime.now(UTC).replace(tzinfo=None)
    words = " ".join(_MONTHS.get(word.lower(), word) for word in _OF.sub(" ", words).split())
    found: str | None = try_date_expr(words, "%Y-%m-%d", False, datetime(FIRST.year, 1, 1), now)  # noqa: DTZ001
    return found


def printed(text: str) -> tuple[str | None, str]:
    """The day that a document's beginning gives as its own, and the line that says so.

    "Filed: May 5, 2021", "Date: …"; or a line that is a date, as on a letter, where it is the only one.
    """
    lines = _beginning(text)
    day, line = labelled(text)
    if day:
        return day, line
    bare = {day: line for line in lines if len(line) <= LINE and _BARE.fullmatch(line) and (day := parsed(line))}
    return next(iter(bare.items())) if len(bare) == 1 else (None, "")


def labelled(text: str) -> tuple[str | None, str]:
    """The day beside a word that says what it is: "Filed: May 5, 2021"."""
    american = _AMERICAN.search(text[:_HEAD]) is not None
    for line in _beginning(text):
        said = _LABELLED.fullmatch(line) if len(line) <= 2 * LINE else None
        words = _MONTH_FIRST.sub(r"\2.\1.\3", said["date"]) if said and american else said and said["date"]
        if words and (day := parsed(words)):
            return day, line
    return None, ""


def _beginning(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text[:4000].splitlines() if line.strip()][:_LINES]


def sane(day: date | None) -> str | None:
    """A day that a file's own clock may have written."""
    return day.isoformat() if day and OLDEST <= day <= datetime.now(UTC).date() else None


def notes(
    published: str | None, remark: str, changed: str | None = None, created: str | None = None
) -> tuple[str, ...]:
    """What is told of a document's dates. remark: the one that says where `published` is from."""
    said = [remark.format(date=published)] if published else []
    if changed and changed != published:
        said.append(document_notes.CHANGED.format(date=changed))
    if created and created != published:
        said.append(document_notes.CREATED.format(date=created))
    return tuple(said)
