"""The whole way from a question to an answer: candidates, ranking, excerpts, evidence, and the quote contract last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter
from typing import Final

from bot.core.language import detection
from bot.core.library import indexing
from bot.core.model.answers import CLOSEST, NOTHING, Answer, Excerpt, Question, Reason
from bot.core.model.documents import SHARED, Case, CaseId
from bot.core.model.errors import EmptyQuestion, QuestionTooLong
from bot.core.model.judge_ports import Judge
from bot.core.model.meaning_ports import Semantic
from bot.core.model.ports import Searched, Snapshot, Store
from bot.core.quoting import excerpts, one_block
from bot.core.search import (
    asked_dates,
    confidence,
    excerpting,
    explanation,
    judging,
    name_query,
    near_copies,
    query_syntax,
    ranking,
    retrieval,
    semantic_search,
    sentence_choice,
    small_talk,
    turning,
    units,
    weights,
)
from bot.core.search.aliases import other_names
from bot.core.search.aliases.alias_book import Book
from bot.core.search.differing import disagreements
from bot.core.search.document_cache import Shelf
from bot.core.search.near_copies import Stories
from bot.core.search.query import Asked
from bot.core.search.query_syntax import Query
from bot.core.search.ranking import Candidate
from bot.core.search.retrieval import Found, Limits
from bot.core.search.semantic_search import Sense
from bot.core.search.sentence_choice import Choice
from bot.core.search.units import Unit
from bot.core.search.words import missing_words, names
from bot.core.search.words.names import Name

LONGEST_QUESTION: Final = 4_000  # characters
EXCERPTS: Final = 3  # stories
UNITS: Final = 3  # of a document, where several things are asked for
EVIDENCE: Final = 24  # of the best units are looked at for whether they can stand as evidence
FILES_TONGUES: Final = 3  # languages of the files in which small talk is looked for, beside the question's


@dataclass(frozen=True, slots=True)
class _Finding:
    """What was found for a question: the candidates, their units weighed, and which of them are looked at, best first.

    rows: of `choice.signals`, in the order in which they are shown. firm: how many of these can stand as evidence.
    """

    sought: Asked
    found: Found
    candidates: Sequence[Candidate]
    choice: Choice | None
    rows: Sequence[int]
    firm: int
    stories: Stories

    def unit(self, row: int) -> Unit:
        assert self.choice is not None  # noqa: S101 - there are no rows without it
        return self.choice.units.units[row]


@dataclass(frozen=True, slots=True)
class _Quoted:
    """An excerpt and the row of its unit."""

    row: int
    excerpt: Excerpt


def ask(
    question: Question, cases: Mapping[CaseId, Case], store: Store, index: Searched, semantic: Semantic | None = None,
    judge: Judge | None = None, shelf: Shelf | None = None,
) -> Answer:  # fmt: skip
    """The exact words that answer, from these cases, or the closest to it, or a refusal with its reason.

    shelf: what was read of the store for earlier questions; nothing without it.
    Raises the kinds of BadQuestion. Everything else that people type gives one of the three verdicts.
    """
    began, wanted = perf_counter(), query_syntax.parse(_checked(question.text))
    days = asked_dates.days(question, wanted)
    snapshot = indexing.snapshot(store, index, cases)
    held = (shelf or Shelf()).at(store, index.head())
    sought, asks = _analysed(wanted, snapshot, held.aliases.of(cases, store))
    limits = retrieval.limits(wanted, days, cases, store)
    sense = semantic_search.sense(semantic, sought, cases, snapshot, limits)
    seen = _seen(sought, limits, wanted.phrases, snapshot, held, store, sense, judge)
    first, withheld = _kept(seen, question, cases, store, 1)
    named = _named(seen, first, snapshot, held, store) if asks else ()
    sure = _confidence(seen, first, named)
    own = store.setting(SHARED, confidence.THRESHOLD)
    enough = asks and sure >= confidence.threshold(own, is_across=_is_across(seen, first))
    lacking = _lacking(seen, first, sure) if enough and first else ()
    sound = enough and bool(first) and not lacking and not confidence.is_guess(sought)
    count = question.top if sound else max(question.top, CLOSEST)
    kept = _kept(seen, question, cases, store, count, first, joins=not sound)[0] if count > 1 else first
    kept += _farther(seen, limits, question, snapshot, held, store, cases, count - len(kept))
    searched = retrieval.searched(limits, snapshot)
    reason = _reason(seen, kept, searched, enough, lacking, asks=asks, withheld=withheld)
    shown = _shown(seen, kept, question, cases, store, judge) if reason is None else ()
    nearest = _nearest(kept[:count], reason, store, judge) if asks else ()
    return Answer(
        question=asked_dates.dated(question, wanted, days),
        answered=reason is None,
        confidence=sure if asks else 0.0,
        reason=reason,
        excerpts=shown,
        nearest=nearest,
        corpus=snapshot.digest,
        withheld=withheld,
        searched=searched,
        unknown=confidence.unknown_words(seen.sought),
        spellings={word.surface: word.corrected for word in seen.sought.words if word.corrected},
        languages=() if sought.language in snapshot.languages else sought.languages,
        disagreements=disagreements.among(seen.sought, shown),
        took_ms=(perf_counter() - began) * 1000,
        missing=_missing(seen.sought, lacking, named, shown or nearest[:CLOSEST]) if asks else (),
        aliases=other_names.told(seen.sought, shown or nearest[:CLOSEST]),
    )


def _checked(text: str) -> str:
    if not text.strip():
        raise EmptyQuestion
    if len(text) > LONGEST_QUESTION:
        raise QuestionTooLong(length=len(text), limit=LONGEST_QUESTION)
    return text


def _analysed(wanted: Query, snapshot: Snapshot, books: Sequence[Book]) -> tuple[Asked, bool]:
    """The question without what is wrapped around it, and whether it asks anything at all."""
    files = sorted(snapshot.languages, key=lambda one: (-snapshot.languages[one], one))
    tongue = detection.detect(wanted.text, files)
    start, end = small_talk.asked(wanted.text, (tongue, *files[:FILES_TONGUES]))
    own = wanted.text[start:end].strip() or wanted.text
    asks = start < end or bool(wanted.phrases)
    tongue = tongue if own == wanted.text else detection.detect(own, files)
    return other_names.analyse(own, tongue, snapshot, wanted.exact, books), asks


def _seen(
    sought: Asked, limits: Limits, phrases: Sequence[str], snapshot: Snapshot, held: Shelf, store: Store,
    sense: Sense | None, judge: Judge | None,
) -> _Finding:  # fmt: skip
    """The candidates and their units, whatever number of them is to be shown: an answer doesn't depend on that."""
    sought, found = retrieval.settle(sought, limits, ranking.DEEP, snapshot, held, store)
    found = semantic_search.widened(sense, sought, limits, found, snapshot, held, store)
    candidates = ranking.rank(sought, found.hits, found.documents, found.texts, meant=found.meant)
    stories = _stories(candidates, found, held)
    if not candidates:
        return _Finding(sought, found, (), None, (), 0, stories)
    choice = sentence_choice.choose(sought, units.gather(sought, candidates, sense))
    firm, rest = _sorted(sought, choice, phrases)
    if not phrases:
        choice, firm = judging.judged(judge, sought, choice, firm)
    firm = _about_the_name(sought, choice, firm)
    return _Finding(sought, found, candidates, choice, [*firm, *rest], len(firm), stories)


def _sorted(sought: Asked, choice: Choice, phrases: Sequence[str]) -> tuple[list[int], list[int]]:
    """The rows that can stand as evidence, best first, and the others: headings, leftovers, what lacks the phrase."""
    texts = {row: choice.units.units[row].text for row in choice.order} if phrases else {}
    holding = {row: sum(query_syntax.holds(text, phrase) for phrase in phrases) for row, text in texts.items()}
    near = [row for row in choice.order if not phrases or holding[row]][:EVIDENCE]
    firm = [row for row in near if _is_quotable(choice.units.units[row])]
    if phrases:
        firm.sort(key=lambda row: -holding[row])
    known = set(firm)
    return firm, [row for row in choice.order if row not in known]


def _about_the_name(sought: Asked, choice: Choice, firm: Sequence[int]) -> list[int]:
    """Of a bare name, those first that are about it, among those that score alike by words; of what somebody or
    something is, those that tell it, then those that begin with it."""
    bare = name_query.is_bare(sought)
    if not firm or not (bare or name_query.is_defined(sought)):
        return list(firm)
    least = max(choice.scores[row] for row in firm) - name_query.BAND
    far = _strays if bare else _leaves_untold
    return sorted(
        firm, key=lambda row: far(sought, choice, row) if choice.scores[row] >= least else name_query.FARTHEST
    )


def _leaves_untold(sought: Asked, choice: Choice, row: int) -> int:
    unit = choice.units.units[row]
    if name_query.seems_told(sought, unit.text, unit.candidate.language):
        return 0
    return 1 if _strays(sought, choice, row) == 0 else name_query.FARTHEST


def _is_quotable(unit: Unit) -> bool:
    return excerpts.is_quotable(unit.candidate.text, unit.span, unit.candidate.language)


def _strays(sought: Asked, choice: Choice, row: int) -> int:
    unit = choice.units.units[row]
    return name_query.strays(sought, unit.text, unit.candidate.language)


def _stories(candidates: Sequence[Candidate], found: Found, held: Shelf) -> Stories:
    """Which documents tell one story, among the candidates'; each other document stands for itself."""
    near = [one.hit for one in candidates]
    return {document: document for document in found.documents} | near_copies.stories(
        near, found.documents, found.texts, held.compared
    )


def _kept(
    seen: _Finding, question: Question, cases: Mapping[CaseId, Case], store: Store, count: int,
    known: Sequence[_Quoted] = (), *, joins: bool = False,
) -> tuple[list[_Quoted], bool]:  # fmt: skip
    """The nearest `count` with their excerpts, no two in one place or of one story's copies, without the damaged; and
    whether there was a damaged one. In the place of one of these, another may have to stand, so all are quoted.
    `known`: the first of them, where they were made and found sound already. `joins`: they are shown as the closest."""
    kept = _places(seen, question, cases, count, known, joins=joins)
    sound = [*known, *_sound(kept[len(known) :], store)]
    if len(sound) == len(kept):
        return kept, False
    return _sound(_places(seen, question, cases, len(seen.rows), (), joins=joins), store)[:count], True


def _places(
    seen: _Finding, question: Question, cases: Mapping[CaseId, Case], count: int, known: Sequence[_Quoted], *,
    joins: bool,
) -> list[_Quoted]:  # fmt: skip
    kept = list(known)
    rows, firm = {one.row for one in known}, set(seen.rows[: seen.firm])
    for row in seen.rows:
        if len(kept) >= count:
            break
        if row not in rows and not any(_covers(seen, one, row) for one in kept):
            _add(kept, _quote(seen, row, question, cases), joins=joins, quoted=row in firm)
    return kept


def _add(kept: list[_Quoted], made: _Quoted, *, joins: bool, quoted: bool) -> None:
    """One more of the closest; in the block of one of those that people see, where it would show words of that again.

    Once there are as many as they see, none changes any more: what is shown doesn't depend on how many are wanted.
    """
    joins = joins and len(kept) < CLOSEST
    blocks = one_block.added([one.excerpt for one in kept], made.excerpt, quoted=quoted) if joins else []
    if joins and len(blocks) <= len(kept):
        rows = {(one.excerpt.document.id, one.excerpt.start): one.row for one in kept}
        kept[:] = [_Quoted(rows[block.document.id, block.start], block) for block in blocks]
    else:
        kept.append(made)


def _covers(seen: _Finding, shown: _Quoted, row: int) -> bool:
    """Whether a unit stands in the place of one that is shown already, or in a copy of its document."""
    unit, excerpt = seen.unit(row), shown.excerpt
    own, other = unit.candidate.document.id, excerpt.document.id
    if own == other:
        return unit.span[0] < excerpt.shown_end and excerpt.shown_start < unit.span[1]
    return seen.stories[own] == seen.stories[other]


def _quote(seen: _Finding, row: int, question: Question, cases: Mapping[CaseId, Case]) -> _Quoted:
    assert seen.choice is not None  # noqa: S101 - there are no rows without it
    score = float(seen.choice.scores[row])
    made = excerpting.excerpt(0, seen.unit(row), score, seen.sought, cases, question.sentences)
    if question.explain:
        made = replace(made, signals=explanation.signals(seen.sought, seen.choice, row))
    return _Quoted(row, made)


def _sound(kept: Sequence[_Quoted], store: Store) -> list[_Quoted]:
    """Without those whose quote isn't in the store's text any more."""
    intact = excerpting.sound([one.excerpt for one in kept], store)
    return [one for one in kept if one.excerpt in intact]


def _farther(
    seen: _Finding, limits: Limits, question: Question, snapshot: Snapshot, held: Shelf, store: Store,
    cases: Mapping[CaseId, Case], count: int,
) -> list[_Quoted]:  # fmt: skip
    """`count` more, where so many are wanted: from passages farther down, each with its best unit."""
    if count <= 0 or len(seen.candidates) < ranking.DEEP:
        return []
    known = {(one.hit.document, one.hit.start) for one in seen.candidates}
    top = len(seen.candidates) + count
    found = retrieval.find(seen.sought, limits, top, snapshot, held, store)
    ranked = ranking.rank(seen.sought, found.hits, found.documents, found.texts, top)
    more = []
    for candidate in (one for one in ranked if (one.hit.document, one.hit.start) not in known):
        choice = sentence_choice.choose(seen.sought, units.gather(seen.sought, [candidate]))
        other = replace(seen, choice=choice)
        more.append(replace(_quote(other, choice.order[0], question, cases), row=-1))
    return _sound(more[:count], store)


def _named(seen: _Finding, kept: Sequence[_Quoted], snapshot: Snapshot, held: Shelf, store: Store) -> Sequence[Name]:
    """The question's names, where what comes first is in another language, which has other words for all else."""
    if not _is_across(seen, kept):
        return ()
    return names.known(seen.sought, snapshot, lambda documents: held.read(store, documents))


def _confidence(seen: _Finding, kept: Sequence[_Quoted], named: Sequence[Name]) -> float:
    if not kept or seen.choice is None or kept[0].row not in seen.rows[: seen.firm]:
        return 0.0
    own = kept[0].excerpt.document.id
    copies = {one for one, story in seen.stories.items() if one != own and story == seen.stories[own]}
    sure = confidence.confidence(seen.sought, seen.choice, kept[0].row, copies)
    if confidence.speaks_another(seen.sought, kept[0].excerpt):
        sure *= weights.of("decision")["another"].value
    if names.absent(seen.sought, named, excerpting.told([kept[0].excerpt])):
        sure *= weights.of("decision")["unnamed"].value
    return sure


def _is_across(seen: _Finding, kept: Sequence[_Quoted]) -> bool:
    """Whether the first quote is in another language than the question."""
    return bool(kept) and ranking.language(kept[0].excerpt.document) != seen.sought.language


def _reason(
    seen: _Finding, kept: Sequence[_Quoted], searched: int, enough: bool, lacking: Sequence[str], *, asks: bool,
    withheld: bool,
) -> Reason | None:  # fmt: skip
    """None where the evidence is enough."""
    if not asks:
        return Reason.NO_QUESTION
    if not searched:
        return Reason.EMPTY
    if not seen.sought.words or seen.sought.empty:
        return Reason.NO_WORDS
    if withheld and not kept:
        return Reason.WITHHELD
    if not enough:
        return confidence.reason(seen.sought, seen.candidates, seen.choice)
    if confidence.is_guess(seen.sought):
        return Reason.UNCERTAIN
    return Reason.MISSING if lacking else None


def _lacking(seen: _Finding, first: Sequence[_Quoted], sure: float) -> Sequence[str]:
    """What of the question the files hold nowhere, where it would be answered but for that."""
    assert seen.choice is not None  # noqa: S101 - nothing is sure without it
    return confidence.lacking(seen.sought, seen.choice, first[0].row, first[0].excerpt, sure)


def _shown(
    seen: _Finding, kept: Sequence[_Quoted], question: Question, cases: Mapping[CaseId, Case], store: Store,
    judge: Judge | None,
) -> tuple[Excerpt, ...]:  # fmt: skip
    """The first excerpt, and those of other stories that come within reach of it; the same words only once."""
    near = [one.excerpt for one in _within_reach(seen, kept, question, cases, store)]
    own = [one for one in near[1:] if one.document.id == near[0].document.id]  # another value in the same document
    folded = near_copies.folded(
        [one for one in near if one not in own], seen.stories, partial(disagreements.differ, seen.sought)
    )
    told = [excerpting.with_copies(one, story, seen.found.documents) for one, story in folded]
    told = [told[0], *own[:1], *told[1:]][:EXCERPTS]
    if seen.choice is not None and "several" in seen.choice.asks.forms:
        told = [each for one in told for each in (one, *_more_of(seen, one, question, cases, store))]
    return tuple(excerpting.noted(excerpting.renumbered(told), store, judge, turning.SENTENCES))


def _more_of(
    seen: _Finding, shown: Excerpt, question: Question, cases: Mapping[CaseId, Case], store: Store
) -> list[Excerpt]:
    """Further units of that document within reach, in the order of its text: several things were asked for."""
    assert seen.choice is not None  # noqa: S101 - there is an answer
    scores, firm = seen.choice.scores, seen.rows[: seen.firm]
    least = max(scores[row] for row in firm) - weights.of("decision")["reach"].value
    own = [row for row in firm if scores[row] >= least and seen.unit(row).candidate.document.id == shown.document.id]
    kept = [_Quoted(-1, shown)]
    for row in own:
        if len(kept) < UNITS and not any(_covers(seen, one, row) for one in kept):
            kept.append(_quote(seen, row, question, cases))
    return [one.excerpt for one in _sound(sorted(kept[1:], key=lambda one: one.excerpt.start), store)]


def _within_reach(
    seen: _Finding, kept: Sequence[_Quoted], question: Question, cases: Mapping[CaseId, Case], store: Store
) -> list[_Quoted]:
    """The first, and of each other document its best unit that is nearly as good; one that gives another value
    (of the first's own document, too) stands right behind the first."""
    assert seen.choice is not None  # noqa: S101 - there is an answer
    best, first = seen.choice.scores[kept[0].row], kept[0].excerpt
    reach, differing = (weights.of("decision")[name].value for name in ("reach", "differing"))
    known, near, other = {first.document.id}, [], disagreements.Other(seen.sought, first)
    made = {one.row: one for one in kept}
    for row in seen.rows[: seen.firm]:
        unit, behind = seen.unit(row), best - seen.choice.scores[row]
        is_near = behind <= reach and unit.candidate.document.id not in known
        if is_near or (behind <= differing and other.may_be_in(unit)):
            known.add(unit.candidate.document.id)
            near.append((is_near, made.get(row) or _quote(seen, row, question, cases)))
    differ = [one for _, one in near if other.is_in(one.excerpt)]
    return [kept[0], *_sound([*differ, *(one for is_near, one in near if is_near and one not in differ)], store)]


def _nearest(
    kept: Sequence[_Quoted], reason: Reason | None, store: Store, judge: Judge | None
) -> tuple[Excerpt, ...]:  # fmt: skip
    """What comes nearest; noted where it is shown, which is where it is no answer."""
    found = excerpting.renumbered(one.excerpt for one in kept)
    if reason is None or reason in NOTHING:
        return tuple(found)
    return (*excerpting.noted(found[:CLOSEST], store, judge, 0), *found[CLOSEST:])


def _missing(sought: Asked, lacking: Sequence[str], named: Sequence[Name], shown: Sequence[Excerpt]) -> tuple[str, ...]:
    """What of the question stands in none of these excerpts, nor in the titles or dates of their documents; first that
    for which it is refused."""
    told = excerpting.told(shown)
    return tuple(dict.fromkeys((*lacking, *names.absent(sought, named, told), *missing_words.missing(sought, told))))
