"""What every model of meaning does, as tests to inherit: give a class its `meaning` as a fixture."""

from __future__ import annotations

import numpy as np
import pytest

from bot.core.model.meaning_ports import Meaning

TEXTS = [
    "The minister signed the contract in March.",
    "Nine phones were attacked.",
    "The minister signed the contract.",
]
ODD = ["", "x", "\x00\x01\x07", "word " * 10_000, "\ud800", "👩‍⚖️", "أحمد منصور"]


class MeaningContract:
    @pytest.fixture
    def meaning(self) -> Meaning:
        raise NotImplementedError

    def test_vectors_have_the_model_s_dimension_and_length_1(self, meaning: Meaning) -> None:
        asked = meaning.question(TEXTS[0])
        assert asked is not None
        found = np.vstack([asked, meaning.passages(TEXTS)])
        assert found.shape == (4, meaning.identity.dimension)
        assert found.dtype == np.float32
        assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(4), abs=1e-3)

    def test_a_text_always_gives_the_same_vector(self, meaning: Meaning) -> None:
        """Alone, among others, in another order: or answers would depend on what was added with what."""
        together, backwards = meaning.passages(TEXTS), meaning.passages(TEXTS[::-1])
        alone = np.vstack([meaning.passages([text]) for text in TEXTS])
        assert (together == backwards[::-1]).all()
        assert (together == alone).all()

    def test_what_says_the_same_is_nearer_than_what_does_not(self, meaning: Meaning) -> None:
        first, other, same = meaning.passages(TEXTS)
        assert first @ same > first @ other

    def test_no_texts_give_no_vectors(self, meaning: Meaning) -> None:
        assert meaning.passages([]).shape == (0, meaning.identity.dimension)

    @pytest.mark.parametrize("text", ODD, ids=[ascii(text[:6]) for text in ODD])
    def test_whatever_the_text_there_is_a_vector(self, meaning: Meaning, text: str) -> None:
        """A unit of ten thousand words, of one letter, of control characters; half a character."""
        assert np.isfinite(meaning.passages([text])).all()
        assert meaning.question(text) is not None

    def test_an_identity_says_which_model_it_is(self, meaning: Meaning) -> None:
        assert meaning.identity.name in str(meaning.identity)
        assert len(meaning.identity.sha256) == 64

    def test_closed_it_starts_again(self, meaning: Meaning) -> None:
        before = meaning.question(TEXTS[0])
        meaning.close()
        after = meaning.question(TEXTS[0])
        assert before is not None
        assert after is not None
        assert (before == after).all()
