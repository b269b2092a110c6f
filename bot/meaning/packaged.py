"""What is said of a model that is installed, before its process is started, and how it says that it can't be used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.core.model.meaning_ports import Identity, LanguageBias

MEMORY_MB: Final = 1024  # of address space; the models that come with the program have some 110 to 170 in use


@dataclass(frozen=True, slots=True)
class Packaged:
    """A model that is installed. target: "module:function" that loads it in its process, with these texts given.

    folders: what its process may read besides its libraries, files too, by absolute path. bias: gives what
    `Meaning.bias` is to give.
    """

    identity: Identity
    target: str
    libraries: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    memory_mb: int = MEMORY_MB
    bias: Callable[[], LanguageBias | None] | None = None


# What a process may say of its model, by name: of its own words nothing is believed, nor logged.
UNUSABLE: Final[Mapping[str, str]] = {
    "changed": "its files have changed since the program was started",
    "graph": "model.onnx is torn, not in one file, or nothing that onnxruntime can run",
    "inputs": "model.onnx asks for something else than input_ids, attention_mask and token_type_ids",
    "tokenizer": "tokenizer.json is torn, or of another kind than Unigram and WordPiece",
    "shape": "what model.onnx gives isn't pooled as its folder says",
    "dimension": "its vectors have another dimension than its folder says",
}


class Unusable(ValueError):
    """name: of `UNUSABLE`. Raised where a model is loaded."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name
