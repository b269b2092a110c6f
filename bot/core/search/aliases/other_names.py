"""A question that names something by one of its approved names finds it by the others, too.

Which names belong together is what moderators wrote (`alias_names`), of the cases that are searched and of no others; a
group that two cases share in part stays two groups. Nothing is different where no name of a group is asked for, where
the files hold none of the others, or where `exact:` says that nothing else may stand for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.core.language import sounds, tokens
from bot.core.library.indexing import UNKNOWN
from bot.core.model.answers import Excerpt, Hit
from bot.core.model.documents import Details, Document, DocumentId
from bot.core.model.ports import Snapshot
from bot.core.search import query
from bot.core.search.aliases import alias_forms
from bot.core.search.aliases.alias_book import Book
from bot.core.search.aliases.alias_forms import Form
from bot.core.search.query import Asked

MOST: Final = 12  # other names of a question: each of several words is one more search, of passages that hold them all
LOOKED_THROUGH: Final = 60  # passages that hold all words of a name, for those where these stand side by side
TONGUES: Final = 3  # languages of the files in which a name is looked for, beside the question's: stems differ

Read = Callable[[Sequence[DocumentId]], tuple[Mapping[DocumentId, Document], Mapping[DocumentId, str]]]
_WORDS: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Named:
    """A name in a question: its place, its terms, and what else it is called."""

    start: int
    end: int
    terms: tuple[str, ...]
    others: tuple[str, ...]


def analyse(text: str, language: str, snapshot: Snapshot, exact: Collection[str], books: Sequence[Book]) -> Asked:
    """As `query.analyse`, with the other names under which the files may have what is asked for."""
    asked = query.analyse(text, language, snapshot, exact)
    named = list(_held(_named(asked.text, language, exact, books), language, snapshot)) if books else []
    forms = [
        Form(asked.text[one.start : one.end], one.start, one.end, one.terms, other)
        for one in named
        for other in one.others
    ][:MOST]
    return _as_written(query.with_forms(asked, forms), snapshot) if forms else asked


def _as_written(asked: Asked, snapshot: Snapshot) -> Asked:
    """The words of an approved name aren't misspelt, whatever the files hold; names of the same sound may be theirs."""
    words = [
        query.unmended(word, asked.language, snapshot)
        if word.corrected and asked.others(word) and not sounds.may_be(word.surface, word.corrected)
        else word
        for word in asked.words
    ]
    made = query.asked(asked.text, asked.language, asked.languages, words, asked.every, empty=asked.empty)
    return query.with_forms(made, asked.called)


def _named(text: str, language: str, exact: Collection[str], books: Sequence[Book]) -> Iterator[_Named]:
    """The names in a question, the longest that begins at each word; those that it also calls otherwise, without."""
    words = tokens.words(text, language)
    terms = tuple(word.term for word in words)
    at = 0
    while at < len(words):
        size, groups = _longest(terms, at, language, books)
        start, last = words[at].start, words[at + max(1, size) - 1]
        end = last.start + len(tokens.bare(text[last.start : last.end]))  # without the s of a genitive
        others = tuple(_others(terms, at, size, language, groups))
        if others and set(exact).isdisjoint(_WORDS.findall(text[start:end].casefold())):
            yield _Named(start, end, terms[at : at + size], others)
        at += max(1, size)


def _longest(
    terms: Sequence[str], at: int, language: str, books: Sequence[Book]
) -> tuple[int, Sequence[Sequence[str]]]:
    """How many words from there are a name, and the groups that have it."""
    most = max((book.longest(terms[at], language) for book in books), default=0)
    for size in range(min(most, len(terms) - at), 0, -1):
        name = tuple(terms[at : at + size])
        if groups := [group for book in books for group in book.holding(name, language)]:
            return size, groups
    return 0, ()


def _others(terms: Sequence[str], at: int, size: int, language: str, groups: Sequence[Sequence[str]]) -> Iterator[str]:
    """The further names of these groups, each once, that the question doesn't have anywhere."""
    known = {tuple(terms[at : at + size])}
    for name in (name for group in groups for name in group):
        own = alias_forms.terms_of(name, language)
        if own and own not in known and not _stands(own, terms):
            yield name
        known.add(own)


def _stands(name: Sequence[str], terms: Sequence[str]) -> bool:
    return any(tuple(terms[place : place + len(name)]) == name for place in range(len(terms) - len(name) + 1))


def _held(named: Iterator[_Named], language: str, snapshot: Snapshot) -> Iterator[_Named]:
    """With those names only whose words the files hold."""
    for one in named:
        found = {other: _ways(other, language, snapshot) for other in one.others}
        every = list(dict.fromkeys(term for own in found.values() for way in own for term in way))
        counts = dict(zip(every, snapshot.frequencies(every), strict=True))
        kept = tuple(other for other, own in found.items() if any(all(map(counts.get, way)) for way in own))
        if kept:
            yield replace(one, others=kept)


def _ways(name: str, language: str, snapshot: Snapshot) -> list[tuple[str, ...]]:
    """Its terms in the question's language and in the commonest of the files, each way once."""
    files = sorted(snapshot.languages, key=lambda one: (-snapshot.languages[one], one))[:TONGUES]
    found = (alias_forms.terms_of(name, tongue) for tongue in dict.fromkeys((language, *files)))
    return [way for way in dict.fromkeys(found) if way]


def ways(form: Form, asked: Asked, snapshot: Snapshot) -> list[tuple[str, ...]]:
    """The terms that the files may have a name by, each way once."""
    return _ways(form.name, asked.language, snapshot)


def single(asked: Asked, snapshot: Snapshot) -> list[str]:
    """The terms of names of one word: they are searched for together with the question's."""
    every = (way for form in asked.called for way in ways(form, asked, snapshot))
    return [way[0] for way in dict.fromkeys(every) if len(way) == 1 and way[0] not in asked.numbers]


def widened(
    asked: Asked, hits: Sequence[Hit], snapshot: Snapshot, search: Callable[[list[str], list[str]], Sequence[Hit]],
    read: Read,
) -> Sequence[Hit]:  # fmt: skip
    """With the passages that have a name of several words, as the question with that name in place of its own finds
    them.

    search: of these terms, what holds all of those. read: documents and texts.
    """
    best = {(hit.document, hit.start): hit for hit in hits}
    for form in asked.called:
        rest = [term for term in asked.terms if term not in form.own]
        for way in (way for way in ways(form, asked, snapshot) if len(way) > 1):
            found = search(list(dict.fromkeys([*rest, *way])), list(dict.fromkeys(way)))
            for hit in _standing(found, form, read):
                place = hit.document, hit.start
                best[place] = max(best.get(place, hit), hit, key=lambda one: one.score)
    return sorted(best.values(), key=lambda hit: (-hit.score, hit.case, hit.key, hit.start)) if asked.called else hits


def _standing(hits: Sequence[Hit], form: Form, read: Read) -> list[Hit]:
    """Those where the words of the name stand side by side, in the passage or in the title."""
    documents, texts = read([hit.document for hit in hits])
    said = (
        (hit, documents[hit.document].details, texts[hit.document][hit.start : hit.end])
        for hit in hits
        if hit.document in texts
    )
    return [hit for hit, details, text in said if _names(form, text, details) or _names(form, details.title, details)]


def _names(form: Form, text: str, details: Details) -> bool:
    return bool(alias_forms.standing(text, details.language or UNKNOWN, [form]))


def told(asked: Asked, shown: Sequence[Excerpt]) -> tuple[tuple[str, str], ...]:
    """(name as asked, name as found) for the other names that stand in what is shown, each once."""
    found = [
        form
        for one in (shown if asked.called else ())
        for text in (one.shown, one.document.details.title)
        for form in alias_forms.standing(text, one.document.details.language or UNKNOWN, asked.called)
    ]
    return tuple(dict.fromkeys((form.asked, form.name) for form in found))
