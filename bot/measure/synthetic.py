"""Text as an index sees it: passages of 55 words from a Zipf vocabulary of 200,000 with exponent 1, and questions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

VOCABULARY = 200_000
LENGTH = 55  # words a passage
QUESTION = 8  # words
COMMON = 0.1  # a question's words each occur in less than this share of all passages
DRAWN_AT_ONCE = 10_000  # passages, each lot from a seed of its own, so that any passage can be drawn alone
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprtvz" for vowel in "aou"]

Ranks = NDArray[np.int32]


@dataclass(frozen=True)
class Corpus:
    """`passages` of them; the same ones for the same seed."""

    passages: int
    seed: int

    def __post_init__(self) -> None:
        weights = 1.0 / np.arange(1, VOCABULARY + 1)
        self.__dict__["_sums"] = np.cumsum(weights / weights.sum())

    def ranks(self) -> Iterator[Ranks]:
        """Lots of passages as rows of word ranks, 0 the commonest."""
        for lot in range(-(-self.passages // DRAWN_AT_ONCE)):
            yield self._lot(lot)

    def _lot(self, lot: int) -> Ranks:
        count = min(DRAWN_AT_ONCE, self.passages - lot * DRAWN_AT_ONCE)
        draws = np.random.default_rng([self.seed, lot]).random((count, LENGTH))
        sums: NDArray[np.float64] = self.__dict__["_sums"]
        return sums.searchsorted(draws).clip(max=VOCABULARY - 1).astype(np.int32)

    def words(self) -> Iterator[tuple[str, ...]]:
        """Each passage's words."""
        for lot in self.ranks():
            yield from _spelled(lot)

    def questions(self, count: int) -> list[list[str]]:
        """Each the first QUESTION distinct words of one passage, in random order, of those that aren't COMMON."""
        random = np.random.default_rng([self.seed, 1 << 40])
        first = self._first_rare()
        questions: list[list[str]] = []
        while len(questions) < count:
            lot = self._lot(int(random.integers(-(-self.passages // DRAWN_AT_ONCE))))
            for row in lot[random.permutation(len(lot))[:4]]:
                rare = random.permutation(np.unique(row[row >= first]))
                if len(rare) >= QUESTION:
                    questions.append([spelled(rank) for rank in rare[:QUESTION].tolist()])
        return questions[:count]

    def _first_rare(self) -> int:
        """The rank of the commonest word that is expected in less than COMMON of the passages."""
        chances = np.diff(self.__dict__["_sums"], prepend=0.0)
        return int(np.argmax(1.0 - (1.0 - chances) ** LENGTH < COMMON))


def spelled(rank: int) -> str:
    """A word of its own for each rank, in syllables that any analyser leaves alone; frequent ones are shorter."""
    word = ""
    rank += len(_SYLLABLES)
    while rank:
        rank, syllable = divmod(rank, len(_SYLLABLES))
        word += _SYLLABLES[syllable]
    return word + "x"


_SPELLED: list[str] = []


def _spelled(lot: Ranks) -> Iterator[tuple[str, ...]]:
    if not _SPELLED:
        _SPELLED.extend(map(spelled, range(VOCABULARY)))
    word = _SPELLED.__getitem__
    for row in lot.tolist():
        yield tuple(map(word, row))
