"""Entries to one segment: words to numbers, one sort, columns."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, BinaryIO

import numpy as np

from bot.core.model.answers import Entry
from bot.core.model.documents import CaseId
from bot.indexes.segments.columns import Array, ColumnWriter
from bot.indexes.segments.segment import BLOCK, BLOCK_BITS, prefixes_of

WORDS_AT_ONCE = 2_000_000  # taken in before a segment is written: about 100 MB then
DIGEST_BITS = 256  # digests are summed modulo 2**256


def narrow(values: Array) -> Array:
    """The same whole numbers in the narrowest unsigned type that holds them."""
    return values.astype(np.min_scalar_type(int(values.max(initial=0))))


def starts_of(sizes: Any) -> Array:
    """[a, b, c] -> [0, a, a+b, a+b+c]."""
    return np.concatenate([[0], np.cumsum(np.asarray(sizes, np.int64))])


def digest_sum(digests: Sequence[bytes]) -> int:
    return sum(int.from_bytes(digest, "big") for digest in digests) % (1 << DIGEST_BITS)


def add_documents(
    writer: ColumnWriter,
    ids: Array,
    days: Array,
    digests: bytes,
    languages: list[str],
    keys: Sequence[bytes],
    first: Array,
) -> None:
    """The columns that are one value a document. `first` has one more; `languages` one a document."""
    names = sorted(set(languages))
    numbers = {name: number for number, name in enumerate(names)}
    ranks = np.empty(len(keys), np.uint32)
    ranks[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys), dtype=np.uint32)
    writer.add("ids", np.asarray(ids, np.int64))
    writer.add("days", np.asarray(days, np.int32).reshape(-1))
    writer.add("digests", np.frombuffer(digests, np.uint8))
    writer.add("languages", np.fromiter((numbers[name] for name in languages), np.uint16, len(languages)))
    writer.add("first", first.astype(np.uint32))
    writer.add("key_ranks", ranks)
    add_blob(writer, "keys", "key_ends", keys)


def add_blob(writer: ColumnWriter, name: str, ends: str, values: Sequence[bytes]) -> None:
    writer.add(name, np.frombuffer(b"".join(values), np.uint8))
    writer.add(ends, starts_of([len(value) for value in values]).astype(np.uint32))


class SegmentBuilder:
    """Takes entries of one case in, writes one segment out. Needs about 30 bytes a word while it writes."""

    def __init__(self, case: CaseId) -> None:
        self.case = case
        self._vocabulary: defaultdict[str, int] = defaultdict()
        self._vocabulary.default_factory = self._vocabulary.__len__
        self._tokens = array("I")
        self._lengths = array("I")
        self._spans = array("I")
        self._sizes = array("I")  # passages a document
        self._entries: list[tuple[int, bytes, str, bytes]] = []
        self._days = array("i")

    @property
    def words(self) -> int:
        """How many were taken in, repeats counted."""
        return len(self._tokens)

    @property
    def passages(self) -> int:
        return len(self._lengths)

    def add(self, entry: Entry) -> None:
        number = self._vocabulary.__getitem__
        for span, terms in zip(entry.spans, entry.terms, strict=True):
            self._tokens.extend(map(number, terms))
            self._lengths.append(len(terms))
            self._spans.extend(span)
        self._sizes.append(len(entry.spans))
        key = entry.key.encode("utf-8", "surrogatepass")
        self._entries.append((entry.document, entry.digest, entry.language, key))
        self._days.extend((entry.after_day, entry.before_day))

    def write(self, file: BinaryIO) -> None:
        writer = ColumnWriter(file)
        lengths = np.frombuffer(self._lengths, np.uint32) if self._lengths else np.empty(0, np.uint32)
        add_postings(writer, *self._postings(lengths), lengths)
        words = [word.encode("utf-8", "surrogatepass") for word in sorted(self._vocabulary)]
        add_blob(writer, "words", "word_ends", words)
        writer.add("prefixes", prefixes_of(words))
        add_passages(writer, lengths, np.array(self._spans, np.uint32).reshape(-1, 2))
        ids, digests, languages, keys = zip(*self._entries, strict=True) if self._entries else ((), (), (), ())
        first = starts_of(np.array(self._sizes, np.int64))
        add_documents(
            writer, np.array(ids, np.int64), np.array(self._days), b"".join(digests), [*languages], keys, first
        )
        writer.finish(facts(self.case, lengths, digest_sum(digests), languages))

    def _postings(self, lengths: Array) -> tuple[Array, Array, Array]:
        """Term number, passage number and count of every posting, sorted by term and passage; terms in their order."""
        old = np.fromiter(map(self._vocabulary.__getitem__, sorted(self._vocabulary)), np.intp, len(self._vocabulary))
        rank = np.empty(len(old), np.uint64)
        rank[old] = np.arange(len(old), dtype=np.uint64)
        pairs = rank[np.array(self._tokens, np.uint32)]
        pairs <<= np.uint64(32)
        pairs |= np.arange(len(lengths), dtype=np.uint64).repeat(lengths)
        pairs.sort()
        begins = np.flatnonzero(changes(pairs))
        counts = np.diff(begins, append=len(pairs))
        pairs = pairs[begins]
        return (pairs >> np.uint64(32)).astype(np.int64), pairs.astype(np.uint32), counts


class Builders:
    """One a case; as many as fit into memory are filled side by side, then written."""

    def __init__(self) -> None:
        self._by_case: dict[CaseId, SegmentBuilder] = {}
        self._words = 0
        self.full = False  # time to write

    def add(self, entry: Entry) -> None:
        builder = self._by_case.setdefault(entry.case, SegmentBuilder(entry.case))
        self._words -= builder.words
        builder.add(entry)
        self._words += builder.words
        self.full = self._words >= WORDS_AT_ONCE or builder.passages >= BLOCK

    def take(self) -> Sequence[SegmentBuilder]:
        """Those that are filled; and begin anew."""
        taken = list(self._by_case.values())
        self._by_case, self._words, self.full = {}, 0, False
        return taken


def changes(values: Array) -> Array:
    """True where a value differs from the one before it, and for the first."""
    different = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=different[1:])
    return different


def add_postings(writer: ColumnWriter, terms: Array, passages: Array, counts: Array, lengths: Array) -> None:
    """The columns of postings, runs and terms."""
    writer.add("lows", passages.astype(np.uint16))
    writer.add("counts", narrow(counts))
    blocks = passages >> BLOCK_BITS
    runs = np.flatnonzero(changes((terms << BLOCK_BITS) | blocks))
    add_runs(writer, blocks[runs], np.append(runs, len(terms)))
    writer.add("term_runs", np.append(np.flatnonzero(changes(terms[runs])), len(runs)).astype(np.uint32))
    begins = np.flatnonzero(changes(terms))
    most, least = extremes(counts, lengths[passages], begins)
    writer.add("most", most)
    writer.add("least", least)


def add_runs(writer: ColumnWriter, blocks: Array, starts: Array) -> None:
    writer.add("run_blocks", blocks.astype(np.uint16))
    writer.add("run_starts", starts.astype(np.uint32))


def extremes(counts: Array, lengths: Array, begins: Array) -> tuple[Array, Array]:
    """The largest count and the smallest length / count of each term, whose postings begin there (float32)."""
    if not len(begins):
        return np.empty(0, np.float32), np.empty(0, np.float32)
    most = np.maximum.reduceat(counts, begins).astype(np.float32)
    least = np.minimum.reduceat(lengths / counts, begins).astype(np.float32)
    return most, least


def add_passages(writer: ColumnWriter, lengths: Array, spans: Array) -> None:
    writer.add("lengths", narrow(lengths))
    writer.add("starts", spans[:, 0].astype(np.uint32))
    writer.add("ends", spans[:, 1].astype(np.uint32))


def facts(case: CaseId, lengths: Array, digest: int, languages: Sequence[str]) -> dict[str, Any]:
    """What a segment says of itself."""
    return {
        "case": case,
        "words": int(lengths.sum(dtype=np.int64)),
        "digest": f"{digest:064x}",
        "languages": dict(Counter(languages)),
        "language_names": sorted(set(languages)),
    }
