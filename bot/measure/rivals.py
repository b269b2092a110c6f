"""The engines that the benchmark puts beside the index: each builds from words, opens, searches, adds one passage."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

Words = Iterable[tuple[str, ...]]
LIMIT = 10  # passages a search returns


class Engine(Protocol):
    """All of it in one thread. `folder` is the engine's own, empty before `build`."""

    name: str
    most: int  # passages beyond which it isn't worth waiting for
    needs: str  # the module to import

    keeps: bool  # it has files to open again
    adds: bool  # it takes up a passage without a new build

    def __init__(self, folder: Path) -> None: ...

    def prepare(self, corpus: Words) -> None:
        """What comes before, and isn't counted."""

    def build(self, corpus: Words) -> None: ...

    def open(self) -> None: ...

    def search(self, words: Sequence[str]) -> int:
        """How many passages came back."""
        ...

    def add(self, words: tuple[str, ...]) -> None:
        """One more passage, found by the next search."""
        ...


class RankBM25(Engine):
    """Keeps nothing on disk: what `open` would need is a full build."""

    name, most, needs = "rank-bm25", 20_000, "rank_bm25"
    keeps, adds = False, False

    def __init__(self, folder: Path) -> None:
        pass

    def build(self, corpus: Words) -> None:
        from rank_bm25 import BM25Plus

        self._engine = BM25Plus(list(corpus), k1=0.6, b=0.65, delta=0)

    def open(self) -> None:
        raise NotImplementedError

    def search(self, words: Sequence[str]) -> int:
        scores = self._engine.get_scores(words)
        return len(np.argsort(scores)[::-1][:LIMIT])

    def add(self, words: tuple[str, ...]) -> None:
        raise NotImplementedError  # a whole `build`


class BM25S(Engine):
    """Scores are worked out when it is built, so that adding is building anew (from words already numbered)."""

    name, most, needs = "bm25s", 1_000_000, "bm25s"
    keeps, adds = True, False

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def build(self, corpus: Words) -> None:
        import bm25s

        numbers: dict[str, int] = {}
        ids = [[numbers.setdefault(word, len(numbers)) for word in words] for words in corpus]
        self._engine = bm25s.BM25(k1=0.6, b=0.65)
        self._engine.index((ids, numbers), show_progress=False)
        self._engine.save(str(self._folder), show_progress=False)

    def open(self) -> None:
        import bm25s

        self._engine = bm25s.BM25.load(str(self._folder), mmap=True)

    def search(self, words: Sequence[str]) -> int:
        found, _scores = self._engine.retrieve([list(words)], k=LIMIT, show_progress=False, n_threads=0)
        return int(found.size)

    def add(self, words: tuple[str, ...]) -> None:
        raise NotImplementedError  # a whole `build`


class Tantivy(Engine):
    """One writer thread; a commit and a reload make an added passage visible."""

    name, most, needs = "tantivy", 10_000_000, "tantivy"
    keeps, adds = True, True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def _tantivy(self) -> Any:
        """It may not be installed: then the engine is only looked at and left out."""
        import tantivy

        return tantivy

    def _index(self) -> Any:
        schema = self._tantivy.SchemaBuilder()
        schema.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
        return self._tantivy.Index(schema.build(), path=str(self._folder))

    def build(self, corpus: Words) -> None:
        index = self._index()
        writer = index.writer(128_000_000, 1)
        for words in corpus:
            writer.add_document(self._tantivy.Document(text=" ".join(words)))
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        self._engine = self._index()
        self._searcher = self._engine.searcher()
        self._writer: Any = None

    def search(self, words: Sequence[str]) -> int:
        schema, query = self._engine.schema, self._tantivy.Query
        terms = [(self._tantivy.Occur.Should, query.term_query(schema, "text", word, "freq")) for word in words]
        return len(self._searcher.search(query.boolean_query(terms), LIMIT, count=False).hits)

    def add(self, words: tuple[str, ...]) -> None:
        self._writer = self._writer or self._engine.writer(32_000_000, 1)
        self._writer.add_document(self._tantivy.Document(text=" ".join(words)))
        self._writer.commit()
        self._engine.reload()
        self._searcher = self._engine.searcher()


class FTS5(Engine):
    """SQLite's, without a copy of the text (content='')."""

    name, most, needs = "SQLite FTS5", 10_000_000, "sqlite3"
    keeps, adds = True, True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._folder / "fts5.sqlite", isolation_level=None)
        database.execute("PRAGMA journal_mode=WAL")
        return database

    def build(self, corpus: Words) -> None:
        database = self._connect()
        database.execute("CREATE VIRTUAL TABLE passages USING fts5(text, content='', detail='none')")
        rows = ((" ".join(words),) for words in corpus)
        while lot := list(itertools.islice(rows, 100_000)):
            database.execute("BEGIN")
            database.executemany("INSERT INTO passages(text) VALUES (?)", lot)
            database.execute("COMMIT")
        database.execute("INSERT INTO passages(passages) VALUES ('optimize')")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()

    def open(self) -> None:
        self._database = self._connect()

    def search(self, words: Sequence[str]) -> int:
        query = " OR ".join(f'"{word}"' for word in words)
        sql = "SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?"
        return len(self._database.execute(sql, (query, LIMIT)).fetchall())

    def add(self, words: tuple[str, ...]) -> None:
        self._database.execute("INSERT INTO passages(text) VALUES (?)", (" ".join(words),))


RIVALS: tuple[Callable[[Path], Engine], ...] = (RankBM25, BM25S, Tantivy, FTS5)
