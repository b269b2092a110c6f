"""A file of vectors that lies in a folder of documents, so that they are found by meaning without making any.

    PQKNOWN1 | length of the head (4 bytes, little-endian) | head | keys | codes | SHA-256 of all before

The head is JSON: {"model", "dimension", "count"}. A key is 16 bytes of the SHA-256 over the model's identity and the
text that it was given; keys ascend, so the same vectors make the same bytes on every machine. codes: `dimension` signed
bytes a key.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from bot.core.model.meaning_ports import Array, Identity

NAME: Final = ".vectors"  # hidden: no reader of a folder takes it for a document
MAGIC: Final = b"PQKNOWN1"
LARGEST_MB: Final = 256  # some 640,000 units
KEY: Final = 16  # bytes: two texts out of 2**64 would share one
_LENGTH: Final = struct.Struct("<I")
_SUM: Final = hashlib.sha256().digest_size


class Torn(ValueError):
    """The bytes aren't a whole file of vectors."""


class OfAnotherModel(Exception):
    """They are, but nothing can be compared with them."""


class KnownFile:
    """See `meaning_ports.KnownVectors`."""

    def __init__(self, identity: Identity, keys: Sequence[bytes], codes: Array) -> None:
        self._identity, self._codes = identity, codes
        self._rows = {key: row for row, key in enumerate(keys)}

    def __len__(self) -> int:
        return len(self._rows)

    def find(self, texts: Sequence[str]) -> list[Array | None]:
        rows = (self._rows.get(key(self._identity, text)) for text in texts)
        return [None if row is None else self._codes[row] for row in rows]


def key(identity: Identity, text: str) -> bytes:
    return hashlib.sha256(f"{identity}\0{text}".encode("utf-8", "surrogatepass")).digest()[:KEY]


def read(data: bytes, identity: Identity) -> KnownFile:
    """Raises Torn, OfAnotherModel."""
    body, told = memoryview(data)[:-_SUM], data[-_SUM:]
    if not data.startswith(MAGIC) or hashlib.sha256(body).digest() != told:
        raise Torn
    try:
        start = len(MAGIC) + _LENGTH.size
        end = start + _LENGTH.unpack(body[len(MAGIC) : start])[0]
        head = json.loads(bytes(body[start:end]))
        if (head["model"], head["dimension"]) != (str(identity), identity.dimension):
            raise OfAnotherModel
        codes = end + head["count"] * KEY
        keys = [bytes(body[at : at + KEY]) for at in range(end, codes, KEY)]
        rows = np.frombuffer(body, np.int8, offset=codes).reshape(len(keys), identity.dimension)
    except (KeyError, TypeError, ValueError, struct.error) as error:
        raise Torn from error
    return KnownFile(identity, keys, rows)


def written(identity: Identity, vectors: Iterable[tuple[str, Array]]) -> bytes:
    """The file that holds these: texts, each with its codes."""
    found = {key(identity, text): np.asarray(codes, np.int8).tobytes() for text, codes in vectors}
    head = json.dumps({"model": str(identity), "dimension": identity.dimension, "count": len(found)}).encode()
    keys = sorted(found)
    body = b"".join([MAGIC, _LENGTH.pack(len(head)), head, *keys, *(found[one] for one in keys)])
    return body + hashlib.sha256(body).digest()


def is_ours(path: Path) -> bool:
    """Whether a file may be written over."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC
