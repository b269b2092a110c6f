"""The whole way from a question to an answer: candidates, ranking, excerpts, evidence, and the quote contract last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Final

from bot.core.language import detection
from bot.core.library import indexing, intake
from bot.core.library.indexing import entry
from bot.core.model.answers import Answer, Excerpt, Question, Reason
from bot.core.model.documents import Case, CaseId, Document, DocumentId
from bot.core.model.errors import BadDate, BadDetail, EmptyQuestion, QuestionTooLong
from bot.core.model.ports import Index, Snapshot, Store
from bot.core.search import (
    confidence,
    disagreements,
    excerpting,
    explanation,
    name_query,
    near_copies,
    query,
    query_syntax,
    ranking,
    retrieval,
    sentence_choice,
    weights,
)
from bot.core.search.document_cache import Shelf, shelf
from bot.core.search.near_copies import Stories
from bot.core.search.query import Asked
from bot.core.search.query_syntax import Query
from bot.core.search.ranking import Candidate
from bot.core.search.retrieval import Found, Limits
from bot.core.search.sentence_choice import Sentence

LONGEST_QUESTION: Final = 4_000  # characters
EXCERPTS: Final = 3


@dataclass(frozen=True, slots=True)
class _Finding:
    """A ranked candidate, its sentences scored, and the best of them that can stand as evidence (None for none).

    excerpt: None where nobody is to see it.
    """

    rank: int
    candidate: Candidate
    scored: Sequence[Sentence]
    chosen: Sentence | None
    excerpt: Excerpt | None = None


def ask(question: Question, cases: Mapping[CaseId, Case], store: Store, index: Index) -> Answer:
    """The exact words that answer, from these cases, or a refusal with its reason.

    Raises EmptyQuestion, QuestionTooLong, BadDate. Everything else that people type gives an answer or a refusal.
    """
    began = perf_counter()
    wanted = query_syntax.parse(_checked(question.text))
    days = _days(question, wanted)
    snapshot = indexing.snapshot(store, index, cases)
    sought = _analysed(wanted, snapshot)
    limits = retrieval.limits(wanted, days, cases, store)
    held = shelf(store, index.head())
    sought, found, candidates = _candidates(sought, limits, question, snapshot, held, store)
    stories = _stories(candidates, found)
    findings = _read(candidates, stories, sought, wanted.phrases, question.top)
    kept = _kept(findings, sought, question, cases, store)
    sure = _confidence(sought, kept)
    enough = sure >= confidence.threshold(held.setting(store, confidence.THRESHOLD))
    reason = _reason(sought, kept, snapshot, enough, withheld=len(kept) < len(findings))
    shown = _shown(sought, kept, stories, found.documents) if reason is None else ()
    return Answer(
        question=replace(
            question,
            after=_narrowest(question.after, wanted.after, days[0]),
            before=_narrowest(question.before, wanted.before, days[1]),
        ),
        answered=reason is None,
        confidence=sure,
        reason=reason,
        excerpts=shown,
        nearest=tuple(_renumbered(one.excerpt for one in kept[: question.top] if one.excerpt)),
        corpus=snapshot.digest,
        searched=snapshot.documents,
        unknown=confidence.unknown_words(sought),
        spellings={word.surface: word.corrected for word in sought.words if word.corrected},
        languages=() if sought.language in snapshot.languages else sought.languages,
        disagreements=disagreements.among(sought, shown),
        took_ms=(perf_counter() - began) * 1000,
    )


def _checked(text: str) -> str:
    if not text.strip():
        raise EmptyQuestion
    if len(text) > LONGEST_QUESTION:
        raise QuestionTooLong(length=len(text), limit=LONGEST_QUESTION)
    return text


def _days(question: Question, wanted: Query) -> tuple[int, int]:
    """The narrower of what was chosen and what was typed."""
    after = [_span_of(date)[0] for date in (question.after, wanted.after) if date]
    before = [_span_of(date)[1] for date in (question.before, wanted.before) if date]
    return max(after, default=0), min(before, default=0)


def _narrowest(chosen: str | None, typed: str | None, day: int) -> str | None:
    """The date that counts, of the one chosen and the one typed, as it was written."""
    return next((one for one in (chosen, typed) if one and day in _span_of(one)), None)


def _span_of(date: str) -> tuple[int, int]:
    """First and last day of a date that may stop early. Raises BadDate."""
    try:
        return intake.days(date)
    except BadDetail as error:
        raise BadDate(value=error.fields["value"]) from None


def _analysed(wanted: Query, snapshot: Snapshot) -> Asked:
    files = sorted(snapshot.languages, key=lambda one: (-snapshot.languages[one], one))
    return query.analyse(wanted.text, detection.detect(wanted.text, files), snapshot)


def _candidates(
    sought: Asked, limits: Limits, question: Question, snapshot: Snapshot, held: Shelf, store: Store
) -> tuple[Asked, Found, list[Candidate]]:
    """Ranked, with the question as it was understood in finding them."""
    least = max(question.top, ranking.FEWEST)
    sought, found = retrieval.settle(sought, limits, least, snapshot, held, store)
    return sought, found, ranking.rank(sought, found.hits, found.documents, found.texts, least)


def _stories(candidates: Sequence[Candidate], found: Found) -> Stories:
    """Which documents tell one story, among those that may be shown; each other document stands for itself."""
    least = weights.of("decision")["reach"].value * max((one.score for one in candidates), default=0.0)
    near = [one.hit for one in candidates if one.score >= least]
    return {document: document for document in found.documents} | near_copies.stories(
        near, found.documents, found.texts
    )


def _read(
    candidates: Sequence[Candidate], stories: Stories, sought: Asked, phrases: Sequence[str], top: int
) -> list[_Finding]:
    """Passages that hold a quotable sentence first: headings and leftovers are never evidence.

    What is read, and so how sure an answer is, doesn't depend on how many are to be shown.
    """
    candidates = _worth_reading(candidates, stories, max(top, ranking.FEWEST))
    scored = sentence_choice.sentences(sought, candidates)
    found = [
        _Finding(rank, candidate, own, excerpting.best(candidate, own, sought, phrases))
        for rank, (candidate, own) in enumerate(zip(candidates, scored, strict=True), 1)
    ]
    return sorted(found, key=lambda one: (one.chosen is None, _straying(sought, one, candidates[0])))


def _straying(sought: Asked, one: _Finding, first: Candidate) -> int:
    """Of a bare name, whether it is about that; what scores far less than the first comes after it in any case."""
    if one.chosen is None or not name_query.is_bare(sought):
        return 0
    near = one.candidate.score >= first.score * name_query.BAND
    return excerpting.strays(sought, one.candidate, one.chosen) if near else name_query.FARTHEST


def _quoted(
    findings: Sequence[_Finding],
    sought: Asked,
    question: Question,
    cases: Mapping[CaseId, Case],
    *,
    every: bool = False,
) -> list[_Finding]:
    """With their excerpts: the nearest `top`, and those that may be shown as evidence; or all."""
    reach = _reach(findings)
    return [
        replace(one, excerpt=_excerpt(one, sought, question, cases))
        if every or place < question.top or (one.chosen and one.candidate.score >= reach)
        else one
        for place, one in enumerate(findings)
    ]


def _kept(
    findings: Sequence[_Finding], sought: Asked, question: Question, cases: Mapping[CaseId, Case], store: Store
) -> list[_Finding]:
    """With their excerpts, without the damaged: in the place of one, another may have to stand, so all are quoted."""
    kept = _sound(_quoted(findings, sought, question, cases), store)
    if len(kept) == len(findings):
        return kept
    return _sound(_quoted(findings, sought, question, cases, every=True), store)


def _sound(findings: Sequence[_Finding], store: Store) -> list[_Finding]:
    """Without those whose quote isn't in the store's text any more."""
    intact = excerpting.sound([one.excerpt for one in findings if one.excerpt], store)
    return [one for one in findings if one.excerpt is None or one.excerpt in intact]


def _reach(findings: Sequence[_Finding]) -> float:
    """The score from which on another passage stands beside the first."""
    return findings[0].candidate.score * weights.of("decision")["reach"].value if findings else 0.0


def _excerpt(one: _Finding, sought: Asked, question: Question, cases: Mapping[CaseId, Case]) -> Excerpt:
    best = one.chosen or max(one.scored, key=lambda sentence: (sentence.score, -sentence.number))
    excerpt = excerpting.excerpt(one.rank, one.candidate, best, one.scored, sought, cases, question.sentences)
    return replace(excerpt, signals=explanation.signals(sought, one.candidate, best)) if question.explain else excerpt


def _worth_reading(candidates: Sequence[Candidate], stories: Stories, top: int) -> list[Candidate]:
    """The nearest ones, and further ones only where they may become a further story's excerpt."""
    known = {stories[one.hit.document] for one in candidates[:top]}
    reach = candidates[0].score * weights.of("decision")["reach"].value if candidates else 0.0
    others: dict[DocumentId, Candidate] = {}
    for one in candidates[top:]:
        if one.score >= reach and stories[one.hit.document] not in known:
            others.setdefault(stories[one.hit.document], one)
    return [*candidates[:top], *list(others.values())[: EXCERPTS - 1]]


def _confidence(sought: Asked, kept: Sequence[_Finding]) -> float:
    if not kept or kept[0].chosen is None:
        return 0.0
    return confidence.confidence(sought, [one.candidate for one in kept], kept[0].chosen)


def _reason(
    sought: Asked, kept: Sequence[_Finding], snapshot: Snapshot, enough: bool, *, withheld: bool
) -> Reason | None:
    """None where the evidence is enough."""
    if not snapshot.documents:
        return Reason.EMPTY
    if not sought.words or sought.empty:
        return Reason.NO_WORDS
    if withheld and not kept:
        return Reason.WITHHELD
    if enough:
        return None
    return confidence.reason(sought, [one.candidate for one in kept])


def _shown(
    sought: Asked, kept: Sequence[_Finding], stories: Stories, documents: Mapping[DocumentId, Document]
) -> tuple[Excerpt, ...]:
    """The first excerpt, and those of other stories that come within reach of it; the same words only once."""

    def differ(one: Excerpt, other: Excerpt) -> bool:
        return bool(disagreements.among(sought, _renumbered((one, other))))

    reach = _reach(kept)
    near = [one.excerpt for one in kept if one.excerpt and one.chosen and one.excerpt.score >= reach]
    folded = near_copies.folded(near, stories, differ)[:EXCERPTS]
    return tuple(_renumbered(_with_copies(one, story, documents) for one, story in folded))


def _with_copies(excerpt: Excerpt, story: Iterable[DocumentId], documents: Mapping[DocumentId, Document]) -> Excerpt:
    """Its further documents, by key."""
    others = sorted((documents[one] for one in story if one != excerpt.document.id), key=lambda one: (one.key, one.id))
    return replace(excerpt, copies=tuple(dict.fromkeys(one.key for one in others)), copied=tuple(others))


def _renumbered(found: Iterable[Excerpt]) -> list[Excerpt]:
    return [one if one.rank == rank else replace(one, rank=rank) for rank, one in enumerate(found, 1)]


__all__ = ["ask", "entry"]
