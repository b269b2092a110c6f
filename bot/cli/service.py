"""What runs long: `serve` and `bench`; and `eval`, which measures how good the answers are."""

from __future__ import annotations

import logging
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import desk, options
from bot.cli.running import folder_watch, logs, open_files, scheduled_backups, shard_option
from bot.core.library import paths
from bot.core.model.errors import CasebookError, MissingFile
from bot.core.model.shards import ALL, Shards
from bot.core.workflows import server_left

if TYPE_CHECKING:
    from bot.chat.startup import Beside
    from bot.core.casebook import Casebook
    from bot.core.model.visits import Visits
    from bot.settings import Settings
    from bot.web.monitor.metrics import Metrics
    from bot.web.tasks import Task

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0  # seconds
VECTORS = 1.0  # seconds between two looks for documents without vectors
MERGE = 5.0  # seconds between two looks at the index's small segments; a merge holds up nobody's question


class NoToken(CasebookError):
    template = "There is no Discord token. Set DISCORD_TOKEN to the bot's token from Discord's developer portal."


def serve(
    shards: Annotated[
        Shards,
        typer.Option(
            "--shards",
            metavar="FIRST-LAST/ALL",
            parser=shard_option.read,
            help="Only these of the bot's shards, from 0 on; other processes serve the others.",
            show_default=False,
        ),
    ] = ALL,
) -> None:
    """Answer in Discord until stopped. Needs DISCORD_TOKEN; no privileged intent.

    \b
    Examples:
      DISCORD_TOKEN=… python -m bot serve
      DISCORD_TOKEN=… python -m bot serve --shards 0-3/12
    """
    settings = desk.settings()
    if settings.discord_token is None:
        raise NoToken
    logs.prepare(settings.log_level, settings.log_format)
    from bot import assemble
    from bot.chat import client
    from bot.web.monitor.metrics import ErrorCount, Metrics

    shown = Metrics()
    logging.getLogger().addHandler(ErrorCount(shown))
    with desk.stored(starter=shards.is_first, patient=False) as opened:
        opened.casebook.meter, opened.casebook.draw = shown, assemble.PagePictures()
        beside, visits = _viewing(settings, opened.casebook, _beside(settings, opened.casebook, shown, shards))
        client.run(settings, opened.casebook, beside, visits, shards)


def _beside(settings: Settings, casebook: Casebook, shown: Metrics, shards: Shards) -> Beside:
    """Pages for a monitor, and what is done by the clock."""
    from bot import assemble
    from bot.web.beside import beside
    from bot.web.tasks import Task

    _measure_disk(settings, shown)
    wanted = [Task("merge", MERGE, casebook.index.merge)]
    if making := assemble.vector_making(casebook):
        shown.gauge("vectors_missing", lambda: making.missing)
        wanted.append(Task("vectors", VECTORS, making.work, making.stop))
    if judge := casebook.judge:
        # its processes are there before the first question
        wanted += [Task(f"judge {own}", HOUR, partial(judge.judge, "", [], english=own)) for own in (True, False)]
    if casebook.claims.shared:
        shown.gauge("claims", lambda: casebook.claims.held)
    if casebook.claims.shared or shards.is_first:
        wanted += [replace(task, claims=casebook.claims) for task in _once(settings, casebook, shown)]
    if casebook.claims.shared and settings.backup_hours:
        wanted.append(Task("old_backups", MINUTE, _backups(settings, casebook).replace))
    return beside(settings.health_host, settings.health_port, shown, wanted)


def _once(settings: Settings, casebook: Casebook, shown: Metrics) -> Iterator[Task]:
    """What one process does for all that share a database."""
    from bot import assemble
    from bot.core.workflows import repair
    from bot.web.tasks import Task

    yield Task("healing", DAY, lambda: repair.keep_whole(casebook))
    yield Task("expiry", HOUR, casebook.drafts.expire_drafts)
    if days := settings.keep_left_days:
        yield Task("leaving", HOUR, lambda: server_left.erase_due(casebook, days, datetime.now(UTC)))
    if settings.watch_dir is not None:
        kept = folder_watch.Keeping(casebook, assemble.watched(settings.watch_dir, settings))
        yield Task("watch", folder_watch.PERIOD, kept, kept.stop)
    if settings.backup_hours:
        yield Task("backup", MINUTE, _backups(settings, casebook))
        if settings.backup_url is not None:
            yield _sending(settings, settings.backup_url, casebook, shown)


def _backups(settings: Settings, casebook: Casebook) -> scheduled_backups.Backups:
    return scheduled_backups.Backups(casebook, settings.backups, settings.backup_hours, settings.backup_keep)


def _sending(settings: Settings, address: str, casebook: Casebook, shown: Metrics) -> Task:
    """By whoever makes the backups: in their folder they lie."""
    from bot import assemble
    from bot.cli.running.offsite_backups import Offsite
    from bot.web.tasks import Task

    storage = partial(assemble.offsite_storage, address, settings)
    offsite = Offsite(casebook, settings.backups, settings.backup_keep, storage)
    shown.gauge("offsite_backup_age_seconds", offsite.age)
    return Task("offsite", MINUTE, offsite, claim="backup")


def _viewing(settings: Settings, casebook: Casebook, beside: Beside) -> tuple[Beside, Visits | None]:
    """The source viewer beside the rest, where there is an address for it."""
    if settings.public_url is None:
        return beside, None
    from bot import assemble
    from bot.web.viewer import links, viewer, words
    from bot.wording import catalogue

    key = links.key_in(settings.data_dir)
    seal = links.Seal(settings.public_url, key, settings.viewer_minutes)
    languages = words.Languages(catalogue.NAMES, catalogue.spoken)
    where = settings.viewer_host, settings.viewer_port
    return viewer.also(
        beside, partial(viewer.serving, *where, casebook, seal, languages, assemble.PagePictures())
    ), seal


def _measure_disk(settings: Settings, shown: Metrics) -> None:
    shown.gauge("index_bytes", scheduled_backups.Size(settings.index_here))
    shown.gauge("database_bytes", lambda: scheduled_backups.size(settings.data_dir, "*.db*"))
    shown.gauge("disk_free_bytes", lambda: shutil.disk_usage(settings.data_dir).free)
    shown.gauge("open_files", open_files.in_use)
    shown.gauge("open_files_limit", open_files.allowed)
    shown.gauge("backup_age_seconds", lambda: scheduled_backups.age(settings.backups))


def evaluate(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Questions with what they should find, as JSONL.")],
    corpus: options.Corpus = None,
    against: Annotated[
        Path | None, typer.Option("--against", metavar="FILE", help="A run saved with --json, to compare with.")
    ] = None,
    calibrate: Annotated[
        bool, typer.Option("--calibrate", help="Choose from these how sure an answer must be.")
    ] = False,
    wrong_at_most: Annotated[
        float,
        typer.Option("--wrong-at-most", metavar="RATE", min=0.0, max=1.0, help="The promise of --calibrate."),
    ] = 0.05,
    plot: Annotated[
        Path | None, typer.Option("--plot", metavar="FILE", help="Draw the figures as an SVG picture.")
    ] = None,
    as_lines: options.Json = False,
) -> None:
    """Measure the answers: how often the right words come first, and how often no is the right answer.

    A line of the file is {"id": "q1", "question": "who signed?", "expect": ["Ron Wyden"]}; "expect" is null where the
    files hold no answer.
    """
    if not file.is_file():
        raise MissingFile(path=file)
    from bot.measure import evaluate as measuring

    if plot is not None:
        paths.check_target(plot, desk.settings().own, "a picture", lambda there: there.read_bytes().startswith(b"<svg"))
    with desk.of(corpus) as opened:
        promised = wrong_at_most if calibrate else None
        measuring.run(opened.casebook, opened.viewer, file, against, calibrate=promised, plot=plot, as_json=as_lines)


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
