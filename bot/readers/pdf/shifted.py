"""Letters that a PDF's font calls by the wrong name, all by the same step: "Uif psefs" is printed as "The order".

Damaged converters write such maps. What a person sees on the page is right, so the letters are moved back, where that
makes words of a language of what are none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from bot.core.language import tokens
from bot.readers.pdf.page_layout import Line

STEPS: Final = tuple(step for step in range(-31, 32) if step)  # 29 and 31 are what lost maps of subset fonts leave
LANGUAGES: Final = ("en", "de", "es", "fr", "it", "pt", "nl", "pl")
FEW: Final = 8  # words: a page of fewer says too little
NONE: Final = 0.03  # share of words that are function words: no text of a language has so few
SOME: Final = 0.15  # ... and any text has so many
_FIRST, _LAST = 33, 126  # the printable characters of ASCII


def mended(lines: Sequence[Line]) -> tuple[list[Line], bool]:
    """The lines of a page with their letters moved back, and whether they had to be."""
    text = " ".join(line.text for line in lines)
    if len(text.split()) < FEW or _share(text) > NONE or sum(map(str.isascii, text)) < 0.9 * len(text):
        return list(lines), False
    best = max(STEPS, key=lambda step: _share(text.translate(_moved(step))))
    if _share(text.translate(_moved(best))) < SOME:
        return list(lines), False
    return [_with(line, _moved(best)) for line in lines], True


def _share(text: str) -> float:
    """The greatest share of its words that are function words of one language."""
    said = [word.strip(".,;:!?\"'()") for word in text.lower().split()]
    return max(sum(word in known for word in said) for known in map(_known, LANGUAGES)) / len(said)


@cache
def _known(language: str) -> frozenset[str]:
    return frozenset(word for word in tokens.surface_function_words(language) if len(word) > 1)


@cache
def _moved(step: int) -> dict[int, int]:
    return {code: code + step for code in range(_FIRST, _LAST + 1) if _FIRST <= code + step <= _LAST}


def _with(line: Line, moved: dict[int, int]) -> Line:
    return Line(tuple(replace(piece, text=piece.text.translate(moved)) for piece in line.pieces), line.page)
