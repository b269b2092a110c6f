"""Verbs of what one does to another, with their forms, and which of them mean much the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tools.judge import words


@dataclass(frozen=True, slots=True)
class Verb:
    base: str
    past: str
    participle: str
    after: str = ""  # the preposition that follows

    @property
    def each(self) -> tuple[str, str, str]:
        return self.base, self.past, self.participle

    @property
    def forms(self) -> frozenset[str]:
        return frozenset(self.each)


_KNOWN: Final = words.KNOWN["verbs"]
_DOUBLED: Final = frozenset(_KNOWN["doubled"].split())
_ALIKE: Final = tuple(frozenset(group.split()) for group in _KNOWN["alike"])  # of which none is another's near miss
NOUNS: Final = frozenset(_KNOWN["nouns"].split())  # forms that are as often nouns, or other words


def _past(base: str) -> str:
    if base in _DOUBLED:
        return f"{base}{base[-1]}ed"
    if base.endswith("e"):
        return f"{base}d"
    return f"{base[:-1]}ied" if base.endswith("y") and base[-2] not in "aeiou" else f"{base}ed"


def _verbs() -> Iterator[Verb]:
    irregular = {base: (past, participle) for base, past, participle in (o.split(":") for o in _KNOWN["other"].split())}
    for base in _KNOWN["regular"].split():
        yield Verb(base, _past(base), _past(base))
    for base, forms in irregular.items():
        yield Verb(base, *forms)
    for base, *forms, after in (one.split(":") for one in _KNOWN["with_preposition"].split()):
        past, participle = forms or irregular.get(base, (_past(base), _past(base)))
        yield Verb(base, past, participle, after)


VERBS: Final = tuple(_verbs())


def another(own: Verb, chance: random.Random) -> Verb:
    """A verb of another meaning, with the same preposition behind it."""
    alike = {own.base}.union(*(group for group in _ALIKE if own.base in group))
    return chance.choice([verb for verb in VERBS if verb.after == own.after and verb.base not in alike])
