"""Vectors as signed bytes, a quarter of their size, so that comparing them is exact.

With whole numbers up to 127 a product of two vectors is a whole number below 2**24 for up to 1,040 dimensions: float32
holds it exactly, in whatever order a processor adds it up. So a cosine is the same everywhere, to the last bit.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from bot.core.model.meaning_ports import Array, Vectors

LARGEST: Final = 127


def quantised(vectors: Vectors) -> Array:
    """As signed bytes, each vector by its own largest number; halves go to the even neighbour."""
    largest = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), np.finfo(np.float32).tiny)
    found: Array = np.rint(vectors / largest * LARGEST).astype(np.int8)
    return found


def lengths(codes: Array) -> Array:
    """The length of each, as float32."""
    wide = codes.astype(np.float64)
    found: Array = np.sqrt((wide * wide).sum(axis=1)).astype(np.float32)
    return found
