"""What runs long: `serve` and `bench`; and `eval`, which measures how good the answers are."""

from __future__ import annotations

import importlib
import logging
import sys
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from bot.commands import desk, options
from bot.core.errors import CasebookError, MissingFile

LOG_LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class NotBuiltYet(CasebookError):
    template = "`{command}` can't do that yet. {instead}"


class NoToken(CasebookError):
    template = "There is no Discord token. Set DISCORD_TOKEN to the bot's token from Discord's developer portal."


def serve() -> None:
    """Answer in Discord until stopped. Needs DISCORD_TOKEN; no privileged intent.

    \b
    Example:
      DISCORD_TOKEN=… python -m bot serve
    """
    settings = desk.settings()
    if settings.discord_token is None:
        raise NoToken
    logging.basicConfig(level=settings.log_level, format=LOG_LINE, force=True)
    from bot.chat import client
    from bot.web import health

    with desk.stored() as opened:
        client.run(
            settings, opened.casebook, lambda is_ready: health.serving("127.0.0.1", settings.health_port, is_ready)
        )


def evaluate(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Questions with what they should find, as JSONL.")],
    corpus: options.Corpus = None,
    against: Annotated[
        Path | None, typer.Option("--against", metavar="FILE", help="Floors that the figures must not fall below.")
    ] = None,
    calibrate: Annotated[bool, typer.Option("--calibrate", help="Fit the confidence to these questions.")] = False,
    plot: Annotated[Path | None, typer.Option("--plot", metavar="FILE", help="Draw the figures as a picture.")] = None,
    as_lines: options.Json = False,
) -> None:
    """Measure the answers: how often the right words come first, and how often no is the right answer.

    A line of the file is {"id": "q1", "question": "who signed?", "expect": ["Ron Wyden"]}; "expect" is null where the
    files hold no answer.
    """
    if not file.is_file():
        raise MissingFile(path=file)
    measure = _measure("evaluate", "eval")
    with desk.of(corpus) as opened:
        measure.run(opened.casebook, opened.viewer, file, against, calibrate=calibrate, plot=plot, as_json=as_lines)


def bench(
    passages: Annotated[int, typer.Option("--passages", min=100, metavar="N", help="How many to search in.")] = 20_000,
    questions: Annotated[int, typer.Option("--questions", min=1, metavar="N", help="How many to ask.")] = 300,
    seed: Annotated[int, typer.Option("--seed", help="Of the made-up text.")] = 1,
    alone: Annotated[bool, typer.Option("--alone", help="Leave the other engines out.")] = False,
    as_lines: options.Json = False,
) -> None:
    """Measure how fast searching is, on made-up text, side by side with other engines where they are installed."""
    from bot.measure import bench as benchmark

    benchmark.run(passages, questions, rivals=not alone, seed=seed, as_json=as_lines, out=sys.stdout)


def _measure(name: str, command: str) -> ModuleType:
    try:
        return importlib.import_module(f"bot.measure.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"bot.measure.{name}":
            raise
        raise NotBuiltYet(command=command, instead="It comes with the ranking.") from None
