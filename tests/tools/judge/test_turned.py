"""Quotes that a later sentence turns: found with the sentences behind them, never of what is held back."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

from bot.core.search import turning
from tools.judge import turned
from tools.unit_rows import FOLDS

PARAGRAPHS = [["Clark owns the port.", "It has two docks."], ["She sold it in May.", "The docks are new."]]


def written(folder: Path, name: str = "a", **quote: object) -> list[turned.Quoted]:
    line = {"id": name, "title": "The port", "paragraphs": PARAGRAPHS, "quotes": [{"question": "who owns it?"} | quote]}
    (folder / "some.jsonl").write_text(json.dumps(line), "utf-8")
    return list(turned.quotes(folder))


def test_a_quote_stands_with_all_that_follows_it(tmp_path: Path) -> None:
    (one,) = written(tmp_path, at=[0, 0], turned=[[1, 0]], how="sold")
    assert one.quote == "Clark owns the port."
    assert [(place.unit, turns) for place, turns in zip(one.later, one.turned, strict=True)] == [
        ("It has two docks.", False), ("She sold it in May.", True), ("The docks are new.", False),
    ]  # fmt: skip
    assert one.later[1].before.endswith("It has two docks.\n\n")


def test_the_last_sentence_is_turned_by_nothing(tmp_path: Path) -> None:
    (one,) = written(tmp_path, at=[1, 1], turned=[])
    assert one.later == []


def test_what_is_taught_says_that_it_is_no_question() -> None:
    made = list(turned.examples(0, random.Random(1)))
    assert all(one.question.startswith(turning.MARK) for one in made)
    assert {one.kind for one in made} == {"turned", "as it stands"}
    assert all(any(one.right) is (one.kind == "turned") for one in made)


def test_what_is_held_back_is_never_taught() -> None:
    every = list(turned.quotes())
    held = {turning.MARK + one.quote for one in every if one.fold == 0}
    assert held
    assert not held & {one.question for one in turned.examples(0, random.Random(1))}


def test_all_that_is_written_can_be_used() -> None:
    every = list(turned.quotes())
    assert len({one.document for one in every}) > 250
    assert {one.fold for one in every} == set(range(FOLDS))
    assert 0.4 < sum(any(one.turned) for one in every) / len(every) < 0.65
    assert all(bool(one.how) is any(one.turned) for one in every if one.later)
    assert Counter((one.document, one.quote) for one in every).most_common(1)[0][1] == 1
