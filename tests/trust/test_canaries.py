"""The watch over the logs sees what it is there for."""

from __future__ import annotations

import logging

from bot import readers
from bot.core.casebook import Casebook
from bot.core.model import LOCAL, Actor, Audience, Question
from bot.indexes.bm25 import BM25Index
from bot.stores.memory import MemoryStore
from tests.trust.canaries import Watch

TEXT = "The kestrel met the minister at the harbour."


def test_a_question_and_a_document_in_a_log_line_are_found(log_canaries: Watch) -> None:
    casebook = Casebook(MemoryStore(), BM25Index(None), readers.read)
    casebook.add(TEXT.encode(), "a.txt", Actor("ann"), workspace=LOCAL, case="c")
    casebook.ask(Question("whom did the kestrel meet?"), casebook.viewer(Audience(LOCAL, everything=True)))
    before = list(log_canaries.found)
    log = logging.getLogger("bot.careless")
    log.debug("asked: %s", "whom did the kestrel meet?")
    log.debug("added: %s", TEXT)
    log.debug("harmless")
    found = log_canaries.found[len(before) :]
    log_canaries.found[:] = before
    assert len(found) == 2
