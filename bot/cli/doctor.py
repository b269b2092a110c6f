"""`doctor`: looks at everything that the program needs, and says how to mend what isn't there."""

from __future__ import annotations

import difflib
import importlib.util
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import desk, failures, options
from bot.cli.checks import index_finding, isolation, model_finding, offsite_finding, places, rereading_finding
from bot.cli.checks.finding import Finding, some
from bot.cli.output import safe_text
from bot.cli.running import open_files
from bot.core.model.errors import CasebookError

if TYPE_CHECKING:
    from bot.core.casebook import Casebook
    from bot.settings import Settings

PYTHON = (3, 11)
LIBRARIES = ("discord", "rank_bm25", "sqlmodel", "alembic", "numpy", "Stemmer", "sentencex", "trafilatura", "yaml")
SQLITE = (3, 27)  # VACUUM INTO, which backups are made with; sqlite.org/releaselog/3_27_0.html
RESTORE = "For what can't be healed, restore a backup from before, or erase the document and add it again."
NEAR = 0.88  # of 1: BACKUP_HOUR for BACKUP_HOURS, but not LOG_DIR for LOG_LEVEL
NAMED = 20  # documents; `audit` lists all that were healed


def doctor(
    as_lines: options.Json = False,
    health: Annotated[bool, typer.Option("--health", help="Only whether `serve` is alive on this machine.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Ask nothing of Discord.")] = False,
    mend: Annotated[
        bool,
        typer.Option("--mend", help="Put damaged texts back from their originals, and mend the index."),
    ] = False,
    reread: Annotated[
        bool, typer.Option("--reread", help="Read every document's original anew; what differs becomes a new version.")
    ] = False,
) -> None:
    """Check what the program needs, in Discord too, and say how to mend what isn't there; prints the invite link."""
    if health:
        _show([_alive(desk.settings())], as_lines)
        return
    settings, wrong = _settings()
    _show([*wrong, *findings(settings, mend=mend, reread=reread), *(() if offline else _asked(settings))], as_lines)


def _settings() -> tuple[Settings, list[Finding]]:
    """What isn't valid counts as not set for the rest, so that all of it is told at once."""
    from bot.settings import Settings

    settings, faults = Settings.tolerant(os.environ)
    mend = "Correct it, or leave it empty for the default: the README has a table of all settings."
    broken = [Finding(one.fields["name"], "broken", str(one), mend) for one in faults]
    return settings, [*broken, *_misspelt(os.environ)]


def _misspelt(names: Iterable[str]) -> Iterator[Finding]:
    """Variables that look like a setting and are none."""
    from bot.settings import Settings

    known = [str(field.alias) for field in Settings.model_fields.values()]
    for name in sorted(set(names).difference(known)):
        if near := difflib.get_close_matches(name, known, n=1, cutoff=NEAR):
            yield Finding(name, "warning", "is set, and is no setting", f"If {near[0]} is meant, call it that.")


def _asked(settings: Settings) -> Iterable[Finding]:
    """What Discord says, where the token is one that it may know."""
    from bot.cli.checks import portal

    token = settings.discord_token
    if not token or _token(settings).state != "ok":
        return ()
    return portal.findings(token.get_secret_value(), listens=settings.listens)


def _show(found: list[Finding], as_lines: bool) -> None:
    if as_lines:
        for one in found:
            desk.put_json(asdict(one))
    else:
        _draw(found)
    if any(one.state == "broken" for one in found):
        raise typer.Exit(1)


def findings(settings: Settings, *, mend: bool = False, reread: bool = False) -> Iterator[Finding]:
    yield _python()
    yield _libraries()
    yield _sqlite()
    yield _open_files()
    yield isolation.finding(settings)
    yield from model_finding.findings(settings)
    first, *others = places.findings(settings)
    yield from (first, *others)
    yield from offsite_finding.findings(settings)
    if first.state == "ok":
        yield from _casebook(settings, mend=mend, reread=reread)
    yield _token(settings)
    yield from _addresses(settings)


def _addresses(settings: Settings) -> Iterator[Finding]:
    from bot.cli.checks import network, reachable

    yield from network.findings(settings)
    yield from reachable.findings(settings)


def _alive(settings: Settings) -> Finding:
    """For the container's health check, which has five seconds."""
    from urllib.request import urlopen

    address = f"http://{settings.health_host}:{settings.health_port}/healthz"
    try:
        with urlopen(address, timeout=3):
            return Finding("Health", "ok", "alive")
    except OSError as error:
        mend = "Look at its log; it isn't running, or doesn't answer."
        return Finding("Health", "broken", f"{address}: {type(error).__name__}", mend)


def _python() -> Finding:
    ours = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= PYTHON:
        return Finding("Python", "ok", ours)
    return Finding("Python", "broken", ours, "Install Python 3.11 or newer.")


def _libraries() -> Finding:
    missing = [name for name in LIBRARIES if importlib.util.find_spec(name) is None]
    if missing:
        return Finding("Libraries", "broken", f"missing: {', '.join(missing)}", "Install the program again with pip.")
    from bot.settings import VERSION

    return Finding("Versions", "ok", f"Pullquote {VERSION}, discord.py {version('discord.py')}")


def _sqlite() -> Finding:
    """Python brings it, or the system does."""
    import sqlite3

    if sqlite3.sqlite_version_info >= SQLITE:
        return Finding("SQLite", "ok", sqlite3.sqlite_version)
    mend = f"Install a Python with SQLite {'.'.join(map(str, SQLITE))} or newer, as the image has."
    return Finding("SQLite", "broken", sqlite3.sqlite_version, mend)


def _open_files() -> Finding:
    """Of any process of this user here; what a running `serve` has open stands on its /metrics."""
    limit = open_files.allowed()
    words = f"{open_files.in_use()} in use here, {limit:,.0f} allowed"
    if limit >= open_files.ENOUGH:
        return Finding("Open files", "ok", words)
    mend = f"Allow {open_files.ENOUGH} or more: `ulimit -n` in a shell, LimitNOFILE for systemd, ulimits for Compose."
    return Finding("Open files", "warning", words, mend)


def _casebook(settings: Settings, *, mend: bool, reread: bool) -> Iterator[Finding]:
    from bot import assemble

    try:
        casebook = assemble.stored_casebook(settings)
    except (CasebookError, OSError) as error:
        yield Finding("Database", "broken", "can't be opened", failures.told(error))
        return
    try:
        yield _found("Database", lambda: _held(casebook))
        if mend:
            yield _healed(casebook)
        if reread:
            yield from rereading_finding.findings(casebook)
        yield _whole(casebook)
        yield _checked(casebook)
        yield index_finding.finding(casebook, mend=mend)
    finally:
        casebook.close()


def _held(casebook: Casebook) -> str:
    """What is in it, and its schema: opening has brought it up to date, or refused it."""
    from bot.stores.sql.database.tables import REVISIONS

    cases = len(casebook.any_cases.cases())
    return f"{cases} case{'s' if cases != 1 else ''}, event {casebook.trail.head().sequence}, schema {REVISIONS[-1]}"


def _healed(casebook: Casebook) -> Finding:
    """After putting back every damaged text that its original still gives."""
    from bot.core.workflows import repair

    try:
        done = repair.heal(casebook, desk.BY)
    except CasebookError as error:
        return Finding("Healing", "broken", "can't be read", str(error))
    healed = f"healed from the original: {some([one.key for one in done.healed], NAMED) or 'nothing'}"
    if not done.lost:
        return Finding("Healing", "ok", healed if done.healed else "no text is damaged")
    lost = some([f"{one.key} (version {one.version})" for one in done.lost], NAMED)
    return Finding("Healing", "broken", f"{healed}; can't be healed: {lost}", RESTORE)


def _whole(casebook: Casebook) -> Finding:
    """Whether every text, original and event is as it was put there: reads all of them."""
    try:
        flaws = casebook.durable.verify().flaws
    except CasebookError as error:
        return Finding("Contents", "broken", "can't be read", str(error))
    if not flaws:
        return Finding("Contents", "ok", "every text, every row and every change is as it was put there")
    first = f"{flaws[0]} (faults in all: {len(flaws)})"
    heals = "`doctor --mend` heals texts and documents from history and originals."
    mend = f"What is damaged is quoted in no answer. {heals} {RESTORE}"
    return Finding("Contents", "broken", first, mend)


def _checked(casebook: Casebook) -> Finding:
    """Whether somebody still looks after the summaries."""
    from bot.cli.checks import unchecked

    try:
        cases = [case.id for case in casebook.any_cases.cases() if not case.removed]
        documents = casebook.any_documents.documents(cases)
    except CasebookError as error:
        return Finding("Summaries", "broken", "can't be read", str(error))
    return unchecked.finding(documents, datetime.now(UTC).date())


def _found(name: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(name, "ok", look())
    except (CasebookError, OSError) as error:
        return Finding(name, "broken", "can't be read", failures.told(error))


def _token(settings: Settings) -> Finding:
    from bot.cli.checks import portal

    if settings.discord_token is None:
        mend = "Set DISCORD_TOKEN to the bot's token, if you want it in Discord."
        return Finding("Discord token", "warning", "not set; only `serve` needs it", mend)
    if portal.application_of(settings.discord_token.get_secret_value()) is None:
        return Finding("Discord token", "broken", "it doesn't look like a token", portal.AGAIN)
    return Finding("Discord token", "ok", "set")


def _draw(found: list[Finding]) -> None:
    screen = desk.screen()
    style = {"ok": "green", "warning": "yellow", "broken": "bold red"}
    for one in found:
        screen.line(f"{one.state:<8} {one.name}: {safe_text.text(one.words)}", style[one.state])
        if one.mend:
            screen.line(one.mend, indent=9)
