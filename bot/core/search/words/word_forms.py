"""Other forms of a word in the files: what begins alike, where stemming leaves two forms apart ("gratis", "gratuita").

English endings are few and well known to its stemmer; in other languages a word of a question that no passage holds
is most often there in another form.
"""

from __future__ import annotations

from itertools import takewhile
from typing import Final

from bot.core.language import frequencies, profile, tokens
from bot.core.model.ports import Snapshot

ALIKE: Final = 4  # letters that must be the same at the beginning
SHARE: Final = 0.5  # of the longer word's letters, likewise
SURE: Final = 0.75  # of the word's letters alike: rather another form of it than another word misspelt
FORMS: Final = 4  # taken at most
RARE: Final = 0.01  # share of ordinary passages: "new" isn't what "news" is the plural of


def forms(term: str, language: str, snapshot: Snapshot) -> tuple[tuple[str, ...], float]:
    """The terms of the files most like `term`, the longest common beginning first, and how much of it that is.

    None for English, unspaced writing and numbers.
    """
    if profile.writing(language).stemmer_suffices or not _is_word(term):
        return (), 0.0
    near = [(_alike(term, other), other) for other, _ in snapshot.vocabulary(term[:ALIKE])]
    near = sorted((-alike, other) for alike, other in near if _enough(alike, term, other))
    several = len(snapshot.languages) > 1  # where another language's words may be the most alike
    found = tuple(other for alike, other in near if several or alike <= near[0][0] + 1)[: FORMS * (1 + several)]
    return found, -near[0][0] / len(term) if near else 0.0


def is_akin(one: str, other: str) -> bool:
    """Whether two words may be forms of one: "auditing" and "auditors"."""
    alike = _alike(one, other)
    return alike >= ALIKE and _enough(alike, one, other)


def _is_word(term: str) -> bool:
    """Of letters that stand for sounds, and enough of them."""
    return len(term) >= ALIKE and not tokens.is_unspaced(term) and not any(map(str.isdigit, term))


def _enough(alike: int, term: str, other: str) -> bool:
    """Half of the longer word, or a word that begins a compound: Gefangene, Gefangenschaft."""
    return alike >= SHARE * max(len(term), len(other)) or alike == len(term) > ALIKE


def _alike(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def number(surface: str, language: str) -> tuple[str, ...]:
    """The term of the other number of a short word whose -s the English stemmer leaves: NGO for "NGOs" and "ngos", and
    the other way round. So it reads "nsos", in which a chat has left out the apostrophe, too. Mostly nothing."""
    word = surface.lower()
    if not profile.writing(language).stemmer_suffices or not word.isascii() or not word.isalpha():
        return ()
    other = word.removesuffix("s") if word.endswith("s") else f"{word}s"
    several = max(word, other, key=len)
    if len(several) < ALIKE or several.endswith("ss") or tokens.stem(several, language) != several:
        return ()
    return (other,) if frequencies.in_passages(several[:-1], language) < RARE else ()
