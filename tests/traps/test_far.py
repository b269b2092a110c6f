"""Traps whose turning words stand farther away than the window around a quote: what a person is shown holds them.

`⟦…⟧` is the quote, `⟪…⟫` what it misleads without, `‹4›` four sentences of far_filler.json that have nothing to do with
it. What is shown: the quote in its place, the notes below it, and the place's name.
"""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest

from bot.core.language import parsed_passage, passages
from bot.core.quoting import excerpts, in_place, notes

HERE = Path(__file__).parent
ROWS = [json.loads(line) for line in (HERE / "far.jsonl").read_text("utf-8").splitlines()]
FILLER = json.loads((HERE / "far_filler.json").read_text("utf-8"))
LABEL = 80  # characters of a place's name that a card shows


def built(row: dict[str, Any]) -> tuple[str, int, str]:
    """The text, where the quote begins, and the words that turn it."""
    sentences = FILLER[row["language"]][:]
    random.Random(row["id"]).shuffle(sentences)
    text = re.sub(r"‹(\d)›", lambda found: " ".join(sentences.pop() for _ in range(int(found[1]))), row["text"])
    turn = text[text.index("⟪") + 1 : text.index("⟫")]
    text = text.replace("⟪", "").replace("⟫", "")
    return text.replace("⟦", "").replace("⟧", ""), text.index("⟦"), turn


def shown(row: dict[str, Any]) -> tuple[str, str]:
    """All that a person reads of that quote, and what must be in it; blanks folded."""
    text, at, turn = built(row)
    language = row["language"]
    passage = next(one for one in passages.split(text, (), language) if one.start <= at < one.end)
    spans = parsed_passage.dissect(text, passage.start, passage.end, language).spans
    chosen = next(number for number, (_, end) in enumerate(spans) if end > at + 1)
    quote = excerpts.widen(text, spans, chosen, 1, language)
    window = in_place.shown(text, quote, spans, language)
    told = [text[slice(*one)] for one in (window, *notes.notes(text, quote, window, language))]
    return folded("\n".join([passages.place(text, (), quote[0])[:LABEL], *told])), folded(turn)


def folded(words: str) -> str:
    return " ".join(words.split())


@pytest.mark.parametrize("row", [row for row in ROWS if "misleads" not in row], ids=lambda row: row["id"])
def test_what_turns_a_quote_from_afar_is_shown(row: dict[str, Any]) -> None:
    seen, turn = shown(row)
    assert turn in seen


@pytest.mark.parametrize("row", [row for row in ROWS if "misleads" in row], ids=lambda row: row["id"])
def test_those_that_still_mislead_are_known(row: dict[str, Any]) -> None:
    """So that none of them is said to mislead that no longer does."""
    seen, turn = shown(row)
    assert turn not in seen


def test_there_are_enough_of_them() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS) >= 350
    assert sum(1 for row in ROWS if "misleads" in row) <= len(ROWS) / 10
    assert {row["language"] for row in ROWS} == {"en", "es", "fr", "de", "ar", "ru"}
