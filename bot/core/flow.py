"""What stands next to a passage: the last sentences of the paragraph before it, the first ones of the one after it.

Reports put a denial, a "however" or the speaker of a quotation into a paragraph of its own. Headings and boilerplate
between two paragraphs part them.
"""

from __future__ import annotations

import re

from bot.core import sentences
from bot.core.boilerplate import is_boilerplate
from bot.core.headings import is_heading
from bot.core.model import Span

WINDOW = 1_500  # characters that are looked at on each side
TAKEN = 2  # sentences of a neighbouring paragraph

_BLANK_LINE = re.compile(r"\n\s*\n")
_LINE_END = re.compile(r"\n")


def before(text: str, start: int, language: str) -> list[Span]:
    """The last sentences of the paragraph that ends right before `start`."""
    floor = max(0, start - WINDOW)
    window = text[floor:start]
    end = len(window.rstrip())
    first = 0
    for found in _break(window[end:]).finditer(window, 0, end):
        first = found.end()
    if first == 0 and floor > 0:
        first = window.find(" ")  # the window begins inside a paragraph: its first words are no whole sentence
        return _prose(text, floor + first, floor + end, language)[1:][-TAKEN:] if first >= 0 else []
    return _prose(text, floor + first, floor + end, language)[-TAKEN:]


def after(text: str, end: int, language: str) -> list[Span]:
    """The first sentences of the paragraph that begins right after `end`."""
    window = text[end : end + WINDOW]
    start = len(window) - len(window.lstrip())
    found = _break(window[:start]).search(window, start)
    if found is None and end + WINDOW < len(text):
        return _prose(text, end + start, end + WINDOW, language)[:-1][:TAKEN]
    return _prose(text, end + start, end + (found.start() if found else len(window)), language)[:TAKEN]


def _break(gap: str) -> re.Pattern[str]:
    """What parts paragraphs here: blank lines, or each line end where this gap is one."""
    return _LINE_END if gap.count("\n") == 1 else _BLANK_LINE


def _prose(text: str, start: int, end: int, language: str) -> list[Span]:
    paragraph = text[start:end].strip()
    if not paragraph or is_heading(paragraph) or is_boilerplate(paragraph):
        return []
    return sentences.split(text, language, start, end)
