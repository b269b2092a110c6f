"""Open files: how many this process may have, and has."""

from __future__ import annotations

import os
import resource
from contextlib import suppress
from typing import Final

ENOUGH: Final = 256  # for any number of servers: connections, the database's files, and those of the index
MOST: Final = 65_536  # asked for; libraries that walk through all possible handles take their time with more
_LISTS: Final = ("/proc/self/fd", "/dev/fd")


def allow_many() -> None:
    """Raise the soft limit as far as the hard one lets us, up to MOST."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST if hard == resource.RLIM_INFINITY else min(hard, MOST)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):  # a system may know a lower limit of its own: then it stays
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def allowed() -> float:
    """The soft limit; infinite where there is none."""
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return float("inf") if soft == resource.RLIM_INFINITY else float(soft)


def in_use() -> int:
    """How many this process has open, the listing's own left out. Raises OSError where the system doesn't tell."""
    return len(os.listdir(next(filter(os.path.isdir, _LISTS), _LISTS[0]))) - 1  # noqa: PTH208  it is a list of numbers
