"""Every trap, through the real functions: what is quoted doesn't mislead, and nothing is added without need."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.core.language import sentences
from bot.core.quoting import excerpts

ROWS = [json.loads(line) for line in Path(__file__).with_name("traps.jsonl").read_text("utf-8").splitlines()]


def quoted(row: dict[str, Any]) -> str:
    text = row["text"]
    spans = sentences.split(text, row["language"])
    at = text.index(row["sentence"])
    chosen = next(index for index, (_, end) in enumerate(spans) if end > at)
    start, end = excerpts.widen(text, spans, chosen, 1, row["language"])
    return str(text[start:end])


@pytest.mark.parametrize("row", [row for row in ROWS if row["kind"] != "plain"], ids=lambda row: row["id"])
def test_a_quote_keeps_what_it_would_mislead_without(row: dict[str, Any]) -> None:
    """The attribution, the denial, the doubt, the other half and the antecedent stay with the sentence."""
    quote = quoted(row)
    assert row["sentence"] in quote
    assert [part for part in row["must_include"] if part not in quote] == []


@pytest.mark.parametrize("row", [row for row in ROWS if row["kind"] == "plain"], ids=lambda row: row["id"])
def test_a_plain_sentence_stands_alone(row: dict[str, Any]) -> None:
    """A neighbour that has nothing to do with it is not quoted."""
    assert quoted(row) == row["sentence"]


def test_there_are_enough_traps() -> None:
    """At least 1,200 in eight languages, and 250 sentences to be left alone."""
    traps = [row for row in ROWS if row["kind"] != "plain"]
    assert len(traps) >= 1200
    assert len({row["language"] for row in traps}) >= 8
    assert len(ROWS) - len(traps) >= 250
