"""The vectors of what one viewer may see at one moment, compared with a question's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bot.core.model.documents import CaseId, DocumentId, Span
from bot.core.model.meaning_ports import Array, Near, Vector, Versions
from bot.indexes.vectors.vector_file import Asked, VectorFile


@dataclass(frozen=True, slots=True)
class Seen:
    """A file, and which of its parts count: bool a part."""

    case: CaseId
    file: VectorFile
    parts: Array


def held(file: VectorFile, versions: Versions) -> Array:
    """Which parts are of these documents in these versions."""
    if not len(versions.ids):
        return np.zeros(file.parts, bool)
    places = np.minimum(versions.ids.searchsorted(file.ids), len(versions.ids) - 1)
    found: Array = (versions.ids[places] == file.ids) & (versions.digests[places] == file.digests).all(axis=1)
    return found


def seen(files: Sequence[tuple[CaseId, VectorFile]], versions: Versions) -> list[Seen]:
    """Each part once: two files have the same one for as long as one is being merged into the other."""
    found = [Seen(case, file, held(file, versions)) for case, file in files]
    found = [one for one in found if one.parts.any()]
    if len(found) > 1:
        _count_once(found)
    return found


def _count_once(found: Sequence[Seen]) -> None:
    """Of the same units of a document only those in the first file count on."""
    ids = np.concatenate([one.file.ids for one in found])
    begins = np.concatenate([one.file.begins for one in found])
    counted = np.concatenate([one.parts for one in found])
    order = np.lexsort((~counted, begins, ids))  # those that count first; among these as the files come
    again = (ids[order][1:] == ids[order][:-1]) & (begins[order][1:] == begins[order][:-1])
    counted[order[1:][again]] = False
    for one, parts in zip(found, np.split(counted, np.cumsum([len(each.parts) for each in found])[:-1]), strict=True):
        one.parts[:] = parts


class View:
    """See `ports.VectorView`."""

    def __init__(self, found: Sequence[Seen]) -> None:
        self._seen = found
        self.units = sum(int(one.file.sizes[one.parts].sum()) for one in found)

    def nearest(self, vector: Vector, count: int) -> Sequence[Near]:
        if count <= 0 or not self._seen:
            return []
        asked = Asked.of(vector)
        scored = [_scored(one, asked) for one in self._seen]
        every = np.concatenate(scored)
        bar = np.partition(every, -count)[-count] if len(every) > count else -np.inf
        best = [
            (near, digest)
            for one, cosines in zip(self._seen, scored, strict=True)
            for near, digest in _above(one, cosines, max(bar, -1.5))
        ]
        best.sort(key=lambda pair: (-pair[0].cosine, pair[0].case, pair[1], pair[0].span))
        return [near for near, _digest in best[:count]]

    def cosines(self, vector: Vector, units: Sequence[tuple[DocumentId, Span]]) -> Array:
        asked = Asked.of(vector)
        found = np.full(len(units), np.nan, np.float32)
        for file, rows, places in self._found(units):
            codes = file.codes[places].astype(np.float32)
            found[rows] = codes @ asked.codes / (file.norms[places] * asked.norm)
        return found

    def codes(self, units: Sequence[tuple[DocumentId, Span]]) -> Array:
        found: Array | None = None
        for file, rows, places in self._found(units):
            if found is None:
                found = np.full((len(units), file.codes.shape[1]), np.nan, np.float32)
            found[rows] = file.codes[places]
        return np.empty((0, 0), np.float32) if found is None else found

    def _found(self, units: Sequence[tuple[DocumentId, Span]]) -> Iterator[tuple[VectorFile, list[int], list[int]]]:
        """File by file, which of these units it has, and where."""
        own: dict[DocumentId, list[int]] = {}
        for row, (document, _span) in enumerate(units):
            own.setdefault(document, []).append(row)
        for one in self._seen:
            rows, places = [], []
            for number in np.flatnonzero(one.parts & np.isin(one.file.ids, list(own))).tolist():
                wanted = own[int(one.file.ids[number])]
                found = _places(one.file, number, [units[row][1] for row in wanted])
                rows += [row for row, place in zip(wanted, found, strict=True) if place >= 0]
                places += [place for place in found if place >= 0]
            if rows:
                yield one.file, rows, places


def _scored(one: Seen, asked: Asked) -> Array:
    """Of every unit of the file; -2 for those that don't count."""
    cosines = one.file.cosines(asked)
    if not one.parts.all():
        sizes = one.file.sizes
        cosines[~one.parts.repeat(sizes)] = -2
    return cosines


def _above(one: Seen, cosines: Array, bar: float) -> Iterator[tuple[Near, bytes]]:
    """Those at least as near as `bar`, each with its document's digest."""
    file = one.file
    for unit in np.flatnonzero(cosines >= bar).tolist():
        part = int(file.part_of(np.array([unit]))[0])
        passage = int(file.first_passage[part]) + int(file.within[unit])
        span = int(file.starts[unit]), int(file.ends[unit])
        around = int(file.passage_starts[passage]), int(file.passage_ends[passage])
        yield Near(int(file.ids[part]), one.case, span, around, float(cosines[unit])), file.digests[part].tobytes()


def _places(file: VectorFile, part: int, spans: Sequence[Span]) -> list[int]:
    """Each one's unit number in the file, -1 where the part has no such unit."""
    first, last = int(file.first[part]), int(file.first[part + 1])
    starts, ends = file.starts[first:last], file.ends[first:last]
    places = starts.searchsorted([start for start, _end in spans]).tolist()
    return [
        first + place if place < last - first and (int(starts[place]), int(ends[place])) == span else -1
        for place, span in zip(places, spans, strict=True)
    ]
