"""SentencePiece's unigram tokenizer: of all ways to cut a word into known pieces, the likeliest.

Source: Kudo, "Subword Regularization", 2018. Each word is cut by itself: no piece goes across a blank.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import inf
from typing import Final

from bot.meaning.e5_weights import Vocabulary

BLANK: Final = "\u2581"  # stands in front of a word in the vocabulary
UNKNOWN: Final = 10.0  # nats by which a letter that no piece knows is less likely than the rarest piece
REMEMBERED: Final = 20_000  # words
_WORD: Final = re.compile(f"{BLANK}[^{BLANK}]*")
_BLANKS: Final = re.compile("  +")


class SentencePieces:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._known = vocabulary
        self._longest = max(map(len, vocabulary.pieces))
        self._unknown = float(vocabulary.scores.min()) - UNKNOWN
        self._cut = lru_cache(REMEMBERED)(self._likeliest)

    def numbers(self, text: str) -> list[int]:
        """Of the pieces of a text, without those that begin and end it."""
        read = _BLANKS.sub(" ", text.translate(self._known.read_as))
        marked = (read if read.startswith(" ") else f" {read}").replace(" ", BLANK)
        return [number for word in _WORD.findall(marked) for number in self._cut(word)]

    def _likeliest(self, word: str) -> tuple[int, ...]:
        """By dynamic programming (Viterbi): of each place in the word, the best way to it."""
        best, way = [0.0, *[-inf] * len(word)], [(0, 0)] * (len(word) + 1)
        for start in range(len(word)):
            for end, number, score in self._beginning(word, start):
                if best[start] + score > best[end]:
                    best[end], way[end] = best[start] + score, (start, number)
        found, end = [], len(word)
        while end:
            end, number = way[end]
            found.append(number)
        return tuple(reversed(found))

    def _beginning(self, word: str, start: int) -> list[tuple[int, int, float]]:
        """End, number and score of all pieces that begin there, and of the letter as an unknown one."""
        known = self._known
        ends = range(start + 1, min(len(word), start + self._longest) + 1)
        pieces = [(end, known.pieces.get(word[start:end], known.unknown)) for end in ends]
        found = [(end, number, float(known.scores[number])) for end, number in pieces if number != known.unknown]
        return [*found, (start + 1, known.unknown, self._unknown)]
