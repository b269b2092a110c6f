"""A question and a place as the multilingual judge takes them: two texts of pieces, side by side, with their marks.

    <s> query: question </s>    <s> passage: title . before | unit | after </s>

As e5 was trained to read them; the first layers read each by itself. Those above read both as one row, in the English
judge's form: without what e5 has in front, and with its dividers. Marks tell of each word whether the other side has
it too, with another ending or as a name in another script: mostly names and numbers, where the two are in different
languages.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from bot.core.language import sounds
from bot.core.model.judge_ports import Place
from bot.meaning import word_pieces
from bot.meaning.e5_weights import Vocabulary
from bot.meaning.judge_input import AROUND_ONLY, ASKED, BETWEEN, IN_UNIT, NOT_ASKED, NOWHERE, Row
from bot.meaning.sentence_pieces import SentencePieces

QUESTION, TITLE, BEFORE, UNIT, AFTER = 72, 14, 26, 96, 10  # pieces of each at most
ABSENT, ASKING, AROUND, ANSWERING = range(4)  # segments; ABSENT: where a row has no more
UNSEEN: Final = 6  # a mark like those of judge_input: the layers above don't see this piece
BEGIN, END, DOT, BAR = range(7, 11)  # marks of pieces that divide
DIVIDERS: Final = 4
STEM: Final = 6  # letters by which a word is known again: McNamee and Mayfield, "Character n-gram tokenization", 2004
SHORT: Final = 4  # letters of a word that may have an ending: Orbán, Orbánnak
ENDING: Final = 3  # letters
LONGEST: Final = 24  # letters of a word by which it is known again
PAIRS: Final = 10_000  # of words, remembered for the other sentences of the same question: more would only take room
# "and", "in the" …: Larkey et al., "Light Stemming for Arabic Information Retrieval", 2007
_PREFIX: Final = re.compile("و?(?:[بفك]?ال|لل)?(?=..)")
_CHUNK: Final = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Chunk:
    """What stands between two blanks. pieces: numbers in the vocabulary. word: its letters and digits. written: as in
    word_pieces. start, end: where it stands in its text."""

    pieces: tuple[int, ...]
    word: str
    written: int
    start: int
    end: int


class MultilingualInput:
    """Makes rows. Of a row segments tell whose a piece is: of the question, of the unit, or of what is around it."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._pieces = SentencePieces(vocabulary)
        self._begin, self._end = (vocabulary.begin,), (vocabulary.end,)
        self._known = lru_cache(50_000)(self._read)
        self._query, self._passage, self._dot, self._bar = (
            tuple(self._pieces.numbers(one)) for one in ("query:", "passage:", ".", "|")
        )

    def row(self, question: str, place: Place) -> Row:
        asked = _first(self.chunks(question), QUESTION)
        title, after = _first(self.chunks(place.title), TITLE), _first(self.chunks(place.after), AFTER)
        before = _first(self.chunks(place.before)[::-1], BEFORE)[::-1]
        unit = _first(self.chunks(place.unit), UNIT)
        own, around = _shared(asked, unit), _shared(asked, [*title, *before, *after])
        row = Row()
        _divide(row, self._begin, BEGIN, ASKING)
        _divide(row, self._query, UNSEEN, ASKING)
        for one in asked:
            mark = IN_UNIT if one.word in own else AROUND_ONLY if one.word in around else NOWHERE
            _add(row, one, mark, ASKING)
        _divide(row, self._end, END, ASKING)
        _divide(row, self._begin + self._passage, UNSEEN, AROUND)
        for chunks, segment, divider, mark in (
            (title, AROUND, self._dot, DOT), (before, AROUND, self._bar, BAR), (unit, ANSWERING, self._bar, BAR),
            (after, AROUND, self._end, END),
        ):  # fmt: skip
            for one in chunks:
                _add(row, one, ASKED if one.word in own | around else NOT_ASKED, segment)
            _divide(row, divider, mark, AROUND)
        return row

    def chunks(self, text: str) -> list[Chunk]:
        return [Chunk(*self._known(match[0]), *match.span()) for match in _CHUNK.finditer(text)]

    def _read(self, chunk: str) -> tuple[tuple[int, ...], str, int]:
        return tuple(self._pieces.numbers(chunk)), _word(chunk), _written(chunk)


def _add(row: Row, chunk: Chunk, mark: int, segment: int) -> None:
    span = (chunk.start, chunk.end) if segment == ANSWERING else (-1, -1)
    for number in chunk.pieces:
        row.put(number, segment, mark if chunk.word else BETWEEN, chunk.written, span)


def _divide(row: Row, numbers: tuple[int, ...], mark: int, segment: int) -> None:
    """Of several pieces the first is what divides."""
    for number in numbers:
        row.put(number, segment, mark, 0, (-1, -1))
        mark = UNSEEN


def _shared(asked: Sequence[Chunk], others: Sequence[Chunk]) -> frozenset[str]:
    """Words of either side that stand on the other one, too."""
    there = {one.word for one in others if one.word}
    pairs = ((one.word, other) for one in asked if one.word for other in there)
    return frozenset(word for pair in pairs if _alike(*pair) for word in pair)


@lru_cache(PAIRS)
def _alike(one: str, other: str) -> bool:
    """Whether they may be one word with two endings, or one name in two scripts."""
    if one == other or _has_digit(one) or _has_digit(other):
        return one == other
    if sounds.is_across(one, other):
        return _one_name(one, other)
    one, other = sorted((_folded(one), _folded(other)), key=len)
    if len(one) >= STEM:
        return one[:STEM] == other[:STEM]
    return one == other or (len(one) >= SHORT and other.startswith(one) and len(other) <= len(one) + ENDING)


def _one_name(one: str, other: str) -> bool:
    script = sounds.script(other)
    if script is None or not (sounds.is_name(one) and sounds.is_name(other)):
        return False
    begins = unicodedata.normalize("NFD", other.casefold())[0]
    return begins in sounds.initials(one).get(script, ()) and sounds.may_be(one, other)


def _first(chunks: Sequence[Chunk], most: int) -> Sequence[Chunk]:
    """As many of the first as have so many pieces together."""
    return list(_within(chunks, most))


def _within(chunks: Sequence[Chunk], most: int) -> Iterator[Chunk]:
    """A chunk that is longer, as in languages written without blanks, is cut."""
    for one in chunks:
        if most <= 0:
            return
        yield one if len(one.pieces) <= most else replace(one, pieces=one.pieces[:most])
        most -= len(one.pieces)


def _word(chunk: str) -> str:
    plain = "".join(one for one in unicodedata.normalize("NFC", chunk) if one.isalnum() or unicodedata.combining(one))
    return _PREFIX.sub("", plain, count=1)[:LONGEST]


@lru_cache(PAIRS)
def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


@lru_cache(PAIRS)
def _folded(word: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFD", word.casefold()) if one.isalnum())


def _written(chunk: str) -> int:
    return word_pieces.written(chunk.lstrip("\"'([{“„«‘¿¡"))
