"""Segments and manifests in a folder that processes share: a folder a case in it, for the owner's eyes only.

Checked when a segment is opened: its size and the CRC-32 of all its bytes, against the manifest, which carries its own.
(zlib's CRC-32 runs at 1 to 4 GB/s: a tenth of a second a million passages. So no byte is searched that wasn't checked.)

Small segments are read into memory: a mapped one keeps a handle as long as it is open.
"""

from __future__ import annotations

import os
import shutil
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from bot.core.model.documents import CaseId
from bot.core.model.trail import Head
from bot.indexes import handles
from bot.indexes.files import NOTHING, Fill, Stamp, Written
from bot.indexes.handles import opened
from bot.indexes.manifest import EMPTY, Damaged, Kept, Root, Row, Rows, decode, decode_case, encode, encode_case
from bot.indexes.segments.columns import BadColumns
from bot.indexes.segments.segment import Segment

MANIFEST, LOCK, MERGE_LOCK, TURN, CASES = "manifest", "lock", "merge.lock", "turn.lock", "cases"
SEGMENT, UNFINISHED = ".segment", ".merging"
LATELY: Final = 16  # cases in the root before they are written to their own manifests


class FolderFiles:
    """See `files.Files`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with handles.told(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _of(self, case: CaseId) -> Path:
        return self._folder / CASES / str(case)

    # --- locks

    @contextmanager
    def lock(self) -> Iterator[bool]:
        with self._lock_file(LOCK) as file:
            yield handles.locked(file)

    @contextmanager
    def merge_lock(self) -> Iterator[bool]:
        with self._lock_file(MERGE_LOCK) as file:
            yield handles.locked(file, deadline=0.0)

    @contextmanager
    def turn(self, patience: float | None) -> Iterator[bool]:
        deadline = None if patience is None else time.monotonic() + patience
        with self._lock_file(TURN) as file:
            yield handles.locked(file, deadline)

    @contextmanager
    def _lock_file(self, name: str) -> Iterator[int]:
        with handles.told(self._folder), opened(self._folder / name, os.O_RDWR | os.O_CREAT) as file:
            yield file

    # --- manifests

    def stamp(self) -> Stamp:
        try:
            found = (self._folder / MANIFEST).stat()
        except FileNotFoundError:
            return ()
        return (found.st_ino, found.st_mtime_ns, found.st_size)

    def load(self) -> Root:
        data = self._content(self._folder / MANIFEST)
        return EMPTY if data is None else decode(data)

    def kept(self, case: CaseId) -> Kept:
        data = self._content(self._of(case) / MANIFEST)
        return NOTHING if data is None else decode_case(case, data)

    def _content(self, path: Path) -> bytes | None:
        """None where there is no such file."""
        with handles.told(self._folder, damage=True):
            try:
                return handles.content(path)
            except (FileNotFoundError, NotADirectoryError):
                return None

    def cases(self) -> Sequence[CaseId]:
        with suppress(FileNotFoundError):
            return [int(path.name) for path in (self._folder / CASES).iterdir() if path.name.isdecimal()]
        return []

    def save(self, before: Root, head: Head, changes: Mapping[CaseId, Rows]) -> Root:
        after = before.followed(head, changes)
        with handles.told(self._folder):
            if not before.epoch:  # nothing of this epoch counts before its root does
                self._settle(after, after.changed)
                after = replace(after, settled=after.generation, changed={})
            elif len(after.changed) > LATELY:
                self._settle(before, before.changed)
                after = replace(after, settled=before.generation, changed=dict(changes))
            _replace(self._folder / MANIFEST, encode(after))
        if before.epoch:
            self._drop_unnamed(changes)
        else:
            self._drop_others(changes)
        return after

    def _settle(self, root: Root, changed: Mapping[CaseId, Rows]) -> None:
        """Write the cases' own manifests, as of that root."""
        for case, rows in changed.items():
            _folder_for(self._of(case))
            _replace(self._of(case) / MANIFEST, encode_case(case, Kept(root.epoch, root.generation, rows)))

    def empty(self) -> Root:
        with handles.told(self._folder):
            _replace(self._folder / MANIFEST, encode(EMPTY))
        self._drop_others({})
        return EMPTY

    # --- dropping: never fails, since the change that it follows counts; other processes keep what they have mapped

    def _drop_unnamed(self, cases: Mapping[CaseId, Rows]) -> None:
        """What these cases' folders hold and the rows don't name."""
        for case, rows in cases.items():
            names = {row.name for row in rows}
            self._drop(path for path in _files(self._of(case)) if path.stem not in names)

    def _drop_others(self, cases: Mapping[CaseId, Rows]) -> None:
        """After beginning anew: the folders of all other cases, and what an older version of the program left."""
        self._drop_unnamed(cases)
        self._drop(_files(self._folder))
        for case in set(self.cases()) - cases.keys():
            shutil.rmtree(self._of(case), ignore_errors=True)

    def _drop(self, files: Iterator[Path]) -> None:
        leftovers = list(files)
        if any(path.suffix == UNFINISHED for path in leftovers):
            with suppress(Exception), self.merge_lock() as free:
                leftovers = [path for path in leftovers if free or path.suffix != UNFINISHED]
        for path in leftovers:
            with suppress(OSError):
                path.unlink(missing_ok=True)

    # --- segments

    def create(self, case: CaseId, fill: Fill, *, unfinished: bool = False) -> Written:
        name = uuid.uuid4().hex
        path = self._of(case) / (name + (UNFINISHED if unfinished else SEGMENT))
        with handles.told(self._folder):
            _folder_for(path.parent)
            try:
                return written(name, path, fill)
            except BaseException:
                _gone(path)
                raise

    def holds(self, case: CaseId, row: Row) -> bool:
        with handles.told(self._folder), suppress(FileNotFoundError, NotADirectoryError):
            return (self._of(case) / (row.name + SEGMENT)).stat().st_size == row.size
        return False

    def look_after(self) -> bool:
        return False

    def tidy(self) -> None:
        """Nothing: `save` has."""

    def wipe(self, cases: Iterable[CaseId]) -> None:
        """Nothing: `save` has."""

    def close(self) -> None:
        """Nothing is held."""

    def adopt(self, case: CaseId, row: Row) -> None:
        folder = self._of(case)
        with handles.told(self._folder):
            (folder / (row.name + UNFINISHED)).rename(folder / (row.name + SEGMENT))

    def discard(self, case: CaseId, row: Row) -> None:
        for ending in (UNFINISHED, SEGMENT):
            _gone(self._of(case) / (row.name + ending))

    def open(self, case: CaseId, row: Row) -> Segment:
        with handles.told(self._folder, damage=True):
            try:
                return Segment(handles.checked(self._of(case) / (row.name + SEGMENT), row.size, row.crc))
            except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, BadColumns) as error:
                raise Damaged(f"{row.name}: {error}") from error


def written(name: str, path: Path, fill: Fill) -> Written:
    """A new file of that path, on the disk when this returns."""
    with opened(path, os.O_RDWR | os.O_CREAT | os.O_EXCL) as number, open(number, "w+b", closefd=False) as file:
        fill(file)
        file.flush()
        os.fsync(number)
        buffer, crc = handles.buffer_of(number)
    segment = Segment(buffer)
    row = Row(name, segment.size, crc, segment.documents, segment.passages, segment.passages)
    return Written(row, segment.ids.copy())


def _replace(path: Path, data: bytes) -> None:
    """Whole or not at all, and on the disk: what is written next may count on it."""
    fresh = path.with_name(f"{path.name}.new")
    try:
        with opened(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) as number:
            with open(number, "wb", closefd=False) as file:
                file.write(data)
            os.fsync(number)
        fresh.replace(path)
    except BaseException:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise
    with suppress(OSError), opened(path.parent, os.O_RDONLY) as folder:
        os.fsync(folder)


def _folder_for(path: Path) -> None:
    for folder in (path.parent, path):
        folder.mkdir(mode=0o700, exist_ok=True)


def _gone(path: Path) -> None:
    """With its folder, where nothing else is in that."""
    with suppress(OSError):
        path.unlink(missing_ok=True)
        path.parent.rmdir()


def _files(folder: Path) -> Iterator[Path]:
    """Segments, finished or not."""
    with suppress(OSError):
        yield from [path for path in folder.iterdir() if path.suffix in (SEGMENT, UNFINISHED)]
