"""The shipped judges as networks that can be trained further."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from tools.judge.network import LAYERS

PARTS: Final = ("mixed", "out", "wide", "narrow")  # of each layer, in the order in which they are computed
PIECES: Final = "pieces.weight"
MAP: Final = "mapped.weight"  # before the layers, of the multilingual judge


def load(network: nn.Module, weights: Path) -> None:
    """Give the network the weights of its `.onnx`, taken back from 8 bits. Only the head for the words of the answer
    isn't in it, and word pieces stay as they are. Raises KeyError or ValueError if it is of another network."""
    known = {one.name: numpy_helper.to_array(one) for one in onnx.load(weights).graph.initializer}
    own = network.state_dict()
    for name in own:
        found = known.get(f"network.{name}")
        if found is not None:
            own[name] = torch.from_numpy(found.copy())
        elif f"network.{name}_quantized" in known and name != PIECES:
            own[name] = _whole(known, f"network.{name}")
        elif f"network.{name}_Transposed_quantized" in known:
            own[name] = _whole(known, f"network.{name}_Transposed").T
    numbered = [one.removesuffix("_quantized") for one in known if one.startswith("onnx::MatMul") and "_quant" in one]
    places = [f"layers.{layer}.{part}.weight" for layer in range(LAYERS) for part in PARTS]
    places = [*(one for one in (MAP,) if one in own), *places]
    for place, name in zip(places, sorted(numbered, key=lambda one: int(one.split("_")[-1])), strict=True):
        own[place] = _whole(known, name).T
    network.load_state_dict(own)


def pieces(weights: Path) -> Tensor:
    """What `judge.onnx` has for its word pieces: (pieces, 384)."""
    known = {one.name: numpy_helper.to_array(one) for one in onnx.load(weights).graph.initializer}
    return _whole(known, f"network.{PIECES}")


def _whole(known: dict[str, np.ndarray], name: str) -> Tensor:
    values = known[f"{name}_quantized"].astype(np.float32) - known[f"{name}_zero_point"].astype(np.float32)
    return torch.from_numpy(values * known[f"{name}_scale"])
