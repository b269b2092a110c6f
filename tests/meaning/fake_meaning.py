"""A model that can be read: a text means its words, each a direction drawn by its hash; synonyms share theirs."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from bot.core.model.meaning_ports import Identity, LanguageBias, MeaningAway, Vector, Vectors

DIMENSION = 64
IDENTITY = Identity("hashed-words", "1", "0" * 64, DIMENSION)


class HashedWords:
    """`meaning_ports.Meaning` without a process. same: words → the word that means the same, in any language.

    foreign: words that tell that a text is in another language, which draws it away from all others.

    away: as if its process had died; unusable: why. asked, made: what was turned into vectors, for tests to look at.
    """

    def __init__(
        self, same: Mapping[str, str] | None = None, identity: Identity = IDENTITY, foreign: Collection[str] = ()
    ) -> None:
        self.identity = identity
        self.bias: LanguageBias | None = None
        self.away = False
        self.unusable: str | None = None
        self.asked: list[str] = []
        self.made: list[str] = []
        self._same, self._foreign = same or {}, foreign
        if foreign:
            nowhere, away = np.zeros(identity.dimension, np.float32), self._direction("another language")
            self.bias = LanguageBias(nowhere, nowhere, (away / np.linalg.norm(away))[None, :])

    def question(self, text: str) -> Vector | None:
        if self.away:
            return None
        self.asked.append(text)
        return self._vector(text)

    def passages(self, texts: Sequence[str]) -> Vectors:
        if self.away:
            raise MeaningAway("its process failed")
        self.made += texts
        empty = np.empty((0, self.identity.dimension), np.float32)
        return np.stack([self._vector(text) for text in texts]) if texts else empty

    def _vector(self, text: str) -> Vector:
        words = re.findall(r"\w+", text.lower()) or [""]
        whole: Vector = np.sum([self._direction(self._same.get(word, word)) for word in words], axis=0)
        if not set(self._foreign).isdisjoint(words):
            whole = whole + 2 * len(words) * self._direction("another language")
        return (whole / np.linalg.norm(whole)).astype(np.float32)

    def _direction(self, word: str) -> Vector:
        seed = int.from_bytes(hashlib.sha256(word.encode("utf-8", "replace")).digest()[:8])
        return np.random.default_rng(seed).standard_normal(self.identity.dimension).astype(np.float32)

    def close(self) -> None:
        """There is no process."""
