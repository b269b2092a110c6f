"""Where a document's details are from, as far as that is doubtful: told to whoever reviews it.

What isn't printed in the document's beginning is doubted: the title, author and publisher that a program put into a
file's details are often those of its template or of a typist. What may be a detail (a letterhead, a date in the name of
the file) is only named, and becomes one when a person takes it over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from bot.core.library.intake import shown
from bot.core.model import document_notes
from bot.core.model.document_notes import Note
from bot.core.model.documents import Kind, Mark, Reading
from bot.readers.details import dates

BEGINNING: Final = 5_000  # characters: about two pages
_HEAD: Final = 600  # characters in which a letterhead stands
_LINES: Final = 5  # of them
_LONGEST: Final = 90  # characters of a line that is a name
_ALIKE: Final = 0.5  # share of its words that two titles of one document have in common
_DAY: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_. ]?([01]\d)[-_. ]?([0-3]\d)(?!\d)")
_WORDS: Final = re.compile(r"\w+")
_PLACEHOLDER: Final = re.compile(
    r"\W*(untitled.*|document\d*|doc\d*|slide \d+|powerpoint.*|microsoft (word|excel|powerpoint).*"
    r"|print.*|scan.*|.*\.\w{2,5}|[\W\d_]*)",
    re.IGNORECASE,
)
_OFFICE: Final = re.compile(  # what bodies that write letters and reports call themselves
    r"\b(?:ministry|department|directorate|court|tribunal|office|agency|bureau|commission|committee|council|parliament"
    r"|senate|embassy|authority|institute|university|foundation|inspectorate|prosecutor|ombudsman|ministère|cour"
    r"|préfecture|conseil|direction|assemblée|institut|université|ministerium|bundes\w{1,30}|\w{1,30}gericht|behörde"
    r"|staatsanwaltschaft|universität|ministerio|juzgado|tribunal|fiscalía|comisión|consejo|dirección|ministero|procura"
    r"|corte|comissão|ministério|министерство|суд|прокуратура|управление|комитет|وزارة|محكمة|هيئة|لجنة|مديرية"
    r"|inc|ltd|llc|llp|gmbh|s\.a)\b",
    re.IGNORECASE,
)
_NO_NAME: Final = re.compile(r"[.;:?!][\"'”’»]?$|^(?:re|to|from|date|subject|an|von|de|à)\b\s*:|\d{4}", re.IGNORECASE)


def heading(marks: Sequence[Mark], text: str, said: str) -> str:
    """The title of a file of paragraphs: declared, or the heading at its very beginning, or else its first one."""
    headings = [mark for mark in marks if mark.kind == "heading"]
    above = next((mark.label for mark in headings[:1] if mark.start < _HEAD), "")
    return title(said, above, text) or next((mark.label for mark in headings), "")


def title(said: str, printed: str, text: str) -> str:
    """The declared title where the beginning has it, too, or prints no heading: templates get into it."""
    said = "" if _PLACEHOLDER.fullmatch(said) else said
    return said if said and (not printed or is_printed(said, text)) else printed


def doubts(chosen: str, said: str, author: str | None, text: str) -> tuple[Note, ...]:
    """What a file's own details say and its beginning doesn't print. chosen: the title, of which `said` is declared."""
    said = "" if _PLACEHOLDER.fullmatch(said) else said
    found = list(another(chosen, said))
    if chosen and chosen == said and not is_printed(said, text):
        found.append(document_notes.TITLE_DECLARED.format(title=said))
    if author and not any(is_printed(one, text) for one in re.split(r"[;,]| and ", author)):
        found.append(document_notes.AUTHOR_DECLARED.format(author=author))
    return tuple(found)


def is_printed(words: str, text: str) -> bool:
    """Whether it stands in the beginning of a text, however it is spaced and set."""
    return (letters := _letters(words)) != "" and letters in _letters(text[:BEGINNING])


def another(chosen: str, other: str) -> tuple[Note, ...]:
    """What is told of a document that has two titles: nothing where one is the other, shortened or with more."""
    words, others = (set(_WORDS.findall(one.casefold())) for one in (chosen, other))
    if not words or not others or len(words & others) >= _ALIKE * min(len(words), len(others)):
        return ()
    return (document_notes.OTHER_TITLE.format(title=chosen, other=other),)


def letterhead(text: str) -> str:
    """The first line of a document's beginning that is the name of an office, a court, a company; else nothing."""
    lines = [" ".join(line.split()) for line in text[:_HEAD].splitlines() if line.strip()]
    return next((line for line in lines[:_LINES] if is_office(line)), "")


def is_office(line: str) -> bool:
    """Whether a line is the name of a body, and no sentence about one."""
    return len(line) <= _LONGEST and _OFFICE.search(line) is not None and not _NO_NAME.search(line)


def beside(reading: Reading, name: str) -> Reading:
    """With what the name of its file and its letterhead say of it. Of a bulk file's documents each as it is."""
    if reading.original is not None or reading.details.kind is Kind.SUMMARY:
        return reading
    return replace(reading, notes=(*reading.notes, *_beside(reading, shown(name))))


def _beside(reading: Reading, name: str) -> Iterator[Note]:
    details = reading.details
    named = details.title.strip() or name
    if _letters(named) in _letters(name) and not is_printed(named, reading.text):
        yield document_notes.TITLE_BY_NAME.format(title=named)
    if not details.published and (day := _day(name)):
        yield document_notes.DATE_IN_NAME.format(day=day)
    if not details.publisher and (line := letterhead(reading.text)):
        yield document_notes.LETTERHEAD.format(words=line)


def _day(name: str) -> str | None:
    found = _DAY.search(name)
    try:
        return dates.sane(date(int(found[1]), int(found[2]), int(found[3]))) if found else None
    except ValueError:
        return None


def _letters(words: str) -> str:
    return "".join(filter(str.isalnum, words.casefold()))
