"""Questions that look answered and aren't: another year, number or name, the other way round, the opposite.

Made by program from questions with an answer: one thing is changed that stands in the unit, so nothing but that thing
tells the two apart. And questions of other documents, asked of somebody who is named here.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from typing import Final

from bot.core.model.judge_ports import Place
from tools.judge import examples, verbs, words
from tools.judge.edits import Edit, applied
from tools.judge.examples import Example

_YEAR: Final = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
_NUMBER: Final = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})*(?:\.\d+)?(?![\w,.]*\d)")
_NAME: Final = re.compile(r"\b[A-Z][\w'’-]+(?:\s+(?:of\s+|de\s+|the\s+)?[A-Z][\w'’-]+){0,3}")
_OTHER: Final = {one: other for pair in words.OPPOSITES for one, other in (pair, pair[::-1])}
_MUTUAL: Final = re.compile(
    r"\b(and|or|with|between|meet|met|marr\w+|same|differen\w+|compare\w*|versus|vs)\b", re.IGNORECASE
)


def edits(example: Example, names: Sequence[str], chance: random.Random) -> dict[str, Edit]:
    """One edit of each kind that can be made; `names`: of other documents, to take others from."""
    found = {
        "year": year(example, chance), "number": number(example, chance), "entity": entity(example, names, chance),
        "direction": direction(example), "opposite": opposite(example, chance), "relation": relation(example, chance),
    }  # fmt: skip
    return {kind: edit for kind, edit in found.items() if edit}


def of(example: Example, names: Sequence[str], chance: random.Random) -> Iterator[Example]:
    """One near miss of each kind that can be made."""
    for kind, edit in edits(example, names, chance).items():
        yield examples.turned(example, applied(example.question, edit), kind, chance)


def _said(example: Example) -> str:
    return " ".join(
        f"{place.title} {place.before} {place.unit}"
        for place, right in zip(example.places, example.right, strict=True)
        if right
    )


def year(example: Example, chance: random.Random) -> Edit | None:
    said = _said(example)
    found = [match for match in _YEAR.finditer(example.question) if match[0] in said]
    if not found:
        return None
    one = chance.choice(found)
    other = str(int(one[0]) + chance.choice((-5, -3, -2, -1, 1, 2, 3, 5)))
    return None if other in said else {one[0]: other}


def number(example: Example, chance: random.Random) -> Edit | None:
    said = _said(example)
    found = [m for m in _NUMBER.finditer(example.question) if m[0] in said and not _YEAR.fullmatch(m[0])]
    if not found:
        return None
    one = chance.choice(found)
    digits = re.sub(r"\D", "", one[0])
    other = (
        "".join(str((int(digit) + chance.randint(1, 8)) % 10) if digit else "" for digit in digits).lstrip("0") or "7"
    )
    return None if other in said or other == digits else {one[0]: other}


def names_in(text: str) -> list[str]:
    """Runs of words with capitals, without the words that begin sentences."""
    found = []
    for match in _NAME.finditer(text):
        name = match[0].split()
        while name and name[0] in words.COMMON:
            name = name[1:]
        if name and name[-1] not in words.COMMON:
            found.append(" ".join(name))
    return found


def firm_names(text: str) -> list[str]:
    """Of those, the ones that are names for certain: of several words, or with a capital in mid-sentence."""
    return [
        name for name in names_in(text)
        if not name.isupper() and (" " in name or re.search(rf"[a-z,] {re.escape(name)}\b", text))
    ]  # fmt: skip


def asked_names(example: Example) -> list[str]:
    """Names of the right units that are in the question, in whatever case, the longest first; none within another."""
    asked = example.question.lower()
    known = {name for name in names_in(_said(example)) if re.search(rf"\b{re.escape(name.lower())}\b", asked)}
    kept: list[str] = []
    for name in sorted(known, key=lambda one: (-len(one), one)):
        if not any(name.lower() in other.lower() for other in kept):
            kept.append(name)
    return kept


def entity(example: Example, names: Sequence[str], chance: random.Random) -> Edit | None:
    found = asked_names(example)
    if not found or not names:
        return None
    one, said = chance.choice(found), _said(example).lower()
    like = [name for name in chance.sample(names, min(40, len(names))) if name.lower() not in said]
    like.sort(key=lambda name: abs(len(name.split()) - len(one.split())))
    return {one: like[0]} if like else None


def direction(example: Example) -> Edit | None:
    """The two names of a question, each in the other's place; not where it is the same both ways."""
    found = asked_names(example)
    if len(found) != 2 or _MUTUAL.search(example.question):
        return None
    first, second = found
    return {first: second, second: first}


def opposite(example: Example, chance: random.Random) -> Edit | None:
    said = _said(example).lower()
    found = [
        word for word in re.findall(r"[a-z]+", example.question)
        if word in _OTHER and re.search(rf"\b{word}\b", said) and not re.search(rf"\b{_OTHER[word]}\b", said)
    ]  # fmt: skip
    if not found:
        return None
    one = chance.choice(found)
    return {one: _OTHER[one]}


def relation(example: Example, chance: random.Random) -> Edit | None:
    """Another verb in the place of the one that question and unit have, in all its forms."""
    asked, said = (set(re.findall(r"[a-z]+", text.lower())) for text in (example.question, _said(example)))
    found = [verb for verb in verbs.VERBS if not verb.after and asked & verb.forms and said & verb.forms - verbs.NOUNS]
    if not found:
        return None
    one = chance.choice(found)
    other = verbs.another(one, chance)
    return None if other.forms & said else dict(zip(one.each, other.each, strict=True))


def asked_of_another(example: Example, other: Example, chance: random.Random) -> Example | None:
    """The question of one document about somebody named in another: everything but the name is missing there."""
    found, there = asked_names(example), names_in(" ".join(place.unit for place in other.places))
    said = _said(example).lower()
    there = [name for name in there if name.lower() not in said]
    if not found or not there:
        return None
    name = chance.choice(there)
    question = _put(example.question, found[0], name)
    places: list[Place] = [place for place in other.places if name in place.unit][:3]
    if question is None or not places:
        return None
    return Example(other.set, question, places, [False] * len(places), (), "of_another")


_DEFINES: Final = re.compile(r"(?:The )?(" + _NAME.pattern[2:] + r") (?:is|was|are|were) (?:an?|the|one of)\b")
DEFINED: Final = ("what is {}", "What is {}?", "what is {}?", "define {}", "what exactly is {}?", "explain what {} is")


def definition(place: Place, others: Sequence[Place], chance: random.Random) -> Example | None:
    """What is it? Asked of a unit that begins by saying so, and of others that only name it."""
    match = _DEFINES.match(place.unit)
    if match is None or match[1].split()[0] in words.COMMON:
        return None
    name = match[1] if chance.random() < 0.5 else match[1].lower()
    wrong = [one for one in others if match[1] in one.unit and not _DEFINES.match(one.unit)]
    wrong = [one for one in wrong if f"{match[1]}, a" not in one.unit and f"{match[1]} (" not in one.unit]
    kept = [place, *chance.sample(wrong, min(3, len(wrong)))]
    question = chance.choice(DEFINED).format(name)
    return Example("", question, kept, [True] + [False] * (len(kept) - 1), (), "definition")


def _put(question: str, old: str, new: str) -> str | None:
    match = re.search(re.escape(old), question, re.IGNORECASE)
    if match is None:
        return None
    small = match[0].islower()
    return _replaced(question, match.span(), new.lower() if small else new)


def _replaced(text: str, span: tuple[int, int], other: str) -> str:
    return text[: span[0]] + other + text[span[1] :]
