"""From a trained network to what is shipped: `python -m tools.judge.export TRAINED BASE`.

Writes bot/meaning/weights: the network in 8 bits (ONNX) and its vocabulary, and prints the hash that
bot/meaning/cross_encoder.py checks. Weights have 7 bits on purpose: processors without VNNI add two products of 8 bits
in 16, which overflows, and would judge otherwise.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from bot.meaning import cross_encoder, e5
from tools.judge.network import Network

INPUTS = ("numbers", "segments", "marks", "written")


class Verdict(nn.Module):
    """The network without what only its training needs."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, numbers: Tensor, segments: Tensor, marks: Tensor, written: Tensor) -> Tensor:
        odds: Tensor = self.network(numbers, segments, marks, written)[0]
        return odds


def export(trained: Path, base: Path, folder: Path) -> None:
    vocabulary = json.loads((base / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    network = Network(len(vocabulary))
    network.load_state_dict(torch.load(trained, weights_only=True))
    network.eval()
    folder.mkdir(exist_ok=True)
    rows = tuple(torch.ones((1, 8), dtype=torch.int64) for _ in INPUTS)
    whole(Verdict(network), INPUTS, rows, folder / cross_encoder.WEIGHTS.name)
    pieces = sorted(vocabulary, key=vocabulary.__getitem__)
    (folder / cross_encoder.VOCABULARY.name).write_text("\n".join(pieces), "utf-8")


def whole(verdict: nn.Module, inputs: Sequence[str], rows: tuple[Tensor, ...], path: Path) -> None:
    """Write a network in 8 bits. rows: any values of its inputs, (1, pieces, …), by which it is traced."""
    named = {name: {1: "pieces"} for name in inputs}
    with tempfile.TemporaryDirectory() as place:
        exact = Path(place) / "whole.onnx"
        torch.onnx.export(
            verdict, rows, str(exact), input_names=list(inputs), output_names=["odds"], dynamic_axes=named,
            opset_version=17, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(exact, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    made = onnx.load(path)
    made.producer_name, made.producer_version, made.doc_string = "pullquote", "", ""
    onnx.save(made, path)


def main() -> None:
    parser = argparse.ArgumentParser(description="Ship a trained judge.")
    parser.add_argument("trained", type=Path)
    parser.add_argument("base", type=Path)
    parser.add_argument("--folder", type=Path, default=cross_encoder.FOLDER)
    chosen = parser.parse_args()
    export(chosen.trained, chosen.base, chosen.folder)
    print(e5.sha256(chosen.folder / cross_encoder.WEIGHTS.name))  # noqa: T201 - a command


if __name__ == "__main__":
    main()
