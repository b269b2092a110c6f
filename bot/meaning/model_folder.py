"""A model of meaning in an operator's folder: what its files say of it. The model itself is only opened in its process.

`model.onnx` and `tokenizer.json` must be there; what else has to be known stands in `meaning.toml`, or in the files
that sentence-transformers writes beside its models, or is what most models have.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

from bot.core.model.meaning_ports import Identity
from bot.meaning.e5 import ENGINE, sha256
from bot.meaning.packaged import MEMORY_MB, Packaged

MODEL, TOKENIZER, DESCRIPTION = "model.onnx", "tokenizer.json", "meaning.toml"
READ_AS: Final = "1"  # how this program reads such a folder; vectors of another way can't be compared
MEAN, FIRST, NONE = "mean", "first", "none"
OFFSET: Final = {"xlm-roberta": 2, "roberta": 2, "camembert": 2}  # places that these kinds of model leave unused
LARGEST_DESCRIPTION: Final = 1_000_000  # bytes of a file that says something of the model
LARGEST_DIMENSION: Final = 4096
LARGEST_LENGTH: Final = 32_768
COPIES: Final = 4  # of the model's file that loading it may take


class BadFolder(ValueError):
    """Its text says why, for people."""


@dataclass(frozen=True, slots=True)
class Description:
    """dimension: numbers a vector. pooling: mean or first of what the model says of its pieces; none where it gives
    one vector by itself. question, passage: what it was trained with in front of each. longest: pieces of a text,
    those that begin and end it counted."""

    dimension: int
    pooling: str = MEAN
    question: str = ""
    passage: str = ""
    longest: int = 512

    def checked(self) -> Description:
        """Raises BadFolder."""
        for name, least, most in (("dimension", 1, LARGEST_DIMENSION), ("longest", 8, LARGEST_LENGTH)):
            value = getattr(self, name)
            if type(value) is not int or not least <= value <= most:
                raise BadFolder(f"{name} is no whole number from {least} to {most}")
        if self.pooling not in {MEAN, FIRST, NONE}:
            raise BadFolder("pooling is none of mean, first and none")
        for name in ("question", "passage"):
            if not isinstance(getattr(self, name), str):
                raise BadFolder(f"{name} is no text")
        return self


def absent(folder: Path) -> str | None:
    """Why its model can't be used, in words for people, as far as that shows without opening it; None where it may."""
    if importlib.util.find_spec(ENGINE) is None:
        return f"{ENGINE} is not installed"
    try:
        described(folder)
    except BadFolder as error:
        return f"{folder.name}: {error}"
    return None


def packaged(folder: Path) -> Packaged:
    """What starts its process: reads both files once, to know them again. Raises BadFolder, OSError."""
    description = described(folder)
    paths = [(folder / name).resolve() for name in (MODEL, TOKENIZER)]
    hashes = [sha256(path) for path in paths]
    told = json.dumps(asdict(description))
    whole = hashlib.sha256("\n".join([*hashes, told]).encode()).hexdigest()
    identity = Identity(folder.resolve().name, READ_AS, whole, description.dimension)
    size = paths[0].stat().st_size
    return Packaged(
        identity, "bot.meaning.onnx_model:load", (ENGINE, "numpy"), tuple(map(str, paths)),
        (*map(str, paths), *hashes, told), MEMORY_MB + COPIES * (size >> 20),
    )  # fmt: skip


def described(folder: Path) -> Description:
    """Raises BadFolder."""
    if not folder.is_dir():
        raise BadFolder("there is no such folder")
    for name in (MODEL, TOKENIZER):
        if not os.access(folder / name, os.R_OK) or not (folder / name).is_file():
            raise BadFolder(f"{name} is missing, or may not be read")
    found = {**_usual(folder), **_own(folder)}
    if "dimension" not in found:
        raise BadFolder(f"its dimension stands nowhere: {DESCRIPTION} may say it")
    description = Description(**found).checked()
    if description.pooling != NONE and _has_more_layers(folder):
        raise BadFolder(f'it has a further layer; if model.onnx holds that, too, {DESCRIPTION} says pooling = "none"')
    return description


def _own(folder: Path) -> Mapping[str, Any]:
    """What the operator wrote down."""
    try:
        found = tomllib.loads(_text(folder / DESCRIPTION))
    except tomllib.TOMLDecodeError as error:
        raise BadFolder(f"{DESCRIPTION} can't be read") from error
    unknown = found.keys() - {field.name for field in fields(Description)}
    if unknown:
        raise BadFolder(f"{DESCRIPTION} has a name that isn't known: {ascii(min(unknown))[:40]}")
    return found


def _usual(folder: Path) -> Mapping[str, Any]:
    """What sentence-transformers writes beside a model; nothing where that isn't there."""
    config, pooling = _json(folder, "config.json"), _json(folder, "1_Pooling/config.json")
    prompts = _json(folder, "config_sentence_transformers.json").get("prompts")
    prompts = prompts if isinstance(prompts, dict) else {}
    places = config.get("max_position_embeddings")
    found = {
        "dimension": pooling.get("word_embedding_dimension", config.get("hidden_size")),
        "pooling": _pooling(pooling),
        "question": prompts.get("query", prompts.get("question")),
        "passage": prompts.get("passage", prompts.get("document")),
        "longest": _json(folder, "sentence_bert_config.json").get("max_seq_length")
        or (places - OFFSET.get(str(config.get("model_type")), 0) if isinstance(places, int) else None),
    }
    return {name: value for name, value in found.items() if value is not None}


def _pooling(told: Mapping[str, Any]) -> str | None:
    ways = [name.removeprefix("pooling_mode_") for name, on in told.items() if name.startswith("pooling_mode_") and on]
    known = {"mean_tokens": MEAN, "cls_token": FIRST}
    if len(ways) > 1 or not known.keys() >= set(ways):
        raise BadFolder("it is pooled otherwise than by mean or first")
    return known[ways[0]] if ways else None


def _has_more_layers(folder: Path) -> bool:
    return '.Dense"' in _text(folder / "modules.json")


def _json(folder: Path, name: str) -> Mapping[str, Any]:
    try:
        found = json.loads(_text(folder / name) or "{}")
    except (ValueError, RecursionError) as error:
        raise BadFolder(f"{name} can't be read") from error
    return found if isinstance(found, dict) else {}


def _text(path: Path) -> str:
    """Empty where there is no such file. Raises BadFolder."""
    if not path.exists():
        return ""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_DESCRIPTION).decode()
    except (OSError, ValueError) as error:
        raise BadFolder(f"{path.name} can't be read") from error
