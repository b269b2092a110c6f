"""Text to numbers, as the judge was trained on them: BERT's word pieces, and marks of which words two texts share.

Source of the pieces: Devlin et al., "BERT", NAACL 2019 (uncased: lower case, accents off, longest piece first).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import Stemmer

_WORD: Final = re.compile(r"\w+|[^\w\s]")
LONGEST_WORD: Final = 40  # letters; longer ones are one unknown piece
UNKNOWN: Final = "[UNK]"
PLAIN, CAPITAL, CAPITALS, DIGITS = range(4)  # how a word is written, which the pieces don't tell


@dataclass(frozen=True, slots=True)
class Word:
    """pieces: numbers in the vocabulary. stem: by which it is known again. written: PLAIN, CAPITAL, CAPITALS, DIGITS.
    start, end: where it stands in its text."""

    pieces: tuple[int, ...]
    stem: str
    written: int
    start: int
    end: int


class WordPieces:
    """vocabulary: each piece's number; those within a word begin with "##"."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self._vocabulary = vocabulary
        self._stemmer = Stemmer.Stemmer("english")
        self._known = lru_cache(50_000)(self._read)

    def words(self, text: str) -> list[Word]:
        found = []
        for match in _WORD.finditer(text):
            pieces, stem, written = self._known(match[0][: LONGEST_WORD + 1])
            found.append(Word(pieces, stem, written, *match.span()))
        return found

    def _read(self, word: str) -> tuple[tuple[int, ...], str, int]:
        plain = _folded(word)
        stem = self._stemmer.stemWord(plain) if plain[:1].isalnum() else ""
        return self._pieces(plain), stem, written(word)

    def _pieces(self, word: str) -> tuple[int, ...]:
        return cut(word, self._vocabulary, LONGEST_WORD) or (self._vocabulary[UNKNOWN],)


def cut(word: str, vocabulary: Mapping[str, int], longest: int, within: str = "##") -> tuple[int, ...]:
    """Each time the longest piece that is known; none where one isn't, or the word is longer than so many letters.

    within: what pieces within a word begin with.
    """
    found, start = [], 0
    while start < len(word) <= longest:
        piece, start = _longest(word, start, vocabulary, within)
        if piece < 0:
            return ()
        found.append(piece)
    return tuple(found)


def _longest(word: str, start: int, vocabulary: Mapping[str, int], within: str) -> tuple[int, int]:
    """The longest piece from there on, and where it ends; -1 where none begins."""
    for end in range(len(word), start, -1):
        number = vocabulary.get(within * (start > 0) + word[start:end])
        if number is not None:
            return number, end
    return -1, len(word)


def _folded(word: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(one) != "Mn")


def written(word: str) -> int:
    if any(one.isdigit() for one in word):
        return DIGITS
    if word[:1].isupper():
        return CAPITALS if len(word) > 1 and word.isupper() else CAPITAL
    return PLAIN
