"""From trained layers to what is shipped: `python -m tools.judge.multilingual.export TRAINED`.

Writes bot/meaning/weights/judge-multilingual.onnx, in 8 bits as `tools.judge.export` does, and prints the hash that
bot/meaning/multilingual_judge.py checks.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from torch import Tensor, nn

from bot.meaning import e5, multilingual_judge
from tools.judge import export
from tools.judge.multilingual.network import Above
from tools.judge.network import WIDTH

INPUTS = ("states", "segments", "marks", "written")


class Verdict(nn.Module):
    """The network without what only its training needs."""

    def __init__(self, above: Above) -> None:
        super().__init__()
        self.network = above

    def forward(self, states: Tensor, segments: Tensor, marks: Tensor, written: Tensor) -> Tensor:
        odds: Tensor = self.network(states, segments, marks, written)[0]
        return odds


def main() -> None:
    parser = argparse.ArgumentParser(description="Ship a trained judge of several languages.")
    parser.add_argument("trained", type=Path)
    parser.add_argument("--out", type=Path, default=multilingual_judge.ABOVE)
    chosen = parser.parse_args()
    above = Above()
    above.load_state_dict(torch.load(chosen.trained, weights_only=True))
    rows = (torch.zeros((1, 8, WIDTH)), *(torch.ones((1, 8), dtype=torch.int64) for _ in INPUTS[1:]))
    export.whole(Verdict(above.eval()), INPUTS, rows, chosen.out)
    print(e5.sha256(chosen.out))  # noqa: T201 - a command


if __name__ == "__main__":
    main()
