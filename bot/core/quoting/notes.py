"""What turns a quote from beyond what is shown with it: lines of their own below it, word for word.

Its footnote; a correction; a sentence that takes something back, denies or contradicts and speaks of the same; a brief
paragraph of its own that does; what the text's beginning says of all of it. Bounded stretches are read, and at most
NOTES of them shown: one that says nothing new costs the next one its reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from bot.core.language import sentences, tokens
from bot.core.language.boilerplate import is_boilerplate
from bot.core.language.cues import Cues, cues, fold
from bot.core.language.headings import is_heading
from bot.core.model.documents import Span
from bot.core.model.remembering import remembered
from bot.core.quoting.marked_footnotes import footnotes
from bot.core.quoting.surroundings import paragraphs

FAR: Final = 3_000  # characters on both sides of what is shown, and of the text's ends, in which a note is looked for
NOTE: Final = 320  # characters of a note; a longer one would be cropped
NOTES: Final = 2
BEGINNING: Final = 800  # characters of a text in which it says what all of it is
REMEMBERED: Final = 4_000  # paragraphs, folded
BEGINNINGS: Final = 1_000  # of texts, by what they say of all of it
STEM: Final = 5  # letters by which two forms of a word are told to be one
SHORTEST: Final = 3  # letters of a word that says what is spoken of
RARE: Final = 2  # times that a word stands nearby which says that two sentences speak of the same: once in each
SHORT: Final = 14  # words of a sentence that does nothing but take back
BRIEF: Final = 20  # ... or but tell what somebody answered, in their words
OPENING: Final = 30  # ... of a text's first one, which says what it is
LAST: Final = 45  # words of a text's last paragraph
ALONE: Final = 25  # ... of another one of a single sentence
# Of the quote's words that such a sentence shares: how many rare ones, and the share of all, rare ones counting most.
_TAKES_BACK: Final = (2, 0.2)
_BRIEFLY: Final = (1, 0.1)
_STANDING_ALONE: Final = (1, 0.13)
_SAME: Final = (2, 0.25)  # whatever a brief sentence says
_CONTRADICTS: Final = (2, 0.2)
_ENDED: Final = re.compile(r"[.!?…؟。।]\W*$")
_SIGNS: Final = ".,;:!?؟،؛()[]\"'«»“”„‘’*|"
_MARKS: Final = re.compile(r"[«»“”„\"]")
_ARTICLE: Final = re.compile("^(?:[وفبك]?ال|لل|[وبل])(?=...)")  # what Arabic writes together with a word


def notes(text: str, quote: Span, shown: Span, language: str) -> list[Span]:
    """Offsets of whole sentences (of a footnote: of all of it), none of which is within `shown`, the surest first."""
    told = _Told.of(text, quote, shown, language)
    found = [*footnotes(text, quote, language, NOTE), *_introducing(text, shown, language)]
    for start, end in _stretches(text, shown):
        for one in _turning(text, start, end, told, language):
            begins = start == shown[1] or text[start : one[0]].strip()
            if begins and (end == len(text) or text[one[1] : end].strip()):
                found.append(one)  # not the first or last of a stretch that may begin or end within that sentence
        found += _standing_alone(text, start, end, told, language)
    outside = [one for one in dict.fromkeys(found) if one[0] >= shown[1] or one[1] <= shown[0]]
    return [one for one in outside if one[1] - one[0] <= NOTE][:NOTES]


def _stretches(text: str, shown: Span) -> Sequence[Span]:
    near, last = shown[1] + FAR, len(text) - FAR
    return [(shown[1], near), (last, len(text))] if near < last else [(shown[1], len(text))]


@dataclass(frozen=True, slots=True)
class _Told:
    """What a quote speaks of: its words by their stems, each with its weight, 1 for a rare one."""

    weights: Mapping[str, float]
    rare: AbstractSet[str]
    denied: bool  # in the quote itself: a further denial is no news

    @classmethod
    def of(cls, text: str, quote: Span, shown: Span, language: str) -> _Told:
        around = paragraphs(text, max(0, shown[0] - FAR), shown[0]), paragraphs(text, shown[1], shown[1] + FAR)
        nearby = "\n".join([_folded(text[slice(*span)]) for span in (*around[0], shown, *around[1])])
        folded = fold(text[slice(*quote)])
        times = {stem: nearby.count(stem) for stem in _stems(folded, language)}
        weights = {stem: RARE / max(RARE, count) for stem, count in times.items()}
        denied = cues(language).denies.search(folded) is not None
        return cls(weights, {stem for stem, count in times.items() if count <= RARE}, denied)

    def is_met(self, folded: str) -> bool:
        """Whether a rare word may stand there: quick, and true of few paragraphs and sentences."""
        return any(stem in folded for stem in self.rare)

    def shared(self, folded: str, language: str) -> tuple[int, float]:
        """How many of its rare words a sentence has, and the share of all its words, by their weights."""
        common = self.weights.keys() & _stems(folded, language)
        if not common:
            return 0, 0.0
        return len(common & self.rare), sum(self.weights[stem] for stem in common) / sum(self.weights.values())


def _turning(text: str, start: int, end: int, told: _Told, language: str) -> Iterator[Span]:
    """Corrections, and what takes back or contradicts and speaks of the same."""
    known = cues(language)
    for first, last in paragraphs(text, start, end):
        paragraph = _folded(text[first:last])
        if not (known.starts_recanting.match(paragraph) or told.is_met(paragraph)):
            continue  # cutting into sentences costs more
        spans = sentences.split(text, language, first, last)
        for before, span in pairwise([(first, first), *spans]):
            sentence = text[slice(*span)]
            if _turns(sentence, told, known, language) and not _is_leftover(sentence):
                # "It was false" is told with what says what "it" is, or would be read as said of the quote
                yield (before[0] if known.starts_pronoun.match(fold(sentence)) else span[0], span[1])


def _turns(sentence: str, told: _Told, known: Cues, language: str) -> bool:
    folded = fold(sentence)
    if known.starts_recanting.match(folded):
        return True
    rare, share = told.shared(folded, language) if told.is_met(folded) else (0, 0.0)
    if not rare:
        return False
    if told.denied and known.denies.search(folded):
        return False
    return any(rare >= least[0] and share >= least[1] for least in _least(sentence, folded, known))


def _least(sentence: str, folded: str, known: Cues) -> Iterator[tuple[int, float]]:
    """How much it must share with what it would turn, by each of the ways in which it may."""
    words = folded.count(" ")
    if words < BRIEF:
        yield _SAME
        if known.starts_later.match(folded):
            yield _BRIEFLY
    if known.undoes.search(folded):
        yield _BRIEFLY if words < SHORT else _TAKES_BACK
    elif known.denies.search(folded):
        yield _BRIEFLY if words < BRIEF and known.about.search(folded) else _TAKES_BACK
    elif known.negations.search(folded):
        said, quoted = known.said.search(folded) is not None, _MARKS.search(sentence) is not None
        if said or quoted:
            yield _BRIEFLY if said and quoted and words < BRIEF else _CONTRADICTS


def _standing_alone(text: str, start: int, end: int, told: _Told, language: str) -> Iterator[Span]:
    """Sentences of a brief paragraph of their own, or of a text's brief last one, that speak of the same.

    Corrections, replies and outcomes stand there, in words that no list foresees; hardly anything else does.
    """
    known = cues(language)
    for first, last in paragraphs(text, start, end):
        is_last = not text[last:].strip()
        if first == start or (last == end and not is_last):  # it may be cut
            continue
        if len(text[first:last].split()) > (LAST if is_last else ALONE) or not told.is_met(_folded(text[first:last])):
            continue
        spans = sentences.split(text, language, first, last)
        for span in spans if is_last or len(spans) == 1 else ():
            if _is_leftover(text[slice(*span)]):
                continue
            folded = fold(text[slice(*span)])
            rare, share = told.shared(folded, language)
            again = told.denied and known.denies.search(folded)
            if rare >= _STANDING_ALONE[0] and share >= _STANDING_ALONE[1] and not again:
                yield span


def _is_leftover(sentence: str) -> bool:
    """A heading, or what a page says of itself; what ends like a sentence is no heading ("„Wir wussten nichts.“")."""
    return (is_heading(sentence) and not _ENDED.search(sentence)) or is_boilerplate(sentence)


def _introducing(text: str, shown: Span, language: str) -> Iterator[Span]:
    """What the text's beginning says of all that follows, where what is shown doesn't reach it."""
    for span in _said_of_all(text[:BEGINNING], language):
        if span[1] <= shown[0] and (span[1] < BEGINNING or len(text) == BEGINNING):  # not one that is cut
            yield span


@remembered(BEGINNINGS)
def _said_of_all(beginning: str, language: str) -> tuple[Span, ...]:
    """The first sentence of prose, if it briefly says what the text is; each that says what all that follows is."""
    known = cues(language)
    found = [span for span in _opening(beginning, language) if known.presents.search(fold(beginning[slice(*span)]))]
    if known.scopes.search(fold(beginning)):  # cutting into sentences costs more
        spans = sentences.split(beginning, language)
        found += [span for span in spans if known.scopes.search(fold(beginning[slice(*span)]))]
    return tuple(found)


def _opening(beginning: str, language: str) -> Iterator[Span]:
    for first, last in paragraphs(beginning, 0, len(beginning)):
        words = beginning[first:last].strip()
        if words and not is_heading(words) and not is_boilerplate(words):
            start, stop = sentences.split(beginning, language, first, last)[0]
            if beginning.count(" ", start, stop) < OPENING:
                yield start, stop
            return


@remembered(REMEMBERED)
def _folded(paragraph: str) -> str:
    return fold(paragraph)


def _stems(folded: str, language: str) -> set[str]:
    """The words that say something, by the letters that all their forms have."""
    bare = (word.strip(_SIGNS) for word in folded.split())
    said = {word for word in bare if len(word) >= SHORTEST} - tokens.surface_function_words(language)
    return {word[:STEM] if word.isascii() else _ARTICLE.sub("", word)[:STEM] for word in said}
