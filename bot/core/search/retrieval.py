"""From a question and its filters to ranked passages: what the index finds, within what the filters let through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.core.language import tokens
from bot.core.model.answers import Hit
from bot.core.model.documents import CaseId, Document, DocumentId
from bot.core.model.ports import Snapshot, Store
from bot.core.search import query, query_syntax, ranking
from bot.core.search.aliases import other_names
from bot.core.search.document_cache import Shelf
from bot.core.search.query import Asked, Sought
from bot.core.search.query_syntax import Query

WIDE: Final = 400  # passages looked through for an exact phrase or a word that must be missing


@dataclass(frozen=True, slots=True)
class Found:
    """Candidate passages, best first, with their documents and texts. meant: further ones, near in meaning."""

    hits: Sequence[Hit]
    documents: Mapping[DocumentId, Document]
    texts: Mapping[DocumentId, str]
    meant: Sequence[Hit] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What else a passage must meet. `within`: of these documents only. after, before: ordinals of days, 0 for none."""

    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    within: frozenset[DocumentId] | None = None
    after: int = 0
    before: int = 0


def limits(wanted: Query, days: tuple[int, int], cases: Iterable[CaseId], store: Store) -> Limits:
    """`days`: the first and last ordinal, 0 for none. Documents are listed only where title, source or tag is given."""
    within = None
    if wanted.title or wanted.source or wanted.tag:
        within = frozenset(one.id for one in store.documents(cases) if _fits(one, wanted))
    return Limits(wanted.phrases, wanted.without, within, *days)


def searched(limits: Limits, snapshot: Snapshot) -> int:
    """How many documents are visible; where dates were given, of these dates."""
    if not (limits.after or limits.before):
        return snapshot.documents
    return len(snapshot.versions(after=limits.after, before=limits.before).ids)


def _fits(document: Document, wanted: Query) -> bool:
    details = document.details
    origin = query_syntax.canonical(f"{details.source or ''} {details.publisher or ''}")
    title = query_syntax.canonical(details.title)
    tags = {query_syntax.canonical(one) for one in (details.tags or "").split(", ")}
    asked = ((wanted.title, title), (wanted.source, origin), (wanted.tag, tags))
    return all(query_syntax.canonical(one) in held for words, held in asked for one in words)


def settle(
    sought: Asked, limits: Limits, top: int, snapshot: Snapshot, shelf: Shelf, store: Store
) -> tuple[Asked, Found]:
    """What is found, and the question as it was understood: a spelling that no passage really has is given up."""
    sought = _known_within(sought, limits, snapshot)
    found = find(sought, limits, top, snapshot, shelf, store)
    mended = {term for word in sought.words if word.corrected for term in word.terms}
    if not mended:
        return sought, found
    settled = query.settled(sought, _forms(found, mended), snapshot)
    if settled.terms == sought.terms:
        return settled, found
    return settled, find(settled, limits, top, snapshot, shelf, store)


def _known_within(sought: Asked, limits: Limits, snapshot: Snapshot) -> Asked:
    """The same question; where dates were given, with what only documents of other dates hold as unknown."""
    if not (limits.after or limits.before):
        return sought
    chosen = [
        word if _is_held(word, sought, limits, snapshot) else replace(word, known=False, corrected=None)
        for word in sought.words
    ]
    return replace(sought, words=tuple(chosen))


def _is_held(word: Sought, sought: Asked, limits: Limits, snapshot: Snapshot) -> bool:
    dates = {"after": limits.after, "before": limits.before}
    ways = [way for form in sought.others(word) for way in other_names.ways(form, sought, snapshot)]
    return any(
        snapshot.search(list(terms), 1, must=list(must), without=[], within=limits.within, **dates)
        for terms, must in ((word.terms, ()), *((way, way) for way in ways))
    )


def _forms(found: Found, mended: set[str]) -> set[tuple[str, str]]:
    """The words found that have one of these terms, each with the language of the document where it stands."""
    forms: set[tuple[str, str]] = set()
    for hit in found.hits:
        text, tongue = found.texts[hit.document][hit.start : hit.end], ranking.language(found.documents[hit.document])
        forms |= {(form, tongue) for form in tokens.surfaces(text, tongue, mended)}
    return forms


def find(sought: Asked, limits: Limits, top: int, snapshot: Snapshot, shelf: Shelf, store: Store) -> Found:
    """At most CANDIDATES passages, or `top`. Exact phrases and missing words are checked in the text itself.

    Passages that can't come to the front aren't read, unless they may show how a word is spelt.
    """
    exact = bool(limits.phrases or limits.without)
    count = max(ranking.CANDIDATES, top)
    must, filters = _must(sought, limits.phrases), _filters(sought, limits)
    terms = [*sought.terms, *other_names.single(sought, snapshot)] if sought.called else sought.terms
    hits = snapshot.search(terms, WIDE if exact else count, must=must, **filters)
    if sought.called:
        hits = other_names.widened(
            sought,
            hits,
            snapshot,
            lambda terms, held: snapshot.search(terms, other_names.LOOKED_THROUGH, must=[*must, *held], **filters),
            lambda ids: shelf.read(store, ids),
        )
    if not exact and not any(word.corrected for word in sought.words):
        hits = ranking.worth_reading(hits, top)
    documents, texts = shelf.read(store, (hit.document for hit in hits))
    kept = [hit for hit in hits if hit.document in texts]
    if exact:
        kept = [hit for hit in kept if allowed(texts[hit.document][hit.start : hit.end], limits)]
    return Found(kept[:count], documents, texts)


def _filters(asked: Asked, limits: Limits) -> dict[str, Any]:
    """What a search of the index is given beside its terms."""
    return {
        "without": _never(asked, limits.without),
        "within": limits.within,
        "after": limits.after,
        "before": limits.before,
    }


def _must(asked: Asked, phrases: Sequence[str]) -> list[str]:
    """The phrases' terms, where the files have one language; with several, the text alone decides."""
    if len(asked.languages) != 1:
        return []
    return list(dict.fromkeys(term for phrase in phrases for term in tokens.terms(phrase, asked.languages[0])))


def _never(asked: Asked, without: Sequence[str]) -> list[str]:
    """Single words; the form in each of the files' languages."""
    single = [word for word in without if len(word.split()) == 1]
    terms = (tokens.terms(word, language) for word in single for language in asked.languages)
    return list(dict.fromkeys(own[0] for own in terms if len(own) == 1))


def allowed(passage: str, limits: Limits) -> bool:
    """Whether it holds the exact phrases, and none of what must be missing."""
    return all(query_syntax.holds(passage, phrase) for phrase in limits.phrases) and not any(
        query_syntax.holds(passage, word) for word in limits.without
    )
