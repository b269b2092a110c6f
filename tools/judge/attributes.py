"""Plain questions about somebody who is named: how old, who owns it, when did they die; answered where that stands.

Asked of real sentences. By a pattern it is told that a sentence answers; by a wider one, that it might, and then it
isn't asked. All others that name the person or thing teach that a name is no answer.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.model.judge_ports import Place
from tools.judge import words
from tools.judge.examples import Example


@dataclass(frozen=True, slots=True)
class Attribute:
    """questions: with {} for the name. says: a pattern of a unit that answers, with {} as well; empty: none is known.
    might: words of one that might."""

    questions: Sequence[str]
    says: str
    might: str


ATTRIBUTES: Final = tuple(Attribute(**one) for one in words.KNOWN["attributes"])


def asked(place: Place, name: str, others: Sequence[Place], set_: str, chance: random.Random) -> Iterator[Example]:
    """A question about somebody whom the unit names, of this unit and of others that name them, as far as it can be
    told of each whether it answers; one that a unit answers where there is one."""
    known = [place, *(one for one in others if name in one.unit)]
    wanted = [one for one in ATTRIBUTES if any(_says(one, name, there) for there in known)]
    for attribute in [*chance.sample(wanted, min(1, len(wanted))), chance.choice(ATTRIBUTES)]:
        told = [(there, _told(attribute, name, there)) for there in known]
        kept = [(there, right) for there, right in told if right is not None]
        if kept:
            right = [one for one in kept if one[1]][:1]
            wrong = [one for one in kept if not one[1]]
            kept = right + chance.sample(wrong, min(3 - len(right), len(wrong)))
            question = chance.choice(attribute.questions).format(name)
            small = chance.random() < 0.6
            yield Example(set_, question.lower() if small else question[:1].upper() + question[1:],
                          [one for one, _ in kept], [bool(one) for _, one in kept], (), "attribute")  # fmt: skip


def _says(attribute: Attribute, name: str, place: Place) -> bool:
    return bool(attribute.says) and re.search(attribute.says.replace("{}", re.escape(name)), place.unit) is not None


def _told(attribute: Attribute, name: str, place: Place) -> bool | None:
    """None: it can't be told."""
    if _says(attribute, name, place):
        return True
    might = attribute.might.replace("{}", re.escape(name))
    return None if re.search(might, f"{place.unit} {place.after}", re.IGNORECASE) else False
