"""A process to be killed: adds, edits, refreshes, removes, restores, erases, merges, backs up and puts a backup back.

All at random, saying what it does. Before each change a line {"try": {key: state, …}}, and when it has returned
{"done": …}; a state is [title, text], ["removed", title, text] or null for erased. After a kill each document must be
as last done, or as tried since.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from bot import readers
from bot.core.casebook import Casebook
from bot.core.model.documents import LOCAL, Actor, Audience, Details, Fetched
from bot.core.workflows import drafts
from bot.indexes.bm25 import BM25Index
from bot.stores.sql.backup import restoring
from bot.stores.sql.sql_store import SqlStore

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


@dataclass
class Pages:
    """The web, as far as this goes: every address holds a page, a new one each time it is asked for."""

    random: random.Random

    def fetch(self, address: str) -> Fetched:
        data = text(self.random).encode()
        now = datetime.now(UTC)
        return Fetched(address, address, 200, "text/plain", "utf-8", {}, data, hashlib.sha256(data).hexdigest(), now)


def opened(folder: Path, pages: Pages | None = None) -> Casebook:
    """The casebook that is kept in that folder, as `serve` opens it."""
    store = SqlStore(address(folder))
    return Casebook(store, BM25Index(folder / "index"), readers.read, pages)


def address(folder: Path) -> str:
    """Of the database there."""
    return f"sqlite:///{folder / 'pullquote.db'}"


def held(casebook: Casebook) -> dict[str, State]:
    """What is there, by key; what isn't is erased."""
    viewer = casebook.viewer(Audience(LOCAL, everything=True))
    found: dict[str, State] = {}
    for removed in (False, True):
        for one in casebook.documents(viewer, removed=removed):
            said = [one.details.title, casebook.text(viewer, one.id)]
            found[one.key] = ["removed", *said] if removed else said
    return found


def sentence(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=12)).capitalize() + "."


def text(chance: random.Random) -> str:
    return "\n\n".join(sentence(chance) for _ in range(chance.randint(1, 5)))


class Work:
    """One writer. `name` begins all its keys, so that two can work side by side.

    alone: nobody else works, so that a backup may be put back, which undoes what others have done since.
    """

    def __init__(self, folder: Path, name: str, seed: int, say: Say, *, alone: bool) -> None:
        self.random, self.name, self.say, self.folder = random.Random(seed), name, say, folder
        self.deed = ""
        self.number = count(seed * 100_000)
        self.casebook = opened(folder, Pages(self.random))
        self.case = self.casebook.open_case(LOCAL, "durable")
        self.viewer = self.casebook.viewer(Audience(LOCAL, everything=True))
        self.look()
        often = {self.add: 5, self.add_page: 2, self.edit: 3, self.refresh: 4, self.remove: 2, self.restore: 1}
        often |= {self.erase: 2, self.merge: 2, self.back_up: 2} | ({self.put_back: 2} if alone else {})
        self.often = often

    def look(self) -> None:
        """What of its own is there."""
        both = self.casebook.documents(self.viewer), self.casebook.documents(self.viewer, removed=True)
        self.alive = [each.key for each in both[0] if each.key.startswith(self.name)]
        self.removed = [each.key for each in both[1] if each.key.startswith(self.name)]

    def forever(self) -> None:
        self.casebook.catch_up()
        while True:
            (chosen,) = self.random.choices(list(self.often), list(self.often.values()))
            self.deed = chosen.__name__
            chosen()

    def add(self) -> None:
        """Several at a time: all of them, or none."""
        made = {f"{self.name}-{next(self.number)}": text(self.random) for _ in range(self.random.randint(1, 8))}
        lines = [
            {"id": key, "title": f"Title {key}", "text": said, "case": "durable", "language": "en"}
            for key, said in made.items()
        ]
        data = "\n".join(json.dumps(line) for line in lines).encode()
        states: dict[str, State] = {key: [f"Title {key}", said] for key, said in made.items()}
        self.do(states, lambda: self.casebook.add(data, "import.jsonl", ANN, workspace=LOCAL, case="durable"))
        self.alive += made

    def add_page(self) -> None:
        key = f"{self.name}-page-{next(self.number)}"
        parcel = self.casebook.page(f"https://pages.example/{key}").edited(lambda _: _titled(key))
        states: dict[str, State] = {key: [key, parcel.readings[0].text]}
        self.do(states, lambda: self.casebook.take(parcel, ANN, workspace=LOCAL, case="durable"))
        self.alive.append(key)

    def refresh(self) -> None:
        """Fetched again, shown as a draft, published: as `/documents refresh` does."""
        pages = [key for key in self.alive if "-page-" in key]
        if pages:
            key = self.random.choice(pages)
            document = self.casebook.document(self.viewer, key)
            parcel = self.casebook.newer(document.origin, document).edited(lambda _: document.details)
            draft = drafts.keep(self.casebook, parcel, drafts.Target(LOCAL, "durable", self.case.id), ANN)
            states: dict[str, State] = {key: [document.details.title, parcel.readings[0].text]}
            self.do(states, lambda: drafts.publish(self.casebook, draft, ANN))

    def back_up(self) -> None:
        """What it holds is noted beside it when it is there."""
        assert isinstance(self.casebook.store, SqlStore)
        if self.often.get(self.put_back):
            file = self.folder / f"{next(self.number)}.backup"
            states = held(self.casebook)
            self.casebook.store.backup(file)
            file.with_suffix(".json").write_text(f"{file.name}\n{json.dumps(states)}")

    def put_back(self) -> None:
        """As `restore-backup` does while the bot serves."""
        notes = [each.read_text() for each in self.folder.glob("*.json")]
        whole = [(name, json.loads(rest)) for name, _, rest in map(_parted, notes) if rest.endswith("}")]
        if whole:
            name, then = self.random.choice(whole)
            now = held(self.casebook)
            states: dict[str, State] = {key: then.get(key) for key in {*now, *then} if now.get(key) != then.get(key)}
            self.do(states, lambda: restoring.restore(self.folder / name, address(self.folder), ANN))
            self.casebook.catch_up()
            self.look()

    def edit(self) -> None:
        if self.alive:
            key, title = self.random.choice(self.alive), f"Changed {next(self.number)}"
            said = self.casebook.text(self.viewer, key)
            self.do({key: [title, said]}, lambda: self.casebook.edit(self.viewer, key, lambda _: _titled(title), ANN))

    def remove(self) -> None:
        if self.alive:
            key = self.alive.pop(self.random.randrange(len(self.alive)))
            title, said = self._now(key)
            self.do({key: ["removed", title, said]}, lambda: self.casebook.remove(self.viewer, key, ANN))
            self.removed.append(key)

    def restore(self) -> None:
        if self.removed:
            key = self.removed.pop(self.random.randrange(len(self.removed)))
            title, said = self._now(key)
            self.do({key: [title, said]}, lambda: self.casebook.restore(self.viewer, key, ANN))
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
        self.say({"try": states, "what": self.deed})
        change()
        self.say({"done": states, "what": self.deed})


def _parted(note: str) -> tuple[str, str, str]:
    return note.partition("\n")


def _titled(title: str) -> Details:
    return Details(title, language="en")
