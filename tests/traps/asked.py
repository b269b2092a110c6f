"""How often what is shown misleads: `python -m tests.traps.asked [LANGUAGE …]`, with the judge unless READER=off.

asked.jsonl: documents by one author who knew nothing of the program, each with a question, the sentence that seems to
answer it, and the sentences that turn it; at least ninety words lie between. "turn" is empty where nothing turns it
though something looks as if it did. All documents of a language are one case, each question is asked of all of it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from bot.assemble import usable_judge
from bot.core.model.answers import Answer, Question, Verdict
from bot.core.search import pipeline
from bot.settings import Settings
from tests.core.small_library import library

FILE: Final = Path(__file__).with_suffix(".jsonl")
ROWS: Final[Sequence[dict[str, Any]]] = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


def measured(rows: Sequence[dict[str, Any]], judge: Any) -> dict[str, int]:
    """Counts, of the questions whose sentence is shown first as an answer."""
    files = library({row["id"]: row["text"] for row in rows}, language=rows[0]["language"])
    told = dict.fromkeys(("asked", "answered", "turned", "misleading", "standing", "noted"), 0)
    for row in rows:
        answer = pipeline.ask(Question(row["question"]), files.cases, files.store, files.index, None, judge)
        told["asked"] += 1
        if answer.verdict is Verdict.ANSWER and row["quote"] in answer.excerpts[0].shown:
            told["answered"] += 1
            told["turned" if row["turn"] else "standing"] += 1
            if row["turn"]:
                told["misleading"] += not any(folded(turn) in seen(answer) for turn in row["turn"])
            else:
                told["noted"] += bool(answer.excerpts[0].notes)
    return told


def seen(answer: Answer) -> str:
    """All words of the first excerpt that a person is shown."""
    first = answer.excerpts[0]
    return folded(" ".join([first.place, first.shown, *(note.text for note in first.notes)]))


def folded(words: str) -> str:
    return " ".join(words.split())


def main(languages: Sequence[str]) -> None:
    judge = usable_judge(Settings.read(dict(os.environ)), patient=True)
    for language in languages or list(dict.fromkeys(row["language"] for row in ROWS)):
        told = measured([row for row in ROWS if row["language"] == language], judge)
        share = told["misleading"] / max(1, told["turned"])
        words = ", ".join(f"{name} {count}" for name, count in told.items())
        print(f"{language}: {words}; of the turned, misleading {share:.0%}")  # noqa: T201 - a command
    if judge is not None:
        judge.close()


if __name__ == "__main__":
    main(sys.argv[1:])
