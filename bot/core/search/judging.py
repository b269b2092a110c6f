"""Whether the best units answer, by a small trained reader: it sees the question and one unit in its place, no more.

There are two: one reads English, the other reads other languages, and questions in one about units in another. Words
choose and judge first; a reader has a say in the order of the best units, and the greatest say in the confidence.
Without it all is as it was, byte for byte.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Final

import numpy as np

from bot.core.model.documents import Span
from bot.core.model.judge_ports import Judge, Place
from bot.core.search import name_query, weights
from bot.core.search.aliases import alias_forms
from bot.core.search.aliases.alias_forms import Form
from bot.core.search.query import Asked
from bot.core.search.sentence_choice import Choice
from bot.core.search.units import Unit

JUDGED: Final = 12  # units a question at most: some 7 ms each on one core
MULTILINGUAL: Final = 6  # of them by the other reader, which takes some four times as long
REACH: Final = 4.0  # log odds behind the best by words: of what is farther back, none came to be first
FOREIGN: Final = 4  # first units in other languages than the question's, which are read from farther back, too:
FARTHER: Final = 6.0  # on mixed case files 5 of 100 right ones stand there; half a unit more a question
ENGLISH: Final = "en"
TAUGHT: Final = frozenset({"ar", "de", "en", "es", "fr", "hu", "it", "pl", "pt", "ru", "tr", "uk"})
UNTAUGHT: Final = frozenset({"el", "fa", "hi", "ja", "ko", "nl", "ro", "sv", "th", "zh"})  # in which it judges as well
LANGUAGES: Final = TAUGHT | UNTAUGHT
STOP: Final = "."
BEFORE: Final = 320  # characters in front of a unit: some 50 words, of which what lies nearest is kept
AFTER: Final = 200  # and behind it


class Reader(StrEnum):
    """Who reads a unit, by its language and the question's. Also the group of weights of what that one says."""

    ENGLISH = "judge"
    SAME = "judge_same"  # the multilingual one, of a unit in the question's language
    ACROSS = "judge_across"  # the same, of one in another


def reader(asked: Asked, language: str) -> Reader | None:
    """language: the unit's. None: nobody."""
    if asked.language != language:
        return Reader.ACROSS if {asked.language, language} <= TAUGHT else None
    if language == ENGLISH:
        return Reader.ENGLISH
    return Reader.SAME if language in LANGUAGES else None


def worth(asked: Asked, language: str) -> Mapping[str, weights.Weight]:
    """What counts what the unit's reader says; where it has none, what says nothing counts as English."""
    return weights.of(reader(asked, language) or Reader.ENGLISH)


def has_read(choice: Choice, row: int) -> bool:
    """Whether the judge was asked of that unit, and said something."""
    return choice.answers is not None and not math.isnan(choice.answers[row])


def judged(judge: Judge | None, asked: Asked, choice: Choice, rows: Sequence[int]) -> tuple[Choice, list[int]]:
    """The choice with what the judge says of the first of these rows, and the rows with those in their new order."""
    if judge is None or name_query.is_bare(asked):
        return choice, list(rows)
    near = _near(asked, choice, rows)
    answers = np.full(len(choice.scores), np.nan)
    languages = {row: choice.units.units[row].candidate.language for row in near}
    for own, most in ((Reader.ENGLISH, JUDGED), (Reader.SAME, MULTILINGUAL), (Reader.ACROSS, MULTILINGUAL)):
        some = [row for row in near if reader(asked, languages[row]) is own][:most]
        for said, those in _questions(asked, choice, some).items():
            places = [place(choice.units.units[row]) for row in those]
            told = judge.judge(said, places, english=own is Reader.ENGLISH)
            answers[those] = np.nan if told is None else told
    if np.isnan(answers).all():
        return choice, list(rows)
    found = replace(choice, answers=answers)
    return found, [*reordered(asked, found, near), *(row for row in rows if row not in near)]


def _questions(asked: Asked, choice: Choice, rows: Sequence[int]) -> dict[str, list[int]]:
    """How each row's unit is asked about: where it has another name of what is asked for, by that name."""
    found: dict[str, list[int]] = {}
    for row in rows:
        unit = choice.units.units[row]
        said = mended(asked, alias_forms.standing(unit.text, unit.candidate.language, asked.called)[:1])
        found.setdefault(_as_question(said, asked, choice), []).append(row)
    return found


def _as_question(said: str, asked: Asked, choice: Choice) -> str:
    """A whole sentence that states something is asked about: the judge has learnt what answers a question."""
    said = said.lstrip("| ")  # what asks for something else of the judge, see turning.py
    states = said.endswith(STOP) and not choice.asks.kinds and not choice.asks.forms and asked.language == ENGLISH
    return f"is it true that {said.removesuffix(STOP)}?" if states else said


def _near(asked: Asked, choice: Choice, rows: Sequence[int]) -> list[int]:
    """Those that could come first: six a question on average."""
    best = max((float(choice.scores[row]) for row in rows), default=0.0)
    near = [row for row in rows[:JUDGED] if choice.scores[row] >= best - REACH]
    if choice.units.freed is None:
        return near
    foreign = [row for row in rows if choice.units.units[row].candidate.language != asked.language][:FOREIGN]
    return near + [row for row in foreign if row not in near and choice.scores[row] >= best - FARTHER]


def reordered(asked: Asked, choice: Choice, rows: Sequence[int]) -> list[int]:
    """By score and by what the judge says; what it wasn't asked of counts as the middle of what it was."""
    assert choice.answers is not None  # noqa: S101 - it has just been asked
    said = np.nan_to_num(choice.answers, nan=float(np.nanmedian(choice.answers)))
    units = choice.units.units
    known = {row: worth(asked, units[row].candidate.language)["unit"].value for row in rows}
    return sorted(rows, key=lambda row: (-(choice.scores[row] + known[row] * said[row]), rows.index(row)))


def mended(asked: Asked, forms: Sequence[Form] = ()) -> str:
    """The question as it was understood: with the spellings that were mended, and by these other names."""
    text = asked.text
    own = [(word.start, word.end, _cased(word.corrected, word.surface)) for word in asked.words if word.corrected]
    for start, end, said in sorted([*own, *((one.start, one.end, one.name) for one in forms)], reverse=True):
        text = f"{text[:start]}{said}{text[end:]}"
    return text


def _cased(word: str, surface: str) -> str:
    return word.lower() if surface.islower() else word


def place(unit: Unit) -> Place:
    """The unit with its document's title and what stands around it, as the document has them."""
    one = unit.candidate
    return place_of(one.text, unit.span, one.document.details.title)


def place_of(text: str, span: Span, title: str) -> Place:
    start, end = span
    return Place(title, text[max(0, start - BEFORE) : start], text[start:end], text[end : end + AFTER])
