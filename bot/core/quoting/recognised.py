"""Whether words were recognised from a picture of a page (OCR), which every place that shows them must say."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.model.documents import Mark


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
