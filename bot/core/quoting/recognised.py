"""Whether words were recognised from a picture of a page (OCR), which every place that shows them must say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from bot.core.model.documents import Mark

_NUMBER: Final = re.compile(r"(\d{1,5})\)?\Z")  # of the page in its file: "4", or "iv (4)" where that is printed on it


def pages(marks: Sequence[Mark]) -> dict[str, int]:
    """The pages that are pictures: label → number in the file, from 1."""
    begun = {mark.start for mark in marks if mark.kind == "recognised"}
    labels = [mark.label for mark in marks if mark.kind == "page" and mark.start in begun]
    return {label: int(number[1]) for label in labels if (number := _NUMBER.search(label))}


def quoted(marks: Sequence[Mark], start: int, end: int) -> dict[str, int]:
    """Those of them on which `start:end` begins or ends."""
    begun, known = [mark for mark in marks if mark.kind == "page"], pages(marks)
    touched = (next((page.label for page in reversed(begun) if page.start <= at), "") for at in (start, end - 1))
    return {label: known[label] for label in touched if label in known}


def certainty(marks: Sequence[Mark], start: int, end: int) -> int | None:
    """How sure the recognition is, 0 to 100, of the least sure page in `start:end`; None where all of it is text."""
    pages = sorted({mark.start for mark in marks if mark.kind in {"page", "recognised"}})
    ends = dict(zip(pages, [*pages[1:], None], strict=False))
    touched = [
        int(mark.label)
        for mark in marks
        if mark.kind == "recognised" and mark.start < end and ((last := ends[mark.start]) is None or start < last)
    ]
    return min(touched, default=None)
