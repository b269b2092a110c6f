"""What stands next to a passage: the last sentences of the paragraph before it, the first ones of the one after it.

Reports put a denial, a "however" or the speaker of a quotation into a paragraph of its own. Headings and boilerplate
between two paragraphs part them.
"""

from __future__ import annotations

import re

from bot.core.language import sentences
from bot.core.language.boilerplate import is_boilerplate
from bot.core.language.headings import is_heading
from bot.core.model.documents import Span

WINDOW = 1_500  # characters that are looked at on each side
TAKEN = 2  # sentences of a neighbouring paragraph
ITEMS = 4  # of a list whose items are paragraphs
ITEM = re.compile(r"(?:[-*•·▪◦‣⁃]|\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivx]{1,5})[.)]|\d{1,3}(?:\.\d{1,3})+)\s+\S")

STANZA = 1_500  # characters in which the lines that stand together begin
_TAIL = 20  # characters that hold the end of the paragraph before
_BLANK_LINE = re.compile(r"\n\s*\n")
_LINE_END = re.compile(r"\n")
# A heading that asks what the paragraph answers, or a line that gives the finding: "**Who fired?**", "Rating: false".
_TELLING = re.compile(r"[?？؟][*_]*$|^[*_]*[^\W\d_][^\n:：.]{1,24}[*_]* ?[:：]")


def before(text: str, start: int, language: str, items: int = ITEMS) -> list[Span]:
    """The last sentences of the paragraph that ends right before `start`.

    Before a list item of several, up to `items` more of them and what they follow.
    """
    found = _last(text, start, language)
    if items and found and all(ITEM.match(text, first) for first in (start, found[0][0])):
        return [*before(text, found[0][0], language, items - 1), *found]
    return found


def _last(text: str, start: int, language: str) -> list[Span]:
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


def is_item(text: str, span: Span) -> bool:
    """Whether it is an item of a list, by its mark, or as a line of several that are announced."""
    return ITEM.match(text, span[0]) is not None or is_announced(text, *span)


def is_announced(text: str, start: int, end: int) -> bool:
    """Whether it is a line of several that stand together, and a colon ends what precedes these, or the first."""
    if text[start - 1 : start] not in {"", "\n"} or text[end : end + 1] not in {"", "\n"}:
        return False
    above = text[max(0, start - STANZA) : start].rpartition("\n\n")[2]
    first = start - len(above)
    several = above.strip() or text[end + 1 : end + 2].strip()
    leads = (above.partition("\n")[0], text[max(0, first - _TAIL) : first])
    return bool(several) and any(lead.rstrip().endswith((":", "：")) for lead in leads)


def tells(line: str) -> bool:
    """Whether a line that looks like a heading says something that the sentence beside it may need."""
    return _TELLING.search(line) is not None


def _break(gap: str) -> re.Pattern[str]:
    """What parts paragraphs here: blank lines, or each line end where this gap is one."""
    return _LINE_END if gap.count("\n") == 1 else _BLANK_LINE


def _prose(text: str, start: int, end: int, language: str) -> list[Span]:
    paragraph = text[start:end].strip()
    if not paragraph or is_boilerplate(paragraph) or (is_heading(paragraph) and not tells(paragraph)):
        return []
    return sentences.split(text, language, start, end)


def paragraphs(text: str, start: int, end: int) -> list[Span]:
    """Those of the stretch, the first and the last as far as they are in it."""
    gaps = [found.span() for found in _BLANK_LINE.finditer(text, start, end)]
    return list(zip([start, *(last for _, last in gaps)], [*(first for first, _ in gaps), end], strict=True))
