"""What a moderator's aliases make of a text: where another name of what was asked stands, it is read as the name asked.

So a unit that names Q Cyber Technologies holds, for a question about NSO Group, the words of the question, and is
weighed as if they stood there; its text, and what is quoted of it, is as it is. A name of several words counts where
these stand side by side in their order; so "Ali Hassan" is never read in "Hassan Ali".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.language import parsed_passage, sounds, tokens
from bot.core.library import alias_names
from bot.core.model.remembering import remembered

REMEMBERED: Final = 50_000  # names, by language


@dataclass(frozen=True, slots=True)
class Form:
    """Another name of what a question names.

    asked: as the question has it, `start` to `end` of its text; key: its terms in the question's language. name: the
    other, as a moderator wrote it. own: what is read in its place, the terms of the question's words.
    """

    asked: str
    start: int
    end: int
    key: tuple[str, ...]
    name: str
    own: tuple[str, ...] = ()

    @property
    def is_across(self) -> bool:
        """Whether the two are of different scripts."""
        return sounds.is_across(self.asked, self.name)

    def covers(self, start: int, term: str) -> bool:
        """Whether the question's word that begins there, or stands here for the second time, is part of the name."""
        return self.start <= start < self.end or term in self.key


@remembered(REMEMBERED)
def terms_of(name: str, language: str) -> tuple[str, ...]:
    """Of a name, in a text of that language; none where it is made of the language's common words alone."""
    return () if alias_names.is_common(name, language) else tuple(tokens.terms(name, language))


def places(terms: Sequence[str], language: str, forms: Sequence[Form]) -> list[tuple[int, int, Form]]:
    """Where the forms stand among these words, first to behind last, in order; of two that overlap, the longer."""
    found: list[tuple[int, int, Form]] = []
    for form in sorted(forms, key=lambda one: -len(terms_of(one.name, language))):
        wanted = terms_of(form.name, language)
        for first in _all(terms, wanted):
            last = first + len(wanted)
            if all(last <= start or end <= first for start, end, _ in found):
                found.append((first, last, form))
    return sorted(found, key=lambda one: one[0])


def _all(terms: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """Where all of `wanted` stands side by side."""
    if not wanted or wanted[0] not in terms:
        return []
    size = len(wanted)
    return [place for place in range(len(terms) - size + 1) if tuple(terms[place : place + size]) == wanted]


def read(terms: Sequence[str], language: str, forms: Sequence[Form]) -> Sequence[str]:
    """The terms of a text, with those of the name asked in the place of the others'."""
    made: list[str] = []
    done = 0
    for first, last, form in places(terms, language, forms):
        made += [*terms[done:first], *form.own]
        done = last
    return [*made, *terms[done:]] if done else terms


def letters(plain: str, language: str, forms: Sequence[Form]) -> str:
    """The same for a text as `parsed_passage.plainly` writes it."""
    for form in forms:
        if terms_of(form.name, language):
            name = parsed_passage.letters(form.name, language)
            name = name.strip() if tokens.is_unspaced(form.name) else name
            plain = plain.replace(name, parsed_passage.letters(form.asked, language))
    return plain


def standing(text: str, language: str, forms: Sequence[Form]) -> list[Form]:
    """Those whose name stands in the text, in its order."""
    return [form for _, _, form in places(tokens.terms(text, language), language, forms)] if forms else []
