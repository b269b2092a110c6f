"""A bare name ("Pegasus") asks what the files say of it: best, what it is, and not what bears a longer name."""

from __future__ import annotations

import re
from typing import Final

from bot.core.language import profile, tokens
from bot.core.model.documents import Span
from bot.core.search.query import Asked

MOST: Final = 3  # words
BAND: Final = 1.5  # log odds behind the best score: so far it matters more what is named than how often
FARTHEST: Final = 3
NEAR: Final = 200  # characters before a name in which the word before it stands
_LONGER: Final = r"\s+[A-ZÀ-ÞΑ-ΩА-Я]"
_BEFORE: Final = re.compile(r"[.!?:;,]?\s*(\w+)\s+$")
_BEHIND: Final = re.compile(r",\s{1,9}(\w{1,30})\s")
_NEXT: Final = re.compile(r"\s{1,9}(\w{1,30})")
_NOUN_BEFORE: Final = re.compile(r"\b(\w{1,30})\s{1,9}(\w{1,60})\s{1,9}$")
_ARTICLE: Final = r"[\W_]*(?:(?:the|el|la|los|las|le|les|l['’]|o|a|os|as|il|lo|der|die|das|de|het)\s*)?"


def is_bare(asked: Asked) -> bool:
    """One to three words and nothing else: "Viktor Orbán". A question mark makes it a question."""
    return len(asked.every) == len(asked.words) <= MOST and "?" not in asked.text


def is_defined(asked: Asked) -> bool:
    """Whether all that is asked is what or who a name of one to three words is: "What is Pegasus?"."""
    if "define" not in asked.forms or not 0 < len(asked.words) <= MOST:
        return False
    first, last = asked.words[0], asked.words[-1]
    together = sum(word.start >= first.start for word in asked.every) == len(asked.words)
    return together and last.end == max(word.end for word in asked.every)


def strays(asked: Asked, sentence: str, language: str) -> int:
    """How far a sentence is from being about the name: 0 where it begins with it, or says what it is, 1 where it holds
    it, 2 where not, or only within a longer name ("the Pegasus Project")."""
    places = _named(asked, sentence, language)
    if not places:
        return 2
    return 0 if _begins(sentence, places[0][0]) or seems_told(asked, sentence, language) else 1


def seems_told(asked: Asked, sentence: str, language: str) -> bool:
    """Whether a sentence may say what the name is: as `is_told`, or "they fear Predator, a spyware of Cytrox", which
    looks like "they used Predator, a court found"."""
    return is_told(asked, sentence, language) or any(
        _is_apposed(sentence, end, language) for _, end in _named(asked, sentence, language)
    )


def is_told(asked: Asked, sentence: str, language: str) -> bool:
    """Whether a sentence says what the name is: "Predator is spyware", "Predator, a spyware, …", "the spyware Predator"

    In a language of whose copulas nothing is known, beginning with the name is enough.
    """
    copulas = tokens.copulas(language)
    for start, end in _named(asked, sentence, language):
        follows = not copulas or _next_word(sentence, end, language) in copulas or _is_apposed(sentence, end, language)
        if (follows and _begins(sentence, start)) or _has_noun_before(sentence, start, language):
            return True
    return False


def _named(asked: Asked, sentence: str, language: str) -> list[Span]:
    own = [word.corrected or word.surface for word in asked.words]
    others = [form.name.split() for form in asked.called if all(form in asked.others(word) for word in asked.words)]
    name = "|".join(r"\W+".join(map(re.escape, words)) for words in (own, *others))
    name = f"(?:{name})" if others else name
    whole = re.compile(rf"(?<!\w){name}(?!\w)", re.IGNORECASE)
    places = [found.span() for found in whole.finditer(sentence)]
    if profile.writing(language).capitals == "names":
        return [(start, end) for start, end in places if not _is_longer(sentence, start, end)]
    return places


def _begins(sentence: str, start: int) -> bool:
    return re.compile(_ARTICLE, re.IGNORECASE).fullmatch(sentence, 0, start) is not None


def _next_word(sentence: str, end: int, language: str) -> str:
    found = _NEXT.match(sentence, end)
    return tokens.fold(found[1], language) if found else ""


def _is_apposed(sentence: str, end: int, language: str) -> bool:
    """Whether an article stands behind its comma."""
    behind = _BEHIND.match(sentence, end)
    return behind is not None and behind[1].lower() in tokens.articles(language)


def _has_noun_before(sentence: str, start: int, language: str) -> bool:
    """Whether an article and a noun stand in front of it."""
    before = _NOUN_BEFORE.search(sentence, max(0, start - NEAR), start)
    if before is None or before[1].lower() not in tokens.articles(language):
        return False
    return before[2].lower() not in tokens.function_words(language)


def _is_longer(sentence: str, start: int, end: int) -> bool:
    """Whether a capitalised word stands beside it; the one that begins the sentence says nothing."""
    if re.compile(_LONGER).match(sentence, end):
        return True
    before = _BEFORE.search(sentence, max(0, start - NEAR), start)
    return before is not None and before.start(1) > 0 and before[0][0] not in ".!?:;," and before[1][0].isupper()
