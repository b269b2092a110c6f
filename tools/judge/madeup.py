"""Made-up sentences of what one did to another, with questions that they answer, in many forms.

Real questions seldom name two who could change places: of some 13,000, four hundred. So direction is taught by
sentences made for it, between real names and real sentences. Each comes with its twin, in which the two have changed
places (see `contrasts`).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.core.model.judge_ports import Place
from tools.judge import contrasts, verbs, words
from tools.judge.examples import Example
from tools.judge.verbs import Verb

_FORMS: Final = words.KNOWN["made_up"]
ROLES: Final[Sequence[str]] = _FORMS["roles"]
WHOLE: Final[Sequence[Mapping[str, Any]]] = _FORMS["whole"]


@dataclass(frozen=True, slots=True)
class Material:
    """Real names, and real places to stand among, of the documents trained on; clauses: what follows "that"."""

    names: Sequence[str]
    places: Sequence[Place]
    clauses: Sequence[str]


def direction(material: Material, name: str, chance: random.Random) -> Iterator[Example]:
    """A made-up sentence, a question that it answers, and the twins of both."""
    verb = chance.choice(verbs.VERBS)
    by_verb = chance.random() < 0.5
    form = {"told": chance.choice(_FORMS["by_verb"]), "asked": _FORMS["asked"]} if by_verb else chance.choice(WHOLE)
    told = _told(material, verb, chance)
    question = _filled(chance.choice(form["asked"]), told)
    place = _among(material, _filled(form["told"], told), chance)
    if chance.random() < 0.55:
        question = question.lower().rstrip("?")
    example = Example(name, question, [place], [True], ())
    yield from contrasts.contrasted(example, {told["a"]: told["b"], told["b"]: told["a"]}, "direction", chance)
    if by_verb and chance.random() < 0.35:
        other = verbs.another(verb, chance)
        edit = {verb.past: other.past, verb.base: other.base, verb.participle: other.participle}
        yield from contrasts.contrasted(example, edit, "relation", chance)


def _told(material: Material, verb: Verb, chance: random.Random) -> Mapping[str, str]:
    first, second, third = chance.sample(material.names, 3)
    if chance.random() < 0.3:
        second = chance.choice(ROLES)
    if chance.random() < 0.2:
        first = chance.choice([one for one in ROLES if one != second])
    drawn = {name: chance.choice(_FORMS[f"{name}s"]) for name in ("tail", "sum", "thing", "share")}
    return drawn | {
        "a": first, "b": second, "c": third, "past": verb.past, "part": verb.participle, "base": verb.base,
        "after": f"{verb.after} " if verb.after else "", "behind": f" {verb.after}" if verb.after else "",
        "tail": drawn["tail"].replace("{c}", third),
        "clause": chance.choice(material.clauses), "place": chance.choice(material.names),
    }  # fmt: skip


def _filled(form: str, told: Mapping[str, str]) -> str:
    text = form.format_map(dict(told))
    return text[:1].upper() + text[1:]


def _among(material: Material, unit: str, chance: random.Random) -> Place:
    near = chance.choice(material.places)
    return Place(near.title, near.before, unit, near.after)
