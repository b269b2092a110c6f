"""Damage, and what the whole program makes of it: named, healed from what is intact, and never quoted."""

from __future__ import annotations

import logging
import os
import random
import shutil
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.casebook import Casebook
from bot.core.model.answers import Answer, Question, Reason
from bot.core.model.documents import LOCAL, Audience, Viewer
from bot.core.model.errors import StoreBusy, StoreError, StoreFull
from bot.core.model.trail import Outcome
from bot.core.workflows import repair
from tests.trust.working import ANN, WORDS, opened

TEXTS = {
    "letter": "Eighteen lawmakers signed the letter about the Harbour spyware on Tuesday.\n\nNobody at Quarry replied.",
    "court": "The court in Elmstead ordered Quarry to hand over the source code.\n\nA hearing is set for March.",
    "lease": "The lease of the warehouse was signed by Tomas Reed in 2019.\n\nThe rent of it is 4,000 a month.",
}
QUESTIONS = ("who signed the letter?", "what did the court order?", "who signed the lease?", "hearing Quarry rent")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with three documents, to be copied."""
    folder = tmp_path_factory.mktemp("made")
    casebook = opened(folder)
    for key, text in TEXTS.items():
        casebook.add(text.encode(), f"{key}.txt", ANN, workspace=LOCAL, case="c")
    casebook.close()
    return folder


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def casebook(data: Path) -> Iterator[Casebook]:
    found = opened(data)
    yield found
    found.close()


def everything(casebook: Casebook) -> Viewer:
    return casebook.viewer(Audience(LOCAL, everything=True))


def ask(casebook: Casebook, question: str) -> Answer:
    return casebook.ask(Question(question), everything(casebook))


def quotes(casebook: Casebook) -> list[list[str]]:
    """All that is shown for each question, the nearest passages too."""
    answers = [ask(casebook, question) for question in QUESTIONS]
    return [[excerpt.quote for excerpt in (*answer.excerpts, *answer.nearest)] for answer in answers]


def after(data: Path) -> list[list[str]]:
    """The same, as a process would that starts now."""
    casebook = opened(data)
    try:
        return quotes(casebook)
    finally:
        casebook.close()


def flip(path: Path, place: int, bit: int = 0) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1 << bit
    path.write_bytes(content)


# --- the index: all of it can be made again


def index_files(data: Path) -> list[Path]:
    return sorted(path for path in (data / "index").rglob("*") if path.is_file() and path.stat().st_size)


@pytest.mark.parametrize("seed", range(8))
def test_a_flipped_bit_in_the_index_is_healed(data: Path, seed: int) -> None:
    chance, before = random.Random(seed), after(data)
    path = chance.choice(index_files(data))
    flip(path, chance.randrange(path.stat().st_size), chance.randrange(8))
    assert after(data) == before


@pytest.mark.parametrize("seed", range(6))
def test_a_torn_file_of_the_index_is_healed(data: Path, seed: int) -> None:
    chance, before = random.Random(seed), after(data)
    path = chance.choice(index_files(data))
    path.write_bytes(path.read_bytes()[: chance.randrange(path.stat().st_size)])
    assert after(data) == before


def test_a_missing_index_is_made_again(data: Path) -> None:
    before = after(data)
    shutil.rmtree(data / "index")
    assert after(data) == before


# --- the store


def test_a_changed_byte_of_a_text_withholds_its_quotes_and_no_others(
    data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(sqlite3.connect(data / "pullquote.db")) as connection, connection:
        connection.execute("UPDATE texts SET text = CAST(replace(text, 'Eighteen', 'Nineteen') AS BLOB)")
    casebook = opened(data)
    with caplog.at_level(logging.ERROR):
        answer = ask(casebook, "who signed the letter?")
    shown = [excerpt.quote for excerpt in (*answer.excerpts, *answer.nearest)]
    assert not [quote for quote in shown if "lawmakers" in quote]
    assert "withheld" in caplog.text
    assert "lawmakers" not in caplog.text
    assert "Elmstead" in ask(casebook, "what did the court order?").excerpts[0].quote
    casebook.close()


def test_where_everything_found_is_damaged_the_answer_is_withheld(data: Path) -> None:
    with closing(sqlite3.connect(data / "pullquote.db")) as connection, connection:
        connection.execute("UPDATE texts SET text = CAST(upper(text) AS BLOB)")
    casebook = opened(data)
    answer = ask(casebook, "who signed the letter?")
    assert (answer.answered, answer.reason) == (False, Reason.WITHHELD)
    casebook.close()


@pytest.mark.parametrize("seed", range(16))
def test_a_flipped_bit_in_the_store_is_named_or_does_no_harm(data: Path, seed: int) -> None:
    """Whatever it hits: an error for people, or answers in the source's own words. Nothing else."""
    chance, path = random.Random(seed), data / "pullquote.db"
    for _ in range(1 + seed % 3):
        flip(path, chance.randrange(path.stat().st_size), chance.randrange(8))
    if seed % 2:
        shutil.rmtree(data / "index")
    try:
        found = after(data)
    except StoreError:
        return
    whole = set(TEXTS.values())
    assert all(any(quote in text for text in whole) for each in found for quote in each)


@pytest.mark.slow
@pytest.mark.timeout(90)
def test_a_database_that_is_locked_for_half_a_minute(casebook: Casebook, data: Path) -> None:
    """Questions are answered all the while; changes are refused soon and clearly, and work again afterwards."""
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with closing(sqlite3.connect(data / "pullquote.db", isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            held.set()
            release.wait(60)
            connection.execute("ROLLBACK")

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    began = time.monotonic()
    while time.monotonic() - began < 31:
        assert ask(casebook, "who signed the letter?").answered
        tried = time.monotonic()
        with pytest.raises(StoreBusy):
            casebook.remove(everything(casebook), "lease", ANN)
        assert time.monotonic() - tried < 10
    release.set()
    holder.join()
    casebook.remove(everything(casebook), "lease", ANN)


def damage(data: Path, *tables: str) -> None:
    """Another letter in each of their texts or originals that says "court" or "lawmakers"."""
    columns = {"texts": "text", "originals": "data"}
    with closing(sqlite3.connect(data / "pullquote.db")) as connection, connection:
        for table in tables:
            column = columns[table]
            for old, new in (("Eighteen", "Nineteen"), ("hand over", "hold over")):
                connection.execute(f"UPDATE {table} SET {column} = CAST(replace({column}, ?, ?) AS BLOB)", (old, new))


@pytest.mark.parametrize("index", ["from before", "made of the damaged text"])
def test_a_damaged_text_is_healed_from_its_original(data: Path, index: str, caplog: pytest.LogCaptureFixture) -> None:
    """As `serve` does at its start: named in the log, quoted again, no new version, and the trail says so."""
    before = after(data)
    damage(data, "texts")
    if index != "from before":
        shutil.rmtree(data / "index")
        after(data)
    casebook = opened(data)
    with caplog.at_level(logging.WARNING):
        repair.keep_whole(casebook)
    assert quotes(casebook) == before
    letter = casebook.document(everything(casebook), "letter")
    assert f"document {letter.id} was damaged, and is healed" in caplog.text
    assert (letter.version, casebook.store.events(letter.id)[0].action) == (1, Outcome.HEALED)
    assert casebook.store.verify().flaws == ()  # type: ignore[attr-defined]
    assert repair.heal(casebook, ANN) == repair.Healing((), ())
    casebook.close()


def test_a_text_whose_original_is_damaged_too_stays_withheld(data: Path, caplog: pytest.LogCaptureFixture) -> None:
    """And is named for who has a backup."""
    damage(data, "texts", "originals")
    casebook = opened(data)
    with caplog.at_level(logging.ERROR):
        repair.keep_whole(casebook)
    assert sorted(one.key for one in repair.heal(casebook, ANN).lost) == ["court", "letter"]
    assert "version 1: text damaged, and its original no longer gives it; see backups" in caplog.text
    assert not any("Nineteen" in quote for each in quotes(casebook) for quote in each)
    casebook.close()


# --- the disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """48 MB. Only root may mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(folder)], check=False)
    if mounted.returncode:
        pytest.skip("a small disk can't be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_loses_nothing_and_works_again_when_there_is_room(small_disk: Path, made: Path) -> None:
    """Filled to the last byte: questions are answered, changes refused in words; with room again, all goes on."""
    data = small_disk / "data"
    shutil.copytree(made, data)
    casebook, filling = opened(data), small_disk / "filling"
    with filling.open("wb") as file:
        while True:
            try:
                os.write(file.fileno(), bytes(4096))
            except OSError:
                break
    before = quotes(casebook)
    chance = random.Random(1)
    text = "\n\n".join(" ".join(chance.choices(WORDS, k=12)) + "." for _ in range(300))
    with pytest.raises(StoreFull):
        casebook.add(text.encode(), "more.txt", ANN, workspace=LOCAL, case="c")
    assert quotes(casebook) == before
    casebook.close()
    assert after(data) == before
    filling.unlink()
    again = opened(data)
    again.store.database._reserve = 0  # type: ignore[attr-defined]
    again.add(text.encode(), "more.txt", ANN, workspace=LOCAL, case="c")
    again.close()
