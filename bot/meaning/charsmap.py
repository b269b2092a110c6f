"""How SentencePiece reads letters as others before it cuts a text ("ﬁ" as "fi"): a trie of UTF-8 bytes.

The layout is SentencePiece's: the trie's size in bytes, the trie as darts-clone keeps it (a double array of 32-bit
units), then what is read instead, each ended by a NUL. In a unit bit 31 marks a value, bit 8 that a value follows, the
lowest eight bits are the byte that leads there, and the offset to the next stands above bit 10, shifted by bit 9.
"""

from __future__ import annotations

import base64
from typing import Final

import numpy as np

VALUE: Final = 1 << 31
LONGEST: Final = 64  # bytes that are looked at together


class Charsmap:
    """told: in base64. Raises ValueError."""

    def __init__(self, told: str) -> None:
        data = base64.b64decode(told, validate=True)
        size = int.from_bytes(data[:4], "little")
        self._units = np.frombuffer(data[4 : 4 + size], "<u4").tolist()
        self._instead = data[4 + size :]

    def normal(self, text: str) -> str:
        """Each time the longest row of letters that is read otherwise."""
        data, found, at = text.encode("utf-8", "replace"), bytearray(), 0
        while at < len(data):
            end, instead = self._longest(data, at)
            found += instead
            at = end
        return found.decode("utf-8", "replace")

    def _longest(self, data: bytes, start: int) -> tuple[int, bytes]:
        """Where it ends, and what is read instead; one letter as itself where there is none."""
        units, node = self._units, _offset(self._units[0])
        found = (start + _letter(data[start]), data[start : start + _letter(data[start])])
        for at in range(start, min(len(data), start + LONGEST)):
            node ^= data[at]
            if node >= len(units) or units[node] & (VALUE | 0xFF) != data[at]:
                break
            follows = units[node] >> 8 & 1
            node ^= _offset(units[node])
            if follows:
                begin = units[node] & ~VALUE
                found = (at + 1, self._instead[begin : self._instead.index(0, begin)])
        return found


def _offset(unit: int) -> int:
    return unit >> 10 << ((unit & 1 << 9) >> 6)


def _letter(first: int) -> int:
    """How many bytes a letter has that begins with this one."""
    return 1 if first < 0xC0 else 2 if first < 0xE0 else 3 if first < 0xF0 else 4
