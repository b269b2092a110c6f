"""Models that do what no model should, each loaded in the model's own process: what they say there must not matter."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence

import numpy as np

from bot.core.model.meaning_ports import Vectors
from bot.readers.zip.member import Member
from tests.meaning.fake_meaning import DIMENSION, HashedWords
from tests.readers.sandbox import escapes


class Obedient:
    """Does what the text says, and is a fair model of other texts."""

    def __init__(self) -> None:
        self._fair = HashedWords()

    def question(self, text: str) -> Vectors:
        return self.passages([text])

    def judge(self, texts: Sequence[str]) -> Vectors:
        deed = JUDGEMENTS.get(texts[0].partition(" ")[0])
        return deed(texts[0]) if deed else np.zeros(((len(texts) - 1) // 4, 1), np.float32)

    def passages(self, texts: Sequence[str]) -> Vectors:
        deed = DEEDS.get(texts[0].partition(" ")[0])
        return deed(texts[0]) if deed else self._fair.passages(texts)


def load() -> Obedient:
    print("noise on standard output", flush=True)  # noqa: T201
    return Obedient()


def torn() -> Obedient:
    raise ValueError("other weights")


def slow() -> Obedient:
    time.sleep(60)
    return Obedient()


def _die(text: str) -> Vectors:
    os._exit(3)


def _hang(text: str) -> Vectors:
    time.sleep(60)
    raise AssertionError(text)


def _swell(text: str) -> Vectors:
    return np.ones((1 << 28, 4), np.float32)


def _escape(text: str) -> Vectors:
    """One attempt; the first number says whether it was refused."""
    name, _, world = text.removeprefix("escape ").partition(" ")
    (told,) = escapes.run(world.encode(), name)
    assert isinstance(told, Member)
    return _along(0 if told.name == "refused: Permission denied" else 1)


def _along(axis: int) -> Vectors:
    return np.eye(DIMENSION, dtype=np.float32)[[axis]]


def _secrets(text: str) -> Vectors:
    return _along(len([name for name in os.environ if "TOKEN" in name or "DATABASE" in name]))


DEEDS: dict[str, Callable[[str], Vectors]] = {
    "die": _die,
    "hang": _hang,
    "swell": _swell,
    "escape": _escape,
    "secrets": _secrets,
    "short": lambda text: np.ones((1, 3), np.float32),
    "many": lambda text: np.ones((2, DIMENSION), np.float32),
    "long": lambda text: np.ones((1, DIMENSION), np.float32),
    "hollow": lambda text: np.full((1, DIMENSION), np.nan, np.float32),
}
JUDGEMENTS: dict[str, Callable[[str], Vectors]] = {
    "die": _die,
    "hang": _hang,
    "swell": _swell,
    "many": lambda text: np.zeros((9, 1), np.float32),
    "wide": lambda text: np.zeros((1, 2), np.float32),
    "sure": lambda text: np.full((1, 1), 1e9, np.float32),
    "hollow": lambda text: np.full((1, 1), np.nan, np.float32),
}
