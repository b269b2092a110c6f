"""How near a question and a unit in another language are in meaning, with what only tells their languages taken away.

A model holds each language together: a passage in the question's language is nearer than one that says the same in
another. Most of that lies in the means of the languages' vectors; without the directions in which these differ, a
question finds what means the same in whatever language it is. Source: Yang et al., "A Simple and Effective Method To
Eliminate the Self Language Bias in Multilingual Representations", EMNLP 2021.

Codes are whole numbers, so the products below are exact, and all else is done number by number: a cosine is the same on
every machine, as in `bot.core.model.quantised`.
"""

from __future__ import annotations

import math

import numpy as np

from bot.core.model.meaning_ports import Array, LanguageBias, Vector
from bot.core.model.quantised import lengths, quantised


def freed(vector: Vector, bias: LanguageBias) -> Vector:
    """A question's vector without its language, of length 1: what is compared with it can keep its own."""
    apart = vector.astype(np.float64) - bias.question
    apart -= bias.directions.T @ (bias.directions @ apart)
    found: Vector = (apart / max(float(np.linalg.norm(apart)), float(np.finfo(np.float32).tiny))).astype(np.float32)
    return found


def cosines(asked: Vector, codes: Array, bias: LanguageBias) -> Array:
    """Of each unit with a question's vector that is `freed`, float32. codes: as `VectorView.codes` gives them."""
    table = np.vstack([asked, bias.passage, bias.directions]).astype(np.float32)
    own = quantised(table)
    scale = np.maximum(lengths(own).astype(np.float64), 1)
    away = math.sqrt(float((bias.passage.astype(np.float64) ** 2).sum()))
    wide = own.astype(np.float32)
    long = np.sqrt((codes.astype(np.float64) ** 2).sum(axis=1))
    with_unit = (codes @ wide.T).astype(np.float64) / long[:, None] / scale
    with_mean = (wide @ wide[1]).astype(np.float64) / scale[1] / scale * away
    left = 1 - 2 * away * with_unit[:, 1] + away**2
    for number in range(2, len(own)):
        left -= (with_unit[:, number] - with_mean[number]) ** 2
    found: Array = ((with_unit[:, 0] - with_mean[0]) / np.sqrt(np.maximum(left, np.finfo(np.float32).eps))).astype(
        np.float32
    )
    return found
