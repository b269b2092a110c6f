"""A model of meaning as sentence-transformers exports it: numbers of pieces in, what it says of each piece out.

The texts are cut by `tokenizer_file`. Each is given alone, so that none is read otherwise for what stands beside it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from bot.core.model.meaning_ports import Array, Vector, Vectors
from bot.meaning import onnx_engine, tokenizer_file
from bot.meaning.e5 import sha256
from bot.meaning.model_folder import FIRST, NONE, Description
from bot.meaning.packaged import Unusable

INPUTS: Final = {"input_ids", "attention_mask", "token_type_ids"}


class Model:
    """Lives in the process that `model_process` starts. Raises Unusable."""

    def __init__(self, model: Path, tokenizer: Path, description: Description) -> None:
        self._told = description
        self._pieces = tokenizer_file.read(tokenizer.read_bytes())
        self._session = _session(model)
        self._inputs = {one.name for one in self._session.get_inputs()}
        self._output = self._session.get_outputs()[0].name
        if "input_ids" not in self._inputs or not self._inputs <= INPUTS:
            raise Unusable("inputs")
        self._vector("is it as it should be?")

    def question(self, text: str) -> Vectors:
        return np.stack([self._vector(self._told.question + text)])

    def passages(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._vector(self._told.passage + text) for text in texts])

    def _vector(self, text: str) -> Vector:
        around = len(self._pieces.begin) + len(self._pieces.end)
        return onnx_engine.in_parts(self._pieces.numbers(text), self._told.longest - around, self._pooled)

    def _pooled(self, numbers: list[int]) -> Array:
        given = np.array([[*self._pieces.begin, *numbers, *self._pieces.end]], np.int64)
        fed = {"input_ids": given, "attention_mask": np.ones_like(given), "token_type_ids": np.zeros_like(given)}
        try:
            found = self._session.run([self._output], {name: fed[name] for name in self._inputs})[0]
        except _faults() as error:
            raise Unusable("graph") from error
        if found.shape[:-1] != ((1,) if self._told.pooling == NONE else given.shape):
            raise Unusable("shape")
        if found.shape[-1] != self._told.dimension:
            raise Unusable("dimension")
        first = self._told.pooling in {FIRST, NONE}
        return np.asarray(found.reshape(-1, self._told.dimension)[0] if first else found[0].mean(axis=0), np.float32)


def _session(model: Path) -> Any:
    try:
        return onnx_engine.session(str(model))
    except _faults() as error:
        raise Unusable("graph") from error


def _faults() -> tuple[type[Exception], ...]:
    """The engine's own errors: they have nothing in common but where they come from."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    own = (one for one in vars(state).values() if isinstance(one, type) and issubclass(one, Exception))
    return (*own, RuntimeError, ValueError)


def load(model: str, tokenizer: str, model_hash: str, tokenizer_hash: str, description: str) -> Model:
    """Raises Unusable, also where the files aren't those that its vectors are kept under."""
    if [sha256(Path(model)), sha256(Path(tokenizer))] != [model_hash, tokenizer_hash]:
        raise Unusable("changed")
    return Model(Path(model), Path(tokenizer), Description(**json.loads(description)))
