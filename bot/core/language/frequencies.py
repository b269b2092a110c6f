"""How common a word is in its language, for when the files are too few to tell: in thirty documents "lets" is rare."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "frequencies"
PASSAGE: Final = 55  # words of a passage, about
THOUSAND_MILLION: Final = 9  # the Zipf scale counts in that many words, as a power of ten
BELIEVED: Final = 300  # passages' worth of evidence that the language is: with more of their own, the files decide


def rarity(term: str, language: str, held: int, passages: int) -> float:
    """The idf of a term in nats, `held` being the passages that hold it: of the files and of the language together.

    log((N + B + 1) / (n + B p)): B passages of ordinary prose are thought to lie beside the N of the files, the term in
    the share p of them, which is 1 - exp(-words x frequency) where words come independently (Poisson). At least 0.05.
    """
    expected = BELIEVED * in_passages(term, language)
    return max(0.05, math.log((passages + BELIEVED + 1) / (max(1, held) + expected)))


def in_passages(term: str, language: str) -> float:
    """The share of passages of ordinary prose that hold the term; 0 for one that isn't among the commonest."""
    zipf = _table(language).get(term)
    return 0.0 if zipf is None else -math.expm1(-PASSAGE * 10 ** (zipf - THOUSAND_MILLION))


def is_common(term: str, language: str) -> bool:
    """Whether the term is one of the commonest; any may be, in a language without a list."""
    table = _table(language)
    return not table or term in table


def is_ordinary(term: str, language: str) -> bool:
    """Whether the term is one of the commonest or of those that come next to them, where there is a list."""
    return term in _table(language) or term in _rarer(language)


@cache
def _rarer(language: str) -> frozenset[str]:
    file = FOLDER / "rarer" / f"{language}.txt"
    return frozenset(file.read_text("utf-8").split()) if file.is_file() else frozenset()


@cache
def _table(language: str) -> dict[str, float]:
    """Zipf value of each term; empty for a language without a list."""
    file = FOLDER / f"{language}.txt"
    if not file.is_file():
        return {}
    lines = (line.split() for line in file.read_text("utf-8").splitlines())
    return {term: float(zipf) for zipf, *terms in lines for term in terms}
