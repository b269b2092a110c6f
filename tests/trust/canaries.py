"""A pytest plugin: while the whole suite runs, no log line may hold a question, a document, a token or a signed link.

tests/conftest.py takes it up. Everything that tests ask and add is remembered, and every token and link made; every
record that the program's own logs let through, at DEBUG, is searched for it. What was found is told at the end, and
fails the run.
"""

from __future__ import annotations

import functools
import logging
import re
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.cli.running import logs
from bot.core.library import intake
from bot.core.search import pipeline
from bot.settings import Settings
from bot.web.viewer.links import Seal

SHORTEST = 14  # characters; shorter ones are words that any line may hold
KEPT = 400  # newest of each kind: tests are short
PASSES = re.compile(r"/webhooks/\d+/|interaction[_-]\w*\d{6}|\bBot [\w.-]{20}")  # whoever has one can use it


class Watch:
    """Sees each record as it would be written, whatever handlers a test sets up or takes away."""

    def __init__(self) -> None:
        self._line = logs.Plain(logs.LINE)
        self.said: deque[str] = deque(maxlen=KEPT)
        self.found: list[str] = []

    def remember(self, text: str) -> None:
        self.said.extend(line.strip() for line in text.splitlines()[:5] if len(line.strip()) >= SHORTEST)

    def see(self, record: logging.LogRecord) -> None:
        if not (record.name.startswith("bot") or record.levelno >= logging.WARNING):
            return  # `logs.prepare` keeps libraries at WARNING
        line, where = self._line.format(record), f"{record.name} logged at {record.pathname}:{record.lineno}"
        if any(text in line for text in self.said):
            self.found.append(f"{where} what was asked or added, or a secret")
        if PASSES.search(line):
            self.found.append(f"{where} what lets others act for somebody")


def heard(
    remember: Callable[[str], None], function: Callable[..., Any], pick: Callable[..., str]
) -> Callable[..., Any]:
    @functools.wraps(function)
    def wrapped(*arguments: Any, **options: Any) -> Any:
        remember(pick(*arguments))
        return function(*arguments, **options)

    return wrapped


def made(
    remember: Callable[[str], None], function: Callable[..., Any], pick: Callable[[Any], str]
) -> Callable[..., Any]:
    """The same, and what it makes is remembered."""

    @functools.wraps(function)
    def wrapped(*arguments: Any, **options: Any) -> Any:
        result = function(*arguments, **options)
        remember(pick(result))
        return result

    return wrapped


def secret(settings: Settings) -> str:
    return settings.discord_token.get_secret_value() if settings.discord_token else ""


@pytest.fixture(scope="session")
def log_canaries() -> Iterator[Watch]:
    """Fails at the end of the session, naming the lines that log what they may not."""
    watch, patch, handle = Watch(), pytest.MonkeyPatch(), logging.Logger.handle

    def seen(logger: logging.Logger, record: logging.LogRecord) -> None:
        watch.see(record)
        handle(logger, record)

    patch.setattr(logging.Logger, "handle", seen)
    patch.setattr(pipeline, "ask", heard(watch.remember, pipeline.ask, lambda question, *_: question.text))
    patch.setattr(intake, "upload", heard(watch.remember, intake.upload, lambda reading, *_: reading.text))
    patch.setattr(Seal, "token", made(watch.remember, Seal.token, str))
    patch.setattr(Settings, "read", staticmethod(made(watch.remember, Settings.read, secret)))
    yield watch
    patch.undo()
    assert not watch.found, "\n".join(sorted(set(watch.found)))


@pytest.fixture(autouse=True)
def at_every_level(log_canaries: Watch) -> None:
    """Whatever level a test before has set."""
    del log_canaries
    logging.getLogger("bot").setLevel(logging.DEBUG)
