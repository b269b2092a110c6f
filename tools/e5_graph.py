"""Make the graphs in bot/meaning/weights: `python -m tools.e5_graph`, with onnx installed; prints their hashes.

e5.onnx is checked by e5.py, e5-below.onnx (its first layers) by multilingual_judge.py.

The graph of a BERT without its weights: where each stands is written down, and `e5` hands them over when it starts.
Matrices stay in 4 bits; what is multiplied with them keeps its 32.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, helper, numpy_helper

from bot.meaning import e5, e5_weights, multilingual_judge
from bot.meaning.e5_weights import BLOCK, Weights

MICROSOFT: Final = "com.microsoft"  # the engine's own operators
EXACT: Final = 0  # how exactly MatMulNBits computes: as the network's numbers are given
TYPES: Final = {np.dtype(np.float32): TensorProto.FLOAT, np.dtype(np.uint8): TensorProto.UINT8}


class Graph:
    """Nodes in the order in which they are computed; each is named as its output."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self.nodes: list[NodeProto] = []
        size = weights.hidden // weights.heads
        self.constants = {
            "apart": np.array([0, 0, weights.heads, size], np.int64),
            "joined": np.array([0, 0, weights.hidden], np.int64),
            "shrunk": np.array(1 / np.sqrt(size), np.float32),
            "pieces_axis": np.array([1], np.int64),
        }

    def made(self, layers: int | None) -> list[NodeProto]:
        found = self._norm("pieces", "first")
        for layer in range(self._weights.layers if layers is None else layers):
            found = self._layer(found, f"l{layer}")
        if layers is None:
            self._add("ReduceMean", [found, "pieces_axis"], "mean", keepdims=0)
        else:
            self._add("Identity", [found], "states")
        return self.nodes

    def _layer(self, given: str, own: str) -> str:
        hidden, inner = self._weights.hidden, self._weights.inner
        seen = self._matrix(self._attention(given, own), f"{own}.ao", hidden, hidden)
        middle = self._norm(self._add("Add", [given, seen], f"{own}.seen"), f"{own}.aln")
        wide = self._add("Gelu", [self._matrix(middle, f"{own}.fi", hidden, inner)], f"{own}.wide", domain=MICROSOFT)
        narrow = self._matrix(wide, f"{own}.fo", inner, hidden)
        return self._norm(self._add("Add", [middle, narrow], f"{own}.narrow"), f"{own}.oln")

    def _attention(self, given: str, own: str) -> str:
        """softmax(Q K' / √d) V, head by head (Vaswani et al., 2017)."""
        hidden = self._weights.hidden
        self._matrix(given, f"{own}.qkv", hidden, 3 * hidden)
        parts = [f"{own}.{part}" for part in "qkv"]
        self.nodes.append(helper.make_node("Split", [f"{own}.qkv"], parts, axis=-1, num_outputs=len(parts)))
        query, key, value = (
            self._add("Transpose", [self._add("Reshape", [one, "apart"], f"{one}.apart")], f"{one}.heads", perm=order)
            for one, order in zip(parts, ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3]), strict=True)
        )
        near = self._add("Mul", [self._add("MatMul", [query, key], f"{own}.near"), "shrunk"], f"{own}.shrunk")
        chances = self._add("Softmax", [near], f"{own}.chances", axis=-1)
        found = self._add("MatMul", [chances, value], f"{own}.found")
        return self._add("Reshape", [self._add("Transpose", [found], f"{own}.back", perm=[0, 2, 1, 3]), "joined"], own)

    def _matrix(self, given: str, name: str, width: int, rows: int) -> str:
        inputs = [given, f"{name}.w", f"{name}.s", "", "", f"{name}.b"]
        more = {"K": width, "N": rows, "bits": 4, "block_size": BLOCK, "accuracy_level": EXACT}
        return self._add("MatMulNBits", inputs, name, domain=MICROSOFT, **more)

    def _norm(self, given: str, name: str) -> str:
        inputs = [given, f"{name}.w", f"{name}.b"]
        return self._add("LayerNormalization", inputs, name, axis=-1, epsilon=self._weights.epsilon)

    def _add(self, operator: str, inputs: list[str], output: str, **more: Any) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], name=output, **more))
        return output


def model(weights: Weights, layers: int | None = None) -> ModelProto:
    """layers: as many, from below, with what they say of each piece ("states"); else all, with their mean."""
    made = Graph(weights)
    given = helper.make_tensor_value_info("pieces", TensorProto.FLOAT, [1, "pieces", weights.hidden])
    name, shape = ("mean", [1, weights.hidden]) if layers is None else ("states", [1, "pieces", weights.hidden])
    found = helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
    graph: GraphProto = helper.make_graph(made.made(layers), "e5", [given], [found])
    graph.initializer.extend(numpy_helper.from_array(value, name) for name, value in made.constants.items())
    _, places = e5_weights.packed(weights, layers)
    shapes = dict(weights.tensors(layers))
    graph.initializer.extend(_elsewhere(name, shapes[name], *place) for name, place in places.items())
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid(MICROSOFT, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=9, producer_name="pullquote")


def _elsewhere(name: str, tensor: Any, start: int, size: int) -> TensorProto:
    """A tensor that is handed over when the engine starts."""
    made = TensorProto(name=name, dims=tensor.shape, data_type=TYPES[tensor.dtype], data_location=TensorProto.EXTERNAL)
    for key, value in (("location", e5.EXTERNAL), ("offset", start), ("length", size)):
        made.external_data.add(key=key, value=str(value))
    return made


def main() -> None:
    weights = Weights(e5.weights())
    for path, layers in ((e5.GRAPH, None), (multilingual_judge.BELOW, multilingual_judge.LAYERS)):
        path.write_bytes(model(weights, layers).SerializeToString(deterministic=True))
        print(path.name, e5.sha256(path))  # noqa: T201 - a command


if __name__ == "__main__":
    main()
