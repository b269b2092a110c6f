"""A candidate becomes an excerpt: the sentence that answers, what keeps it from misleading, its place and its link."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from typing import Final

from bot.core.language import passages, tokens
from bot.core.model.answers import Excerpt
from bot.core.model.documents import Case, CaseId, DocumentId, Span
from bot.core.model.ports import Store
from bot.core.quoting import excerpts, speakers, text_fragment
from bot.core.search import name_query, query_syntax
from bot.core.search.query import Asked
from bot.core.search.ranking import Candidate
from bot.core.search.sentence_choice import Sentence

LONGEST: Final = 60  # words of a quote, unless one sentence is longer

log = logging.getLogger(__name__)


def best(
    candidate: Candidate, scored: Sequence[Sentence], asked: Asked, phrases: Sequence[str] = ()
) -> Sentence | None:
    """The best sentence that can stand as evidence; None where the passage has none (headings, leftovers).

    Where exact phrases were asked for, it holds one, and rather two.
    """
    ordered = sorted(scored, key=lambda one: (-one.score, one.number))
    if phrases:
        held = {one.number: _phrases_in(candidate, one, phrases) for one in scored}
        ordered = sorted((one for one in ordered if held[one.number]), key=lambda one: -held[one.number])
    if name_query.is_bare(asked) and ordered:
        least = ordered[0].score * name_query.BAND
        ordered.sort(key=lambda one: strays(asked, candidate, one) if one.score >= least else name_query.FARTHEST)
    for sentence in ordered:
        if excerpts.is_quotable(candidate.text, candidate.body.spans[sentence.number], candidate.language):
            return sentence
    return None


def _phrases_in(candidate: Candidate, sentence: Sentence, phrases: Sequence[str]) -> int:
    start, end = candidate.body.spans[sentence.number]
    return sum(query_syntax.holds(candidate.text[start:end], phrase) for phrase in phrases)


def strays(asked: Asked, candidate: Candidate, sentence: Sentence) -> int:
    """How far a sentence is from being about the bare name that was asked, as in `name_query`."""
    start, end = candidate.body.spans[sentence.number]
    return name_query.strays(asked, candidate.text[start:end], candidate.language)


def excerpt(
    rank: int,
    candidate: Candidate,
    chosen: Sentence,
    scored: Sequence[Sentence],
    asked: Asked,
    cases: Mapping[CaseId, Case],
    count: int,
) -> Excerpt:
    """At least `count` sentences where the passage has them: the neighbours that answer best."""
    text, document, hit = candidate.text, candidate.document, candidate.hit
    start, end = _span(candidate, chosen, scored, count)
    quote = text[start:end]
    address, exact = text_fragment.link(document, text, (start, end))
    return Excerpt(
        rank=rank,
        quote=quote,
        matches=tuple(_matches(quote, asked, candidate.language)),
        document=document,
        case=cases[hit.case].name,
        place=passages.place(text, document.marks, start),
        start=start,
        end=end,
        passage=text[min(start, hit.start) : max(end, hit.end)],
        score=candidate.score,
        speaker=speakers.speaker(quote, candidate.language),
        link=address,
        link_exact=exact,
    )


def _span(candidate: Candidate, chosen: Sentence, scored: Sequence[Sentence], count: int) -> Span:
    spans = candidate.body.spans
    start, end = excerpts.widen(candidate.text, spans, chosen.number, 1, candidate.language)
    inside = [number for number, (first, last) in enumerate(spans) if first >= start and last <= end]
    while inside and len(inside) < min(count, len(spans)):
        around = [
            number
            for number in (inside[0] - 1, inside[-1] + 1)
            if 0 <= number < len(spans) and excerpts.is_quotable(candidate.text, spans[number], candidate.language)
        ]
        if not around:
            break
        inside = sorted([*inside, max(around, key=lambda number: (scored[number].score, number))])
        start, end = min(start, spans[inside[0]][0]), max(end, spans[inside[-1]][1])
    return start, end


def _matches(quote: str, asked: Asked, language: str) -> list[Span]:
    """The places of the question's words, overlapping pieces of unspaced writing joined."""
    joined: list[Span] = []
    for word in tokens.words(quote, language):
        if word.term not in asked.numbers:
            continue
        if joined and word.start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], word.end))
        else:
            joined.append((word.start, word.end))
    return joined


def sound(found: Sequence[Excerpt], store: Store) -> list[Excerpt]:
    """The quote contract: only those that stand in the text as the store has it now, which still has its hash."""
    texts = store.texts({excerpt.document.id for excerpt in found})
    quoted = {excerpt.document.id: excerpt for excerpt in found}
    intact = {number for number, excerpt in quoted.items() if _intact(excerpt, texts)}
    kept = [excerpt for excerpt in found if excerpt.document.id in intact]
    return [one for one in kept if texts[one.document.id][one.start : one.end] == one.quote]


def _intact(excerpt: Excerpt, texts: Mapping[DocumentId, str]) -> bool:
    text = texts.get(excerpt.document.id)
    if text is not None and hashlib.sha256(text.encode()).hexdigest() == excerpt.document.text_sha256:
        return True
    log.error("document %d withheld: its text does not match its hash", excerpt.document.id)
    return False
