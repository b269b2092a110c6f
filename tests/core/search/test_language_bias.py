"""A cosine without what only tells two languages, from whole numbers, so that it is the same on every machine."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model.meaning_ports import Array, LanguageBias
from bot.core.model.quantised import quantised
from bot.core.search import language_bias

WIDTH = 48


def drawn(seed: int, count: int) -> Array:
    found = np.random.default_rng(seed).standard_normal((count, WIDTH))
    made: Array = (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)
    return made


def bias(seed: int = 7, directions: int = 3) -> LanguageBias:
    question, passage = drawn(seed, 2) * 0.8
    return LanguageBias(question, passage, np.linalg.qr(drawn(seed + 1, directions).T)[0].T.astype(np.float32))


def exact(question: Array, passages: Array, known: LanguageBias) -> Array:
    def free(vectors: Array, middle: Array) -> Array:
        apart = vectors - middle
        apart = apart - apart @ known.directions.T @ known.directions
        made: Array = apart / np.linalg.norm(apart, axis=-1, keepdims=True)
        return made

    found: Array = free(passages, known.passage) @ free(question, known.question)
    return found


@given(st.integers(0, 10_000))
def test_it_is_the_cosine_of_both_vectors_without_means_and_directions(seed: int) -> None:
    """To a hundredth: vectors are kept as bytes."""
    question, *passages = drawn(seed, 9)
    known = bias(seed + 1)
    asked = language_bias.freed(question, known)
    found = language_bias.cosines(asked, quantised(np.array(passages)).astype(np.float32), known)
    assert found.dtype == np.float32
    assert found == pytest.approx(exact(question, np.array(passages), known), abs=0.02)


def test_a_direction_that_tells_a_language_changes_nothing() -> None:
    known = bias()
    question, passage = drawn(3, 2)
    asked = language_bias.freed(question, known)
    told = [passage + shift * known.directions[1] for shift in (0.0, 0.5, -1.0)]
    found = language_bias.cosines(asked, quantised(np.array(told)).astype(np.float32), known)
    assert found == pytest.approx([found[0]] * 3, abs=0.02)


def test_no_vector_has_no_cosine() -> None:
    codes = np.vstack([quantised(drawn(1, 1)).astype(np.float32), np.full((1, WIDTH), np.nan, np.float32)])
    found = language_bias.cosines(language_bias.freed(drawn(2, 1)[0], bias()), codes, bias())
    assert np.isnan(found).tolist() == [False, True]


def test_a_vector_that_tells_its_language_alone_is_near_to_nothing() -> None:
    known = bias()
    nothing = language_bias.freed(known.question, known)
    assert np.isfinite(nothing).all()
    alone = quantised((known.passage + known.directions[0])[None, :]).astype(np.float32)
    found = language_bias.cosines(language_bias.freed(drawn(2, 1)[0], known), alone, known)
    assert np.isfinite(found).all()


def test_each_unit_is_weighed_for_itself() -> None:
    """Alone or among others, in whatever order, to the last bit."""
    known, codes = bias(), quantised(drawn(5, 40)).astype(np.float32)
    asked = language_bias.freed(drawn(6, 1)[0], known)
    together = language_bias.cosines(asked, codes, known)
    alone = np.concatenate([language_bias.cosines(asked, codes[row : row + 1], known) for row in range(40)])
    assert together.tobytes() == alone.tobytes()
