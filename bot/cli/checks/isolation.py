"""How far the process that reads files is shut in here: what it was refused when it tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli.checks.finding import Finding
from bot.core.model.errors import CasebookError

if TYPE_CHECKING:
    from bot.settings import Settings

KEPT = {  # from what the readers' process is kept → in words; see bot.readers.sandbox.trying
    "network": "no network",
    "processes": "no look at other processes",
    "starting": "no program started",
    "writing": "no file written",
    "reading": "no file read but the libraries",
}
NOT_KEPT = {
    "network": "reach the network",
    "processes": "look into other processes and end them",
    "writing": "write what this user may write",
    "reading": "read what this user may read, the database too",
}
NO_SECCOMP = "Run it on Linux (x86_64 or aarch64) where processes may set a seccomp filter, as containers allow."
NO_LANDLOCK = (
    "Run it on Linux 5.13 or newer whose list of security modules (/sys/kernel/security/lsm) has landlock, "
    "with DATA_DIR outside the folders of Python's libraries."
)


def finding(settings: Settings) -> Finding:
    """Starts the process that reads files, and has it try what it must not do."""
    from bot.readers.sandbox import landlock, pool

    try:
        kept = pool.kept(settings.data_dir)
    except CasebookError:
        mend = "Look whether this user may start processes (pids_limit), and whether 512 MB of memory are free."
        return Finding("Readers", "broken", "the process that reads files doesn't start", mend)
    held = [f"{pool.MEMORY_MB} MB", "limited time", *(words for key, words in KEPT.items() if key in kept)]
    by = [f"Landlock {landlock.version()}"] * ("reading" in kept) + ["seccomp"] * ("network" in kept)
    told = f"files are read in a process of their own: {', '.join(held)}" + (f" ({', '.join(by)})" if by else "")
    open_to = [words for key, words in NOT_KEPT.items() if key not in kept]
    if not open_to:
        return Finding("Readers", "ok", told)
    mend = NO_LANDLOCK if "network" in kept else NO_SECCOMP
    return Finding("Readers", "warning", f"{told}; but a file that takes it over could {', '.join(open_to)}", mend)
