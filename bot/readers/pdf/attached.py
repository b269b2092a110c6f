"""What is attached to a page of a PDF rather than printed on it: filled-in form fields, comments, text boxes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from bot.readers.pdf.page_layout import Line, Piece
from bot.readers.pdf.pdf_details import CONTROL

if TYPE_CHECKING:
    from pypdf import PageObject

_BELOW = -1e6  # points: under everything that is printed
_STEP = 40.0  # points: far enough for each to be a paragraph of its own
_REMARKS = frozenset(["/Text", "/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Caret", "/Ink", "/Square"])
_BOX = "/FreeText"
_MOST = 2_000  # of a page


def lines(page: PageObject | None, number: int) -> list[Line]:
    """A line each, below the page's own text. What is broken is left out."""
    fields: list[str] = []
    remarks: list[str] = []
    with suppress(Exception):
        for reference in (page.annotations or ())[:_MOST] if page is not None else ():
            with suppress(Exception):
                one = reference.get_object()
                fields += _field(one) if one.get("/Subtype") == "/Widget" else ()
                remarks += _remark(one)
    start = _BELOW * (1 + number)
    return [
        *(Line((Piece(words, 0, start, 1),), number) for words in fields),
        *(Line((Piece(words, 0, start - _STEP * at, 1),), number) for at, words in enumerate(remarks, 1)),
    ]


def _remark(one: Any) -> Iterator[str]:
    kind = one.get("/Subtype")
    said = " ".join(CONTROL.sub("", str(one.get("/Contents") or "")).split())
    author = " ".join(CONTROL.sub("", str(one.get("/T") or "")).split())
    if said and kind == _BOX:
        yield said
    elif said and kind in _REMARKS:
        yield f"Comment by {author}: {said}" if author else f"Comment: {said}"


def _field(one: Any) -> Iterator[str]:
    parent = one.get("/Parent", {})
    value = one.get("/V", parent.get("/V") if hasattr(parent, "get") else None)
    label = one.get("/TU") or one.get("/T") or ""
    if isinstance(value, str) and value.strip() and value != "/Off":
        yield f"{label}: {value.lstrip('/')}"
