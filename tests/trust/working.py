"""A process to be killed: adds, edits, removes, restores, erases and merges at random, saying what it does.

Before each change a line {"try": {key: state, …}}, and when it has returned {"done": …}; a state is [title, text],
["removed", title, text] or null for erased. After a kill each document must be as last done, or as tried since.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from bot import readers
from bot.core.casebook import Casebook
from bot.core.model import LOCAL, Actor, Audience, Details
from bot.indexes.bm25 import BM25Index
from bot.stores.sql.store import SqlStore

WORDS = [
    "harbour",
    "quarry",
    "letter",
    "court",
    "lease",
    "witness",
    "minister",
    "spyware",
    "phone",
    "report",
    "journalist",
    "lawyer",
    "hearing",
]
ANN = Actor("ann")
State = list[str] | None
Say = Callable[[dict[str, Any]], None]


def opened(folder: Path) -> Casebook:
    """The casebook that is kept in that folder, as `serve` opens it."""
    return Casebook(SqlStore(f"sqlite:///{folder / 'pullquote.db'}"), BM25Index(folder / "index"), readers.read)


class Work:
    """One writer. `name` begins all its keys, so that two can work side by side."""

    def __init__(self, folder: Path, name: str, seed: int, say: Say) -> None:
        self.random, self.name, self.say = random.Random(seed), name, say
        self.number = count(seed * 100_000)
        self.casebook = opened(folder)
        self.case = self.casebook.open_case(LOCAL, "durable")
        self.viewer = self.casebook.viewer(Audience(LOCAL, everything=True))
        held = self.casebook.documents(self.viewer), self.casebook.documents(self.viewer, removed=True)
        self.alive = [each.key for each in held[0] if each.key.startswith(name)]
        self.removed = [each.key for each in held[1] if each.key.startswith(name)]

    def forever(self) -> None:
        self.casebook.catch_up()
        while True:
            chosen = self.random.choices(
                [self.add, self.edit, self.remove, self.restore, self.erase, self.merge], [5, 3, 2, 1, 2, 2]
            )
            chosen[0]()

    def sentence(self) -> str:
        return " ".join(self.random.choices(WORDS, k=12)).capitalize() + "."

    def add(self) -> None:
        """Several at a time: all of them, or none."""
        made = {f"{self.name}-{next(self.number)}": self.text() for _ in range(self.random.randint(1, 8))}
        lines = [
            {"id": key, "title": f"Title {key}", "text": text, "case": "durable", "language": "en"}
            for key, text in made.items()
        ]
        data = "\n".join(json.dumps(line) for line in lines).encode()
        states: dict[str, State] = {key: [f"Title {key}", text] for key, text in made.items()}
        self.do(states, lambda: self.casebook.add(data, "import.jsonl", ANN, workspace=LOCAL, case="durable"))
        self.alive += made

    def text(self) -> str:
        return "\n\n".join(self.sentence() for _ in range(self.random.randint(1, 5)))

    def edit(self) -> None:
        if self.alive:
            key, title = self.random.choice(self.alive), f"Changed {next(self.number)}"
            text = self.casebook.text(self.viewer, key)
            self.do({key: [title, text]}, lambda: self.casebook.edit(self.viewer, key, lambda _: _titled(title), ANN))

    def remove(self) -> None:
        if self.alive:
            key = self.alive.pop(self.random.randrange(len(self.alive)))
            title, text = self._now(key)
            self.do({key: ["removed", title, text]}, lambda: self.casebook.remove(self.viewer, key, ANN))
            self.removed.append(key)

    def restore(self) -> None:
        if self.removed:
            key = self.removed.pop(self.random.randrange(len(self.removed)))
            title, text = self._now(key)
            self.do({key: [title, text]}, lambda: self.casebook.restore(self.viewer, key, ANN))
            self.alive.append(key)

    def erase(self) -> None:
        if self.alive:
            key = self.alive.pop(self.random.randrange(len(self.alive)))
            self.do({key: None}, lambda: self.casebook.erase(self.viewer, key, ANN, "asked to"))

    def merge(self) -> None:
        index = self.casebook.index
        assert isinstance(index, BM25Index)
        index.merge()

    def _now(self, key: str) -> tuple[str, str]:
        return self.casebook.document(self.viewer, key).details.title, self.casebook.text(self.viewer, key)

    def do(self, states: dict[str, State], change: Callable[[], object]) -> None:
        self.say({"try": states})
        change()
        self.say({"done": states})


def _titled(title: str) -> Details:
    return Details(title, language="en")
