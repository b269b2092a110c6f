"""Is this text in the file already, or nearly so? Word shingles, sketched by their smallest hashes.

A sketch holds the `SIZE` smallest hashes of a text's shingles (bottom-k MinHash; Broder, "On the resemblance and
containment of documents", 1997): the share of common ones among the smallest of two texts estimates how alike they are,
with a standard error of about 1/√SIZE = 6 %. It finds candidates among many; `compare` then says exactly.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from typing import TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

SIZE = 256  # hashes in a sketch: 2 KB
SHINGLE = 3  # words
LIKELY = 0.4  # estimated likeness from which two texts are compared in full
NEARLY = 0.75  # exact likeness from which a text is nearly the same

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"  # a letter is a word there
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_PARAGRAPH = re.compile(r"\n\s*\n")
_ODD = np.uint64(0x9E3779B97F4A7C15)  # 2⁶⁴ over the golden ratio: spreads the bits (Knuth, TAOCP 3, 6.4)
_MANY = 2000  # paragraphs; above, pairing them by likeness takes too long

Sketch = frozenset[int]
Hashes = NDArray[np.uint64]
Name = TypeVar("Name")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How a new text compares to one in the file.

    share: of their shingles in common, 0 to 1 (Dice's coefficient, repeats counted).
    changed: paragraph pairs (in the file, new); "" on one side where a paragraph is only on the other.
    """

    share: float
    changed: tuple[tuple[str, str], ...]

    @property
    def is_nearly_the_same(self) -> bool:
        return self.share >= NEARLY

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 is said only of the same words."""
        return int(self.share * 100)


def sketch(text: str) -> Sketch:
    """The smallest hashes of a text's shingles; empty for a text without words. The same in every process."""
    return frozenset(np.unique(_shingles(text))[:SIZE].tolist())


def shingles(text: str) -> Hashes:
    """All distinct hashes of a text's shingles, in order: to compare two texts exactly, at 8 bytes a word."""
    return np.unique(_shingles(text))


def likeness(one: Sketch, other: Sketch) -> float:
    """The estimated share of shingles that two texts have in common (Jaccard's coefficient), 0 to 1."""
    smallest = set(islice(sorted(one | other), SIZE))
    return len(smallest & one & other) / len(smallest) if smallest else 0.0


def candidates(new: Sketch, known: Mapping[Name, Sketch]) -> list[Name]:
    """The known texts that may be nearly the same, likeliest first, ties in their own order."""
    estimates = ((likeness(new, old), name) for name, old in known.items() if not new.isdisjoint(old))
    likely = [(share, name) for share, name in estimates if share >= LIKELY]
    return [name for _, name in sorted(likely, key=lambda found: -found[0])]


def nearest(text: str, known: Mapping[Name, Sketch], read: Callable[[Name], str]) -> tuple[Name, Likeness] | None:
    """The known text most like this one, if one is nearly the same. `read` gives a known text by its name."""
    compared = ((name, compare(read(name), text)) for name in candidates(sketch(text), known)[:5])
    near = [found for found in compared if found[1].is_nearly_the_same]
    return max(near, key=lambda found: found[1].share, default=None)


def compare(old: str, new: str) -> Likeness:
    """Exactly how alike two texts are, and in which paragraphs they differ. White space and capitals don't count."""
    return Likeness(_share(_shingles(old), _shingles(new)), tuple(_changed(old, new)))


def _shingles(text: str) -> Hashes:
    """A hash of every run of SHINGLE words, in order; a shorter text is one shingle. 8 bytes each."""
    found = "\n".join(_WORD.findall(text.casefold()))  # encoded at once: a third of the time that each alone takes
    words = np.fromiter(map(crc32, found.encode("utf-8", "replace").split(b"\n") if found else ()), np.uint64)
    width = min(SHINGLE, len(words))
    mixed = np.zeros(len(words) - width + 1 if width else 0, np.uint64)
    for at in range(width):
        mixed = (mixed ^ words[at : at + len(mixed)]) * _ODD
        mixed ^= mixed >> np.uint64(29)
    return mixed


def _share(one: Hashes, other: Hashes) -> float:
    (mine, counts), (theirs, others) = np.unique(one, return_counts=True), np.unique(other, return_counts=True)
    _, at, there = np.intersect1d(mine, theirs, assume_unique=True, return_indices=True)
    total = len(one) + len(other)
    return 2 * int(np.minimum(counts[at], others[there]).sum()) / total if total else 1.0


def _changed(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Paragraphs that have no equal at their place, paired in order where as many stand on both sides."""
    before, after = _paragraphs(old), _paragraphs(new)
    if max(len(before), len(after)) > _MANY:
        yield from _unpaired(before, after)
        return
    matcher = SequenceMatcher(None, [_plain(one) for one in before], [_plain(one) for one in after], autojunk=False)
    for kind, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        if kind != "equal":
            gone, come = before[from_old:to_old], after[from_new:to_new]
            for at in range(max(len(gone), len(come))):
                yield "".join(gone[at : at + 1]), "".join(come[at : at + 1])


def _unpaired(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    """For very long texts: what is gone, then what has come, whatever its place."""
    olds, news = Counter(map(_plain, before)), Counter(map(_plain, after))
    yield from ((one, "") for one in before if _plain(one) not in news)
    yield from (("", one) for one in after if _plain(one) not in olds)


def _paragraphs(text: str) -> list[str]:
    return [paragraph.strip() for paragraph in _PARAGRAPH.split(text) if _WORD.search(paragraph)]


def _plain(paragraph: str) -> str:
    return " ".join(paragraph.casefold().split())
