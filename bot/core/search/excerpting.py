"""A candidate becomes an excerpt: the sentence that answers, what keeps it from misleading, its place and its link."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.core.language import passages, tokens
from bot.core.model.answers import Excerpt, Note
from bot.core.model.documents import Case, CaseId, Document, DocumentId, Span
from bot.core.model.judge_ports import Judge
from bot.core.model.ports import Store
from bot.core.quoting import excerpts, in_place, notes, recognised, said_by, text_fragment
from bot.core.quoting.marked_footnotes import footnotes
from bot.core.search import ranking, turning
from bot.core.search.aliases import alias_forms
from bot.core.search.query import Asked
from bot.core.search.units import Unit

log = logging.getLogger(__name__)


def excerpt(rank: int, unit: Unit, score: float, asked: Asked, cases: Mapping[CaseId, Case], count: int) -> Excerpt:
    """The unit with what it would mislead without, in its place; `count` sentences, where there are so many."""
    candidate = unit.candidate
    text, document, hit = candidate.text, candidate.document, candidate.hit
    spans = _spans(unit)
    start, end = _grown(text, spans, unit, count)
    quote = text[start:end]
    first, last = in_place.shown(text, (start, end), spans, candidate.language)
    speaker = said_by.said_by(text, (start, end), unit.span, document.marks, candidate.language)
    address, exact = text_fragment.link(document, text, (start, end))
    return Excerpt(
        rank=rank,
        quote=quote,
        matches=tuple(_matches(quote, asked, candidate.language)),
        document=document,
        case=cases[hit.case].name,
        place=passages.place(text, document.marks, start, document.details.title),
        start=start,
        end=end,
        passage=text[min(start, spans[0][0]) : max(end, spans[-1][1])],
        score=score,
        shown=text[first:last],
        shown_start=first,
        shown_end=last,
        speaker=speaker,
        namesakes=said_by.namesakes(text, speaker, candidate.language),
        asked_in=asked.language if asked.words else "",
        recognised=recognised.certainty(document.marks, first, last),
        link=address,
        link_exact=exact,
    )


def _spans(unit: Unit) -> Sequence[Span]:
    """The sentences of the unit's passage; of one in a paragraph beside it, of that paragraph as far as it is known."""
    return unit.candidate.body.spans if unit.number >= 0 else (unit.span,)


def _grown(text: str, spans: Sequence[Span], unit: Unit, count: int) -> Span:
    language = unit.candidate.language
    start, end = excerpts.widen(text, spans, max(0, unit.number), 1, language)
    inside = [number for number, (first, last) in enumerate(spans) if first >= start and last <= end]
    while inside and len(inside) < min(count, len(spans)):
        around = [
            number
            for number in (inside[0] - 1, inside[-1] + 1)
            if 0 <= number < len(spans) and excerpts.is_quotable(text, spans[number], language)
        ]
        if not around:
            break
        inside = sorted([*inside, max(around)])
        start, end = min(start, spans[inside[0]][0]), max(end, spans[inside[-1]][1])
    return start, end


def _matches(quote: str, asked: Asked, language: str) -> list[Span]:
    """The places of the question's words, overlapping pieces of unspaced writing joined."""
    joined: list[Span] = []
    words = tokens.words(quote, language)
    named = alias_forms.places([word.term for word in words], language, asked.called) if asked.called else ()
    inside = {place for first, last, _ in named for place in range(first, last)}
    for place, word in enumerate(words):
        if word.term not in asked.numbers and place not in inside:
            continue
        if joined and word.start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], word.end))
        else:
            joined.append((word.start, word.end))
    return joined


def sound(found: Sequence[Excerpt], store: Store) -> list[Excerpt]:
    """The quote contract: only those that stand in the text as the store has it now, which still has its hash."""
    texts = _texts(found, store)
    return [one for one in found if texts.get(one.document.id, "")[one.start : one.end] == one.quote]


def noted(found: Sequence[Excerpt], store: Store, judge: Judge | None, most: int) -> list[Excerpt]:
    """With what turns each from farther on, under the same contract. For what is shown only: it reads the text.

    judge: it has a say in what cues find, and reads `most` further sentences for all excerpts together."""
    texts, each = _texts(found, store), most // max(1, len(found))
    return [replace(one, notes=tuple(_noted(one, texts.get(one.document.id, ""), judge, each))) for one in found]


def _noted(one: Excerpt, text: str, judge: Judge | None, most: int) -> Sequence[Note]:
    """What turns any of the quotes that stand in its block."""
    quotes = [one, *(replace(one, start=start, end=end, quote=text[start:end]) for start, end in one.also)]
    found = [note for quote in quotes for note in _notes(quote, text, judge, most)]
    return list(dict.fromkeys(found))[: notes.NOTES]


def with_copies(excerpt: Excerpt, story: Iterable[DocumentId], documents: Mapping[DocumentId, Document]) -> Excerpt:
    """Its further documents, by key."""
    others = sorted((documents[one] for one in story if one != excerpt.document.id), key=lambda one: (one.key, one.id))
    return replace(excerpt, copies=tuple(dict.fromkeys(one.key for one in others)), copied=tuple(others))


def renumbered(found: Iterable[Excerpt]) -> list[Excerpt]:
    """Ranked in this order."""
    return [one if one.rank == rank else replace(one, rank=rank) for rank, one in enumerate(found, 1)]


def told(shown: Sequence[Excerpt]) -> list[tuple[str, str]]:
    """What a person sees of each, with its title and date, and its language."""
    said = (f"{one.shown} {one.document.details.title} {one.document.details.published or ''}" for one in shown)
    return [(text, ranking.language(one.document)) for text, one in zip(said, shown, strict=True)]


def _notes(one: Excerpt, text: str, judge: Judge | None, most: int) -> Iterator[Note]:
    language = ranking.language(one.document)
    quote, shown = (one.start, one.end), (one.shown_start, one.shown_end)
    spans = notes.notes(text, quote, shown, language)
    if judge is not None:
        feet = footnotes(text, quote, language, notes.NOTE)
        cued = [span for span in spans if span[0] >= one.shown_end and span not in feet]
        turns = turning.turning(judge, one, text, language, most, cued)
        spans = [span for span in spans if span not in cued or span in turns]
        for span in turns:  # one may be shown with the sentence before it, which is another
            if not _within(span, spans):
                spans.append(span)
    for start, end in spans[: notes.NOTES]:
        yield Note(
            text[start:end], start, end, passages.place(text, one.document.marks, start, one.document.details.title)
        )


def _within(span: Span, others: Sequence[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _texts(found: Sequence[Excerpt], store: Store) -> Mapping[DocumentId, str]:
    """The texts that still have the hash of the quoted document."""
    texts = store.texts({excerpt.document.id for excerpt in found})
    quoted = {excerpt.document.id: excerpt.document.text_sha256 for excerpt in found}
    intact = {number for number, sha256 in quoted.items() if _hash(texts.get(number)) == sha256}
    _say_damaged({number: sha256 for number, sha256 in quoted.items() if number not in intact}, store)
    return {number: texts[number] for number in intact}


def _hash(text: str | None) -> str | None:
    return None if text is None else hashlib.sha256(text.encode()).hexdigest()


def _say_damaged(withheld: Mapping[DocumentId, str], store: Store) -> None:
    """Not of one that somebody has changed or erased since it was found."""
    now = store.get(withheld) if withheld else {}
    for number in withheld.keys() & now.keys():
        if now[number].text_sha256 == withheld[number]:
            log.error("document %d withheld: its text does not match its hash", number)
