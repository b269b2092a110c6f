"""The names of a question, also those in small letters, and whether a text in another language speaks of them at all.

Between two languages nearly every word is another one; what stays is who and what is named. So where no part of a name
stands in what is quoted, in no spelling and no script, somebody else is spoken of there.

A chat has few capitals. Whether a word of it is a name is told by how the files write it, which may be as few passages
as are looked at here; only what the viewer may see tells it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.language import profile, sounds, tokens, values
from bot.core.model.documents import Document, DocumentId
from bot.core.model.ports import Snapshot
from bot.core.search import ranking
from bot.core.search.query import Asked, Sought
from bot.core.search.words import missing_words, word_forms
from bot.core.search.words.shown_words import Shown

LOOKED_AT: Final = 8  # passages that hold a word: as many as tell how it is written, whatever the files hold
MOST: Final = 8  # words of a question that are looked for: each is a search of its own
SHORTEST: Final = 3  # letters
NEAR: Final = 4  # characters in front of a word that tell what it stands behind
AROUND: Final = 20  # characters on either side: a heading is all in capitals
ENDING: Final = 3  # letters by which two forms of a name may differ: nsos, Péterfalvinak
BEGINS: Final = 3  # sounds by which a name is known that ends otherwise in another language: Wien and Vienna
ONE_IN: Final = 10  # places where a name may stand in small letters, in an address or a slip

PARTICLES: Final = ("de", "da", "of", "van", "von", "al", "el", "la", "bin", "ben")  # between the parts of a name

Read = Callable[[Sequence[DocumentId]], tuple[Mapping[DocumentId, Document], Mapping[DocumentId, str]]]
_BEFORE: Final = re.compile(r"[.!?:;…–—\"“”«»„(\[\n|*#-]\s*$")  # what a word may have a capital for standing behind


@dataclass(frozen=True, slots=True)
class Name:
    """A word of the question that is a name or part of one, and how the files write it."""

    word: Sought
    written: str


def known(asked: Asked, snapshot: Snapshot, read: Read) -> tuple[Name, ...]:
    """The words of a question that are names and keep their letters from language to language, in order."""
    return tuple(_known(asked, snapshot, read))


def absent(asked: Asked, names: Sequence[Name], shown: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Those of which no part stands in any of these texts (each with its language), as they are written."""
    texts = [Shown(text, language, asked.terms_of(text, language)) for text, language in shown] if names else []
    groups = (group for group in _together(asked, names) if not any(_stands(one, asked, texts) for one in group))
    return tuple(dict.fromkeys(one.written for group in groups for one in group))


# --- what is a name


def _known(asked: Asked, snapshot: Snapshot, read: Read) -> Iterator[Name]:
    looked = 0
    for word in asked.words:
        if not _keeps_letters(word, asked):
            continue
        if missing_words.is_named(word, asked):
            yield Name(word, word.surface)
        elif looked < MOST and (word.known or word.corrected):
            looked += 1
            if written := _written(word, asked.language, snapshot, read):
                yield Name(word, written)


def _keeps_letters(word: Sought, asked: Asked) -> bool:
    """Whether nothing says that another language has another word for it: neither that it is common in its own, nor
    that it is a number, a country, a body or a month, or that something else can stand for it."""
    language = asked.language
    if len(word.surface) < SHORTEST or not word.surface.isalpha() or sounds.script(word.surface) is None:
        return False
    if missing_words.says_nothing(word, language) or missing_words.is_common(word, language):
        return False
    if _is_in_calendar(word, language) or values.numbers(word.surface, language):
        return False
    if missing_words.is_title(word, asked):
        return False
    return not any(True for _ in missing_words.reworded(word, asked))


def _is_in_calendar(word: Sought, language: str) -> bool:
    dates = profile.section(language, "dates")
    listed = (one for kind in ("months", "short", "days") for one in dates.get(kind, ()))
    return tokens.fold(word.surface, language) in {tokens.fold(one, language) for one in listed}


def _written(word: Sought, language: str, snapshot: Snapshot, read: Read) -> str | None:
    """How the files write it, if it has a capital there nearly always."""
    hits = snapshot.search(list(word.terms), LOOKED_AT)
    documents, texts = read([hit.document for hit in hits])
    forms = Counter(
        form
        for hit in hits
        if hit.document in texts
        for form in _forms(word, texts[hit.document][hit.start : hit.end], ranking.language(documents[hit.document]))
    )
    small = sum(count for form, count in forms.items() if form[:1].islower())
    named = {form: count for form, count in forms.items() if _is_form(word, form, language)}
    if not named or small * ONE_IN > sum(named.values()):
        return None
    return max(named, key=lambda form: (named[form], form))


def _forms(word: Sought, text: str, language: str) -> Iterator[str]:
    """How it stands in a text, where that tells something: not behind what gives any word a capital."""
    capitals = profile.writing(language).capitals
    for one in tokens.words(text, language):
        if one.term in word.terms:
            form = tokens.bare(text[one.start : one.end])
            before = text[max(0, one.start - NEAR) : one.start]
            inside = capitals == "names" and bool(before) and not _BEFORE.search(before)
            shouts = text[max(0, one.start - AROUND) : one.end + AROUND].isupper()
            if form[:1].islower() or (not shouts and (inside or any(map(str.isupper, form[1:])))):
                yield form


def _is_form(word: Sought, form: str, language: str) -> bool:
    """Whether the word, or what it was mended to, stands there so, but for an ending."""
    found = tokens.fold(form, language)
    return form[:1].isupper() and any(
        abs(len(own) - len(found)) <= ENDING and (own.startswith(found) or found.startswith(own))
        for own in (tokens.fold(one, language) for one in (word.surface, word.corrected) if one)
    )


# --- whether a text has it


def _together(asked: Asked, names: Sequence[Name]) -> list[list[Name]]:
    """Those that stand side by side are one name: who is called by their last name alone is there."""
    found: list[list[Name]] = []
    for name in names:
        if found and asked.text[found[-1][-1].word.end : name.word.start].strip(" .-'’") in ("", *PARTICLES):
            found[-1].append(name)
        else:
            found.append([name])
    return found


def _stands(name: Name, asked: Asked, texts: Sequence[Shown]) -> bool:
    return missing_words.is_told(name.word, asked, texts) or any(
        _may_be(form, other) for one in texts for other in one.surfaces for form in (name.written, name.word.surface)
    )


def _may_be(name: str, found: str) -> bool:
    """Whether a word of a text may be the name: by its sound, in any script; in one script by how it begins, since it
    may end otherwise there (Wien and Vienna, Entity and entités)."""
    if name.isupper() and found.isupper():
        return _are_near(name, found)
    if sounds.is_name(found) and sounds.may_be(name.capitalize(), found):
        return True
    if sounds.is_across(name, found):
        return False
    begins = found[:1].isupper() and sounds.begin_alike(name, found, BEGINS)
    return begins or word_forms.is_akin(name.casefold(), found.casefold())


def _are_near(name: str, found: str) -> bool:
    """Whether an abbreviation has the other's letters in any order, but for one: NATO and OTAN, OSCE and OSZE."""
    one, other = Counter(name), Counter(found)
    return max((one - other).total(), (other - one).total()) <= 1
