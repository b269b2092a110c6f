"""Train the judge of several languages: `python -m tools.judge.multilingual.train DATA OUT`, with the extra `train`.

As `tools.judge.train`, whose lessons in English it has, too. One pass: at first English alone, then with the papers
that were translated. Nothing of the sets' other languages is taught: they measure.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import torch
from torch import Tensor

from bot.meaning import cross_encoder, e5
from bot.meaning.e5_weights import Weights
from bot.meaning.judge_input import Row
from bot.meaning.multilingual_input import MultilingualInput
from tools.fit_judge import HELD
from tools.judge import shipped, train, turned
from tools.judge.examples import Example
from tools.judge.multilingual import network, stitching, translated
from tools.judge.network import Network

TURNED: Final = 1  # passes
PAIRS: Final = 600  # in English, by which the map is fitted
DIVIDERS: Final = ("[CLS]", "[SEP]", ".", "|")  # as multilingual_input has them


def lessons(english: Sequence[Example], others: int | None, chance: random.Random) -> list[Example]:
    found = list(translated.examples(HELD, chance))
    for _ in range(TURNED):
        found += turned.examples(HELD, chance, turned.others())
    found = [*english, *(found if others is None else chance.sample(found, others))]
    chance.shuffle(found)
    return found


class Reader:
    """Makes batches of examples: what the layers below give, once for each text."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._given, self._below = MultilingualInput(weights.vocabulary), network.Below(weights)

    def batch(self, some: Sequence[Example]) -> train.Batch:
        return train.Batch(some, self._given, self.states)

    def states(self, rows: Sequence[Row]) -> tuple[Tensor, ...]:
        numbers, segments, marks, written = train.tensors(rows)
        return self._below(numbers, segments), segments, marks, written

    def begun(self, english: Sequence[Example]) -> network.Above:
        """As the English judge is, on what is mapped to its words."""
        pieces = cross_encoder.vocabulary(cross_encoder.VOCABULARY)
        judge = Network(len(pieces))
        shipped.load(judge, cross_encoder.WEIGHTS)
        held = shipped.pieces(cross_encoder.WEIGHTS)
        judge.pieces.weight.data.copy_(held)
        words = stitching.English(pieces, held.numpy(), self._weights.vocabulary)
        pairs = [(one.question, place) for one in english for place in one.places][:PAIRS]
        mapped = stitching.fitted(self._below, self._given, words, pairs)
        return network.begun(judge, [pieces[one] for one in DIVIDERS], *mapped)


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the judge of several languages.")
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--further", type=Path, help="a judge-multilingual.onnx to begin from")
    parser.add_argument("--others", type=int, help="examples in other languages; all without it")
    parser.add_argument("--english", type=int, help="examples in English at most")
    parser.add_argument("--past", type=int, default=0, help="examples in English that are left out, from the first on")
    parser.add_argument("--seed", type=int, default=train.SEED)
    chosen = parser.parse_args()
    chosen.out.mkdir(exist_ok=True, parents=True)
    chance = random.Random(chosen.seed)  # noqa: S311 - no secret
    torch.manual_seed(chosen.seed)
    torch.set_flush_denormal(True)
    english = train.taught(list(train.rows(chosen.data, chosen.out, HELD)), chosen.data, chance)
    english = english[chosen.past :][: chosen.english]
    seen = lessons(english, chosen.others, chance)
    train.count(seen)
    reader = Reader(Weights(e5.weights()))
    above = network.Above() if chosen.further else reader.begun(english)
    if chosen.further:
        shipped.load(above, chosen.further)
    own = train.Training(above, len(seen) // train.QUESTIONS, chosen.out / "state.pt")
    own.run(lambda start: reader.batch(seen[start : start + train.QUESTIONS]))
    train.save(chosen.out / "judge.pt", own.mean)


if __name__ == "__main__":
    main()
