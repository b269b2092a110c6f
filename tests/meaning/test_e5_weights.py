"""The file of weights, read as it is laid out; a small one is written here, number by number."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from bot.meaning import e5_weights
from bot.meaning.e5_weights import Weights

HIDDEN, LAYERS, HEADS, INNER = 32, 1, 2, 64
PIECES = ["<s>", "</s>", "<unk>", "\u2581a", "b"]
MATRICES = {"q": (32, 32), "k": (32, 32), "v": (32, 32), "ao": (32, 32), "fi": (64, 32), "fo": (32, 64)}


def block(scale: float, numbers: list[int]) -> bytes:
    """32 numbers from -8 to 7: the first half in the low halves of the bytes."""
    low, high = numbers[:16], numbers[16:]
    return struct.pack("<e16B", scale, *((one + 8) | (other + 8) << 4 for one, other in zip(low, high, strict=True)))


def matrix(rows: int, columns: int, scale: float = 0.5) -> bytes:
    return b"".join(
        block(scale, [(row + n) % 16 - 8 for n in range(32)]) for row in range(rows) for _ in range(columns // 32)
    )


def floats(*values: float) -> bytes:
    return struct.pack(f"<{len(values)}f", *values)


def tensors() -> dict[str, bytes]:
    found = {"emb.word": matrix(len(PIECES), HIDDEN), "emb.pos": floats(*[1.0] * HIDDEN * 4)}
    found |= {
        "emb.type": floats(*[2.0] * HIDDEN * 2),
        "emb.ln.w": floats(*[1] * HIDDEN),
        "emb.ln.b": floats(*[0] * HIDDEN),
    }
    for name, (rows, columns) in MATRICES.items():
        found |= {f"l0.{name}.w": matrix(rows, columns), f"l0.{name}.b": floats(*[0.25] * rows)}
    for name in ("aln", "oln"):
        found |= {f"l0.{name}.w": floats(*[1] * HIDDEN), f"l0.{name}.b": floats(*[0] * HIDDEN)}
    return found


def written(folder: Path) -> Path:
    blob = "".join(PIECES).encode()
    ends = np.cumsum([0, *(len(one.encode()) for one in PIECES)]).tolist()
    letters = struct.pack("<IBI", ord("Ａ"), 1, ord("a"))
    head = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, LAYERS, HEADS, INNER, len(PIECES), 4, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 1, 1, 2, len(blob)) + struct.pack("<6I", *ends)
    head += floats(0, 0, 0, -1.5, -2.5) + blob + struct.pack("<iI", 1, len(letters)) + letters
    data = tensors()
    start = len(head) + 4 + sum(2 + len(name) + 21 for name in data)
    listed = struct.pack("<i", len(data))
    for name, value in data.items():
        listed += struct.pack(f"<H{len(name)}sBIQQ", len(name), name.encode(), 0, 0, start, len(value))
        start += len(value)
    path = folder / "weights.bin"
    path.write_bytes(head + listed + b"".join(data.values()))
    return path


def test_the_vocabulary_has_pieces_scores_and_letters_read_as_others(tmp_path: Path) -> None:
    known = Weights(written(tmp_path)).vocabulary
    assert known.pieces["\u2581a"] == 3
    assert known.scores.tolist() == [0, 0, 0, -1.5, -2.5]
    assert known.read_as == {ord("Ａ"): "a"}
    assert (known.begin, known.end, known.unknown) == (0, 1, 2)


def test_a_piece_begins_as_its_numbers_times_their_scale_with_its_place_and_kind(tmp_path: Path) -> None:
    found = Weights(written(tmp_path)).embedded([0, 3])
    assert found.shape == (1, 2, HIDDEN)
    assert found[0, 0].tolist() == [0.5 * (n % 16 - 8) + 3 for n in range(32)]
    assert found[0, 1].tolist() == [0.5 * ((3 + n) % 16 - 8) + 3 for n in range(32)]


def test_a_matrix_is_packed_neighbour_by_neighbour_and_what_shares_its_input_is_one(tmp_path: Path) -> None:
    found = dict(Weights(written(tmp_path)).tensors())
    assert found["l0.qkv.w"].shape == (96, 1, 16)
    packed = found["l0.qkv.w"][1, 0]
    assert [half for byte in packed.tolist() for half in (byte & 15, byte >> 4)] == [(1 + n) % 16 for n in range(32)]
    assert found["l0.qkv.s"].tolist() == [[0.5]] * 96
    assert found["l0.qkv.b"].tolist() == [0.25] * 96
    assert found["l0.fo.w"].shape == (32, 2, 16)


def test_tensors_lie_one_after_the_other_where_the_engine_looks_for_them(tmp_path: Path) -> None:
    weights = Weights(written(tmp_path))
    held, places = e5_weights.packed(weights)
    for name, tensor in weights.tensors():
        start, size = places[name]
        assert start % e5_weights.ALIGNED == 0
        assert bytes(held[start : start + size]) == tensor.tobytes()


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ValueError, match="other weights"):
        Weights(tmp_path / "other.bin")
