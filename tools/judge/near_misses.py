"""Questions that look answered and aren't: another year, number or name, the other way round, the opposite.

Made by program from questions with an answer: one thing is changed that stands in the unit, so nothing but that thing
tells the two apart. And questions of other documents, asked of somebody who is named here.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from bot.core.model.judge_ports import Place
from tools.judge import examples
from tools.judge.examples import Example

_YEAR: Final = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
_NUMBER: Final = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})*(?:\.\d+)?(?![\w,.]*\d)")
_NAME: Final = re.compile(r"\b[A-Z][\w'’-]+(?:\s+(?:of\s+|de\s+|the\s+)?[A-Z][\w'’-]+){0,3}")
_COMMON: Final = frozenset(
    [
        "The",
        "This",
        "That",
        "These",
        "Those",
        "It",
        "He",
        "She",
        "They",
        "We",
        "In",
        "On",
        "At",
        "By",
        "For",
        "From",
        "But",
        "And",
        "A",
        "An",
        "As",
        "After",
        "Before",
        "When",
        "While",
        "His",
        "Her",
        "Its",
        "Their",
        "There",
        "Then",
        "Also",
        "However",
        "What",
        "Who",
        "Where",
        "Why",
        "How",
        "Which",
        "If",
        "No",
        "Not",
        "Some",
        "Most",
        "Many",
        "One",
        "Two",
        "Both",
        "I",
        "You",
        "To",
        "Of",
        "With",
        "Under",
        "During",
        "Since",
        "Until",
        "Did",
        "Does",
        "Do",
        "Is",
        "Are",
        "Was",
        "Were",
        "Has",
        "Have",
        "Had",
        "Can",
        "Could",
        "Will",
        "Would",
        "Should",
        "May",
        "Name",
        "Tell",
        "Please",
        "According",
        "Mr",
        "Mrs",
        "Ms",
        "Dr",
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ]
)
OPPOSITES: Final = (
    ("before", "after"), ("first", "last"), ("first", "second"), ("largest", "smallest"), ("most", "least"),
    ("highest", "lowest"), ("more", "fewer"), ("more", "less"), ("increase", "decrease"), ("increased", "decreased"),
    ("rise", "fall"), ("rose", "fell"), ("won", "lost"), ("win", "lose"), ("began", "ended"), ("begin", "end"),
    ("start", "stop"), ("started", "stopped"), ("accepted", "rejected"), ("accept", "reject"), ("allowed", "banned"),
    ("allow", "forbid"), ("support", "oppose"), ("supported", "opposed"), ("bought", "sold"), ("buy", "sell"),
    ("buyer", "seller"), ("plaintiff", "defendant"), ("north", "south"), ("northern", "southern"), ("east", "west"),
    ("eastern", "western"), ("male", "female"), ("men", "women"), ("father", "mother"), ("son", "daughter"),
    ("brother", "sister"), ("born", "buried"), ("arrested", "released"), ("hired", "fired"), ("opened", "closed"),
    ("open", "close"), ("confirmed", "denied"), ("confirm", "deny"), ("inside", "outside"), ("above", "below"),
    ("minimum", "maximum"), ("early", "late"), ("earliest", "latest"), ("oldest", "youngest"), ("old", "young"),
    ("internal", "external"), ("public", "private"), ("for", "against"), ("advantage", "disadvantage"),
    ("approved", "refused"), ("granted", "denied"), ("paid", "received"), ("lent", "borrowed"), ("signed", "annulled"),
    ("appointed", "dismissed"), ("convicted", "acquitted"), ("guilty", "innocent"), ("legal", "illegal"),
    ("joined", "left"), ("arrived", "left"), ("sent", "received"), ("import", "export"), ("imports", "exports"),
    ("employer", "employee"), ("export", "import"), ("upper", "lower"), ("major", "minor"), ("domestic", "foreign"),
)  # fmt: skip
_OTHER: Final = {one: other for pair in OPPOSITES for one, other in (pair, pair[::-1])}
_MUTUAL: Final = re.compile(
    r"\b(and|or|with|between|meet|met|marr\w+|same|differen\w+|compare\w*|versus|vs)\b", re.IGNORECASE
)


def of(example: Example, names: Sequence[str], chance: random.Random) -> Iterator[Example]:
    """One near miss of each kind that can be made; `names`: of other documents, to take others from."""
    makers: Sequence[tuple[str, Callable[[], str | None]]] = (
        ("year", lambda: year(example, chance)),
        ("number", lambda: number(example, chance)),
        ("entity", lambda: entity(example, names, chance)),
        ("direction", lambda: direction(example)),
        ("opposite", lambda: opposite(example, chance)),
    )
    for kind, make in makers:
        question = make()
        if question is not None:
            yield examples.turned(example, question, kind, chance)


def _said(example: Example) -> str:
    return " ".join(
        f"{place.title} {place.before} {place.unit}"
        for place, right in zip(example.places, example.right, strict=True)
        if right
    )


def year(example: Example, chance: random.Random) -> str | None:
    said = _said(example)
    found = [match for match in _YEAR.finditer(example.question) if match[0] in said]
    if not found:
        return None
    one = chance.choice(found)
    other = str(int(one[0]) + chance.choice((-5, -3, -2, -1, 1, 2, 3, 5)))
    return None if other in said else _replaced(example.question, one.span(), other)


def number(example: Example, chance: random.Random) -> str | None:
    said = _said(example)
    found = [m for m in _NUMBER.finditer(example.question) if m[0] in said and not _YEAR.fullmatch(m[0])]
    if not found:
        return None
    one = chance.choice(found)
    digits = re.sub(r"\D", "", one[0])
    other = (
        "".join(str((int(digit) + chance.randint(1, 8)) % 10) if digit else "" for digit in digits).lstrip("0") or "7"
    )
    return None if other in said or other == digits else _replaced(example.question, one.span(), other)


def names_in(text: str) -> list[str]:
    """Runs of words with capitals, without the words that begin sentences."""
    found = []
    for match in _NAME.finditer(text):
        words = match[0].split()
        while words and words[0] in _COMMON:
            words = words[1:]
        if words and words[-1] not in _COMMON:
            found.append(" ".join(words))
    return found


def asked_names(example: Example) -> list[str]:
    """Names of the right units that are in the question, in whatever case, the longest first; none within another."""
    asked = example.question.lower()
    known = {name for name in names_in(_said(example)) if re.search(rf"\b{re.escape(name.lower())}\b", asked)}
    kept: list[str] = []
    for name in sorted(known, key=lambda one: (-len(one), one)):
        if not any(name.lower() in other.lower() for other in kept):
            kept.append(name)
    return kept


def entity(example: Example, names: Sequence[str], chance: random.Random) -> str | None:
    found = asked_names(example)
    if not found or not names:
        return None
    one, said = chance.choice(found), _said(example).lower()
    like = [name for name in chance.sample(names, min(40, len(names))) if name.lower() not in said]
    like.sort(key=lambda name: abs(len(name.split()) - len(one.split())))
    return _put(example.question, one, like[0]) if like else None


def direction(example: Example) -> str | None:
    """The two names of a question, each in the other's place; not where it is the same both ways."""
    found = asked_names(example)
    if len(found) != 2 or _MUTUAL.search(example.question):
        return None
    first, second = found
    places = [re.search(re.escape(name), example.question, re.IGNORECASE) for name in (first, second)]
    one, other = sorted((match for match in places if match), key=lambda match: match.start())
    between = example.question[one.end() : other.start()]
    return f"{example.question[: one.start()]}{other[0]}{between}{one[0]}{example.question[other.end() :]}"


def opposite(example: Example, chance: random.Random) -> str | None:
    words = [m for m in re.finditer(r"[a-z]+", example.question) if m[0] in _OTHER]
    said = _said(example).lower()
    words = [m for m in words if re.search(rf"\b{m[0]}\b", said) and not re.search(rf"\b{_OTHER[m[0]]}\b", said)]
    if not words:
        return None
    one = chance.choice(words)
    return _replaced(example.question, one.span(), _OTHER[one[0]])


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
    if match is None or match[1].split()[0] in _COMMON:
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
