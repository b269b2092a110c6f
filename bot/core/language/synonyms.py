"""What else a question's word may be called in the files: CEO and chief executive, sue and lawsuit, cost and price."""

from __future__ import annotations

from functools import cache

from bot.core.language import profile, tokens


def others(term: str, language: str) -> tuple[str, ...]:
    """The terms of the words that mean nearly the same, in the table's order; none where nothing is known."""
    return _groups(language).get(term, ())


@cache
def _groups(language: str) -> dict[str, tuple[str, ...]]:
    lines = profile.section(language, "synonyms").get("groups", "").splitlines()
    found: dict[str, dict[str, None]] = {}
    for line in filter(None, lines):
        group = dict.fromkeys(term for one in line.split() for term in tokens.terms(one.replace("-", " "), language))
        for one in line.split():
            if "-" not in one:  # of several words, each alone means something else
                found.setdefault(tokens.stem(one, language), {}).update(group)
    return {term: tuple(other for other in group if other != term) for term, group in found.items()}
