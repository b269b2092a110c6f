"""One immutable file of vectors: the units of some documents of one case, as numpy columns (see `segments.columns`).

A *part* is a document's units from one number on, so that a long document is made bit by bit.

| column | one a | holds |
|---|---|---|
| codes | unit | the vector: `dimension` signed bytes, in proportion to its numbers, the largest being ±127 |
| norms | unit | the length of those bytes as a vector, float32 |
| starts, ends | unit | offsets into the document's text, in code points |
| within | unit | number of its passage, from 0 in the part |
| passage_starts, passage_ends | passage | the same offsets |
| ids, digests, contents | part | document; the version that the index holds, what it was made of (32 bytes each) |
| begins, totals | part | number of its first unit in the document; how many the document has |
| first, first_passage | part + 1 | its first unit, its first passage, in this file |
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import numpy as np

from bot.core.model.meaning_ports import Array, Identity, Part
from bot.core.model.quantised import lengths, quantised
from bot.indexes.segments import columns
from bot.indexes.segments.building import starts_of
from bot.indexes.segments.columns import BadColumns, ColumnWriter

FORMAT: Final = 1
AT_ONCE: Final = 256  # units multiplied at a time: they stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's vector, ready to be compared."""

    codes: Array
    norm: np.float32

    @classmethod
    def of(cls, vector: Array) -> Asked:
        codes = quantised(vector[None, :])
        return cls(codes[0].astype(np.float32), lengths(codes)[0])


class VectorFile:
    """Read access. `buffer` must stay unchanged: a mapped file, or bytes in memory. Raises BadColumns."""

    def __init__(self, buffer: memoryview, identity: Identity) -> None:
        facts, c = columns.read(buffer)
        if facts.get("format") != FORMAT or facts.get("model") != str(identity):
            raise BadColumns("of another model or version")
        self.size = len(buffer)
        self.codes = c["codes"].reshape(-1, identity.dimension)
        self.norms, self.starts, self.ends, self.within = c["norms"], c["starts"], c["ends"], c["within"]
        self.passage_starts, self.passage_ends = c["passage_starts"], c["passage_ends"]
        self.ids, self.begins, self.totals = c["ids"], c["begins"], c["totals"]
        self.digests, self.contents = c["digests"].reshape(-1, 32), c["contents"].reshape(-1, 32)
        self.first, self.first_passage = c["first"], c["first_passage"]
        self.units, self.parts = len(self.norms), len(self.ids)
        self.sizes: Array = self.first[1:].astype(np.int64) - self.first[:-1]  # units a part

    def cosines(self, asked: Asked, first: int = 0, last: int | None = None) -> Array:
        """Of the units first to last with the question, float32."""
        last = self.units if last is None else last
        found = np.empty(last - first, np.float32)
        room = np.empty((min(AT_ONCE, len(found)), self.codes.shape[1]), np.float32)
        for begin in range(0, len(found), AT_ONCE):
            end = min(begin + AT_ONCE, len(found))
            np.copyto(room[: end - begin], self.codes[first + begin : first + end], casting="unsafe")
            np.dot(room[: end - begin], asked.codes, out=found[begin:end])
        found /= self.norms[first:last] * asked.norm
        return found

    def part_of(self, units: Array) -> Array:
        """For each unit's number, its part's."""
        return self.first.searchsorted(units, side="right") - 1

    def part(self, number: int) -> Part:
        units = slice(int(self.first[number]), int(self.first[number + 1]))
        passages = slice(int(self.first_passage[number]), int(self.first_passage[number + 1]))
        return Part(
            int(self.ids[number]),
            self.digests[number].tobytes(),
            self.contents[number].tobytes(),
            int(self.begins[number]),
            int(self.totals[number]),
            np.column_stack([self.passage_starts[passages], self.passage_ends[passages]]),
            np.column_stack([self.starts[units], self.ends[units]]),
            self.within[units],
            self.codes[units],
        )


def written(parts: Sequence[Part], identity: Identity) -> bytes:
    """The file that holds these."""
    file = BytesIO()
    writer = ColumnWriter(file)
    codes = np.concatenate([part.codes for part in parts])
    units = np.concatenate([part.units for part in parts]).astype(np.uint32)
    passages = np.concatenate([part.passages for part in parts]).astype(np.uint32)
    writer.add("codes", codes.reshape(-1))
    writer.add("norms", np.maximum(lengths(codes), np.float32(1)))
    writer.add("starts", units[:, 0])
    writer.add("ends", units[:, 1])
    writer.add("within", np.concatenate([part.within for part in parts]).astype(np.uint32))
    writer.add("passage_starts", passages[:, 0])
    writer.add("passage_ends", passages[:, 1])
    writer.add("ids", np.array([part.document for part in parts], np.int64))
    writer.add("digests", np.frombuffer(b"".join(part.digest for part in parts), np.uint8))
    writer.add("contents", np.frombuffer(b"".join(part.content for part in parts), np.uint8))
    writer.add("begins", np.array([part.begin for part in parts], np.uint32))
    writer.add("totals", np.array([part.total for part in parts], np.uint32))
    writer.add("first", starts_of([len(part.units) for part in parts]).astype(np.uint32))
    writer.add("first_passage", starts_of([len(part.passages) for part in parts]).astype(np.uint32))
    writer.finish({"format": FORMAT, "model": str(identity)})
    return file.getvalue()
