"""What is taught beside the questions of the sets: near misses, contrasts, definitions, attributes, directions."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from bot.core.model.judge_ports import Place
from tools.judge import attributes, contrasts, examples, madeup, near_misses
from tools.judge.edits import applied
from tools.judge.examples import Example
from tools.unit_rows import Row

CONTRASTED: Final = 0.45  # of the questions with an answer, in each pass, by one edit; always by those that are rare
RARE: Final[tuple[str, ...]] = ("direction", "opposite")
TURNED: Final = 0.12  # near misses among the units that search found
DETAILED: Final = 0.3  # with a detail that isn't there
ANOTHER: Final = 0.15  # questions of other documents
ATTRIBUTES: Final = 1500  # questions about somebody who is named
DIRECTIONS: Final = 1500  # made-up sentences
_CLAUSE: Final = re.compile(r"\bthat ((?:the|it|they|he|she|a|his|her|its|no|all|most|some)\s[^.;:,\"“”()]{15,90})\.")


def of(asked: Sequence[Example], chance: random.Random) -> list[Example]:
    """Made of the questions of one set."""
    known = [sorted({n for place in one.places for n in near_misses.firm_names(place.unit)}) for one in asked]
    phrases = contrasts.phrases([one.question for one in asked])
    made: list[Example] = []
    for one in (one for one in asked if any(one.right)):
        names = [name for other in chance.sample(range(len(asked)), min(12, len(asked))) for name in known[other]]
        made += _of_one(one, names, phrases, asked[chance.randrange(len(asked))], chance)
    return made + _defined(asked, chance)


def _of_one(
    one: Example, names: Sequence[str], phrases: Sequence[str], other: Example, chance: random.Random
) -> Iterator[Example]:
    ways = near_misses.edits(one, names, chance)
    for kind in (one_kind for one_kind in RARE if one_kind in ways):
        yield from contrasts.contrasted(one, ways[kind], kind, chance)
    if ways and chance.random() < CONTRASTED:
        kind = chance.choice(sorted(ways))
        yield from contrasts.contrasted(one, ways[kind], kind, chance)
    if ways and chance.random() < TURNED:
        kind = chance.choice(sorted(ways))
        yield examples.turned(one, applied(one.question, ways[kind]), kind, chance)
    if chance.random() < DETAILED:
        yield from contrasts.detailed(one, phrases, chance)
    if chance.random() < ANOTHER:
        found = near_misses.asked_of_another(one, other, chance)
        yield from [found] if found else []


def _defined(asked: Sequence[Example], chance: random.Random) -> list[Example]:
    """Each unit that says what something is, asked once."""
    every = {place.unit: place for one in asked for place in one.places}
    by_title: dict[str, list[Place]] = {}
    for place in every.values():
        by_title.setdefault(place.title, []).append(place)
    found = [near_misses.definition(place, by_title[place.title], chance) for place in every.values()]
    return [replace(one, set=asked[0].set) for one in found if one]  # of one set


def made_up(rows: Sequence[Row], chance: random.Random) -> list[Example]:
    """Of all sets together: questions about who is named, and sentences of what one did to another."""
    places = list({place.unit: place for row in rows for place in row.places.values()}.values())
    named = [(place, name) for place in places for name in near_misses.firm_names(place.unit)]
    by_title: dict[str, list[Place]] = {}
    for place in places:
        by_title.setdefault(place.title, []).append(place)
    clauses = sorted({match[1] for place in places for match in [_CLAUSE.search(place.unit)] if match})
    material = madeup.Material(sorted({name for _, name in named}), places, clauses)
    made: list[Example] = []
    for place, name in chance.sample(named, min(ATTRIBUTES, len(named))):
        others = [one for one in by_title[place.title] if one is not place]
        made += attributes.asked(place, name, chance.sample(others, min(40, len(others))), "made", chance)
    for _ in range(DIRECTIONS if clauses else 0):
        made += madeup.direction(material, "made", chance)
    return made
