"""What a PDF says of itself: title, author, date, language and page labels, each only where it is sane."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.core.model import document_notes
from bot.core.model.documents import Details
from bot.readers.details import captions, dates, declared_language, origins
from bot.readers.pdf import page_layout

if TYPE_CHECKING:
    from pypdf import PdfReader as Pdf

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LONGEST_TITLE = 300
_LONGEST_LABEL = 12
_FIRST = 40  # blocks in which a caption and a date are looked for


def details(pdf: Pdf | None, found: Sequence[page_layout.Block], text: str) -> tuple[Details, tuple[str, ...]]:
    """Details, and notes on where they are from. The date of publication is one that is printed, never the file's."""
    about = _about(pdf)
    beginning = "\n".join(line.text for block in found[:_FIRST] for line in block.lines)  # as printed, line by line
    day, _ = dates.printed(beginning)
    language, doubts = declared_language.told(_language(pdf), text)
    said = _sane(about.get("/Title")) or ""
    made = Details(
        title=captions.title(beginning) or origins.title(said, _largest(found), text),
        author=_sane(about.get("/Author")),
        published=day,
        language=language,
    )
    told = dates.notes(day, document_notes.PRINTED, created=_date(about.get("/CreationDate")))
    return made, (*told, *doubts, *origins.doubts(made.title, said, made.author, text))


def _about(pdf: Pdf | None) -> Any:
    about: Any = None
    with suppress(Exception):  # damaged details are none
        about = pdf.metadata if pdf is not None else None
    return about or {}


def _sane(value: object) -> str | None:
    words = " ".join(CONTROL.sub("", value).split()) if isinstance(value, str) else ""
    return words if 1 < len(words) <= _LONGEST_TITLE and "�" not in words else None


def _largest(found: Sequence[page_layout.Block]) -> str:
    """The first page's largest heading, one that isn't the name of an office or a court before one that is."""
    headings = [block for block in found if block.heading and block.lines[0].page == 0]
    named = {" ".join(line.text for line in block.lines): block.lines[0].first.size for block in reversed(headings)}
    return max(named, key=lambda words: (not origins.is_office(words), named[words]), default="")


def _date(value: object) -> str | None:
    """D:20211215120000+01'00' (PDF 1.7, 7.9.4) → 2021-12-15, where that can be."""
    found = re.match(r"(?:D:)?(\d{4})(\d\d)(\d\d)", str(value))
    try:
        day = date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
    return dates.sane(day)


def _language(pdf: Pdf | None) -> str | None:
    declared = None
    with suppress(Exception):
        declared = pdf.root_object.get("/Lang") if pdf is not None else None
    return declared_language.code(declared)


def labels(pdf: Pdf | None, count: int) -> list[str]:
    """For each page its number in the file, with the printed label before it where that is another: "iv (4)"."""
    printed: Sequence[str] = []
    with suppress(Exception):  # a damaged label tree is no reason to lose the text
        printed = pdf.page_labels if pdf is not None else []
    found = []
    for number in range(1, count + 1):
        label = CONTROL.sub("", printed[number - 1]).strip() if number <= len(printed) else ""
        odd = not label or len(label) > _LONGEST_LABEL or label == str(number)
        found.append(str(number) if odd else f"{label} ({number})")
    return found
