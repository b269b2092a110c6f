"""What the ranking sees in a candidate passage beside its BM25 score. All signals are shares between 0 and 1.

Each is a share of the most that a passage could have for this question, its words counted by their weight (idf), so
that the same weights serve a short question and a long one, ten documents and a million. `weights.toml` says what each
is worth and why it is there.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.language.parsed_passage import Anatomy
from bot.core.model.answers import Hit
from bot.core.search import weights
from bot.core.search.query import Asked

NAMES: Final = (
    "words",
    "sentence_grams",
    "surface_pairs",
    "rare_grams",
    "title",
    "title_rest",
    "ordered_pairs",
    "document",
    "window",
    "kind",
)
SATURATED: Final = 1.6  # k1 + 1: what a word's BM25 share grows to
WINDOW: Final = 20  # words: about a sentence, wherever it begins
LEADING: Final = 3  # passages of a document that speak for it


@dataclass(frozen=True, slots=True)
class Quick:
    """What can be seen in a passage without taking it apart. `grams`: the question's that are in its letters."""

    words: float
    grams: tuple[str, ...]
    gram_share: float
    rare_grams: float
    surface_pairs: float
    titled: tuple[int, ...]  # numbers of the question's words that are in the title
    title: float
    document: float


def quick(asked: Asked, hits: Sequence[Hit], letters: Sequence[str], titles: Sequence[frozenset[str]]) -> list[Quick]:
    """For each candidate (hits, plain letters and the terms of its title, in the same order)."""
    found = [tuple([gram for gram in asked.grams if gram in plain]) for plain in letters]
    rare = _rare(asked, found)
    documents = _documents(hits)
    most = asked.total * SATURATED or 1.0
    seen = []
    for hit, plain, title, grams in zip(hits, letters, titles, found, strict=True):
        titled = tuple(number for number, word in enumerate(asked.words) if not title.isdisjoint(word.terms))
        seen.append(
            Quick(
                words=hit.score / most,
                grams=grams,
                gram_share=sum(map(asked.grams.__getitem__, grams)),
                rare_grams=sum(map(rare.__getitem__, grams)),
                surface_pairs=share_of_pairs(asked.surface_pairs, plain),
                titled=titled,
                title=sum(asked.shares[number] for number in titled),
                document=documents[hit.document],
            )
        )
    return seen


def guess(seen: Quick) -> float:
    """The score as far as it shows at first sight, the passage's letters standing for its best sentence's."""
    worth = dict(zip(NAMES, weights.values("ranking"), strict=True))
    return (
        seen.words * worth["words"]
        + seen.gram_share * worth["sentence_grams"]
        + seen.surface_pairs * worth["surface_pairs"]
        + seen.rare_grams * worth["rare_grams"]
        + seen.title * worth["title"]
        + seen.document * worth["document"]
    )


def deep(
    asked: Asked,
    seen: Quick,
    body: Anatomy,
    grams: Sequence[Sequence[str]],
    kinds: Sequence[frozenset[str]],
) -> tuple[float, ...]:
    """All signals of a candidate, as in NAMES. Of each sentence: the question's `grams` and answer `kinds` it holds."""
    places = _places(asked, body)
    present = {number for _, number in places}
    worth = asked.grams.__getitem__
    shares = [sum(map(worth, held)) for held in grams]
    return (
        seen.words,
        max(shares),
        seen.surface_pairs,
        seen.rare_grams,
        seen.title,
        sum(asked.shares[number] for number in seen.titled if number not in present),
        _ordered(asked, places),
        seen.document,
        _window(asked.shares, places),
        max((share for share, held in zip(shares, kinds, strict=True) if held), default=0.0),
    )


def _places(asked: Asked, body: Anatomy) -> list[tuple[int, int]]:
    """(place, number of the question's word) for each word of the passage that the question asks for, in order."""
    numbers = asked.numbers
    place = 0
    found = []
    for sentence in body.terms:
        for term in sentence:
            if term in numbers:
                found.append((place, numbers[term]))
            place += 1
    return found


def share_of_pairs(pairs: Sequence[str], letters: str) -> float:
    """How many of the question's neighbouring words stand together in these letters."""
    return sum(map(letters.__contains__, pairs)) / len(pairs) if pairs else 0.0


def _rare(asked: Asked, found: Sequence[Sequence[str]]) -> dict[str, float]:
    """What each 4-gram is worth where it tells the candidates apart: its idf among them, as a share of all."""
    counts = Counter(gram for grams in found for gram in grams)
    worth = {gram: math.log((len(found) + 1) / (1 + counts[gram])) for gram in asked.grams}
    total = sum(worth.values()) or 1.0
    return {gram: value / total for gram, value in worth.items()}


def _documents(hits: Sequence[Hit]) -> dict[int, float]:
    """What a document's best passages score together, as a share of the best document's."""
    scores: dict[int, list[float]] = {}
    for hit in hits:
        scores.setdefault(hit.document, []).append(hit.score)
    sums = {document: sum(own[:LEADING]) for document, own in scores.items()}
    most = max(sums.values(), default=0.0) or 1.0
    return {document: own / most for document, own in sums.items()}


def _ordered(asked: Asked, places: Sequence[tuple[int, int]]) -> float:
    """Neighbouring content words of the question that stand in that order, as close as asked or one word wider."""
    share = 0.0
    for first, second, gap, worth in asked.pairs:
        apart = _nearest_after(places, first, second, gap + 1)
        share += worth if apart <= gap else worth / 2 if apart == gap + 1 else 0.0
    return share


def _nearest_after(places: Sequence[tuple[int, int]], first: int, second: int, reach: int) -> int:
    """Words from `first` to the next `second`, at its smallest; reach + 1 for none within reach."""
    smallest, last = reach + 1, None
    for place, number in places:
        if number == second and last is not None:
            smallest = min(smallest, place - last)
        if number == first:
            last = place
    return smallest


def _window(weights: Sequence[float], places: Sequence[tuple[int, int]]) -> float:
    """The most of the question that stands within WINDOW words."""
    most = current = 0.0
    inside: Counter[int] = Counter()
    first = 0
    for place, number in places:
        inside[number] += 1
        current += weights[number] if inside[number] == 1 else 0.0
        while place - places[first][0] > WINDOW:
            gone = places[first][1]
            inside[gone] -= 1
            current -= weights[gone] if inside[gone] == 0 else 0.0
            first += 1
        most = max(most, current)
    return most
