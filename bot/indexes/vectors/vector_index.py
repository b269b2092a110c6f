"""Keeps vectors, a file a batch, merged when there are many. What counts is what the index of words holds.

A part counts while its document is held in its very version, so nothing has to be told what was removed or edited: it
stops counting, and leaves the files at the next tidying. What is erased leaves them at once, by `purge`.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from threading import RLock
from typing import Final

import numpy as np

from bot.core.model.documents import CaseId, DocumentId
from bot.core.model.errors import StoreBusy
from bot.core.model.meaning_ports import Array, Identity, Part, Versions
from bot.indexes.manifest import Damaged
from bot.indexes.segments.columns import BadColumns
from bot.indexes.vectors.vector_file import VectorFile, written
from bot.indexes.vectors.vector_places import FolderPlace, MemoryPlace, Place
from bot.indexes.vectors.vector_view import View, held, seen

ENOUGH: Final = 8  # files a case: each costs a question about 0.1 ms
UNITS: Final = 100_000  # of a merged file: 40 MB
MUCH: Final = 0.1  # the share of parts that count no more, from which on they are worth a rewriting
OPEN: Final = 64  # files kept open: a mapped one has a handle
ATTEMPTS: Final = 5  # to open what is there, while another process merges it
log = logging.getLogger(__name__)


class KeptVectors:
    """See `ports.VectorIndex`. In memory where `folder` is None."""

    def __init__(self, folder: Path | None, identity: Identity) -> None:
        self._place: Place = MemoryPlace() if folder is None else FolderPlace(folder)
        self._identity = identity
        self._writing = RLock()
        self.dropped = 0
        self._open: OrderedDict[tuple[CaseId, str], VectorFile] = OrderedDict()

    def turn(self) -> AbstractContextManager[bool]:
        return self._place.turn()

    # --- reading

    def made(self, case: CaseId, versions: Versions) -> Mapping[DocumentId, int]:
        parts: dict[DocumentId, dict[int, int]] = {}
        totals: dict[DocumentId, int] = {}
        for _name, file in self._files(case):
            for number in np.flatnonzero(held(file, versions)).tolist():
                document = int(file.ids[number])
                parts.setdefault(document, {})[int(file.begins[number])] = int(file.sizes[number])
                totals[document] = int(file.totals[number])
        return {document: _in_a_row(own, totals[document]) for document, own in parts.items()}

    def documents(self) -> Mapping[DocumentId, CaseId]:
        files = ((case, file) for case in self._place.cases() for _name, file in self._files(case))
        return {document: case for case, file in files for document in file.ids.tolist()}

    def of_content(self, case: CaseId, content: bytes) -> Sequence[Part]:
        wanted = np.frombuffer(content, np.uint8)
        files = (file for _name, file in self._files(case))
        return [part for file in files for part in _parts(file, (file.contents == wanted).all(axis=1))]

    def view(self, cases: Iterable[CaseId], versions: Versions) -> View:
        files = [(case, file) for case in sorted(set(cases)) for _name, file in self._files(case)]
        return View(seen(files, versions))

    def _files(self, case: CaseId) -> list[tuple[str, VectorFile]]:
        """Those that are whole. Raises StoreBusy where they are replaced all the time."""
        for _attempt in range(ATTEMPTS):
            with suppress(FileNotFoundError):
                found = [(name, self._opened(case, name)) for name in self._place.names(case)]
                return [(name, file) for name, file in found if file is not None]
        raise StoreBusy(seconds=0)

    def _opened(self, case: CaseId, name: str) -> VectorFile | None:
        """None where it isn't whole, or of another model. Raises FileNotFoundError where it isn't there any more."""
        key = (case, name)
        with self._writing:
            if key in self._open:
                self._open.move_to_end(key)
                return self._open[key]
        try:
            file = VectorFile(self._place.read(case, name), self._identity)
        except (Damaged, BadColumns, ValueError, KeyError, TypeError) as error:
            log.warning("vectors of case %d are made again: a file is damaged, or of another model (%s)", case, error)
            self._place.drop(case, name)
            self.dropped += 1
            return None
        with self._writing:
            self._open[key] = file
            while len(self._open) > OPEN:
                self._open.popitem(last=False)
        return file

    # --- writing

    def add(self, case: CaseId, parts: Sequence[Part], holds: Callable[[DocumentId, bytes], bool]) -> None:
        with self._writing, self._place.lock():
            kept = [part for part in parts if holds(part.document, part.digest)]
            if kept:
                self._place.sweep(case)
                self._place.write(case, written(kept, self._identity))

    def tidy(self, case: CaseId, versions: Versions | None = None) -> bool:
        with self._writing, self._place.lock():
            counted = [(name, file, _kept(file, versions)) for name, file in self._files(case)]
            small = [one for one in counted if one[1].units < UNITS // 2]
            stale = [one for one in counted if one[2].sum() < (1 - MUCH) * one[1].parts]
            chosen = small if len(small) > ENOUGH else stale[:1]
            self._rewrite(case, [(name, _parts(file, own)) for name, file, own in chosen])
            return bool(chosen)

    def purge(self, gone: Mapping[DocumentId, CaseId]) -> None:
        documents = np.fromiter(gone, np.int64, len(gone))
        with self._writing, self._place.lock():
            for case in set(gone.values()):
                self._place.sweep(case)
                for name, file in self._files(case):
                    lost = np.isin(file.ids, documents)
                    if lost.any():
                        self._rewrite(case, [(name, _parts(file, ~lost))])

    def _rewrite(self, case: CaseId, files: Sequence[tuple[str, Sequence[Part]]]) -> None:
        """What is left of these to one new file; then the old ones go. A part that was there twice is there once."""
        left: dict[tuple[DocumentId, bytes, int], Part] = {}
        for _name, parts in files:
            left.update({(part.document, part.digest, part.begin): part for part in parts})
        if left:
            self._place.write(case, written(list(left.values()), self._identity))
        for name, _parts in files:
            self._open.pop((case, name), None)
            self._place.drop(case, name)

    def close(self) -> None:
        with self._writing:
            self._open.clear()


def _kept(file: VectorFile, versions: Versions | None) -> Array:
    return np.ones(file.parts, bool) if versions is None else held(file, versions)


def _parts(file: VectorFile, which: Array) -> list[Part]:
    return [file.part(number) for number in np.flatnonzero(which).tolist()]


def _in_a_row(parts: Mapping[int, int], total: int) -> int:
    """How many units from the first on; -1 for all."""
    at = 0
    while size := parts.get(at):
        at += size
    return -1 if at >= total else at
