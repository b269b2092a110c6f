"""A document cut into passages, about a paragraph each, and the place of each in words for a person."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.boilerplate import is_boilerplate
from bot.core.model import Mark, Passage

_PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?!\s*\n))*")


def split(text: str, marks: Sequence[Mark], language: str) -> list[Passage]:
    """Passages in order, trimmed; every non-blank character is in exactly one. Boilerplate is flagged, not left out."""
    found = []
    for paragraph in _PARAGRAPH.finditer(text):
        words = paragraph.group().rstrip()
        found.append(Passage(paragraph.start(), paragraph.start() + len(words), is_boilerplate(words)))
    return found


def place(text: str, marks: Sequence[Mark], start: int) -> str:
    """Where `start` is, for a person: "p. 4, ¶ 2", "Heading · ¶ 6", "¶ 6"."""
    return f"¶ {sum(1 for paragraph in _PARAGRAPH.finditer(text, 0, start + 1))}"
