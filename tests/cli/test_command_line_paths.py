"""The commands that read and write files: nothing of the program's own goes in, nothing is lost, nothing is for all."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def bot(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command, run as by a user whose files are for everybody."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(place / "data"), "CORPUS_DIR": str(place / "none"), "PYTHONPATH": str(ROOT)},
        preexec_fn=lambda: os.umask(0) and None,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one document, whose backup and exports lie beside it."""
    made = tmp_path_factory.mktemp("place")
    (made / "letter.txt").write_text("The letter was signed by eighteen members.")
    (made / "out").mkdir(mode=0o700)
    assert bot(made, "add", str(made / "letter.txt"), "--case", "c").returncode == 0
    for command in (("backup", "b.db"), ("export", "-o", "e.jsonl"), ("export", "-o", "e.zip")):
        assert bot(made, *command[:-1], str(made / "out" / command[-1])).returncode == 0
    return made


def test_everything_written_is_this_user_s_alone(place: Path) -> None:
    """Files 0600, folders 0700, whatever the umask."""
    written = [place / "data", *(place / "data").rglob("*"), *(place / "out").iterdir()]
    modes = {str(one.relative_to(place)): stat.S_IMODE(one.stat().st_mode) for one in written}
    assert {name: oct(mode) for name, mode in modes.items() if mode & 0o077} == {}
    assert {"data/pullquote.db", "out/b.db", "out/e.jsonl", "out/e.zip"} <= set(modes)


def test_what_is_ours_is_replaced(place: Path) -> None:
    for command in (("backup", "b.db"), ("export", "-o", "e.jsonl"), ("export", "-o", "e.zip")):
        assert bot(place, *command[:-1], str(place / "out" / command[-1])).returncode == 0


@pytest.mark.parametrize(
    ("command", "target", "said"),
    [
        ("backup", "data/pullquote.db", "among Pullquote's own files"),
        ("backup", "data/pullquote.db-wal", "among Pullquote's own files"),
        ("backup", "letter.txt", "isn't a backup"),
        ("backup", "out/e.zip", "isn't a backup"),
        ("export -o", "data/pullquote.db", "among Pullquote's own files"),
        ("export -o", "letter.txt", "isn't an export"),
        ("export -o", "out/b.db", "isn't an export"),
        ("add", "data/pullquote.db", "Pullquote's own files"),
        ("add", "data/pullquote.db.head", "Pullquote's own files"),
        ("sync", "data", "Pullquote's own data folder"),
    ],
)
def test_nothing_is_lost_and_nothing_gets_in(place: Path, command: str, target: str, said: str) -> None:
    """Refused in a sentence; the file is as it was, and so is the database."""
    file = place / target
    before = file.read_bytes() if file.is_file() and "-wal" not in target else b""
    done = bot(place, *command.split(), str(file))
    assert (done.returncode, said in done.stderr, done.stderr.count("\n")) == (1, True, 1)
    assert before == (file.read_bytes() if before else b"")
    assert "eighteen members" in bot(place, "show", "letter", "--case", "c").stdout
