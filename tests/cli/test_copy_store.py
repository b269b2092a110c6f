"""`copy-store`, and every command on a PostgreSQL server: what people get is the same on either engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests import postgresql
from tests.console import CASE_FILE, Console

GOLDEN = Path(__file__).parent.parent / "golden" / "questions.jsonl"


@pytest.fixture
def pullquote(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Console:
    return Console.at(tmp_path).within(capsys, monkeypatch)


@pytest.fixture
def server() -> str:
    return postgresql.database()


def answers(pullquote: Console, questions: Path) -> list[dict[str, Any]]:
    """Without the time that they took."""
    rows = pullquote("ask", "--questions", questions, "--json").rows
    for row in rows:
        del row["took_ms"]
    return rows


def sums(out: str) -> str:
    """The proof that `copy-store` prints."""
    return out.partition(" in both databases")[0]


def test_an_installation_moves_to_a_server_and_back(
    pullquote: Console, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same answers, the same history, the same hash; and nothing of the old one is changed."""
    (tmp_path / "one.jsonl").write_text(json.dumps({"id": "q", "question": "who bought the Lighthouse?"}))
    (tmp_path / "lighthouse.md").write_text(CASE_FILE, "utf-8")
    pullquote("add", tmp_path / "lighthouse.md")
    before, trail = answers(pullquote, tmp_path / "one.jsonl"), pullquote("audit", "--json").out
    assert before[0]["verdict"] == "answer"

    there = pullquote("copy-store", server)
    assert there.status == 0
    monkeypatch.setenv("DATABASE_URL", server)
    assert answers(pullquote, tmp_path / "one.jsonl") == before
    assert pullquote("audit", "--json").out == trail
    assert "TRAIL_KEY" in pullquote("audit", "--verify").out

    back = f"sqlite:///{tmp_path / 'back.db'}"
    assert sums(pullquote("copy-store", back).out) == sums(there.out)
    assert "holds something already" in pullquote("copy-store", back).complaint
    monkeypatch.setenv("DATABASE_URL", back)
    assert answers(pullquote, tmp_path / "one.jsonl") == before


def test_the_commands_on_a_server(
    pullquote: Console, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Added, erased, backed up, put back; looked through by `doctor`."""
    monkeypatch.setenv("DATABASE_URL", server)
    pullquote("add", "-", "--title", "Early", stdin=b"The early document was signed by Ann.")
    pullquote("backup", tmp_path / "copy.db")
    pullquote("add", "-", "--title", "Late", stdin=b"The late document was signed by Ben.")
    pullquote("erase", "late", "--reason", "asked to", "--yes")
    assert postgresql.server().holding(server, b"signed by Ben") == []
    assert pullquote("restore-backup", tmp_path / "copy.db").status == 0
    (found,) = pullquote("ask", "who signed the document?", "--json").row["excerpts"]
    assert found["document"] == "early"
    looked = pullquote("doctor", "--offline").out
    assert "ok       Contents: every text, every row and every change is as it was put there" in looked
    assert not (tmp_path / "data" / "pullquote.db").exists()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_golden_answer_is_the_same(
    pullquote: Console, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Copied, and taken up from the corpus anew: byte for byte."""
    corpus = Path(__file__).parent.parent.parent / "corpus"
    monkeypatch.setenv("CORPUS_DIR", str(corpus))
    before = answers(pullquote, GOLDEN)
    assert sum(row["verdict"] == "answer" for row in before) > 100
    pullquote("copy-store", server)
    monkeypatch.setenv("DATABASE_URL", server)
    assert answers(pullquote, GOLDEN) == before
    monkeypatch.setenv("DATABASE_URL", postgresql.database())
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "another"))
    assert answers(pullquote, GOLDEN) == before
