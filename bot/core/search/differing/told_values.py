"""What a quote says of what was asked: its one value, and all that tells of which thing, part and time it is so.

None wherever there is a doubt: a value that is denied, planned, of a part, of a time of its own, or one of several.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from bot.core.language import cues, frequencies, profile, sentences, tokens, values
from bot.core.language.values import Day
from bot.core.quoting import speakers
from bot.core.search import answer_types
from bot.core.search.differing import beside_values, value_readers
from bot.core.search.differing.value_readers import Meant, Read, is_asked, pattern, table, words
from bot.core.search.query import Asked

ASIDE: Final = 6  # words between commas, none of them asked for, that belong to what they stand beside
BESIDE: Final = 4  # words at the end of a part, next to the one that holds the value, among which its subject stands
LEAD: Final = 9  # words of a part that leads in what comes
LEAST: Final = 2  # words of a question of which two sources can tell otherwise


@dataclass(frozen=True, slots=True)
class Told:
    """shown: the value as it stands there; meant, unit: as `value_readers` read them.

    dates, days: of the sentence, beside the value. names: of others. doers: who did it, at the beginning.
    known: the words of the passage and of the document's title; subjects: the names among them.
    """

    shown: str
    meant: Meant
    unit: frozenset[str]
    dates: tuple[Day, ...]
    days: frozenset[str]
    names: frozenset[str]
    doers: frozenset[str]
    known: frozenset[str]
    subjects: frozenset[str]


def kind(asked: Asked) -> str | None:
    """Which value the question asks for: "when", "number", "who" or "where"; None for another question."""
    if len(_needed(asked, asked.language)) < LEAST or asked.forms & {"yesno", "several"} or len(asked.kinds) > 1:
        return None
    if asked.kinds:
        return next((one for one in asked.kinds if one != "why"), None)
    if "place" in asked.forms:
        return "where"
    return "number" if asked.forms & {"money", "duration"} else None


def read(asked: Asked, quote: str, around: str, language: str) -> Told | None:
    """The value that the quote gives for what was asked, if it gives one. `around`: its passage, and its title."""
    wanted = kind(asked)
    if wanted is None or not profile.section(language, "comparing"):
        return None
    spans = sentences.split(quote, language)
    told = [one for start, end in spans if (one := _of(wanted, quote[start:end], asked, around, language))]
    return told[0] if len({one.meant for one in told}) == 1 else None


def _of(wanted: str, sentence: str, asked: Asked, around: str, language: str) -> Told | None:
    """What a sentence tells."""
    needed, held = _needed(asked, language), _held(sentence, asked, language)
    if len(held) + 1 < len(needed) - len(named := _named(around, asked, language) - held):
        return None  # true of most, and quick
    if _is_doubtful(sentence, asked, language) or _is_of_another(sentence, asked, language):
        return None
    said = _said(sentence, language)
    if not _names(said, asked, language):  # what it tells is told of what the passage is about
        needed -= named
    for clause, part in _clauses(said, asked, needed, language):
        got = value_readers.READERS[wanted](clause, language, asked)
        shown = clause[got.start : got.end] if got else ""
        if got is None or shown not in part:
            continue
        doers = beside_values.doers(part, shown, asked, language)
        if doers is not None and needed <= _held(clause, asked, language) | _counted(clause, got, asked, language):
            told = _told(wanted, shown, said, got, asked, around, language)
            return replace(told, doers=doers)
    return None


def _told(
    wanted: str, shown: str, said: str, got: Read, asked: Asked, around: str, language: str
) -> Told:  # fmt: skip
    own = words(shown, language) if wanted in {"who", "where"} else frozenset()
    dates = [] if wanted == "when" else values.dates(said, language)
    return Told(
        shown=shown,
        meant=got.meant,
        unit=got.unit,
        dates=tuple(one.day for one in dates if said[one.start : one.end] not in asked.text),
        days=(words(said, language) & _days(wanted, language)) - asked.plain_words,
        names=_names(said, asked, language) - own,
        doers=frozenset(),
        known=words(around, language),
        subjects=_subjects(around, language),
    )


def _days(wanted: str, language: str) -> frozenset[str]:
    """The names of days, and of months where a date isn't what is asked for."""
    days = table(language, "dates", "days")
    return days if wanted == "when" else days | table(language, "dates", "months")


# --- which sentences and clauses are read


def _is_doubtful(sentence: str, asked: Asked, language: str) -> bool:
    """Whether it is denied, or of a part, a plan or a time of its own that wasn't asked for."""
    if cues.cues(language).negations.search(cues.fold(sentence)):
        return True
    found = pattern(language, "apart").finditer(value_readers.folded(sentence, language))
    return any(not words(one[0], language) <= asked.plain_words or not one[0][0].isalpha() for one in found)


def _is_of_another(sentence: str, asked: Asked, language: str) -> bool:
    """Whether it is of a part of what was asked, or of another of its kind: "a chapter of it", "the worse fire".

    What stands behind an article in the question has one in front of it here, or nothing that tells another of it.
    """
    articles, cut = value_readers.articles(language), values.tokens(sentence, language)
    pairs = pairwise(values.tokens(asked.text, language))
    definite = {other.plain for one, other in pairs if one.plain in articles and is_asked(other.text, language, asked)}
    for at, one in enumerate(cut):
        if at and one.plain in definite and value_readers.tells(cut[at - 1], language, asked):
            return True
        if is_asked(one.text, language, asked) and value_readers.is_part_of(cut[:at], language, asked):
            return True
    return False


def _said(sentence: str, language: str) -> str:
    """What somebody says, without who says it and when."""
    found = value_readers.THAT.search(sentence)
    if found is None:
        return sentence
    before = sentence[: found.start()]
    shown = pattern(language, "shows").search(value_readers.folded(before, language))
    return sentence[found.end() :].lstrip() if shown or cues.cues(language).said.search(cues.fold(before)) else sentence


def _needed(asked: Asked, language: str) -> set[int]:
    """The numbers of the question's words that a clause must hold; without those that a value tells by itself."""
    unsaid = answer_types.unsaid(language)
    sizes = table(language, "comparing", "measures")
    return {
        number
        for number, word in enumerate(asked.words)
        if not unsaid.intersection(word.terms[:1]) and word.surface not in sizes
    }


def _named(around: str, asked: Asked, language: str) -> set[int]:
    """The words that stand in the passage or the title as names or figures."""
    if profile.writing(language).capitals != "names":
        return set()
    named = [one.text for one in values.tokens(around, language) if not one.text[0].islower()]
    return _held(" ".join(named), asked, language)


def _clauses(said: str, asked: Asked, needed: set[int], language: str) -> Iterator[tuple[str, str]]:
    """Stretches that may tell it: a part between commas, or with the part beside it that has its subject; that part."""
    parts = _parts(said, asked, language)
    yield from zip(parts, parts, strict=True)
    for place, part in enumerate(parts):
        lacked = needed - _held(part, asked, language)
        if not lacked:
            continue
        before, behind = parts[place - 1] if place else "", parts[1] if place == 0 and parts[1:] else ""
        if lacked <= _held(" ".join(behind.split()[:BESIDE]), asked, language):
            yield part + behind, part  # "Founded in 2001, Acme makes drones"
        leads = place == 1 and _leads(before, language)  # "At the march in Karsund, 14 people were arrested"
        relative = value_readers.RELATIVE.match(part)  # "The plant, where 612 people work, …"
        beside = before if leads else " ".join(before.split()[-BESIDE:]) if relative else ""
        if lacked <= _held(beside, asked, language):
            yield before + part, part


def _leads(part: str, language: str) -> bool:
    cut = values.tokens(part, language)
    return 0 < len(cut) <= LEAD and cut[0].plain in table(language, "comparing", "leads")


def _parts(said: str, asked: Asked, language: str) -> list[str]:
    """Between commas; "On 3 May," belongs to what it stands beside."""
    joined: list[str] = [""]
    for part in value_readers.CLAUSE.split(said):
        aside = not _held(part, asked, language) and len(part.split()) <= ASIDE
        if value_readers.RELATIVE.match(joined[-1]):
            joined.append(part)
        elif aside and joined[-1].strip() and any(map(str.isdigit, part)) and not _leads(part, language):
            joined.append(part)  # "…, was tried in 2024": what is told there is told of that
        elif aside or not _held(joined[-1], asked, language):
            joined[-1] = f"{joined[-1]}{part}"
        else:
            joined.append(part)
    return joined


def _held(text: str, asked: Asked, language: str) -> set[int]:
    """The numbers of the question's words that it holds."""
    return {asked.numbers[term] for term in asked.terms_of(text, language) if term in asked.numbers}


def _counted(clause: str, got: Read, asked: Asked, language: str) -> set[int]:
    """ "People" are those who are counted by what they did: "31 arrests"."""
    if not got.unit.isdisjoint(value_readers.currencies(language)):
        sums = table(language, "comparing", "sums")
        return {number for number, word in enumerate(asked.words) if word.surface in sums}
    behind = values.tokens(clause[got.end :], language)[:1]
    if not (behind and is_asked(behind[0].text, language, asked)):
        return set()
    generic = table(language, "comparing", "generic")
    return {number for number, word in enumerate(asked.words) if word.surface in generic}


# --- what else it names


def _names(said: str, asked: Asked, language: str) -> frozenset[str]:
    """Names that weren't asked for, by their words: neither who says it, nor a common word that begins the sentence."""
    if profile.writing(language).capitals != "names":
        return frozenset()
    found: set[str] = set(words(speakers.speaker(said, language) or "", language))
    speaker = frozenset(found)
    for start, end in values.names(said, language):
        begins = not said[:start].strip("“\"'‘ ")
        if not (begins and _is_common(said[start:end], language)):
            found |= words(said[start:end], language)
    return frozenset(found) - speaker - asked.plain_words


def _subjects(around: str, language: str) -> frozenset[str]:
    """The names there; where all nouns have capitals, those too."""
    never = table(language, "dates", "days") | table(language, "dates", "months")
    capital = [one for one in values.tokens(around, language) if one.text[0].isupper() and one.plain not in never]
    small = tokens.surface_function_words(language)
    return frozenset(one.plain for one in capital if one.plain not in small and not _is_common(one.text, language))


def _is_common(word: str, language: str) -> bool:
    """A number, or one of a language's common words: no name because a sentence begins with it."""
    number = words(word, language) <= table(language, "numbers", "numbers")
    terms = tokens.terms(word, language)
    return number or (len(terms) == 1 and frequencies.in_passages(terms[0], language) > 0)
