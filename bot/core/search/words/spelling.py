"""The nearest spelling that the viewer's files know, for a word of a question that they don't.

One letter wrong, missing, too many, or two swapped (Damerau-Levenshtein distance 1): every such form of the word is
made, stemmed and looked up, so that the cost depends on the word and not on the corpus. A name is looked for by its
sound, too, also in other scripts. Learnt from what the viewer may see and from nothing else.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.language import profile, sounds, tokens
from bot.core.model.ports import Snapshot

SHORTEST: Final = 4  # letters: a shorter word has too many neighbours
LONGEST: Final = 24  # letters: the forms of a longer one are many, and nobody means it; a hostile one has thousands
ALTERNATIVES: Final = 3  # spellings searched for; the rest of the question then decides between them
SWAPPED, MISSING, EXTRA, WRONG = 1.5, 0.5, 0.5, 0.0  # likelihood, in nats beside the logarithm of the frequency
SURE: Final = 5  # letters: in so short a word the first one is right
ENDING: Final = 2  # letters
STEMMED: Final = 3  # letters that a stemmer may have taken for an ending of a name
FREQUENCY: Final = 0.3  # nats a nat of frequency: the rare words of a question are what people misspell
SOUND: Final = -1.0  # a name of the same sound, rather than one that nobody would spell so
FIRST_LETTER: Final = -2.0  # people seldom get the first letter wrong

_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Spelling:
    """A form that the files know, its terms in their languages, and how likely it is meant (nats, for comparing)."""

    surface: str
    terms: tuple[str, ...]
    frequency: int
    likelihood: float


def nearest(surface: str, languages: Sequence[str], snapshot: Snapshot, *, across: bool = False) -> list[Spelling]:
    """The likeliest known spellings one edit away, or of the same sound, best first; empty for words too short,
    numbers, unspaced writing. across: those in other scripts alone, of the same sound."""
    word = surface.casefold()
    if not SHORTEST <= len(word) <= LONGEST or not _is_word(word) or tokens.is_unspaced(word):
        return []
    forms = {} if across else dict(_edits(word, _letters(word, languages)))
    stems = {form: _terms(form, languages) for form in forms}
    every = list(dict.fromkeys(term for terms in stems.values() for term in terms))
    counts = dict(zip(every, snapshot.frequencies(every), strict=True))
    known = [one for one in by_sound(surface, snapshot) if not across or sounds.is_across(surface, one.surface)] + [
        Spelling(form, stems[form], most, likelihood + FREQUENCY * math.log(most))
        for form, likelihood in forms.items()
        if (most := max((counts[term] for term in stems[form]), default=0))
    ]
    known.sort(key=lambda spelling: (-spelling.likelihood, spelling.surface))
    return list({spelling.terms: spelling for spelling in reversed(known)}.values())[::-1][:ALTERNATIVES]


def by_sound(surface: str, snapshot: Snapshot) -> Iterator[Spelling]:
    """The terms of the files that sound like a name, in whatever script; of a stem, like its beginning."""
    if not sounds.is_name(surface):
        return
    cuts = [surface[: len(surface) - less] for less in range(STEMMED + 1) if len(surface) - less >= SHORTEST - 1]
    near: dict[str, int] = {}
    for script in sounds.initials(surface):
        own = cuts if script != sounds.script(surface) else cuts[:1]
        held = snapshot.beginning(sounds.beginnings(surface, script, snapshot.begins))
        for term in sounds.sieve(surface, script).findall("\n".join(held)):
            near.update((term, less) for less in [_first(own, term)] if less is not None)
    for (term, less), count in zip(near.items(), snapshot.frequencies(list(near)), strict=True):
        if count:
            yield Spelling(term, (term,), count, SOUND - less + FREQUENCY * math.log(count))


def _first(cuts: Sequence[str], term: str) -> int | None:
    """Which of these sounds like it."""
    return next((number for number, cut in enumerate(cuts) if sounds.alike(cut, term)), None)


def holed(surface: str) -> str | None:
    """A word as scraping leaves it when it loses its accented letters: Orbán → Orbn; None where it has none.

    Latin letters only, and only where most of the word is left; scraping_damage.py reads "Orb n" as the same.
    """
    if surface.isascii():
        return None
    word = tokens.bare(surface)
    left = "".join(letter for letter in word if letter.isascii())
    lost = len(word) - len(left)
    return left if lost and len(left) >= SHORTEST - 1 and lost * 2 < len(word) and left.isalpha() else None


def near(asked: str, found: str, language: str) -> bool:
    """Whether a form in the files can be what was meant: a name of the same sound, or one edit away, in some languages
    but for an ending."""
    if sounds.is_name(asked) and sounds.is_name(found) and sounds.may_be(asked, found):
        return True
    one, other = tokens.fold(asked, language), tokens.fold(found, language)
    if one[:1] != other[:1] and len(one) <= SURE:
        return False
    if not profile.writing(language).few_endings:  # where there are many, another word is met easily
        return min(len(one), len(other)) >= SURE and _within_one(one, other)
    cut = [(one[: len(one) - less], other) for less in range(ENDING + 1)]
    cut += [(one, other[: len(other) - less]) for less in range(1, ENDING + 1)]
    return any(_within_one(*pair) for pair in cut if min(map(len, pair)) >= SHORTEST)


def _is_word(word: str) -> bool:
    """Nothing but letters and the vowel signs that stand beside them."""
    return word.isalpha() or all(letter.isalpha() or unicodedata.category(letter) in ("Mn", "Mc") for letter in word)


def _within_one(one: str, other: str) -> bool:
    """Damerau-Levenshtein distance of at most 1."""
    if len(one) > len(other):
        one, other = other, one
    same = next((place for place, letter in enumerate(one) if letter != other[place]), len(one))
    if len(one) < len(other):
        return one[same:] == other[same + 1 :]
    swapped = one[same + 1 : same + 2] + one[same : same + 1] + one[same + 2 :]
    return one[same + 1 :] == other[same + 1 :] or swapped == other[same:]


def _terms(form: str, languages: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(term for language in languages if (term := tokens.stem(form, language))))


def _letters(word: str, languages: Sequence[str]) -> str:
    """The alphabet to try: that of the first language of the files that writes the word's letters."""
    for language in languages:
        letters = _alphabet(language)
        if any(letter in letters for letter in word):
            return letters
    return "".join(dict.fromkeys(word))


def _alphabet(language: str) -> str:
    writing = profile.writing(language)
    return _LATIN + writing.letters if writing.script == "latin" else writing.letters or _LATIN


def _edits(word: str, letters: str) -> Iterator[tuple[str, float]]:
    """Every form one edit away with its likelihood; the likeliest last where a form comes up twice."""
    size = len(word)
    for place in range(size):
        head, tail = word[:place], word[place + 1 :]
        first = FIRST_LETTER if place == 0 else 0.0
        yield from ((head + letter + tail, WRONG + first) for letter in letters if letter != word[place])
        yield from ((head + letter + word[place:], MISSING + first) for letter in letters)
        yield head + tail, EXTRA + first
        if tail and tail[0] != word[place]:
            yield head + tail[0] + word[place] + tail[1:], SWAPPED
    yield from ((word + letter, MISSING) for letter in letters)
