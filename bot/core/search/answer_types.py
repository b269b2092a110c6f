"""What kind of answer a question asks for (a date, a number, a name, a reason), and which sentences hold one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from bot.core.language import cues, parsed_passage, profile, tokens

KINDS: Final = ("when", "number", "who", "why")
REFINED: Final = ("money", "duration", "place", "speech")  # asked for beside one of those, or alone
FORMS: Final = ("yesno", "how", "define", "several")  # of question; `yesno` is told by the first word
_DIGITS: Final = re.compile(r"\d")
_YEAR: Final = re.compile(r"\b1\d{3}|\b20\d\d|[12]\d{3}年|\d{4}")
_NAME: Final = re.compile(r"[^\W\d_a-z]\w+")
_CURRENCY: Final = re.compile(r"[$€£¥₪₽₹₺₴]")
_QUOTED: Final = re.compile('["“”«»„]')
_TOLD: Final = {"when": "months", "number": "numbers", "why": "reasons"}
_LISTED: Final = (*_TOLD.values(), "currencies", "durations")
_SHOWN: Final = {"when": _YEAR, "number": _DIGITS}


def wanted(question: str, language: str) -> frozenset[str]:
    """The KINDS that the question's phrases ask for; empty where they ask for none of them."""
    plain = parsed_passage.plainly(question, language)
    return frozenset(kind for kind, phrases in _phrases(language) if phrases.search(plain))


def refined(question: str, language: str) -> frozenset[str]:
    """The REFINED kinds and the FORMS that the question's phrases ask for."""
    plain = parsed_passage.plainly(question, language)
    table = _refined(language)
    found = {kind for kind, phrases in table if kind != "yesno" and phrases.search(plain)}
    begins = dict(table).get("yesno")
    return frozenset(found | {"yesno"} if begins and begins.match(plain) else found)


def shows(kind: str, sentence: str, plain: str, question: frozenset[str], language: str) -> bool:
    """Whether a sentence holds an answer of one of the REFINED kinds; arguments as of `holds`."""
    told = set(plain.split())
    if kind == "speech":
        return _QUOTED.search(sentence) is not None or cues.cues(language).said.search(cues.fold(sentence)) is not None
    if kind == "place":
        found = _places(language).finditer(sentence)
        return any(tokens.fold(one[1], language) not in question for one in found)
    counted = any(word[0].isdigit() for word in told - question) or not _told(language)["numbers"].isdisjoint(told)
    if kind == "money":
        return counted and (
            _CURRENCY.search(sentence) is not None or not _told(language)["currencies"].isdisjoint(told)
        )
    return counted and not _told(language)["durations"].isdisjoint(told)


def called(question: str, language: str) -> tuple[int, tuple[str, ...]]:
    """Where a question names the kind of thing it asks for, and what else such things are called; else (-1, ()).

    "Which companies …": place 6; firm, supplier … One word may stand between ("which other companies").
    """
    table = profile.section(language, "answers")
    asks, names = "|".join(table.get("asks", [])), table.get("called", {})
    found = re.search(rf"\b(?:{asks})\s+(?:\w+\s+)?({'|'.join(names)})\b", question, re.IGNORECASE) if names else None
    return (found.start(1), tuple(names[found[1].lower()])) if found else (-1, ())


def asked_speaker(question: str, language: str) -> frozenset[str]:
    """Of "What did Viktor Orbán say about …?" the plain words "viktor" and "orban"; empty for other questions, and for
    somebody who isn't named ("the chairman": whose words may stand under a name)."""
    verbs = "|".join(profile.section(language, "answers").get("states", []))
    if not verbs:
        return frozenset()
    plain = " ".join(parsed_passage.plainly(question, language).split())
    found = re.search(rf"\bwhat (?:did|does|do|has|have|had) ((?:\w+ ){{1,4}}?)(?:{verbs})\b", plain)
    words = found[1].split() if found else []
    function = tokens.function_words(language)
    return frozenset(words) if words and function.isdisjoint(words) else frozenset()


def holds(kind: str, sentence: str, plain: str, question: frozenset[str], language: str) -> bool:
    """Whether a sentence (as it is, and as `parsed_passage.plainly` writes it) holds an answer of that kind.

    question: the question's plain words; what it says already is no answer. In writing without capitals, any sentence
    may hold a name: it neither gains nor loses by that.
    """
    if kind == "who" and profile.writing(language).capitals == "none":
        return True
    if kind == "who":
        return any(tokens.fold(name, language) not in question for name in _names(sentence))
    new = [word for word in plain.split() if word not in question]
    table = _told(language)[_TOLD[kind]]
    if profile.writing(language).is_unspaced:
        told = any(word in plain and not any(word in asked for asked in question) for word in table)
    else:
        told = not table.isdisjoint(new)
    return told or (kind in _SHOWN and _SHOWN[kind].search(" ".join(new)) is not None)


def _names(sentence: str) -> list[str]:
    """Words with a capital, the sentence's first left out: it has one anyway."""
    return [name for name in _NAME.findall(sentence[1:]) if name[0].isupper()]


@cache
def unsaid(language: str) -> frozenset[str]:
    """The terms of words that an answer needn't hold: a deadline is told by its date."""
    return frozenset(tokens.terms(profile.section(language, "answers").get("unsaid", ""), language))


@cache
def _phrases(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return _patterns(language, KINDS)


@cache
def _refined(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return _patterns(language, (*REFINED, *FORMS))


def _patterns(language: str, kinds: Sequence[str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = profile.section(language, "answers")
    found = []
    for kind in kinds:
        phrases = [parsed_passage.plainly(phrase, language) for phrase in table.get(kind, [])]
        alternatives = [re.escape(phrase.strip() if tokens.is_unspaced(phrase) else phrase) for phrase in phrases]
        if alternatives:
            found.append((kind, re.compile("|".join(alternatives))))
    return tuple(found)


@cache
def _told(language: str) -> dict[str, frozenset[str]]:
    table = profile.section(language, "answers")
    return {
        name: frozenset(parsed_passage.plainly(word, language).strip() for word in table.get(name, []))
        for name in _LISTED
    }


@cache
def _places(language: str) -> re.Pattern[str]:
    """A name after a preposition of place: the name."""
    before = "|".join(profile.section(language, "answers").get("prepositions", []))
    return re.compile(rf"(?<!\w)(?:{before or '(?!)'}) (?:\w{{1,3}} )?([A-ZÀ-ÞА-Я]\w+)")
