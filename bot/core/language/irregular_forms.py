"""The other forms of a word that no stemmer brings together: "saw" for "seen", "bought" for "buy"; for questions only.

The index holds what the stemmer makes of a text. What is added here is added to the question, so that the table can
grow without an index being built anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from bot.core.language import profile, tokens

_PARTED: Final = re.compile(r"[;\n]")
SHORTEST: Final = 3  # letters of what is left of a German verb without its endings


def others(term: str, language: str) -> tuple[str, ...]:
    """The terms of the other forms of the word that has this term, in the table's order; () for most words."""
    return tuple(one for one in _table(language).get(term, ()) if one != term)


def weak(surface: str, language: str) -> tuple[str, ...]:
    """The terms that the forms of a German weak verb would have: "baute" for "gebaut". () in other languages."""
    if language != "de" or not surface.isalpha():
        return ()
    return tuple(dict.fromkeys(tokens.stem(form, language) for form in _weak_forms(surface.lower())))


def _weak_forms(surface: str) -> Iterator[str]:
    for root in _roots(surface):
        if len(root) >= SHORTEST:
            yield from (f"{root}en", f"{root}t", f"{root}te", f"ge{root}t")


def _roots(surface: str) -> Iterator[str]:
    for ending in ("ten", "te", "t", "en"):
        if surface.endswith(ending):
            root = surface.removesuffix(ending)
            yield root.removeprefix("ge") if ending == "t" else root


@cache
def _table(language: str) -> Mapping[str, tuple[str, ...]]:
    """Term → the terms of all forms of its word; where it has several ("found"), of all of them."""
    found: dict[str, dict[str, None]] = {}
    for lexeme in _PARTED.split(profile.section(language, "irregular").get("forms", "")):
        terms = dict.fromkeys(tokens.stem(form, language) for form in lexeme.split())
        for term in terms:
            found.setdefault(term, {}).update(terms)
    return {term: tuple(own) for term, own in found.items()}
