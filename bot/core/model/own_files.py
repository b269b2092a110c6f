"""Which of the machine's files are the program's own: never a document, never written over (`library.paths`)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Own:
    """What is the program's own. data: its folder. database: the file, with what lies beside it under its name.

    open: the folder of backups, which may lie in `data`: there an operator may put some by hand.
    """

    data: Path | None = None
    database: Path | None = None
    open: Path | None = None

    def holds(self, path: Path) -> bool:
        """Whether a path, followed to its end, is one of these."""
        real = path.resolve()
        if self.data is not None and real.is_relative_to(self.data.resolve()):
            return True
        return self.database is not None and _beside(real, self.database.resolve())

    def is_linked(self, found: os.stat_result) -> bool:
        """Whether a file with a second name is one that lies in these folders."""
        if found.st_nlink < 2:
            return False
        folders = {one for one in (self.data, self.database and self.database.parent) if one is not None}
        files = (each for folder in folders if folder.is_dir() for each in folder.iterdir())
        return any(each.is_file() and os.path.samestat(each.stat(), found) for each in files)

    def may_be_written(self, path: Path) -> bool:
        if not self.holds(path):
            return True
        is_open = self.open is not None and path.resolve().parent == self.open.resolve()
        return is_open and not (self.database and _beside(path.resolve(), self.database.resolve()))


NOTHING = Own()


def _beside(path: Path, database: Path) -> bool:
    """pullquote.db, pullquote.db-wal, pullquote.db.head …"""
    return path.parent == database.parent and path.name.startswith(database.name)
