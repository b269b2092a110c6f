"""What of a question stands nowhere in what is shown, so that a person knows what they still have to look for.

Only what says something by itself, and stands there in no other words: a list of words that are there after all makes
people pass over the one that isn't.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from bot.core.language import frequencies, profile, tokens, values
from bot.core.search import answer_types, query, sentence_choice
from bot.core.search.query import Asked, Sought
from bot.core.search.words import rewordings, shown_words, spelling, word_forms
from bot.core.search.words.rewordings import Wording
from bot.core.search.words.shown_words import Shown

FEW: Final = 2  # small words that are enough to tell a question's language
SHORTEST: Final = 4  # letters of half a compound, or of a word in one
LONG: Final = 6  # letters of a word from which on it is rather one of the known ones misspelt than another
NAME: Final = 5  # letters of a name from which on another one may be it misspelt
_VOWELS: Final = frozenset("aeiouy")
_BEGINS: Final = re.compile(r"[.!?:;–—-]\s*[\"'“”«»„¿¡]*$")  # before a word that has a capital for that alone
_ORDINAL: Final = re.compile(r"(\d+)(?:st|nd|rd|th|er|re|e|ème|º|ª)")
_LINKS: Final = ("", "s", "es", "n", "en", "er")  # between the halves of a compound


def missing(asked: Asked, shown: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The words in none of these texts (each with its language), as they were asked: names, numbers, and words that say
    something by themselves. In other words, another form or other figures one isn't missing."""
    texts = [Shown(text, language, asked.terms_of(text, language)) for text, language in shown]
    asked = replace(asked, language=_language(asked, texts))
    lacked = (word for word in asked.words if _is_telling(word, asked, texts) and not is_told(word, asked, texts))
    return tuple(dict.fromkeys(word.surface for word in lacked))


def _language(asked: Asked, texts: Sequence[Shown]) -> str:
    """The question's; or the first text's, where the question seems to be in a language of no file for a word at the
    most, and the files know most of its words: a few words of chat tell their language badly."""
    if asked.language in asked.languages or not texts:
        return asked.language
    small = sum(
        tokens.fold(word.surface, asked.language) in tokens.function_words(asked.language) for word in asked.every
    )
    known = sum(word.known or word.corrected is not None for word in asked.words)
    return texts[0].language if small < FEW and known * 2 > len(asked.words) else asked.language


# --- what says something by itself


def _is_telling(word: Sought, asked: Asked, texts: Sequence[Shown]) -> bool:
    """A name or number, or none of the commonest words, nor a title. Beside a text in another language, which has its
    own word for all else, only what may be a name."""
    languages = dict.fromkeys([asked.language, *(one.language for one in texts)])
    if tokens.is_unspaced(word.surface) or any(says_nothing(word, language) for language in languages):
        return False
    if is_named(word, asked):
        return not is_title(word, asked)
    if texts and texts[0].language != asked.language and not _may_be_name(word, asked):
        return False
    return not is_common(word, asked.language)


def says_nothing(word: Sought, language: str) -> bool:
    small = rewordings.empty(language) | tokens.function_words(language)
    if query.is_light(word, language) or (word.corrected and tokens.fold(word.corrected, language) in small):
        return True
    if word.surface.isupper():
        return False
    return _is_scrap(word, language) or tokens.fold(word.surface, language) in rewordings.empty(language)


def _is_scrap(word: Sought, language: str) -> bool:
    """Whether it is a misspelling or a shortened word of a chat, though no country: "tme", "txts". What isn't said with
    a capital, has three letters or no vowel, and stands in no file, is little else."""
    own = word.surface
    is_odd = len(own) < SHORTEST or not _VOWELS.intersection(own)
    return (
        is_odd
        and own.isascii()
        and own.isalpha()
        and own.islower()
        and not word.known
        and not rewordings.is_named(own, language)
    )


def is_common(word: Sought, language: str) -> bool:
    term = tokens.stem(word.surface, language)
    return frequencies.is_common(term, language) or term in answer_types.unsaid(language)


def is_named(word: Sought, asked: Asked) -> bool:
    """A number, or a capital that is there for more than the beginning of a sentence or of every word."""
    if not sentence_choice.is_name(word, asked.language):
        return False
    if word.surface[:1].isdigit():
        return True
    return not _BEGINS.search(asked.text, 0, word.start) and any(one.surface[:1].islower() for one in asked.every)


def _may_be_name(word: Sought, asked: Asked) -> bool:
    """With a capital, or a country; where all nouns have one, not behind an article."""
    if any(key for key, _ in reworded(word, asked)):
        return True
    if profile.writing(asked.language).capitals != "nouns":
        return word.surface[:1].isupper() and is_named(word, asked)
    before = asked.text[: word.start].split()[-1:]
    small = tokens.articles(asked.language) | rewordings.determiners(asked.language)
    return word.surface[:1].isupper() and not any(tokens.fold(one, asked.language) in small for one in before)


def is_title(word: Sought, asked: Asked) -> bool:
    """Whether it is what somebody is called before their name."""
    behind = next((one for one in asked.every if one.start >= word.end), None)
    if behind is None or tokens.fold(word.surface, asked.language) not in rewordings.titles(asked.language):
        return False
    return asked.text[word.end : behind.start].strip(".") == " " and behind.surface[:1].isupper()


# --- where it stands after all


def is_told(word: Sought, asked: Asked, texts: Sequence[Shown]) -> bool:
    own = [tokens.fold(one, asked.language) for one in word.surface.split()]  # two, where a text's damage is mended
    if any(_stands(word, own, one) for one in texts):
        return True
    if values.numbers(word.surface, asked.language) or word.surface[:1].isdigit():
        return _is_counted(word, asked, texts)
    if _is_month(word, asked, texts) or _is_reworded(word, asked, texts) or _is_spelt_out(word, asked, texts):
        return True
    if any(not _joined(word, asked).isdisjoint(one.folded) or own[0] in one.joined for one in texts):
        return True
    if is_named(word, asked):
        return _is_misspelt(word, texts)
    return any(_is_formed(own[0], one) for one in texts) or _is_swapped(word, asked)


def _stands(word: Sought, own: Sequence[str], shown: Shown) -> bool:
    """Whether the word, or what it may be called, stands there; what is a small word as well, as it is written."""
    said = {*word.terms, *own} - tokens.function_words(shown.language)
    return word.surface in shown.surfaces or not said.isdisjoint(shown.terms) or not said.isdisjoint(shown.folded)


def _is_counted(word: Sought, asked: Asked, texts: Sequence[Shown]) -> bool:
    """Whether the number of which it is part stands there, in whatever figures: 2.8 million, 2,800,000."""
    whole = (one for one in values.numbers(asked.text, asked.language) if one.start <= word.start < one.end)
    number = next(whole, None)
    said = asked.text[number.start : number.end] if number and word.surface[-1].isdigit() else word.surface
    found = set(shown_words.numbers(said, asked.language))
    return any(not found.isdisjoint(one.figures) for one in texts) or _is_ordinal(word, texts)


def _is_ordinal(word: Sought, texts: Sequence[Shown]) -> bool:
    """Whether it is a number with an ending that stands there without: "18th"."""
    found = _ORDINAL.fullmatch(word.surface)
    return found is not None and any(found[1] in one.folded for one in texts)


def _is_month(word: Sought, asked: Asked, texts: Sequence[Shown]) -> bool:
    """Whether it is the month of a date there: August, 2022-08-19."""
    months = {date.day[1] for date in values.dates(f"1 {word.surface}", asked.language)} - {None}
    return any(not months.isdisjoint(one.months) for one in texts)


def _is_reworded(word: Sought, asked: Asked, texts: Sequence[Shown]) -> bool:
    """Whether it stands there under another name or in a word that can stand for it."""
    return any(
        one.holds(group if one.language == asked.language else rewordings.named(key, one.language))
        for key, group in reworded(word, asked)
        for one in texts
    )


def reworded(word: Sought, asked: Asked) -> Iterator[tuple[str, Sequence[Wording]]]:
    """Of the word, alone or with those beside it; of what it seems to be misspelt for, where no file knows it."""
    place = next(at for at, one in enumerate(asked.every) if one.start == word.start)
    terms = [tokens.stem(one.surface, asked.language) for one in asked.every]
    yield from rewordings.others(terms, place, asked.language)
    if not word.known and word.surface.islower() and len(word.surface) >= LONG:
        for term in rewordings.spelt(word.surface, asked.language):
            yield from rewordings.others([term], 0, asked.language)


def _is_spelt_out(word: Sought, asked: Asked, texts: Sequence[Shown]) -> bool:
    """Whether it is an abbreviation of what stands there, or the other way round."""
    short = word.surface.replace(".", "")
    is_short = short.isalpha() and 1 < len(short) <= shown_words.LONGEST and (short.isupper() or not word.known)
    if is_short and any(one.spells(short) for one in texts):
        return True
    abbreviated = {one for text in texts for one in text.surfaces if one.isupper() and len(one) > 1}
    return bool(abbreviated) and not abbreviated.isdisjoint(_shortened(word, asked))


def _shortened(word: Sought, asked: Asked) -> Iterator[str]:
    """What the word and those beside it would be as an abbreviation; without capitals three letters at the least."""
    place = next(at for at, one in enumerate(asked.every) if one.start == word.start)
    surfaces = [one.surface for one in asked.every]
    for start in range(max(0, place - shown_words.LONGEST), place + 1):
        for end in range(max(place + 1, start + 2), start + shown_words.LONGEST + 1):
            for letters in shown_words.initials(surfaces[start:end], asked.language):
                if len(letters) > 1 and (letters.isupper() or len(letters) > 2):
                    yield letters.upper()


def _joined(word: Sought, asked: Asked) -> set[str]:
    """The word with the one before or behind it: "spy ware"."""
    fold = [tokens.fold(one.surface, asked.language) for one in asked.every]
    pairs = zip(pairwise(asked.every), pairwise(fold), strict=True)
    return {one + other for (left, right), (one, other) in pairs if word.start in (left.start, right.start)}


def _is_misspelt(word: Sought, texts: Sequence[Shown]) -> bool:
    """Whether a name that the files don't know stands there in another spelling."""
    if word.known or len(word.surface) < NAME:
        return False
    return any(
        other[:1].isupper() and len(other) >= NAME and spelling.near(word.surface, other, one.language)
        for one in texts
        for other in one.surfaces
    )


def _is_formed(own: str, shown: Shown) -> bool:
    """Whether another form of it stands there, the word misspelt, or a compound of it."""
    near = [other for other in shown.folded if other[:1] == own[:1]]
    if any(word_forms.is_akin(own, other) or spelling.near(own, other, shown.language) for other in near):
        return True
    return profile.writing(shown.language).compounds and _is_compounded(own, shown.folded)


def _is_compounded(own: str, folded: frozenset[str]) -> bool:
    """Whether it is part of a longer word there, or both its halves stand there: Kasse, Krankenkasse."""
    if len(own) >= NAME and any(own in other for other in folded):
        return True
    return any(
        _begins(own[place:], folded) and any(_begins(own[:place].removesuffix(link), folded) for link in _LINKS)
        for place in range(SHORTEST, len(own) - SHORTEST + 1)
    )


def _begins(part: str, folded: frozenset[str]) -> bool:
    return len(part) >= SHORTEST and any(other.startswith(part) for other in folded)


def _is_swapped(word: Sought, asked: Asked) -> bool:
    """Whether it is a small or very common word with two letters swapped, which no file need hold: "hwo", "thigns"."""
    own, language = word.surface, asked.language
    if word.known or not own.islower():
        return False
    swapped = [own[:at] + own[at + 1] + own[at] + own[at + 2 :] for at in range(len(own) - 1)]
    if not (tokens.function_words(language) | rewordings.empty(language)).isdisjoint(swapped):
        return True
    terms = (tokens.stem(one, language) for one in swapped if len(own) >= LONG)
    return any(frequencies.in_passages(term, language) for term in terms)
