"""Writing from right to left, with the names and numbers in it that run from left to right, and the other way about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from bot.readers.pdf.printed.placed import Row, Word

_LEFTWARDS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_RIGHTWARDS = re.compile(r"[A-Za-z0-9\u00c0-\u024f](?:[A-Za-z0-9\u00c0-\u024f.,:/%+-]*[A-Za-z0-9\u00c0-\u024f%])?")
_FINAL = frozenset("ךםןףץ")
_STOPS = ".,:;!?\"'"


def is_leftwards(text: str) -> bool:
    if text.isascii():
        return False
    sides = [unicodedata.bidirectional(letter) for letter in text]
    return sum(side in ("R", "AL") for side in sides) > sum(side == "L" for side in sides)


def in_order(words: Sequence[Word], *, rightwards: bool) -> list[Word]:
    """A row's words, those of the other direction (a name, a number) turned round."""
    if rightwards and not any(_LEFTWARDS.search(word.text) for word in words):
        return list(words)
    found: list[Word] = []
    for is_other, run in groupby(words, key=lambda word: _is_other(word.text, rightwards)):
        part = list(run)
        found += _reordered(part) if is_other else [_with_numbers(word, rightwards) for word in part]
    return found


def _reordered(run: Sequence[Word]) -> list[Word]:
    """The run's words in their own order, in the places that it has."""
    return [
        replace(word, text=word.text[::-1], x0=place.x0, x1=place.x1)
        for word, place in zip(reversed(run), run, strict=True)
    ]


def _with_numbers(word: Word, rightwards: bool) -> Word:
    """A number written together with a word from right to left stands in it the wrong way round."""
    if rightwards or word.text.isalpha():
        return word
    return replace(word, text=_RIGHTWARDS.sub(lambda part: part[0][::-1], word.text))


def _is_other(text: str, rightwards: bool) -> bool:
    leftward = _LEFTWARDS.search(text) is not None
    return leftward if rightwards else not leftward and _RIGHTWARDS.search(text) is not None


def spelt_forwards(rows: Sequence[Row]) -> list[Row]:
    """Some programs that recognise text write Hebrew words from left to right: their final letters then come first."""
    words = [word for row in rows for word in row.words]
    first = sum(word.text.strip(_STOPS)[:1] in _FINAL for word in words if len(word.text) > 1)
    last = sum(word.text.strip(_STOPS)[-1:] in _FINAL for word in words if len(word.text) > 1)
    if first <= last:
        return list(rows)
    return [
        Row([replace(word, text=word.text[::-1]) if _LEFTWARDS.search(word.text) else word for word in row.words])
        for row in rows
    ]
