"""How the program logs: enough to mend it, not a word of what it works on."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from bot.cli.running import logs

CANARY = "kestrel over the harbour"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Logging is the whole process's: what a test sets goes again."""
    names = (None, "bot", *logs.QUIET)
    before = [(name, logging.getLogger(name).level) for name in names]
    handlers = list(logging.getLogger().handlers)
    yield
    logging.getLogger().handlers[:] = handlers
    for name, level in before:
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(False)


def fail() -> None:
    try:
        raise ValueError(CANARY)  # noqa: TRY301  raised to be caught
    except ValueError as error:
        raise OSError(28, CANARY) from error


@pytest.mark.parametrize("style", ["text", "json"])
def test_an_exception_is_shown_without_its_words(capsys: pytest.CaptureFixture[str], style: str) -> None:
    """Where, of what kind, and the numbers that it carries."""
    logs.prepare("DEBUG", style)
    try:
        fail()
    except OSError:
        logging.getLogger("bot.test").exception("failure %s", "0a1b2c3d")
    told = capsys.readouterr().err
    assert CANARY not in told
    assert "OSError (errno 28)" in told
    assert "ValueError" in told
    assert "in fail" in told


def test_a_line_of_json_has_the_reference_that_a_person_was_shown(capsys: pytest.CaptureFixture[str]) -> None:
    logs.prepare("INFO", "json")
    logging.getLogger("bot.chat.delivery.error_messages").error("failure %s", "0a1b2c3d")
    line = json.loads(capsys.readouterr().err)
    assert line["reference"] == "0a1b2c3d"
    assert (line["level"], line["part"]) == ("ERROR", "bot.chat.delivery.error_messages")


@pytest.mark.parametrize("name", ["discord.gateway", "trafilatura.core", "sqlalchemy.engine", "pypdf", "anything"])
def test_libraries_stay_quiet_at_every_level(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """At DEBUG they log what they work on."""
    logs.prepare("DEBUG")
    logging.getLogger(name).info(CANARY)
    logging.getLogger("bot.core").debug("ours")
    told = capsys.readouterr().err
    assert CANARY not in told
    assert "ours" in told


def test_a_loop_of_causes_ends() -> None:
    one, two = ValueError(), ValueError()
    one.__cause__, two.__cause__ = two, one
    assert logs.told(one).count("ValueError") == 5
