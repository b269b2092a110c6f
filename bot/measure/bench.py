"""How fast, how large: the index and the whole answer on synthetic text, side by side with other engines.

Each stage runs in a process of its own, so that one engine's memory isn't another's. Building is counted in processor
seconds, so that the figure is one core's; searching and adding in wall-clock time, in one thread.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from functools import partial
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import TextIO, TypeVar

import numpy as np

from bot.core.casebook import Casebook
from bot.core.model.answers import Entry
from bot.core.model.trail import Head
from bot.measure.answer_engine import Answering
from bot.measure.rivals import LIMIT, RIVALS, Engine, Words
from bot.measure.synthetic import Corpus

PASSAGES_A_DOCUMENT = 10
ADDITIONS = 25
CASE = 1
MEGA = 1e6  # bytes

Made = TypeVar("Made")


@dataclass(frozen=True)
class Figures:
    """One line of the table; None where an engine has no such thing. Milliseconds; megabytes of 10**6 bytes."""

    engine: str
    build: float | None = None  # passages a second of processor time
    build_memory: float | None = None  # at most while building, beside mapped files
    files: float | None = None
    cold: float | None = None  # from opening to the end of the first search
    median: float | None = None
    p99: float | None = None
    add: float | None = None  # one document, until it is found: median
    memory: float | None = None  # while searching, beside mapped files


HEADINGS = (
    "engine",
    "passages/s/core",
    "MB building",
    "MB files",
    "cold ms",
    "median ms",
    "p99 ms",
    "add ms",
    "MB used",
)


class Pullquote(Engine):
    """The index alone, in documents of PASSAGES_A_DOCUMENT passages."""

    name, most, needs = "pullquote index", sys.maxsize, "bot.indexes.bm25"
    keeps, adds = True, True

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._added = 0

    def build(self, corpus: Words) -> None:
        self.open()
        self._index.apply({}, _entries(corpus), Head(1, "built"))
        while self._index.merge():
            pass

    def open(self) -> None:
        from bot.indexes.bm25 import BM25Index

        self._index = BM25Index(self._folder)

    def search(self, words: Sequence[str]) -> int:
        return len(self._index.snapshot([CASE]).search(words, LIMIT))

    def add(self, words: tuple[str, ...]) -> None:
        self._added += 1
        self._index.apply({}, [_entry(-self._added, [words])], Head(1 + self._added, "added"))


def _entries(corpus: Words) -> Iterator[Entry]:
    passages = iter(corpus)
    for number in itertools.count(1):
        taken = list(itertools.islice(passages, PASSAGES_A_DOCUMENT))
        if not taken:
            return
        yield _entry(number, taken)


def _entry(number: int, passages: Sequence[tuple[str, ...]]) -> Entry:
    spans = tuple((400 * place, 400 * place + 399) for place in range(len(passages)))
    digest = hashlib.sha256(b"%d" % number).digest()
    return Entry(number, CASE, f"document-{number}", "en", digest, spans, tuple(passages))


def casebook(folder: Path) -> Casebook:
    """A stored one, that reads no files."""
    from bot.indexes.bm25 import BM25Index
    from bot.stores.sql.sql_store import SqlStore

    return Casebook(SqlStore(f"sqlite:///{folder / 'bench.db'}"), BM25Index(folder / "index"), lambda *_file: ())


ENGINES: tuple[Callable[[Path], Engine], ...] = (Pullquote, partial(Answering, casebook), *RIVALS)


def run(
    passages: int = 20_000,
    questions: int = 300,
    *,
    rivals: bool = True,
    answers: bool = True,
    seed: int = 1,
    folder: Path | None = None,
    as_json: bool = False,
    out: TextIO = sys.stdout,
) -> list[Figures]:
    """Measure and print. `folder`: where the engines' files go meanwhile; the system's temporary one by default."""
    chosen = [ENGINES[0], *(ENGINES[1:2] if answers else ()), *(ENGINES[2:] if rivals else ())]
    corpus = Corpus(passages, seed)
    rows = []
    with tempfile.TemporaryDirectory(dir=folder, prefix="bench-") as place:
        for number, make in enumerate(chosen):
            one = make(Path(place))
            if passages <= one.most and find_spec(one.needs.split(".")[0]):
                rows.append(measure(make, corpus, questions, Path(place, str(number))))
    out.write(render(rows, corpus, questions, as_json=as_json))
    return rows


def measure(make: Callable[[Path], Engine], corpus: Corpus, questions: int, folder: Path) -> Figures:
    """One engine's line. `folder`: a new one, gone afterwards."""
    folder.mkdir()
    try:
        if not make(folder).keeps:
            return _apart(_build_and_search, make, corpus, questions, folder)
        built = _apart(_build, make, corpus, folder, niceness=10)  # only its processor seconds count
        searched = _apart(_search, make, corpus, questions, folder)
        known = {name: value for name, value in asdict(built).items() if value is not None}
        return replace(searched, **known)
    finally:
        shutil.rmtree(folder)


def _apart(stage: Callable[..., Made], *arguments: object, niceness: int = 0) -> Made:
    """Run it in a fresh process."""
    context = get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, initializer=os.nice, initargs=(niceness,)) as pool:
        return pool.submit(stage, *arguments).result()


def _build(make: Callable[[Path], Engine], corpus: Corpus, folder: Path) -> Figures:
    engine = make(folder)
    rate, memory = _built(engine, corpus)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return Figures(engine.name, build=rate, build_memory=memory, files=size / MEGA)


def _built(engine: Engine, corpus: Corpus) -> tuple[float, float]:
    """Passages a second of processor time, drawing the text not counted; most memory beside mapped files."""
    engine.prepare(corpus.words())
    next(corpus.words())  # what is made once is made now
    drawing = Drawing(corpus.words())
    began = time.process_time()
    with peak() as most:
        engine.build(drawing)
    return corpus.passages / (time.process_time() - began - drawing.seconds), most()


def _search(make: Callable[[Path], Engine], corpus: Corpus, questions: int, folder: Path) -> Figures:
    asked = corpus.questions(questions)
    engine = make(folder)
    __import__(engine.needs)
    before = own_memory()
    cold = timed(engine.open) + timed(partial(engine.search, asked[0]))
    times = [timed(partial(engine.search, words)) for words in asked]
    memory = own_memory() - before
    added = _added(engine, corpus) if engine.adds else None
    median, p99 = np.percentile(times, [50, 99]).tolist()
    return Figures(engine.name, cold=cold, median=median, p99=p99, add=added, memory=memory)


def _build_and_search(make: Callable[[Path], Engine], corpus: Corpus, questions: int, folder: Path) -> Figures:
    engine = make(folder)
    before = own_memory()
    rate, memory = _built(engine, corpus)
    times = [timed(partial(engine.search, words)) for words in corpus.questions(questions)]
    median, p99 = np.percentile(times, [50, 99]).tolist()
    used = own_memory() - before
    return Figures(engine.name, build=rate, build_memory=memory, median=median, p99=p99, memory=used)


def _added(engine: Engine, corpus: Corpus) -> float:
    """The median time to add a passage and to find it by a word of its own."""
    times = []
    for number, words in enumerate(itertools.islice(corpus.words(), ADDITIONS)):
        fresh = f"fresh{number}x"
        times.append(timed(partial(engine.add, (fresh, *words))) + timed(partial(_find, engine, fresh)))
    return float(np.median(times))


def _find(engine: Engine, word: str) -> None:
    if not engine.search([word]):
        raise AssertionError(word)


class Drawing:
    """Passages, and the processor seconds spent on drawing them."""

    def __init__(self, corpus: Words) -> None:
        self._passages = iter(corpus)
        self.seconds = 0.0

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        while True:
            began = time.thread_time()
            lot = list(itertools.islice(self._passages, 100))
            self.seconds += time.thread_time() - began
            if not lot:
                return
            yield from lot


def timed(job: Callable[[], object]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    job()
    return (time.perf_counter() - began) * 1000


def own_memory() -> float:
    """This process's memory beside mapped files, in megabytes."""
    status = Path("/proc/self/status").read_text("ascii")
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("RssAnon"))
    return int(kilobytes) * 1024 / MEGA


@contextmanager
def peak() -> Iterator[Callable[[], float]]:
    """Yields what tells by how much `own_memory` grew at most inside, looked at every 20 ms."""
    before = own_memory()
    seen = [before]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.02):
            seen.append(own_memory())

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield lambda: max(seen) - before
    finally:
        over.set()
        watcher.join()


def render(rows: Iterable[Figures], corpus: Corpus, questions: int, *, as_json: bool) -> str:
    """The table, for people or as a line of JSON."""
    if as_json:
        said = {"passages": corpus.passages, "questions": questions, "seed": corpus.seed}
        return json.dumps({**said, "engines": [asdict(row) for row in rows]}) + "\n"
    cells = [HEADINGS, *(tuple(_cell(getattr(row, each.name)) for each in fields(row)) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["  ".join(_aligned(line, widths)).rstrip() for line in cells]
    head = f"{corpus.passages:,} passages, {questions:,} questions, seed {corpus.seed}"
    return "\n".join([head, "", lines[0], "  ".join("-" * width for width in widths), *lines[1:], ""])


def _aligned(line: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    yield line[0].ljust(widths[0])
    yield from (cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True))


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
    return "–" if value is None else str(value)
