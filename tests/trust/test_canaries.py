"""The watch over the logs sees what it is there for."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot import readers
from bot.core.casebook import Casebook
from bot.core.model.answers import Question
from bot.core.model.documents import LOCAL, Actor, Audience
from bot.core.model.visits import Place, Visit
from bot.indexes.bm25 import BM25Index
from bot.settings import Settings
from bot.stores.memory.memory_store import MemoryStore
from bot.web.viewer.links import Seal
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


def test_a_token_and_a_signed_link_in_a_log_line_are_found(log_canaries: Watch) -> None:
    """And what Discord gives for one interaction: whoever has it can answer in the bot's name."""
    token = Settings.read({"DISCORD_TOKEN": "MTAwMDAwMDAwMDAwMDAwMDAwMQ.canary"}).discord_token
    link = Seal("https://files.example", Fernet.generate_key(), 10).address(
        Visit("1", 2, 3, (Place(4, 5, 6, "0" * 8),))
    )
    before = list(log_canaries.found)
    log = logging.getLogger("bot.careless")
    log.debug("with %s", token.get_secret_value() if token else "")
    log.debug("see %s", link)
    log.debug("PATCH /webhooks/1000000000/abc/messages")
    log.debug("with %s", token)
    found = log_canaries.found[len(before) :]
    log_canaries.found[:] = before
    assert len(found) == 3


CARELESS = """
import logging
from bot import readers
from bot.core.casebook import Casebook
from bot.core.model.answers import Question
from bot.core.model.documents import LOCAL, Audience
from bot.indexes.bm25 import BM25Index
from bot.stores.memory.memory_store import MemoryStore

def test_asks():
    casebook = Casebook(MemoryStore(), BM25Index(None), readers.read)
    question = "whom did the kestrel meet?"
    casebook.ask(Question(question), casebook.viewer(Audience(LOCAL)))
    logging.getLogger("bot.some.part").debug("asked: %s", {said})
"""


@pytest.mark.slow
@pytest.mark.parametrize(("said", "status"), [("question", 1), ("len(question)", 0)])
def test_a_careless_line_fails_the_run(tmp_path: Path, said: str, status: int) -> None:
    """A suite of one test, which passes by itself, run with the plugin that this one runs with."""
    (tmp_path / "pytest.ini").write_text("[pytest]")
    (tmp_path / "test_it.py").write_text(CARELESS.replace("{said}", said))
    command = [sys.executable, "-m", "pytest", "-q", "-c", str(tmp_path / "pytest.ini"), "-p", "tests.trust.canaries"]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([*command, str(tmp_path)], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stdout
    assert "1 passed" in done.stdout
    assert ("bot.some.part logged at" in done.stdout) == bool(status)
