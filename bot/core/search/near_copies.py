"""Which of the documents found are one story: a wire report printed by six papers is one source, not six.

Only documents whose found passages look alike are compared whole, and what a text is compared by is remembered by its
hash, so that a question costs under a millisecond where nothing looks alike.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from threading import Lock
from typing import Final

import numpy as np

from bot.core.language import parsed_passage, similarity, tokens
from bot.core.language.similarity import Hashes
from bot.core.model.answers import Excerpt, Hit
from bot.core.model.documents import Document, DocumentId
from bot.core.search import query_syntax

LONG_WORD: Final = re.compile(r"[^ ]{7,}")  # such words tell passages apart
ALIKE: Final = 0.5  # share of the long words of the shorter passage, from which two documents are compared
SAME: Final = 0.6  # share of shingles in common (Dice) from which two texts are one story
INSIDE: Final = 0.8  # or so much of the shorter one: a report cut from below
SHORTEST: Final = 0.25  # of the longer one, for that: a digest isn't one story with each report in it
FEWEST: Final = 25  # shingles of a text that can be nearly the same as another: in a single sentence each word counts
BEGINS: Final = 60_000  # characters that are compared: about 10,000 words, 5 ms the first time
REMEMBERED: Final = 250  # texts, at most 80 KB each
PASSAGES: Final = 4_000  # whose long words are remembered

Stories = dict[DocumentId, DocumentId]  # each document found, with the first one found of its story


class Compared:
    """What texts and passages are compared by, kept for the next question. Safe to use from several threads."""

    def __init__(self) -> None:
        self.telling = lru_cache(PASSAGES)(_telling)
        self._shingles: OrderedDict[str, Hashes] = OrderedDict()  # by the text's hash
        self._lock = Lock()

    def shingles(self, document: Document, text: str) -> Hashes:
        with self._lock:
            if document.text_sha256 in self._shingles:
                self._shingles.move_to_end(document.text_sha256)
                return self._shingles[document.text_sha256]
        found = similarity.shingles(text[:BEGINS])
        with self._lock:
            self._shingles[document.text_sha256] = found
            while len(self._shingles) > REMEMBERED:
                self._shingles.popitem(last=False)
        return found

    def same(self, one: tuple[Document, str], other: tuple[Document, str]) -> bool:
        """Whether two texts are one story."""
        if one[0].text_sha256 == other[0].text_sha256:
            return True
        mine, theirs = self.shingles(*one), self.shingles(*other)
        short, long = sorted((len(mine), len(theirs)))
        if short < max(FEWEST, SHORTEST * long):
            return False
        common = len(np.intersect1d(mine, theirs, assume_unique=True))
        return common >= INSIDE * short or 2 * common >= SAME * (short + long)


def stories(
    hits: Sequence[Hit],
    documents: Mapping[DocumentId, Document],
    texts: Mapping[DocumentId, str],
    known: Compared,
) -> Stories:
    """Each document that was found, with the first one found of its story: itself where it stands alone."""
    first: dict[DocumentId, DocumentId] = {}
    passages: dict[DocumentId, list[frozenset[str]]] = {}
    for hit in hits:
        tongue = documents[hit.document].details.language or "en"
        passages.setdefault(hit.document, []).append(known.telling(texts[hit.document][hit.start : hit.end], tongue))
    for one, own in passages.items():
        same = (
            other
            for other, leader in first.items()
            if other == leader
            and _look_alike(own, passages[other])
            and known.same((documents[one], texts[one]), (documents[other], texts[other]))
        )
        first[one] = next(same, one)
    return first


def _look_alike(some: Sequence[frozenset[str]], others: Sequence[frozenset[str]]) -> bool:
    """Whether one of these passages shares many of its long words with one of those."""
    return any(
        (common := len(one & other)) and common >= ALIKE * min(len(one), len(other)) for one in some for other in others
    )


def folded(
    found: Sequence[Excerpt], stories: Stories, differ: Callable[[Excerpt, Excerpt], bool]
) -> list[tuple[Excerpt, list[DocumentId]]]:
    """The first excerpt of each story with all documents of it; the same words are one story too.

    One that `differ`s in what was asked from the first of its story stands for itself: a story corrected later.
    """
    shown: list[tuple[Excerpt, list[DocumentId]]] = []
    told: dict[str, int] = {}  # the words of what is shown, with its place
    home: dict[DocumentId, int] = {}  # a story, with its place
    own: dict[DocumentId, int] = {}  # a document that stands for itself, with its place
    for excerpt in found:
        document, story, quote = (
            excerpt.document.id,
            stories[excerpt.document.id],
            query_syntax.canonical(excerpt.quote),
        )
        place = home.setdefault(story, told.get(quote, len(shown)))
        first = shown[place][0] if place < len(shown) else None
        if first and document != first.document.id and document not in own and differ(first, excerpt):
            own[document], first = len(shown), None
        if first is None:
            told.setdefault(quote, len(shown))
            shown.append((excerpt, []))
    for document, story in stories.items():
        if story in home:
            shown[own.get(document, home[story])][1].append(document)
    return shown


def _telling(passage: str, language: str) -> frozenset[str]:
    """The long words of a passage; of writing without spaces, pairs of letters."""
    letters = parsed_passage.letters(passage, language)
    if tokens.is_unspaced(passage):
        return frozenset(letters[at : at + 2] for at in range(len(letters) - 1))
    return frozenset(LONG_WORD.findall(letters))
