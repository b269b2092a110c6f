"""`doctor`: looks at everything that the program needs, and says how to mend what isn't there."""

from __future__ import annotations

import importlib.util
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands import desk, options
from bot.commands.finding import Finding
from bot.core.errors import CasebookError
from bot.terminal import safe

if TYPE_CHECKING:
    from bot.core.casebook import Casebook
    from bot.settings import Settings

PYTHON = (3, 11)
LIBRARIES = ("discord", "rank_bm25", "sqlmodel", "alembic", "numpy", "Stemmer", "sentencex", "trafilatura", "yaml")
SQLITE = (3, 27)  # VACUUM INTO, which backups are made with; sqlite.org/releaselog/3_27_0.html
RESTORE = "For what can't be healed, restore a backup from before, or erase the document and add it again."
NAMED = 20  # documents; `audit` lists all that were healed
ROOM = 500_000_000  # bytes; below, a large import may fill the disk


def doctor(
    as_lines: options.Json = False,
    health: Annotated[bool, typer.Option("--health", help="Only whether `serve` is alive on this machine.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Ask nothing of Discord.")] = False,
    mend: Annotated[
        bool, typer.Option("--mend", help="Read damaged texts again from their originals, and put them back.")
    ] = False,
) -> None:
    """Check what the program needs, in Discord too, and say how to mend what isn't there; prints the invite link."""
    settings = desk.settings()
    if health:
        _show([_alive(settings)], as_lines)
        return
    asked = [] if offline or settings.discord_token is None else _portal(settings.discord_token.get_secret_value())
    _show([*findings(settings, mend=mend), *asked], as_lines)


def _portal(token: str) -> Iterable[Finding]:
    from bot.commands import portal

    return portal.findings(token)


def _show(found: list[Finding], as_lines: bool) -> None:
    if as_lines:
        for one in found:
            desk.put_json(asdict(one))
    else:
        _draw(found)
    if any(one.state == "broken" for one in found):
        raise typer.Exit(1)


def findings(settings: Settings, *, mend: bool = False) -> Iterator[Finding]:
    yield _python()
    yield _libraries()
    yield _sqlite()
    yield _readers()
    writable = _folder(settings.data_dir)
    yield writable
    yield _disk(settings.data_dir)
    yield _corpus(settings.corpus_dir)
    if writable.state == "ok":
        yield from _casebook(settings, mend=mend)
    yield _token(settings)
    yield from _public_address(settings)


def _public_address(settings: Settings) -> Iterator[Finding]:
    from bot.commands import reachable

    return reachable.findings(settings)


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


def _readers() -> Finding:
    """Starts the process that reads hostile files, and has it try."""
    from bot.readers import sandbox

    try:
        offline = sandbox.is_offline()
    except CasebookError:
        mend = "Look whether this user may start processes (pids_limit), and whether 512 MB of memory are free."
        return Finding("Readers", "broken", "the process that reads files doesn't start", mend)
    limits = f"files are read in a process of their own: {sandbox.MEMORY_MB} MB, limited time, no files written"
    if offline:
        return Finding("Readers", "ok", f"{limits}, no network")
    mend = "Run it on Linux (x86_64 or aarch64) where processes may set a seccomp filter, as containers allow."
    return Finding("Readers", "warning", f"{limits}; but the network isn't shut off from it here", mend)


def _folder(path: Path) -> Finding:
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path) as file:
            file.write(b"x")
    except OSError as error:
        mend = "Give this user the folder, or set DATA_DIR to one that it may write to."
        return Finding("Data folder", "broken", f"{path} can't be written to: {error.strerror}", mend)
    return Finding("Data folder", "ok", str(path.resolve()))


def _disk(path: Path) -> Finding:
    there = next(one for one in (path.resolve(), *path.resolve().parents) if one.exists())
    free = shutil.disk_usage(there).free
    words = f"{free / 1e9:.1f} GB free"
    if free >= ROOM:
        return Finding("Disk", "ok", words)
    return Finding("Disk", "warning", words, "Make room: a full disk refuses every change.")


def _corpus(path: Path) -> Finding:
    if path.is_dir():
        return Finding("Corpus", "ok", str(path))
    return Finding(
        "Corpus", "warning", f"{path} is not there", "Set CORPUS_DIR to a folder of case files, if you want them."
    )


def _casebook(settings: Settings, *, mend: bool) -> Iterator[Finding]:
    from bot import assemble

    try:
        casebook = assemble.stored_casebook(settings)
    except CasebookError as error:
        yield Finding("Database", "broken", "can't be opened", str(error))
        return
    try:
        yield _found("Database", lambda: _held(casebook))
        if mend:
            yield _healed(casebook)
        yield _whole(casebook.store)
        yield _found("Index", lambda: _caught_up(casebook.catch_up, lambda: casebook.index.head().sequence))
    finally:
        casebook.close()


def _held(casebook: Casebook) -> str:
    """What is in it, and its schema: opening has brought it up to date, or refused it."""
    from bot.stores.sql.tables import REVISIONS

    store = casebook.store
    cases = len(store.cases())
    return f"{cases} case{'s' if cases != 1 else ''}, event {store.head().sequence}, schema {REVISIONS[-1]}"


def _healed(casebook: Casebook) -> Finding:
    """After putting back every damaged text that its original still gives."""
    from bot.core import healing

    try:
        done = healing.heal(casebook, desk.BY)
    except CasebookError as error:
        return Finding("Healing", "broken", "can't be read", str(error))
    healed = f"healed from the original: {_some([one.key for one in done.healed]) or 'nothing'}"
    if not done.lost:
        return Finding("Healing", "ok", healed if done.healed else "no text is damaged")
    lost = _some([f"{one.key} (version {one.version})" for one in done.lost])
    return Finding("Healing", "broken", f"{healed}; can't be healed: {lost}", RESTORE)


def _some(names: list[str]) -> str:
    """The first ones, and how many more there are."""
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"


def _whole(store: Any) -> Finding:
    """Whether every text, original and event is as it was put there: reads all of them."""
    try:
        flaws = store.verify().flaws
    except CasebookError as error:
        return Finding("Contents", "broken", "can't be read", str(error))
    if not flaws:
        return Finding("Contents", "ok", "every text, every row and every change is as it was put there")
    first = f"{flaws[0].what}, at event {flaws[0].sequence} (faults in all: {len(flaws)})"
    mend = f"What is damaged is quoted in no answer. `doctor --mend` heals texts from their originals. {RESTORE}"
    return Finding("Contents", "broken", first, mend)


def _found(name: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(name, "ok", look())
    except CasebookError as error:
        return Finding(name, "broken", "can't be read", str(error))


def _caught_up(catch_up: Callable[[], None], at: Callable[[], int]) -> str:
    catch_up()
    return f"up to date, event {at()}"


def _token(settings: Settings) -> Finding:
    if settings.discord_token is not None:
        return Finding("Discord token", "ok", "set")
    mend = "Set DISCORD_TOKEN to the bot's token, if you want it in Discord."
    return Finding("Discord token", "warning", "not set; only `serve` needs it", mend)


def _draw(found: list[Finding]) -> None:
    screen = desk.screen()
    style = {"ok": "green", "warning": "yellow", "broken": "bold red"}
    for one in found:
        screen.line(f"{one.state:<8} {one.name}: {safe.text(one.words)}", style[one.state])
        if one.mend:
            screen.line(one.mend, indent=9)
