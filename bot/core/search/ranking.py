"""The best few dozen passages, ranked again with what plain BM25 doesn't see, and in each the sentence that answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import mul
from typing import Final

from bot.core.language import parsed_passage
from bot.core.language.parsed_passage import Anatomy
from bot.core.library.indexing import UNKNOWN
from bot.core.model.answers import Hit, Signal
from bot.core.model.documents import Document, DocumentId
from bot.core.search import answer_types, features, weights
from bot.core.search.query import Asked

CANDIDATES: Final = 40  # passages asked of the index: the right one is among them for 98 % of questions
DEEP: Final = 14  # of these are looked at sentence by sentence: the right one is among them for 97 %
FEWEST: Final = 5  # that are looked at in any case
WORTH_READING: Final = 0.3  # share of the best BM25 score: below it the right passage is one in a thousand
NEAR: Final = 0.5  # share of the best guess: from further back hardly one passage comes first
_NONE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with what the ranking saw in it; `score` is the sum of values x weights, less in a foreign language."""

    hit: Hit
    document: Document
    text: str
    language: str
    body: Anatomy
    values: tuple[float, ...]
    score: float
    kinds: tuple[frozenset[str], ...]  # of each sentence, the kinds of answer asked for that it holds
    grams: tuple[tuple[str, ...], ...]  # the question's, that each sentence holds

    def value(self, name: str) -> float:
        """One of the signals."""
        return self.values[features.NAMES.index(name)]

    def signals(self) -> tuple[Signal, ...]:
        """Value by value, for `--explain`."""
        known = weights.of("ranking")
        return tuple(Signal(name, value, known[name].value) for name, value in zip(known, self.values, strict=True))


def rank(
    asked: Asked,
    hits: Sequence[Hit],
    documents: Mapping[DocumentId, Document],
    texts: Mapping[DocumentId, str],
    count: int = FEWEST,
    meant: Sequence[Hit] = (),
) -> list[Candidate]:
    """The candidates best first; ties as the index had them. At least `count`, where there are so many.

    meant: passages that are candidates whatever words they share with the question, because they are near in meaning.
    """
    hits = worth_reading(hits, count)
    chosen, known = len(hits), {_place(hit) for hit in hits}
    hits += [hit for hit in meant if _place(hit) not in known]
    letters = [_letters(asked, hit, documents, texts) for hit in hits]
    titles = {document: _title(asked, documents[document]) for document in {hit.document for hit in hits}}
    quick = features.quick(asked, hits, letters, [titles[hit.document] for hit in hits])
    order = _promising([features.guess(seen) for seen in quick[:chosen]], count)
    wanted = {_place(hit) for hit in meant}.difference(_place(hits[number]) for number in order)
    order += [number for number, hit in enumerate(hits) if _place(hit) in wanted]
    found = [_candidate(asked, hits[number], quick[number], documents, texts) for number in order]
    places = dict(zip(map(id, found), order, strict=True))
    return sorted(found, key=lambda one: (-one.score, places[id(one)]))


def _place(hit: Hit) -> tuple[DocumentId, int]:
    return hit.document, hit.start


def worth_reading(hits: Sequence[Hit], count: int) -> list[Hit]:
    """The first `count`, and those that may still come to the front."""
    return [hit for place, hit in enumerate(hits) if place < count or hit.score >= WORTH_READING * hits[0].score]


def _promising(guesses: Sequence[float], count: int) -> list[int]:
    """Whose guess is near the best one's, at most DEEP, and in any case the first `count`."""
    order = sorted(range(len(guesses)), key=lambda number: (-guesses[number], number))
    return [
        number
        for place, number in enumerate(order[: max(DEEP, count)])
        if place < count or guesses[number] >= NEAR * guesses[order[0]]
    ]


def language(document: Document) -> str:
    return document.details.language or UNKNOWN


def _title(asked: Asked, document: Document) -> frozenset[str]:
    return frozenset(asked.terms_of(document.details.title, language(document)))


def _letters(asked: Asked, hit: Hit, documents: Mapping[DocumentId, Document], texts: Mapping[DocumentId, str]) -> str:
    tongue = language(documents[hit.document])
    return asked.letters(parsed_passage.letters(texts[hit.document][hit.start : hit.end], tongue), tongue)


def _candidate(
    asked: Asked,
    hit: Hit,
    quick: features.Quick,
    documents: Mapping[DocumentId, Document],
    texts: Mapping[DocumentId, str],
) -> Candidate:
    document, text = documents[hit.document], texts[hit.document]
    tongue = language(document)
    body = _read(asked, parsed_passage.dissect(text, hit.start, hit.end, tongue), tongue)
    grams = tuple([tuple([gram for gram in quick.grams if gram in sentence]) for sentence in body.plain])
    kinds = tuple(
        [
            _kinds(asked, text[first:last], plain, tongue)
            for (first, last), plain in zip(body.spans, body.plain, strict=True)
        ]
    )
    values = features.deep(asked, quick, body, grams, kinds)
    score = sum(map(mul, values, weights.values("ranking"))) * _kept(asked, tongue, body)
    return Candidate(hit, document, text, tongue, body, values, score, kinds, grams)


def _read(asked: Asked, body: Anatomy, tongue: str) -> Anatomy:
    """With other names of what is asked for read as the name asked."""
    if not asked.called:
        return body
    plain = tuple(asked.letters(one, tongue) for one in body.plain)
    return Anatomy(body.spans, tuple(tuple(asked.read(one, tongue)) for one in body.terms), plain, "".join(plain))


def _kept(asked: Asked, tongue: str, body: Anatomy) -> float:
    """Where files are in the question's language, what a passage in another keeps of its score: all of it, where it has
    a name of the question in its own script."""
    foreign = tongue != asked.language and asked.language in asked.languages
    if foreign and (across := asked.across):
        foreign = all(across.isdisjoint(terms) for terms in body.terms)
    return weights.of("decision")["foreign"].value if foreign else 1.0


def _kinds(asked: Asked, sentence: str, plain: str, tongue: str) -> frozenset[str]:
    if not asked.kinds:
        return _NONE
    return frozenset(
        kind for kind in asked.kinds if answer_types.holds(kind, sentence, plain, asked.plain_words, tongue)
    )
