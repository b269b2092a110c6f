"""Several segments to one, without what was deleted from them; in bounded memory, a range of terms at a time.

Which ones: see `choose`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from bot.indexes.manifest import Row
from bot.indexes.segments.building import (
    DIGEST_BITS,
    add_documents,
    add_passages,
    add_runs,
    changes,
    extremes,
    facts,
    starts_of,
)
from bot.indexes.segments.columns import Array, ColumnWriter
from bot.indexes.segments.live import LiveSegment
from bot.indexes.segments.segment import BLOCK_BITS, prefixes_of

POSTINGS_AT_ONCE = 1 << 21  # 2 M postings: about 100 MB while they are merged
ENOUGH = 8  # segments a case: each costs a question about 0.1 ms
LARGEST = 1 << 20  # passages: larger segments aren't made, so that the room for scores stays below 8 MB
STALE = 600.0  # seconds after which the words of a deleted document leave the files, at the latest by the next merge
MUCH = 0.1  # the share of deleted passages that is worth a rewriting at once


def choose(rows: Sequence[Row], now: float) -> list[Row]:
    """What to merge next of one case's segments; [] for nothing. now: in seconds of the epoch.

    Small ones, when there are more than ENOUGH: the smallest, and on upwards as long as the next is less than twice as
    large as all before it together, so that a passage is rewritten about log(passages) times. Else one with deletions.
    """
    small = sorted((row for row in rows if row.live <= LARGEST // 2), key=lambda row: row.live)
    if len(small) > ENOUGH:
        return _smallest(small)
    return [row for row in rows if row.gone and _due(row, now)][:1]


def _smallest(small: list[Row]) -> list[Row]:
    total, count = small[0].live, 1
    for row in small[1:]:
        many = len(small) - count + 1 > ENOUGH
        if total + row.live > LARGEST or not (many or row.live < 2 * total):
            break
        total, count = total + row.live, count + 1
    return small[: max(count, 2)]


def _due(row: Row, now: float) -> bool:
    return now - row.since >= STALE or row.passages - row.live >= MUCH * row.passages


@dataclass(frozen=True, slots=True)
class Part:
    """A segment on its way into another: `base` its first passage's number there, `places` each passage's, if moved."""

    live: LiveSegment
    base: int
    places: Array | None

    def postings(self, begin: int, end: int) -> tuple[Array, Array]:
        """New passage number and count of each live posting of the terms begin to end."""
        segment = self.live.segment
        passages = segment.passages_of(begin, end)
        first = segment.extent(begin)[0]
        counts = segment.counts[first : first + len(passages)]
        if self.live.dead is None or self.places is None:
            return passages + self.base, counts
        keep = ~self.live.dead.take(passages)
        return self.places.take(passages[keep]), counts[keep]


@dataclass(frozen=True, slots=True)
class Merged:
    """The postings of a range of terms, sorted by term and passage, and how many each term has."""

    words: list[bytes]
    sizes: Array
    passages: Array
    counts: Array


def merge(segments: Sequence[LiveSegment], file: BinaryIO) -> None:
    """Write one segment that holds what is live in these (of one case)."""
    writer = ColumnWriter(file)
    parts = _parts(segments)
    lengths = np.concatenate([_of_passages(s, s.segment.lengths) for s in segments])
    _write_postings(writer, parts, lengths)
    starts = np.concatenate([_of_passages(s, s.segment.starts) for s in segments])
    ends = np.concatenate([_of_passages(s, s.segment.ends) for s in segments])
    add_passages(writer, lengths, np.column_stack([starts, ends]))
    languages = _write_documents(writer, segments)
    digest = sum(s.digest for s in segments) % (1 << DIGEST_BITS)
    writer.finish(facts(segments[0].case, lengths, digest, languages))


def _parts(segments: Sequence[LiveSegment]) -> list[Part]:
    parts, base = [], 0
    for live in segments:
        places = None if live.dead is None else np.cumsum(~live.dead) - 1 + base
        parts.append(Part(live, base, places))
        base += live.passages
    return parts


def _of_passages(live: LiveSegment, values: Array) -> Array:
    return values if live.dead is None else values[~live.dead]


def _of_documents(live: LiveSegment, values: Array) -> Array:
    return np.delete(values, live.gone, axis=0) if len(live.gone) else values


def _write_documents(writer: ColumnWriter, segments: Sequence[LiveSegment]) -> list[str]:
    """Returns each document's language."""
    numbers = [_of_documents(s, np.arange(s.segment.documents)) for s in segments]
    keys = [s.segment.key_bytes(n) for s, live in zip(segments, numbers, strict=True) for n in live.tolist()]
    names = [s.segment.facts["language_names"] for s in segments]
    languages = [
        name[code]
        for s, live, name in zip(segments, numbers, names, strict=True)
        for code in s.segment.languages[live].tolist()
    ]
    pairs = list(zip(segments, numbers, strict=True))
    ids = np.concatenate([s.segment.ids[live] for s, live in pairs])
    days = np.concatenate([s.segment.days[live] for s, live in pairs])
    digests = np.concatenate([s.segment.digests[live] for s, live in pairs])
    sizes = np.concatenate([np.diff(s.segment.first.astype(np.int64))[live] for s, live in pairs])
    add_documents(writer, ids, days, digests.tobytes(), languages, keys, starts_of(sizes))
    return languages


def _write_postings(writer: ColumnWriter, parts: Sequence[Part], lengths: Array) -> None:
    total = sum(_live_postings(part.live) for part in parts)
    writer.reserve("lows", np.uint16, total)
    writer.reserve("counts", np.result_type(*(part.live.segment.counts.dtype for part in parts)), total)
    at = 0
    pieces = []
    for merged in _ranges(parts):
        writer.put("lows", at, merged.passages.astype(np.uint16))
        writer.put("counts", at, merged.counts)
        pieces.append(_piece(merged, lengths, at))
        at += len(merged.passages)
    _write_terms(writer, pieces, total)


def _live_postings(live: LiveSegment) -> int:
    ranges = live.segment.term_ranges(POSTINGS_AT_ONCE)
    return sum(int(live.frequencies(begin, end).sum()) for begin, end in ranges)


def _ranges(parts: Sequence[Part]) -> Iterator[Merged]:
    """All terms in their order, about POSTINGS_AT_ONCE at a time."""
    largest = max((part.live.segment for part in parts), key=lambda s: len(s.lows))
    share = len(largest.lows) / max(1, sum(len(part.live.segment.lows) for part in parts))
    cuts = [largest.word(begin) for begin, _end in largest.term_ranges(max(1, int(POSTINGS_AT_ONCE * share)))][1:]
    begins = [0] * len(parts)
    for cut in [*cuts, None]:
        ends = [p.live.segment.terms if cut is None else p.live.segment.first_word(cut) for p in parts]
        yield _merged([(p, b, e) for p, b, e in zip(parts, begins, ends, strict=True) if b < e])
        begins = ends


def _merged(ranges: Sequence[tuple[Part, int, int]]) -> Merged:
    found = [part.live.segment.words(begin, end) for part, begin, end in ranges]
    words = sorted(set().union(*found))
    number = {word: at for at, word in enumerate(words)}
    terms = [np.fromiter(map(number.__getitem__, each), np.intp, len(each)) for each in found]
    frequencies = [part.live.frequencies(begin, end) for part, begin, end in ranges]
    sizes = np.zeros(len(words), np.int64)
    for term, frequency in zip(terms, frequencies, strict=True):
        sizes[term] += frequency
    free = starts_of(sizes)[:-1]  # where each term's next posting goes
    passages = np.empty(int(sizes.sum()), np.uint32)
    counts = np.empty(len(passages), np.uint32)
    for (part, begin, end), term, frequency in zip(ranges, terms, frequencies, strict=True):
        places = (free[term] - starts_of(frequency)[:-1]).repeat(frequency)
        places += np.arange(len(places))
        passages[places], counts[places] = part.postings(begin, end)
        free[term] += frequency
    held = sizes > 0
    return Merged([w for w, h in zip(words, held.tolist(), strict=True) if h], sizes[held], passages, counts)


@dataclass(frozen=True, slots=True)
class Piece:
    """What a range of terms leaves to be written once all postings are: see the columns of `segment`."""

    blocks: Array
    run_starts: Array
    runs: Array  # how many a term
    most: Array
    least: Array
    words: bytes
    word_sizes: Array
    prefixes: Array


def _piece(merged: Merged, lengths: Array, at: int) -> Piece:
    terms = np.arange(len(merged.sizes)).repeat(merged.sizes)
    blocks = merged.passages >> BLOCK_BITS
    runs = np.flatnonzero(changes((terms << BLOCK_BITS) | blocks))
    most, least = extremes(merged.counts, lengths.take(merged.passages), starts_of(merged.sizes)[:-1])
    return Piece(
        blocks[runs].astype(np.uint16),
        (runs + at).astype(np.uint32),
        np.bincount(terms[runs], minlength=len(merged.sizes)).astype(np.uint32),
        most,
        least,
        b"".join(merged.words),
        np.fromiter(map(len, merged.words), np.uint32, len(merged.words)),
        prefixes_of(merged.words),
    )


def _write_terms(writer: ColumnWriter, pieces: Sequence[Piece], total: int) -> None:
    run_starts = np.concatenate([*(p.run_starts for p in pieces), np.array([total], np.uint32)])
    add_runs(writer, np.concatenate([p.blocks for p in pieces]), run_starts)
    writer.add("term_runs", starts_of(np.concatenate([p.runs for p in pieces])).astype(np.uint32))
    writer.add("most", np.concatenate([p.most for p in pieces]))
    writer.add("least", np.concatenate([p.least for p in pieces]))
    writer.add("prefixes", np.concatenate([p.prefixes for p in pieces]))
    writer.add("words", np.frombuffer(b"".join(p.words for p in pieces), np.uint8))
    writer.add("word_ends", starts_of(np.concatenate([p.word_sizes for p in pieces])).astype(np.uint32))
