"""Where sentences begin and end: sentencex does the work, small rules mend what it is known to get wrong."""

from __future__ import annotations

import sentencex

from bot.core.model import Span


def split(text: str, language: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Whole sentences of `text[start:end]`, in order, as trimmed offsets into `text`; every non-blank character is in one."""
    spans = []
    at = start
    for piece in sentencex.segment(language, text[start:end]):
        stripped = piece.strip()
        if stripped:
            first = at + piece.index(stripped)
            spans.append((first, first + len(stripped)))
        at += len(piece)
    return spans
