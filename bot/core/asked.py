"""A question made ready to search with: its content words, what the files may call each, and how rare each is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core import words
from bot.core.ports import Snapshot


@dataclass(frozen=True, slots=True)
class Sought:
    """A content word of a question.

    surface: as asked, folded. terms: what it is called in the languages of the files, its own language first.
    weight: its BM25 idf among the viewer's passages, of the commonest of its terms (nats); for a word that is in none,
    that of one that is in a single passage. known: the files hold it. corrected: the known spelling taken instead.
    """

    surface: str
    start: int
    end: int
    terms: tuple[str, ...]
    weight: float
    known: bool
    corrected: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """The question's content words in order, the languages of the files (commonest first), and the text they are of."""

    text: str
    language: str
    languages: tuple[str, ...]
    words: tuple[Sought, ...]

    @property
    def terms(self) -> list[str]:
        """The distinct terms to search for, in the question's order."""
        return list(dict.fromkeys(term for word in self.words for term in word.terms))


def analyse(text: str, language: str, snapshot: Snapshot) -> Asked:
    """Content words only; with nothing but function words, those: "The Who" is a question too."""
    languages = tuple(sorted(snapshot.languages, key=lambda name: (-snapshot.languages[name], name)))
    found = _distinct(_merged(text, [language, *languages]))
    content = [word for word in found if not _is_function(word, text, language)]
    chosen = content or found
    return Asked(text, language, languages, tuple(_weighted(chosen, snapshot)))


def _merged(text: str, languages: Sequence[str]) -> list[Sought]:
    """Each word once, with its terms in all these languages."""
    terms: dict[tuple[int, int], list[str]] = {}
    for language in dict.fromkeys(languages):
        for word in words.words(text, language):
            terms.setdefault((word.start, word.end), []).append(word.term)
    return [
        Sought(text[start:end], start, end, tuple(dict.fromkeys(found)), 0.0, known=False)
        for (start, end), found in sorted(terms.items())
    ]


def _distinct(found: Sequence[Sought]) -> list[Sought]:
    """Each word of a question counts once, at its first place."""
    first: dict[str, Sought] = {}
    for word in found:
        first.setdefault(word.terms[0], word)
    return list(first.values())


def _is_function(word: Sought, text: str, language: str) -> bool:
    """A function word of the question's language; "US" and "WHO" are none in a question that isn't all capitals."""
    if word.surface.isupper() and len(word.surface) > 1 and not text.isupper():
        return False
    return words.fold(word.surface, language) in words.function_words(language)


def _weighted(found: Sequence[Sought], snapshot: Snapshot) -> list[Sought]:
    """Weights by the viewer's statistics, asked for all words at once."""
    terms = [term for word in found for term in word.terms]
    counts = dict(zip(terms, snapshot.frequencies(terms), strict=True))
    weighted = []
    for word in found:
        most = max(counts[term] for term in word.terms)
        weighted.append(replace(word, weight=idf(most, snapshot.passages), known=most > 0))
    return weighted


def idf(frequency: int, passages: int) -> float:
    """BM25Plus's idf: log((N + 1) / n), n at least 1; 0 with no passages."""
    return math.log((passages + 1) / max(1, frequency))
