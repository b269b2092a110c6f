"""A model whose vectors are kept: the same as the model's own, made once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.contracts.meaning_contract import TEXTS, MeaningContract
from tests.meaning.fake_meaning import HashedWords
from tools.remembered_model import Remembered


class TestRemembered(MeaningContract):
    @pytest.fixture
    def meaning(self, tmp_path: Path) -> Remembered:
        return Remembered(HashedWords(), tmp_path / "vectors.db")


def test_what_was_made_once_is_not_made_again(tmp_path: Path) -> None:
    model = HashedWords()
    Remembered(model, tmp_path / "vectors.db").passages(TEXTS[:2])
    again = Remembered(model, tmp_path / "vectors.db")
    assert (again.passages(TEXTS) == model.passages(TEXTS)).all()
    assert model.made == [*TEXTS[:2], TEXTS[2], *TEXTS]
    again.question(TEXTS[0])
    again.question(TEXTS[0])
    assert model.asked == [TEXTS[0]]


def test_another_model_s_vectors_are_not_taken(tmp_path: Path) -> None:
    Remembered(HashedWords(), tmp_path / "vectors.db").passages(TEXTS)
    other = HashedWords(identity=replace(HashedWords().identity, version="2"))
    Remembered(other, tmp_path / "vectors.db").passages(TEXTS)
    assert other.made == TEXTS


def test_a_dead_model_answers_what_is_known(tmp_path: Path) -> None:
    model = HashedWords()
    kept = Remembered(model, tmp_path / "vectors.db")
    kept.question(TEXTS[0])
    model.away = True
    assert kept.question(TEXTS[0]) is not None
    assert kept.question(TEXTS[1]) is None
