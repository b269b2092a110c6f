"""The whole way from a question to an answer: candidates, ranking, excerpts, evidence, and the quote contract last."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from time import perf_counter
from typing import Final

from bot.core import asked, excerpts, intake, language, links, passages, query, sentences, speakers, words
from bot.core.asked import Asked
from bot.core.errors import BadDate, BadDetail, EmptyQuestion, QuestionTooLong
from bot.core.indexing import entry as entry
from bot.core.model import (
    Answer,
    Case,
    CaseId,
    Document,
    DocumentId,
    Excerpt,
    Hit,
    Question,
    Reason,
    Span,
)
from bot.core.ports import Index, Snapshot, Store

LONGEST_QUESTION: Final = 4_000  # characters
CANDIDATES: Final = 40
EXCERPTS: Final = 3

log = logging.getLogger(__name__)


def ask(question: Question, cases: Mapping[CaseId, Case], store: Store, index: Index) -> Answer:
    """The exact words that answer, from these cases, or a refusal with its reason.

    Raises EmptyQuestion, QuestionTooLong, BadDate. Everything else that people type gives an answer or a refusal.
    """
    began = perf_counter()
    if not question.text.strip():
        raise EmptyQuestion
    if len(question.text) > LONGEST_QUESTION:
        raise QuestionTooLong(length=len(question.text), limit=LONGEST_QUESTION)
    wanted = query.parse(question.text)
    after, before = _days(question.after or wanted.after, question.before or wanted.before)
    snapshot = index.snapshot(cases)
    tongue = language.detect(wanted.text, sorted(snapshot.languages, key=lambda one: (-snapshot.languages[one], one)))
    sought = asked.analyse(wanted.text, tongue, snapshot)
    hits = snapshot.search(sought.terms, max(CANDIDATES, question.top), after=after, before=before)
    documents = store.get({hit.document for hit in hits})
    texts = store.texts({hit.document for hit in hits})
    found = [
        _excerpt(rank, hit, documents[hit.document], texts[hit.document], sought, cases, question.sentences)
        for rank, hit in enumerate(hits[: max(question.top, 10)], 1)
    ]
    found = _checked(found, texts)
    answered = bool(found)
    return Answer(
        question=question,
        answered=answered,
        confidence=0.5 if answered else 0.0,
        reason=None if answered else Reason.NO_WORDS if not sought.words else Reason.UNKNOWN_WORDS,
        excerpts=tuple(_one_a_document(found)) if answered else (),
        nearest=tuple(found[: question.top]),
        corpus=snapshot.digest,
        searched=snapshot.documents,
        took_ms=(perf_counter() - began) * 1000,
    )


def _days(after: str | None, before: str | None) -> tuple[int, int]:
    try:
        return intake.days(after)[0] if after else 0, intake.days(before)[1] if before else 0
    except BadDetail as error:
        raise BadDate(value=error.fields["value"]) from None


def _excerpt(
    rank: int,
    hit: Hit,
    document: Document,
    text: str,
    sought: Asked,
    cases: Mapping[CaseId, Case],
    count: int,
) -> Excerpt:
    tongue = document.details.language or "en"
    spans = sentences.split(text, tongue, hit.start, hit.end) or [(hit.start, hit.end)]
    best = max(range(len(spans)), key=lambda number: (_cover(text, spans[number], sought, tongue), -number))
    start, end = excerpts.widen(text, spans, best, count, tongue)
    address, exact = links.link(document, text, (start, end))
    return Excerpt(
        rank=rank,
        quote=text[start:end],
        matches=tuple(_matches(text[start:end], sought, tongue)),
        document=document,
        case=cases[hit.case].name,
        place=passages.place(text, document.marks, hit.start),
        start=start,
        end=end,
        passage=text[min(start, hit.start) : max(end, hit.end)],
        score=hit.score,
        speaker=speakers.speaker(text[start:end], tongue),
        link=address,
        link_exact=exact,
    )


def _cover(text: str, span: Span, sought: Asked, tongue: str) -> float:
    found = set(words.terms(text[span[0] : span[1]], tongue))
    return sum(word.weight for word in sought.words if not found.isdisjoint(word.terms))


def _matches(quote: str, sought: Asked, tongue: str) -> list[Span]:
    terms = set(sought.terms)
    return [(word.start, word.end) for word in words.words(quote, tongue) if word.term in terms]


def _checked(found: Sequence[Excerpt], texts: Mapping[DocumentId, str]) -> list[Excerpt]:
    """Only what still equals the stored text, byte for byte."""
    sound = []
    for excerpt in found:
        text = texts[excerpt.document.id]
        if hashlib.sha256(text.encode()).hexdigest() != excerpt.document.text_sha256:
            log.error("document %d withheld: its text does not match its hash", excerpt.document.id)
        elif text[excerpt.start : excerpt.end] == excerpt.quote:
            sound.append(excerpt)
    return sound


def _one_a_document(found: Sequence[Excerpt]) -> list[Excerpt]:
    first: dict[DocumentId, Excerpt] = {}
    for excerpt in found:
        first.setdefault(excerpt.document.id, excerpt)
    return [replace(excerpt, rank=rank) for rank, excerpt in enumerate(list(first.values())[:EXCERPTS], 1)]


__all__ = ["ask", "entry"]
_ = Snapshot
