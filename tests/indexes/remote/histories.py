"""Random histories of an index: changes by one machine or another, merges, erasures, looks; the same in memory."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.core.model.answers import Entry
from bot.core.model.ports import Snapshot
from bot.core.model.trail import Head
from bot.indexes.bm25 import BM25Index

WORDS = [f"w{number}" for number in range(40)]
CASES = range(24)  # more than the root tells of


@dataclass
class History:
    """Draws what happens next, and keeps what is in the index then."""

    chance: random.Random
    documents: dict[int, Entry] = field(default_factory=dict)
    sequence: int = 0

    def entry(self) -> Entry:
        chance = self.chance
        document = chance.randrange(120)
        terms = tuple(
            tuple(chance.choice(WORDS[: chance.choice((5, 40))]) for _word in range(chance.randrange(12)))
            for _passage in range(chance.randrange(1, 4))
        )
        day = chance.randrange(1, 9)
        return Entry(
            document=document,
            case=document % len(CASES),
            key=f"key{document}",
            language=chance.choice(("en", "de")),
            digest=hashlib.sha256(repr((document, terms)).encode()).digest(),
            spans=tuple((10 * number, 10 * number + 9) for number in range(len(terms))),
            terms=terms,
            after_day=day,
            before_day=day,
        )

    def step(self, machines: Sequence[BM25Index], plain: BM25Index) -> None:
        """One thing that happens, by one of the machines and in memory."""
        machine, chance = self.chance.choice(machines), self.chance.random()
        if chance < 0.02:
            self._begin_anew(machine, plain)
        elif chance < 0.10:
            self._erase(machine, plain)
        elif chance < 0.25:
            machine.merge()
        elif chance < 0.40:
            machine.refresh()
        else:
            self._change(machine, plain)

    def _head(self) -> Head:
        self.sequence += 1
        return Head(self.sequence, f"t{self.sequence}")

    def _change(self, machine: BM25Index, plain: BM25Index) -> None:
        new = {one.document: one for one in (self.entry() for _each in range(self.chance.randrange(4)))}
        gone = {one: one % len(CASES) for one in self.chance.sample(range(120), self.chance.randrange(3))}
        gone = {one: case for one, case in gone.items() if one not in new}
        head = self._head()
        for index in (machine, plain):
            index.refresh()
            index.apply(gone, list(new.values()), head)
        for one in gone:
            self.documents.pop(one, None)
        self.documents.update(new)

    def _erase(self, machine: BM25Index, plain: BM25Index) -> None:
        if not self.documents:
            return
        one = self.chance.choice(sorted(self.documents))
        head = self._head()
        for index in (machine, plain):
            index.refresh()
            index.apply({one: one % len(CASES)}, [], head)
            index.purge({one: one % len(CASES)})
        del self.documents[one]

    def _begin_anew(self, machine: BM25Index, plain: BM25Index) -> None:
        head = self._head()
        for index in (machine, plain):
            index.clear()
            index.apply({}, list(self.documents.values()), head)


def said(snapshot: Snapshot, words: Sequence[str]) -> object:
    """All that a snapshot says: lists with their scores, statistics."""
    hits = [(hit.score, hit.case, hit.key, hit.start, hit.end) for hit in snapshot.search(words, 20)]
    counts = (snapshot.passages, snapshot.documents, snapshot.average_length, dict(snapshot.languages))
    return hits, counts, snapshot.digest, list(snapshot.frequencies(words))


def compare(history: History, machines: Sequence[BM25Index], steps: int) -> None:
    """After every step some question, to some machine that has looked: equal to the one in memory, bit by bit."""
    plain = BM25Index(None)
    for _step in range(steps):
        history.step(machines, plain)
        machine = history.chance.choice(machines)
        machine.refresh()
        cases = history.chance.sample(CASES, history.chance.randrange(1, 6))
        words = history.chance.sample(WORDS, 4)
        assert machine.head() == plain.head()
        assert said(machine.snapshot(cases), words) == said(plain.snapshot(cases), words)
