"""Which words nobody means otherwise than they wrote them, and what can't be what they meant.

An ordinary word of the question's language isn't misspelt because no file holds it: "veces" isn't "vice". And what only
files in another language write can be meant where it is a name alone: a question in French that says "argnt" means
nothing that an English file says.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.language import frequencies, profile, sounds, tokens
from bot.core.search.words import spelling


def is_ordinary(surface: str, start: int, language: str) -> bool:
    """Whether a word that begins at `start` of a question is an ordinary one of its language, and no name by its
    capital: none tells at the beginning, or where all nouns have one."""
    if not frequencies.is_ordinary(tokens.stem(surface, language), language):
        return False
    has_capital = surface[:1] != surface[:1].lower()
    return not (has_capital and start > 0 and profile.writing(language).capitals == "names")


def meant(asked: str, start: int, forms: Sequence[tuple[str, str]], language: str, words: Sequence[str]) -> list[str]:
    """Those forms in the files, each with the language of its document, that a word of a question may be, misspelt.

    words: all of the question, which seems to be in `language`. A few words tell it badly, so one that has as many
    small words among them may be the question's as well.
    """
    found: dict[str, None] = {}
    least = _small(words, language)
    for form, tongue in forms:
        own = tongue if _small(words, tongue) >= least and not sounds.is_across(asked, form) else language
        if spelling.near(asked, form, tongue) and _can_be_meant(asked, start, form, own, tongue):
            found[form] = None
    return list(found)


def _small(words: Sequence[str], language: str) -> int:
    small = tokens.function_words(language)
    return sum(tokens.fold(word, language) in small for word in words)


def _can_be_meant(asked: str, start: int, found: str, language: str, tongue: str) -> bool:
    """In another language it must be a name there: with a capital, and none of the commonest words of that language. In
    another script two ordinary words that sound alike are two words (دفعت isn't “Debate”)."""
    is_common = frequencies.in_passages(tokens.stem(found, tongue), tongue) > 0
    if sounds.is_across(asked, found):
        return not (is_common and is_ordinary(asked, start, language))
    return language == tongue or (found[:1].isupper() and not is_common)
