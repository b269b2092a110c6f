"""A model in an operator's folder: the shipped one, exported in the usual way, and folders with something wrong."""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from bot import assemble
from bot.core.model.meaning_ports import Meaning
from bot.meaning import e5, model_folder, onnx_model
from bot.meaning.model_folder import BadFolder, Description
from bot.meaning.model_process import LocalModel, Patience
from bot.meaning.packaged import UNUSABLE, Unusable
from bot.settings import Settings
from tests.contracts.meaning_contract import MeaningContract
from tests.meaning import model_folders

CALM = Patience(start=60, question=60, passage=60, pause=0)
INSTALLED = pytest.mark.skipif(e5.absent() is not None, reason="the model isn't installed")


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return model_folders.write(tmp_path_factory.mktemp("models") / "small")


@pytest.fixture
def copied(exported: Path, tmp_path: Path) -> Path:
    """One that a test may spoil."""
    return Path(shutil.copytree(exported, tmp_path / "small"))


@pytest.fixture(scope="module")
def started(exported: Path) -> Iterator[LocalModel]:
    made = LocalModel(model_folder.packaged(exported), CALM)
    yield made
    made.close()


@INSTALLED
class TestFolder(MeaningContract):
    @pytest.fixture
    def meaning(self, started: LocalModel) -> Meaning:
        return started

    def test_it_means_what_the_shipped_one_means(self, meaning: Meaning) -> None:
        """Another file, another way to run it: the same vectors, but for rounding."""
        theirs, texts = e5.load(), model_folders.TEXTS[1:]
        assert (np.sum(meaning.passages(texts) * theirs.passages(texts), axis=1) > 0.9999).all()
        asked = meaning.question(texts[0])
        assert asked is not None
        assert float(asked @ theirs.question(texts[0])[0]) > 0.9999

    def test_it_reads_those_two_files_and_no_other(self, exported: Path) -> None:
        packaged = model_folder.packaged(exported)
        assert packaged.folders == (str(exported / "model.onnx"), str(exported / "tokenizer.json"))


@INSTALLED
def test_a_model_that_pools_by_itself_is_taken_at_its_word(tmp_path: Path) -> None:
    folder = model_folders.write(tmp_path / "pooled", "sentence_embedding")
    (folder / "meaning.toml").write_text('pooling = "none"\nquestion = "query: "\n')
    (found,) = onnx_model.load(*model_folder.packaged(folder).given).question("word")
    assert float(found @ e5.load().question("word")[0]) > 0.9999


# --- what it is known by


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder that holds what must be there, as far as that shows without opening the model."""
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "model.onnx").write_bytes(b"a model")
    (folder / "tokenizer.json").write_text("{}")
    put(folder, "config.json", {"hidden_size": 384})
    return folder


def put(folder: Path, name: str, told: object) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps(told))


def test_the_same_files_elsewhere_are_the_same_model(small: Path, tmp_path: Path) -> None:
    again = Path(shutil.copytree(small, tmp_path / "elsewhere" / "small"))
    assert model_folder.packaged(again).identity == model_folder.packaged(small).identity


@pytest.mark.parametrize(
    ("name", "text"),
    [("model.onnx", "another"), ("tokenizer.json", "[]"), ("meaning.toml", 'passage = "text: "')],
)
def test_whatever_changes_its_vectors_makes_it_another_model(small: Path, name: str, text: str) -> None:
    """So its vectors are made anew."""
    before = model_folder.packaged(small).identity
    (small / name).write_text(text)
    assert model_folder.packaged(small).identity != before


def test_what_sentence_transformers_writes_is_read(small: Path) -> None:
    put(small, "config.json", {"hidden_size": 768, "max_position_embeddings": 514, "model_type": "xlm-roberta"})
    assert model_folder.described(small) == Description(768)
    put(small, "1_Pooling/config.json", {"word_embedding_dimension": 384, "pooling_mode_cls_token": True})
    put(small, "sentence_bert_config.json", {"max_seq_length": 256})
    put(small, "config_sentence_transformers.json", {"prompts": {"query": "query: ", "document": "passage: "}})
    assert model_folder.described(small) == Description(384, "first", "query: ", "passage: ", 256)


def test_what_the_operator_writes_comes_first(small: Path) -> None:
    (small / "meaning.toml").write_text(
        'dimension = 8\npooling = "mean"\nquestion = "q: "\npassage = "p: "\nlongest = 99'
    )
    assert model_folder.described(small) == Description(8, "mean", "q: ", "p: ", 99)


# --- what is wrong before it is opened

DENSE = [{"type": "sentence_transformers.models.Dense"}]
SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "no folder": (shutil.rmtree, "there is no such folder"),
    "no model": (lambda folder: (folder / "model.onnx").unlink(), "model.onnx is missing, or may not be read"),
    "no tokenizer": (
        lambda folder: (folder / "tokenizer.json").unlink(),
        "tokenizer.json is missing, or may not be read",
    ),
    "a folder for a file": (
        lambda folder: (folder / "meaning.toml").mkdir(),
        "meaning.toml can't be read",
    ),
    "no dimension": (
        lambda folder: put(folder, "config.json", []),
        "its dimension stands nowhere: meaning.toml may say it",
    ),
    "torn": (lambda folder: (folder / "config.json").write_bytes(b'{"hidden'), "config.json can't be read"),
    "no text": (lambda folder: (folder / "meaning.toml").write_bytes(b"\xff"), "meaning.toml can't be read"),
    "no TOML": (lambda folder: (folder / "meaning.toml").write_text("="), "meaning.toml can't be read"),
    "unknown": (
        lambda folder: (folder / "meaning.toml").write_text("dimensions = 3"),
        "meaning.toml has a name that isn't known: 'dimensions'",
    ),
    "a text for a number": (
        lambda folder: (folder / "meaning.toml").write_text('dimension = "384"'),
        "dimension is no whole number from 1 to 4096",
    ),
    "too short": (
        lambda folder: (folder / "meaning.toml").write_text("longest = 2"),
        "longest is no whole number from 8 to 32768",
    ),
    "a number for a text": (lambda folder: (folder / "meaning.toml").write_text("passage = 3"), "passage is no text"),
    "pooled by nothing known": (
        lambda folder: (folder / "meaning.toml").write_text('pooling = "last"'),
        "pooling is none of mean, first and none",
    ),
    "pooled otherwise": (
        lambda folder: put(folder, "1_Pooling/config.json", {"pooling_mode_max_tokens": True}),
        "it is pooled otherwise than by mean or first",
    ),
    "a further layer": (
        lambda folder: put(folder, "modules.json", DENSE),
        'it has a further layer; if model.onnx holds that, too, meaning.toml says pooling = "none"',
    ),
}  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_folder_that_lacks_something_is_told_in_a_line_and_words_answer(
    small: Path, spoil: str, caplog: pytest.LogCaptureFixture
) -> None:
    deed, why = SPOILT[spoil]
    deed(small)
    with pytest.raises(BadFolder) as error:
        model_folder.packaged(small)
    assert str(error.value) == why
    assert assemble.usable_model(Settings.read({"MEANING_MODEL": str(small)})) is None
    (line,) = [record.getMessage() for record in caplog.records]
    assert line == f"answers come by words: MEANING_MODEL can't be used: small: {why}"


def test_off_the_folder_is_not_even_looked_at(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert assemble.usable_model(Settings.read({"MEANING": "off", "MEANING_MODEL": str(tmp_path)})) is None
    assert caplog.records == []


def test_without_its_engine_it_is_absent(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_folder, "ENGINE", "nothing_of_that_name")
    assert model_folder.absent(small) == "nothing_of_that_name is not installed"


# --- what is wrong once it is opened

INSIDE: dict[str, tuple[Callable[[Path], object], str]] = {
    "torn": (lambda folder: os.truncate(folder / "model.onnx", 1_000_000), "graph"),
    "no model": (lambda folder: (folder / "model.onnx").write_bytes(b"<html>"), "graph"),
    "of another kind": (lambda folder: model_folders.write(folder, pieces="pixels"), "inputs"),
    "pooled by itself": (lambda folder: model_folders.write(folder, "sentence_embedding"), "shape"),
    "another dimension": (lambda folder: put(folder, "config.json", {"hidden_size": 512}), "dimension"),
    "a tokenizer that knows more pieces": (
        lambda folder: (folder / "tokenizer.json").write_text(
            (folder / "tokenizer.json").read_text().replace('"ids": [2]', '"ids": [9999999]')
        ),
        "graph",
    ),
    "another tokenizer": (lambda folder: put(folder, "tokenizer.json", {"model": {"type": "BPE"}}), "tokenizer"),
}  # fmt: skip


@INSTALLED
@pytest.mark.parametrize("spoil", INSIDE)
def test_a_model_that_cannot_be_opened_says_why(copied: Path, spoil: str) -> None:
    deed, name = INSIDE[spoil]
    deed(copied)
    with pytest.raises(Unusable) as error:
        onnx_model.load(*model_folder.packaged(copied).given)
    assert error.value.name == name


@INSTALLED
def test_its_process_says_why_in_one_line_and_is_not_started_at_every_question(
    copied: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever swaps the files while the program runs gets no vectors of the one kept as the other's."""
    model = LocalModel(model_folder.packaged(copied), CALM)
    (copied / "model.onnx").write_bytes(b"another")
    assert (model.question("word"), model.question("word")) == (None, None)
    assert model.unusable == UNUSABLE["changed"]
    (line,) = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert line == f"the model's process failed ({UNUSABLE['changed']}): answers come by words; again in 600 s"
    model.close()


@INSTALLED
def test_the_setting_names_the_model(exported: Path) -> None:
    model = assemble.usable_model(Settings.read({"MEANING_MODEL": str(exported)}))
    assert model is not None
    assert model.identity == model_folder.packaged(exported).identity
    assert model.identity != e5.IDENTITY
    model.close()
