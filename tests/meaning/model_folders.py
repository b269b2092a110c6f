"""Folders as an operator has them: the shipped model, written as an ordinary export of sentence-transformers.

No library that writes ONNX is needed: of Protocol Buffers only the wire format, in which a message is its fields in a
row (protobuf.dev/programming-guides/encoding; the numbers of the fields are those of onnx.proto).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.meaning import e5, e5_weights
from bot.meaning.sentence_pieces import SentencePieces

PLACES = 512  # pieces of a text
FREQUENT = 2_000  # pieces that it knows whatever the texts
TEXTS = (
    "query: passage: Who signed the letter?", "Eighteen members of the committee signed the letter.",
    "El ministro firmó el contrato.", "Премьер-министр подписал закон № 5", "word", "Los teléfonos fueron atacados.",
    "The minister signed the contract in March.", "Nine phones were attacked.",
)  # fmt: skip
CONFIG = {"hidden_size": 384, "max_position_embeddings": 514, "model_type": "xlm-roberta"}
FLOAT, INT64 = 1, 7
NODE, INITIALIZER, INPUT, OUTPUT = 1, 5, 11, 12  # of a graph


def write(folder: Path, output: str = "last_hidden_state", pieces: str = "input_ids") -> Path:
    """output: sentence_embedding where the model pools by itself. pieces: what it calls the numbers of the pieces."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = e5_weights.Weights(e5.weights())
    (folder / "model.onnx").write_bytes(_model(weights, pieces, pooled=output == "sentence_embedding"))
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer(weights)))
    (folder / "config.json").write_text(json.dumps(CONFIG))
    (folder / "meaning.toml").write_text('question = "query: "\npassage = "passage: "\n')
    return folder


def pieces_of(weights: e5_weights.Weights) -> list[int]:
    """Numbers of the pieces that the folder's model knows: the most frequent ones, and those of `TEXTS`."""
    cutting = SentencePieces(weights.vocabulary)
    more = {number for text in TEXTS for number in cutting.numbers(text)}
    return sorted({*range(FREQUENT), *more})


def tokenizer(weights: e5_weights.Weights) -> dict[str, Any]:
    vocabulary, names = weights.vocabulary, list(weights.vocabulary.pieces)
    pieces = [(names[number], float(vocabulary.scores[number])) for number in pieces_of(weights)]
    around = {"<s>": vocabulary.begin, "</s>": vocabulary.end}
    return {
        "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFKC"}]},
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "<s>"}}, {"Sequence": {"id": "A"}}, {"SpecialToken": {"id": "</s>"}}],
            "special_tokens": {name: {"ids": [number]} for name, number in around.items()},
        },
        "model": {
            "type": "Unigram",
            "unk_id": vocabulary.unknown,
            "vocab": pieces,
        },
    }


def _model(weights: e5_weights.Weights, pieces: str, *, pooled: bool) -> bytes:
    whole = list(_fields(e5.GRAPH.read_bytes()))
    graph = next(value for number, value in whole if number == 7)
    rest = b"".join(_field(number, value) for number, value in whole if number != 7)
    return rest + _field(7, b"".join(_graph(list(_fields(graph)), weights, pieces, pooled)))


def _graph(
    fields: Sequence[tuple[int, Any]], weights: e5_weights.Weights, pieces: str, pooled: bool
) -> Iterator[bytes]:
    nodes = [value for number, value in fields if number == NODE]
    held = bytes(e5_weights.packed(weights)[0])
    yield _field(2, b"e5")
    last = dict(_fields(nodes[-1]))[2] if pooled else next(value for number, value in _fields(nodes[-1]) if number == 1)
    for node in [*_first_nodes(pieces), *(nodes if pooled else nodes[:-1])]:
        yield _field(NODE, node)
    places = weights.embedded([0] * PLACES)[0]  # the first piece at each of them
    known = pieces_of(weights)
    rows = [known[start : start + PLACES] for start in range(0, len(known), PLACES)]
    words = [weights.embedded(row)[0] - places[: len(row)] for row in rows]
    yield _field(INITIALIZER, _tensor("words", np.concatenate(words)))
    yield _field(INITIALIZER, _tensor("places", places))
    yield _field(INITIALIZER, _tensor("one", np.array([1], np.int64)))
    for number, value in fields:
        if number == INITIALIZER:
            yield _field(INITIALIZER, _inside(value, held))
    for name in (pieces, "attention_mask"):
        yield _field(INPUT, _value(name, INT64, 2))
    yield _field(OUTPUT, _value(last.decode(), FLOAT, 2 if pooled else 3))


def _first_nodes(pieces: str) -> list[bytes]:
    """What a BERT does first: the pieces' and the places' vectors, added."""
    return [
        _node("Gather", ["words", pieces], "of words"),
        _node("CumSum", ["attention_mask", "one"], "counted"),
        _node("Sub", ["counted", "one"], "numbered"),
        _node("Gather", ["places", "numbered"], "of places"),
        _node("Add", ["of words", "of places"], "pieces"),
    ]


def _node(operator: str, inputs: Sequence[str], output: str) -> bytes:
    given = b"".join(_field(1, name.encode()) for name in inputs)
    return given + _field(2, output.encode()) + _field(4, operator.encode())


def _tensor(name: str, values: np.ndarray[Any, Any]) -> bytes:
    kind = INT64 if values.dtype == np.int64 else FLOAT
    dims = b"".join(_field(1, size) for size in values.shape)
    return dims + _field(2, kind) + _field(8, name.encode()) + _field(9, values.tobytes())


def _inside(tensor: bytes, held: bytes) -> bytes:
    """A tensor that lay elsewhere, with its bytes."""
    found = list(_fields(tensor))
    place = {one[1]: one[2] for one in (dict(_fields(value)) for number, value in found if number == 13)}
    if not place:
        return tensor
    start, size = int(place[b"offset"]), int(place[b"length"])
    kept = b"".join(_field(number, value) for number, value in found if number not in {13, 14})
    return kept + _field(9, held[start : start + size])


def _value(name: str, kind: int, rank: int) -> bytes:
    shape = b"".join(_field(1, _field(2, f"axis {at}".encode())) for at in range(rank))
    return _field(1, name.encode()) + _field(2, _field(1, _field(1, kind) + _field(2, shape)))


# --- the wire format: whole numbers and bytes are all that is met


def _fields(message: bytes) -> Iterator[tuple[int, Any]]:
    at = 0
    while at < len(message):
        key, at = _number(message, at)
        size, at = _number(message, at) if key & 7 in {0, 2} else (4, at)
        if key & 7:
            at += size
        yield key >> 3 if key & 7 != 5 else -(key >> 3), message[at - size : at] if key & 7 else size


def _number(message: bytes, at: int) -> tuple[int, int]:
    found = shift = 0
    while True:
        found |= (message[at] & 127) << shift
        at, shift = at + 1, shift + 7
        if message[at - 1] < 128:
            return found, at


def _field(number: int, value: int | bytes) -> bytes:
    if number < 0:
        return _varint(-number << 3 | 5) + bytes(value)
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes([*found, number])
