"""A passage taken apart, once for every question that meets it: its sentences, their terms, their plain letters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from bot.core.language import scraping_damage, sentences, tokens
from bot.core.model.documents import Span
from bot.core.model.remembering import remembered

REMEMBERED: Final = 4_000  # passages, some 5 KB each

_ASCII_GAPS: Final = bytes(code if chr(code).isalnum() else 32 for code in range(128)) + bytes(128)
_SIGNS: Final = "’“”‘–—…•"  # what else stands in most texts whose letters are plain ones
_GAPS: Final = re.compile(r"(?:[^\w\u0300-\u036f\u0591-\u05c7\u0610-\u0670\u0900-\u0dff\u0e00-\u0eff]|_)+")


@dataclass(frozen=True, slots=True)
class Anatomy:
    """spans: the sentences, offsets into the document's text. terms: of each sentence. plain: each sentence's letters
    in lower case without accents, words parted and framed by single spaces; `letters` is all of it."""

    spans: tuple[Span, ...]
    terms: tuple[tuple[str, ...], ...]
    plain: tuple[str, ...]
    letters: str


def dissect(text: str, start: int, end: int, language: str) -> Anatomy:
    """The passage `text[start:end]`, whose sentences the splitter finds within it alone."""
    spans, terms, plain, letters = _dissected(text[start:end], language)
    return Anatomy(tuple((start + first, start + last) for first, last in spans), terms, plain, letters)


def units(text: str, start: int, end: int, language: str) -> tuple[Span, ...]:
    """The spans of `dissect` alone, and not remembered: for whoever walks through all texts."""
    return tuple((start + first, start + last) for first, last in _units(text[start:end], language))


def _units(block: str, language: str) -> tuple[Span, ...]:
    return tuple(sentences.split(block, language)) or ((0, len(block)),)


@remembered(REMEMBERED)
def _dissected(block: str, language: str) -> tuple[tuple[Span, ...], tuple[tuple[str, ...], ...], tuple[str, ...], str]:
    spans = _units(block, language)
    cut = [block[start:end] for start, end in spans]
    sound = not scraping_damage.find(block)
    plain = tuple([plainly(sentence, language, sound=sound) for sentence in cut])
    terms = tuple([tuple(tokens.terms(sentence, language, sound=sound)) for sentence in cut])
    return spans, terms, plain, "".join(plain)


@remembered(5 * REMEMBERED)
def letters(block: str, language: str) -> str:
    """`plainly`, remembered: for passages."""
    return plainly(block, language)


def plainly(text: str, language: str, *, sound: bool = False) -> str:
    """Letters and digits in lower case, folded as the language folds, words parted and framed by single spaces.

    Damaged words are joined, unless the text is known to be sound.
    """
    if not sound:
        text = scraping_damage.mended(text)
    if not text.isascii():
        bare = text
        for sign in _SIGNS:
            bare = bare.replace(sign, " ")
        text = bare if bare.isascii() else text
    if text.isascii():
        plain = text.lower().encode("ascii").translate(_ASCII_GAPS)  # a quarter of the time that letters take
        return f" {b' '.join(plain.split()).decode('ascii')} "
    return f" {' '.join(filter(None, map(_chunks(language).__getitem__, text.split())))} "


@cache
def _chunks(language: str) -> tokens.Memo[str]:
    """What stands between two blanks ("Orbán’s,") → its plain letters. No letter is folded by what is past a blank."""
    return tokens.Memo(lambda chunk: _GAPS.sub(" ", tokens.fold(chunk.replace("’", "'"), language)).strip())
