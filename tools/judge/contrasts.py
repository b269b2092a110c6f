"""Pairs of questions and pairs of units of which each question has its own: what one answers, the other doesn't.

    "who sued Clark?"     Stone sued Clark.  yes    Clark sued Stone.  no
    "who sued Stone?"     Stone sued Clark.  no     Clark sued Stone.  yes

All four hold the same words, so that only their order, or the one that was changed, can tell (Zhang, Baldridge and He,
"PAWS: Paraphrase Adversaries from Word Scrambling", NAACL 2019). Both sides are changed alike: that a text looks made
up tells nothing.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.core.model.judge_ports import Place
from tools.judge import words
from tools.judge.edits import Edit, applied, edited, ended
from tools.judge.examples import Example

_PHRASE: Final = re.compile(
    r"(?<=\s)(?:in|at|on|during|from|to|by|for|with|against|under|before|after|near|outside|without)\s"
    r"(?:[\w'’.-]+\s){0,3}[\w'’.-]*[\w](?=[?.!\s]*\Z)"
)
_NOUN: Final = re.compile(r"\b(?:the|his|her|its|their|this|that)\s([a-z]{4,})\b", re.IGNORECASE)
ADJECTIVES: Final[Sequence[str]] = words.KNOWN["details"]["adjectives"]
PHRASES: Final[Sequence[str]] = words.KNOWN["details"]["phrases"]
_DULL: Final = frozenset(words.KNOWN["details"]["dull"].split())
_LONG: Final = 3  # letters that a word of weight has at least, and one


def contrasted(example: Example, edit: Edit, kind: str, chance: random.Random) -> list[Example]:
    """The question and its edited twin, each with the right unit and its edited twin; nothing, where the edit leaves
    either as it was."""
    right = next((place for place, one in zip(example.places, example.right, strict=True) if one), None)
    if right is None:
        return []
    other, question = edited(right, edit), applied(example.question, edit)
    if other.unit == right.unit or question == example.question:
        return []
    beside = [place for place, one in zip(example.places, example.right, strict=True) if not one]
    beside = chance.sample(beside, min(1, len(beside)))
    answers = tuple(applied(one, edit) for one in example.answers)
    truth = [False] * len(beside)
    return [
        replace(example, places=[right, other, *beside], right=[True, False, *truth], kind=kind),
        replace(example, question=question, places=[right, other, *beside], right=[False, True, *truth],
                answers=answers, kind=kind),
    ]  # fmt: skip


def detailed(example: Example, phrases: Sequence[str], chance: random.Random) -> list[Example]:
    """The question with a detail that no unit has; and the unit with it, which alone answers then."""
    right = next((place for place, one in zip(example.places, example.right, strict=True) if one), None)
    if right is None:
        return []
    made = _adjective(example.question, right, chance) if chance.random() < 0.5 else None
    question, other = made or _phrase(example.question, right, phrases, chance)
    beside = [place for place in example.places if place is not right][:1]
    told = replace(right, unit=other)
    kept = [right, told, *beside] if chance.random() < 0.6 else [right, *beside]
    return [replace(example, question=question, places=kept, right=[place is told for place in kept], kind="detail")]


def _phrase(question: str, right: Place, phrases: Sequence[str], chance: random.Random) -> tuple[str, str]:
    said = f"{question} {right.title} {right.before} {right.unit} {right.after}".lower()
    known = [one for one in phrases if not any(word in said for word in _weighty(one))]
    phrase = chance.choice(known) if known and chance.random() < 0.6 else chance.choice(PHRASES)
    return ended(question, phrase.lower() if question.islower() else phrase), ended(right.unit, phrase)


def _weighty(phrase: str) -> list[str]:
    return [word for word in phrase.lower().split()[1:] if len(word) > _LONG and word not in _DULL] or ["\0"]


def _adjective(question: str, right: Place, chance: random.Random) -> tuple[str, str] | None:
    """In front of a noun that both have."""
    nouns = [match for match in _NOUN.finditer(question) if match[1].lower() not in _DULL]
    nouns = [match for match in nouns if re.search(rf"\b{match[1]}\b", right.unit, re.IGNORECASE)]
    if not nouns:
        return None
    one = chance.choice(nouns)
    word = chance.choice(ADJECTIVES)
    if word.lower() in f"{question} {right.before} {right.unit}".lower():
        return None
    asked = f"{question[: one.start(1)]}{word.lower() if question.islower() else word} {question[one.start(1) :]}"
    return asked, re.sub(rf"\b({one[1]})\b", rf"{word} \1", right.unit, count=1, flags=re.IGNORECASE)


def phrases(questions: Sequence[str]) -> list[str]:
    """What ends questions: "in 1920", "with a lawyer", for questions of other documents."""
    found = (_PHRASE.search(question) for question in questions)
    return sorted({match[0] for match in found if match})
