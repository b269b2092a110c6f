"""A made-up case file as large as asked for: words as often as in a language, so that an index has work to do."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.core.model.documents import SHARED, Actor
from tests.trust.working import opened

VOCABULARY = 40_000
LENGTH = 55  # words a passage
KNOWN = 2_000  # passages that are remembered
LOT = 10_000  # passages that are added at once
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprtvz" for vowel in "aeiou"]


def word(rank: int) -> str:
    spelled, rank = "", rank + len(_SYLLABLES)
    while rank:
        rank, syllable = divmod(rank, len(_SYLLABLES))
        spelled += _SYLLABLES[syllable]
    return spelled


class Language:
    """Made-up words, as often as in a language: the nth commonest 1/n times as often as the commonest."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.words = [word(rank) for rank in range(VOCABULARY)]
        self.known: list[list[str]] = []  # some of the passages that were made: there are answers to questions on them
        total, self.sums = 0.0, []
        for rank in range(VOCABULARY):
            total += 1 / (rank + 1)
            self.sums.append(total)

    def some(self, count: int) -> list[str]:
        return self.random.choices(self.words, cum_weights=self.sums, k=count)

    def passage(self) -> str:
        drawn = self.some(LENGTH)
        if len(self.known) < KNOWN:
            self.known.append(drawn)
        return f"{' '.join(drawn[:27]).capitalize()}. {' '.join(drawn[27:]).capitalize()}."

    def document(self, number: int, passages: int) -> dict[str, str]:
        text = "\n\n".join(self.passage() for _ in range(passages))
        return {"id": f"made-{number}", "title": self.title(number), "text": text, "language": "en"}

    def title(self, number: int) -> str:
        """The same for the same number: two telling words and the number."""
        first, second = (self.words[100 + number * factor % 30_000] for factor in (7, 7919))
        return f"{first.capitalize()} {second} {number}"

    def question(self, known: Sequence[Sequence[str]] = ()) -> str:
        """Every other one has the words of a known passage, where there are any."""
        if known and self.random.random() < 0.5:
            drawn = self.random.choice(known)
            return " ".join(self.random.sample(drawn, k=self.random.randint(4, 8))) + "?"
        return " ".join(self.random.choices(self.words[100:8000], k=self.random.randint(2, 6))) + "?"


def fill(data: Path, passages: int, documents: int, language: Language) -> None:
    """A shared case of so many passages in so many documents; as it is where it was made before."""
    known = data / "known.json"
    if known.is_file():
        language.known = json.loads(known.read_text("utf-8"))
        return
    data.mkdir(parents=True)
    casebook = opened(data)
    for lot in _lots(documents, passages // documents, language):
        casebook.add(lot, "made.jsonl", Actor("cli"), workspace=SHARED)
    casebook.close()
    known.write_text(json.dumps(language.known), "utf-8")


def _lots(documents: int, passages: int, language: Language) -> Iterator[bytes]:
    """passages: of one document."""
    size = max(1, LOT // passages)
    for start in range(0, documents, size):
        lines = [language.document(number, passages) for number in range(start, min(start + size, documents))]
        yield "\n".join(map(json.dumps, lines)).encode()
