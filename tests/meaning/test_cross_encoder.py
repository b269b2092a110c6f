"""The judge that is shipped, the real one where its engine is installed, and the readable one that stands in for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.model.judge_ports import Judge, Place
from bot.meaning import cross_encoder, judge_input, multilingual_judge
from bot.meaning.model_process import LocalJudge, Patience
from tests.contracts.judge_contract import JudgeContract
from tests.meaning.fake_judge import SharedWords

CALM = Patience(start=60, question=60)  # a busy machine is slow
LETTER = Place(
    "Contract for phones",
    "The firm was founded in 2010.",
    "On 5 May 2019 minister Ann Clark signed the contract with the firm.",
    "Nobody else was there.",
)
TWINS = [  # what the letter answers, and what it looks as if it answered
    ("who signed the contract with the firm?", "who refused the contract with the firm?"),
    ("when did Ann Clark sign the contract?", "when did Bob Stone sign the contract?"),
    ("what did the minister sign in 2019?", "what did the minister sign in 2014?"),
    ("what did minister Ann Clark sign?", "what is minister Ann Clark's salary?"),
]


class TestSharedWords(JudgeContract):
    @pytest.fixture
    def judge(self) -> SharedWords:
        return SharedWords()


@pytest.fixture(scope="module")
def started() -> Iterator[LocalJudge]:
    made = LocalJudge(cross_encoder.PACKAGED, CALM)
    yield made
    made.close()


@pytest.mark.skipif(cross_encoder.absent() is not None, reason="its engine isn't installed")
class TestCrossEncoder(JudgeContract):
    @pytest.fixture
    def judge(self, started: LocalJudge) -> Judge:
        return started

    @pytest.mark.parametrize(("answered", "near"), TWINS)
    def test_it_tells_an_answer_from_what_only_looks_like_one(self, judge: Judge, answered: str, near: str) -> None:
        """Another predicate, another person, another year, a detail that isn't there."""
        (right,), (wrong,) = judge.judge(answered, [LETTER]) or [0], judge.judge(near, [LETTER]) or [0]
        assert right > wrong + 1


def test_it_is_absent_where_its_engine_or_its_weights_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cross_encoder, "WEIGHTS", tmp_path / "judge.onnx")
    monkeypatch.setattr(cross_encoder, "ENGINE", "json")
    assert cross_encoder.absent() == "its weights are missing"
    monkeypatch.setattr(cross_encoder, "ENGINE", "nothing_of_that_name")
    assert cross_encoder.absent() == "nothing_of_that_name is not installed"


@pytest.mark.parametrize("torn", [b"", b"ONNX" * 1000])
@pytest.mark.parametrize("file", ["WEIGHTS", "VOCABULARY"])
def test_torn_or_swapped_weights_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, file: str, torn: bytes
) -> None:
    """Before the engine, which would read whatever they are; its vocabulary, too, or it would read other words."""
    monkeypatch.setattr(cross_encoder, file, tmp_path / "torn")
    (tmp_path / "torn").write_bytes(torn)
    with pytest.raises(ValueError, match="other weights"):
        cross_encoder.load()


def test_what_is_shipped_is_small_and_has_its_card() -> None:
    """At most 25 MB for English and 12 MB for all others; who takes them up can read what they were made of and what
    they mustn't be used for."""
    files = sorted(cross_encoder.FOLDER.iterdir())
    assert [file.name for file in files] == [
        "MODEL_CARD.md",
        "NOTICE",
        "e5-below.onnx",
        "e5-languages.npy",
        "e5.onnx",
        "judge-multilingual.onnx",
        "judge.onnx",
        "vocabulary.txt",
    ]
    others = {multilingual_judge.BELOW, multilingual_judge.ABOVE}
    assert sum(file.stat().st_size for file in files if file not in others) <= 25_000_000
    assert sum(file.stat().st_size for file in others) <= 12_000_000
    card = cross_encoder.FOLDER.joinpath("MODEL_CARD.md").read_text("utf-8")
    assert cross_encoder.IDENTITY.sha256 in card
    assert multilingual_judge.IDENTITY.sha256 in card
    vocabulary = cross_encoder.vocabulary(cross_encoder.VOCABULARY)
    assert {"[CLS]", "[SEP]", "[UNK]", ".", "|"} <= set(vocabulary)
    assert judge_input.LONGEST <= 256  # positions that it was trained with
