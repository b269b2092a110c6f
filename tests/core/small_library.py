"""A small library for tests of asking: documents in memory, the real index, one line to ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core.language import detection
from bot.core.library import indexing
from bot.core.model.answers import Answer, Question
from bot.core.model.documents import LOCAL, Actor, Case, CaseId, Details, Mark, Upload
from bot.core.search import pipeline, query, ranking, retrieval, sentence_choice, units
from bot.core.search.document_cache import Shelf
from bot.core.search.query import Asked
from bot.core.search.ranking import Candidate
from bot.core.search.sentence_choice import Choice
from bot.indexes.bm25 import BM25Index
from bot.stores.memory.memory_store import MemoryStore

BY = Actor("cli")


@dataclass
class Library:
    store: MemoryStore
    index: BM25Index
    cases: Mapping[CaseId, Case]
    held: Shelf = field(default_factory=Shelf)

    def ask(self, text: str, **more: Any) -> Answer:
        return pipeline.ask(Question(text, **more), self.cases, self.store, self.index, shelf=self.held)

    def quote(self, text: str, **more: Any) -> str:
        """The first quote's words, of an answer or of the closest; empty where nothing is shown."""
        return next((one.quote for one in self.ask(text, **more).shown), "")

    def analysed(self, text: str) -> Asked:
        snapshot = self.index.snapshot(self.cases)
        return query.analyse(text, detection.detect(text, list(snapshot.languages)), snapshot)

    def choice(self, text: str) -> tuple[Asked, Choice]:
        """The units of what was found, weighed."""
        sought, ranked = self.ranked(text)
        return sought, sentence_choice.choose(sought, units.gather(sought, ranked))

    def ranked(self, text: str) -> tuple[Asked, list[Candidate]]:
        snapshot = self.index.snapshot(self.cases)
        sought = self.analysed(text)
        found = retrieval.find(
            sought, retrieval.Limits(), 40, snapshot, self.held.at(self.store, self.store.head()), self.store
        )
        return sought, ranking.rank(sought, found.hits, found.documents, found.texts)


def library(texts: Mapping[str, str], case: str = "letters", **details: Any) -> Library:
    """Texts by key, all with the same details beside their key as title."""
    store, index = MemoryStore(), BM25Index(None)
    opened = store.open_case(LOCAL, case, case)
    for key, text in texts.items():
        add(store, opened.id, key, text, **details)
    indexing.catch_up(store, index)
    return Library(store, index, {opened.id: opened})


def add(
    store: MemoryStore,
    case: CaseId,
    key: str,
    text: str,
    *,
    fetched: bool = False,
    marks: tuple[Mark, ...] = (),
    **details: Any,
) -> None:
    said = Details(**{"title": key, "language": "en"} | details)
    store.put(case, Upload(key, said, text, text.encode(), f"{key}.txt", marks, fetched), BY)


def padded(*said: str) -> str:
    """Far enough from one another that no two stand in one place."""
    filler = " ".join(["Boats came and went in the harbour while the rain fell on grey roofs all morning."] * 8)
    return f"\n\n{filler}\n\n".join(said)


LETTERS = {
    "senators": (
        "The letter was signed by Ann Clark, Bob Stone and 16 other senators. "
        "They sent it to the ministry on Monday.\n\n"
        "The senators ask for sanctions against Vexil, the maker of the spyware called Heron. "
        "Vexil denied that Heron was ever used against reporters.\n\n"
        "Heron collects text messages, photos and the location of a phone. It can also turn on the camera."
    ),
    "unions": (
        "Dozens of unions wrote to the commission in Brussels. The letter was sent to Maria Lund, "
        "the commissioner for trade.\n\n"
        "Germany s border police also use the spyware, and critics of the prime minister, "
        "Viktor Orb n, were among its targets.\n\nShare on facebook"
    ),
}
