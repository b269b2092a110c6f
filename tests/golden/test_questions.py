"""The golden questions fit the case files: what is expected stands in one sentence, and every file is asked about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot import readers
from bot.core.language import sentences
from bot.core.search.query_syntax import folded
from bot.settings import CORPUS

HERE = Path(__file__).parent
KINDS = {
    "short",
    "paraphrase",
    "other language",
    "typo",
    "list",
    "comparison",
    "false presupposition",
    "near miss",
    "outside",
    "no question",
}


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text("utf-8").splitlines()]


QUESTIONS, CHAT = rows("questions.jsonl"), rows("chat.jsonl")
ALL = QUESTIONS + CHAT
ANSWERABLE = [row for row in ALL if row["expect"] is not None]


def said(path: Path) -> list[str]:
    """The sentences of a case file, as they are compared."""
    [found] = readers.read(path.read_bytes(), path.name)
    spans = sentences.split(found.text, found.details.language or "en")
    return [folded(found.text[start:end]) for start, end in spans]


FILES = {path.stem: said(path) for path in CORPUS.glob("*.md") if path.name != "README.md"}


@pytest.mark.parametrize("row", ANSWERABLE, ids=lambda row: row["id"])
def test_what_is_expected_stands_within_a_sentence(row: dict[str, Any]) -> None:
    known = FILES[row["document"]] if "document" in row else [one for found in FILES.values() for one in found]
    assert [words for words in row["expect"] if not any(folded(words) in one for one in known)] == []


def test_ids_and_questions_are_used_once() -> None:
    assert len({row["id"] for row in ALL}) == len({row["question"] for row in ALL}) == len(ALL)


@pytest.mark.parametrize("key", sorted(FILES))
def test_every_case_file_is_asked_about(key: str) -> None:
    assert any(row.get("document") == key for row in QUESTIONS)


@pytest.mark.parametrize("key", sorted(FILES))
def test_every_case_file_has_a_near_miss(key: str) -> None:
    """Something that sounds like it and that it doesn't hold."""
    assert any(row.get("near") == key for row in ALL)


def test_a_near_miss_has_no_answer_and_is_near_a_case_file() -> None:
    assert {row["near"] for row in ALL if "near" in row} == set(FILES)
    assert [row["id"] for row in ALL if "near" in row and row["expect"] is not None] == []


def test_chat_questions_are_of_a_kind_and_a_third_have_no_answer() -> None:
    assert {row["kind"] for row in CHAT} == KINDS
    assert sum(row["expect"] is None for row in CHAT) == len(CHAT) / 3
