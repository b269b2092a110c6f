"""A question and a place as the judge takes them: one row of pieces with their marks.

    [CLS] question [SEP] title . before | unit | after [SEP]

The unit is segment 1, all else 0. Marks tell of each word whether the other side has it too: what a small model can
hardly learn to compare by itself is given to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from bot.core.model.judge_ports import Place
from bot.meaning.word_pieces import Word, WordPieces

QUESTION, TITLE, BEFORE, UNIT, AFTER = 64, 12, 22, 80, 8  # pieces of each at most
LONGEST: Final = 6 + QUESTION + TITLE + BEFORE + UNIT + AFTER
BETWEEN, IN_UNIT, AROUND_ONLY, NOWHERE, ASKED, NOT_ASKED = range(6)  # marks: three of a question's word, two of others
MARKS: Final = 6


@dataclass(slots=True)
class Row:
    """Of each piece: its number, its segment, its mark, how its word is written (as in word_pieces); and, for training,
    where in the unit its word stands, (-1, -1) elsewhere."""

    numbers: list[int] = field(default_factory=list)
    segments: list[int] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    written: list[int] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)

    def add(self, words: Iterable[Word], marks: Iterable[int], *, unit: bool = False) -> None:
        for word, mark in zip(words, marks, strict=True):
            for number in word.pieces:
                self.put(number, int(unit), mark, word.written, (word.start, word.end) if unit else (-1, -1))

    def divide(self, number: int) -> None:
        self.put(number, 0, BETWEEN, 0, (-1, -1))

    def put(self, number: int, segment: int, mark: int, written: int, span: tuple[int, int]) -> None:
        self.numbers.append(number)
        self.segments.append(segment)
        self.marks.append(mark)
        self.written.append(written)
        self.spans.append(span)


class JudgeInput:
    """Makes rows. vocabulary: as in WordPieces."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self._words = WordPieces(vocabulary)
        self._begin, self._end, self._dot, self._bar = (vocabulary[one] for one in ("[CLS]", "[SEP]", ".", "|"))

    def row(self, question: str, place: Place) -> Row:
        asked = _first(self._words.words(question), QUESTION)
        title = _first(self._words.words(place.title), TITLE)
        before = _last(self._words.words(place.before), BEFORE)
        unit = _first(self._words.words(place.unit), UNIT)
        after = _first(self._words.words(place.after), AFTER)
        known = _stems(asked)
        row = Row()
        row.divide(self._begin)
        row.add(asked, _marks(asked, _stems(unit), _stems([*title, *before, *after])))
        row.divide(self._end)
        for words, divider in ((title, self._dot), (before, self._bar)):
            row.add(words, _told(words, known))
            row.divide(divider)
        row.add(unit, _told(unit, known), unit=True)
        row.divide(self._bar)
        row.add(after, _told(after, known))
        row.divide(self._end)
        return row


def _stems(words: Sequence[Word]) -> frozenset[str]:
    return frozenset(word.stem for word in words if word.stem)


def _marks(asked: Sequence[Word], unit: frozenset[str], around: frozenset[str]) -> list[int]:
    return [
        BETWEEN if not word.stem
        else IN_UNIT if word.stem in unit
        else AROUND_ONLY if word.stem in around
        else NOWHERE
        for word in asked
    ]  # fmt: skip


def _told(words: Sequence[Word], asked: frozenset[str]) -> list[int]:
    return [(ASKED if word.stem in asked else NOT_ASKED) if word.stem else BETWEEN for word in words]


def _first(words: Sequence[Word], most: int) -> Sequence[Word]:
    """As many of the first words as have so many pieces together."""
    sums = accumulate(len(word.pieces) for word in words)
    return words[: sum(1 for total in sums if total <= most)]


def _last(words: Sequence[Word], most: int) -> Sequence[Word]:
    return _first(words[::-1], most)[::-1]
