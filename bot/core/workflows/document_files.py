"""Which files of a folder may be documents, and what each is called in the casebook."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.core.model.own_files import NOTHING, Own

SKIPPED = frozenset({"readme.md"})


def files(folder: Path, closed: Callable[[OSError], object] = lambda error: None, own: Own = NOTHING) -> Iterator[Path]:
    """The files of a folder that may be documents, in the order of their names: no hidden ones, no README.md.

    Links to other folders aren't followed, and the program's `own` folder is passed by. `closed` is told of each folder
    that can't be looked into.
    """
    found: list[Path] = []
    for here, below, names in os.walk(folder, onerror=closed):
        below[:] = [one for one in below if not one.startswith(".") and not own.holds(Path(here, one))]
        found += [Path(here, one) for one in names if not one.startswith(".") and one.lower() not in SKIPPED]
    return filter(_is_file, sorted(found))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # not even that can be seen; opening it will say why
        return True


def name(path: Path, folder: Path) -> str:
    """The path within the folder, in letters that can be stored whatever bytes the file system has."""
    return os.fsencode(path.relative_to(folder).as_posix()).decode("utf-8", "replace")
