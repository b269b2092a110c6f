"""A folder kept as a part of the casebook: what is new, changed, renamed or gone there, and nothing else.

A sync owns only the documents that it added itself (its actor). What a person removed stays removed; what a person
edited stays edited until the file's bytes change.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.core import intake
from bot.core.casebook import Casebook
from bot.core.errors import CasebookError, MissingFile, TooLarge
from bot.core.model import STARTER, Actor, Document, Outcome, Receipt, Upload

SKIPPED = frozenset({"readme.md"})
BATCH = 500  # documents in one transaction: bounds memory, keeps commits few
Note = tuple[str, str]  # (file, sentence)


@dataclass
class Report:
    """What a sync did. `problems` names the files that could not be taken in; the rest went on."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    problems: list[Note] = field(default_factory=list)

    def count(self, receipts: Iterable[Receipt]) -> None:
        for receipt in receipts:
            self.added += receipt.outcome is Outcome.ADDED
            self.updated += receipt.outcome in {Outcome.UPDATED, Outcome.RESTORED}
            self.unchanged += receipt.outcome is Outcome.UNCHANGED


@dataclass(frozen=True)
class Folder:
    """What is synced: `workspace` and `case` for files that name no case; the limit in megabytes for one file."""

    path: Path
    by: Actor
    workspace: str
    case: str = STARTER
    max_file_mb: int = 20


def sync(casebook: Casebook, folder: Folder, progress: Callable[[int, int], None] = lambda done, total: None) -> Report:
    """Make the casebook equal to the folder, for the documents that this sync owns. Raises MissingFile, StoreError."""
    if not folder.path.is_dir():
        raise MissingFile(path=folder.path)
    run = _Run(casebook, folder)
    paths = list(files(folder.path))
    for number, path in enumerate(paths):
        run.take(path)
        progress(number + 1, len(paths))
    run.finish()
    return run.report


def files(folder: Path) -> Iterator[Path]:
    """The files of a folder that may be documents, in the order of their names: no hidden ones, no README.md."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and path.name.lower() not in SKIPPED:
            yield path


class _Run:
    """One pass over a folder. Uploads wait in batches, by case; keys seen are kept, the rest is removed at the end."""

    def __init__(self, casebook: Casebook, folder: Folder) -> None:
        self.casebook, self.folder, self.report = casebook, folder, Report()
        self.waiting: dict[int, list[Upload]] = {}
        self.seen: set[tuple[int, str]] = set()
        self.known = self._known()
        self.mine: dict[str, list[Document]] = {}  # by origin, the file's path within the folder
        for one in self.known.values():
            if one.added_by == folder.by.id:
                self.mine.setdefault(one.origin, []).append(one)

    def _known(self) -> Mapping[tuple[int, str], Document]:
        store = self.casebook.store
        ids = [case.id for case in store.cases()]
        held = (*store.documents(ids), *store.documents(ids, removed=True))
        return {(one.case, one.key): one for one in held}

    def take(self, path: Path) -> None:
        name = path.relative_to(self.folder.path).as_posix()
        try:
            self._read(path, name)
        except CasebookError as error:
            self.report.problems.append((name, str(error)))
            self._keep(name)

    def _read(self, path: Path, name: str) -> None:
        if path.stat().st_size > self.folder.max_file_mb * 1_000_000:
            raise TooLarge(name=name, limit_mb=self.folder.max_file_mb)
        data = path.read_bytes()
        if self._same(name, data):
            return
        for reading in self.casebook.read(data, name, None):
            case = self.casebook.open_case(self.folder.workspace, reading.case or self.folder.case)
            key = reading.key or intake.slug(name.rsplit(".", 1)[0])
            made = intake.upload(reading, data, name, key)
            self._offer(case.id, replace(made, origin=name))

    def _same(self, name: str, data: bytes) -> bool:
        """A whole file that is one known document with these very bytes needs no reading."""
        digest = hashlib.sha256(data).hexdigest()
        held = self.mine.get(name, [])
        if len(held) != 1 or held[0].removed or held[0].sha256 != digest:
            return False
        self.seen.add((held[0].case, held[0].key))
        self.report.unchanged += 1
        return True

    def _offer(self, case: int, made: Upload) -> None:
        if (case, made.key) in self.seen:
            self.report.problems.append((made.origin, f"Another file already has the key “{made.key}”; rename one."))
            return
        self.seen.add((case, made.key))
        held = self.known.get((case, made.key))
        if held is not None and not self._may_replace(held, made):
            self.report.unchanged += 1
            return
        batch = self.waiting.setdefault(case, [])
        batch.append(made)
        if len(batch) >= BATCH:
            self._flush(case)

    def _may_replace(self, held: Document, made: Upload) -> bool:
        """Ours, with other bytes than before, and not removed by somebody else."""
        if held.added_by != self.folder.by.id:
            self.report.problems.append((made.origin, f"“{held.key}” was added by somebody else and is left alone."))
            return False
        if held.removed and self.casebook.store.events(held.id, limit=1)[0].actor != self.folder.by.id:
            return False
        return held.removed or held.sha256 != hashlib.sha256(made.original).hexdigest()

    def _flush(self, case: int) -> None:
        batch = self.waiting.pop(case, [])
        self.report.count(self.casebook.store.put_many(case, batch, self.folder.by))

    def _keep(self, name: str) -> None:
        """A file that can't be read now doesn't make its document go away."""
        self.seen.update((one.case, one.key) for one in self.mine.get(name, []))

    def finish(self) -> None:
        for case in list(self.waiting):
            self._flush(case)
        for one in itertools.chain.from_iterable(self.mine.values()):
            if not one.removed and (one.case, one.key) not in self.seen:
                self.casebook.store.remove(one.id, self.folder.by)
                self.report.removed += 1
        self.casebook.catch_up()
