"""The whole answer as an engine of the benchmark: text in a database, words, index, ranking, excerpts, evidence."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from bot.core.casebook import Casebook
from bot.core.model.answers import Question
from bot.core.model.documents import LOCAL, Actor, Audience, Details, Upload
from bot.measure.rivals import Engine, Words

PASSAGES_A_DOCUMENT = 10
SENTENCE = 11  # words
AT_ONCE = 1_000  # documents a transaction
ACTOR = Actor("bench")
AUDIENCE = Audience(LOCAL, everything=True)


class Answering(Engine):
    """What `ask` does, from a stored casebook. Building is what follows the store: text → words → segments."""

    name, most, needs = "pullquote answer", sys.maxsize, "bot.core.search.pipeline"
    keeps, adds = True, True

    def __init__(self, opened: Callable[[Path], Casebook], folder: Path) -> None:
        self._opened = opened
        self._folder = folder
        self._added = 0

    def open(self) -> None:
        self._casebook = self._opened(self._folder)
        self._case = self._casebook.open_case(LOCAL, "bench").id
        self._viewer = self._casebook.viewer(AUDIENCE)

    def prepare(self, corpus: Words) -> None:
        """Put the text into the database."""
        self.open()
        uploads = _uploads(corpus)
        while lot := list(itertools.islice(uploads, AT_ONCE)):
            self._casebook.any_documents.put_many(self._case, lot, ACTOR)

    def build(self, corpus: Words) -> None:
        self._casebook.catch_up()
        while self._casebook.index.merge():
            pass

    def search(self, words: Sequence[str]) -> int:
        """As chat asks: what else came near is read, but only quoted when somebody presses for it."""
        return len(self._casebook.ask(Question(" ".join(words), top=1), self._viewer).nearest)

    def add(self, words: tuple[str, ...]) -> None:
        self._added += 1
        self._casebook.any_documents.put(self._case, _upload(f"added-{self._added}", [words]), ACTOR)


def _uploads(corpus: Words) -> Iterator[Upload]:
    passages = iter(corpus)
    for number in itertools.count(1):
        taken = list(itertools.islice(passages, PASSAGES_A_DOCUMENT))
        if not taken:
            return
        yield _upload(f"document-{number}", taken)


def _upload(key: str, passages: Iterable[tuple[str, ...]]) -> Upload:
    text = "\n\n".join(map(_prose, passages))
    return Upload(key, Details(f"Document {key}", language="en"), text, text.encode(), key)


def _prose(words: Sequence[str]) -> str:
    sentences = (" ".join(words[at : at + SENTENCE]) for at in range(0, len(words), SENTENCE))
    return " ".join(sentence.capitalize() + "." for sentence in sentences)
