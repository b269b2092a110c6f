"""Which part of a sentence stands in quotation marks, and whether it says whose words those are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.language import profile
from bot.core.language.cues import Cues, fold
from bot.core.model.documents import Span

MARKS = '"“”„«»'
_MARK = re.compile(rf"[{MARKS}]")
_SIGN = re.compile(rf"[{MARKS}—–-]")
_PARAGRAPH_END = re.compile(r"\n\s*\n")
_DASH = re.compile(r"[—–-] ?\w")  # a line of dialogue, as Spanish, French and Russian print it


@dataclass(frozen=True, slots=True)
class Quoted:
    """One sentence: how it stands to quotation marks. `outside` are its words that are not quoted."""

    begins_inside: bool
    ends_inside: bool
    share: float  # of its characters, inside quotation marks
    outside: str

    @property
    def is_quotation(self) -> bool:
        return self.begins_inside or self.share > 0.5


def read(text: str, sentences: Sequence[Span], language: str) -> list[Quoted]:
    """The sentences of one stretch of text, in order. A quotation ends with its paragraph at the latest."""
    if sentences and _SIGN.search(text, sentences[0][0], sentences[-1][1]) is None:
        return [Quoted(False, False, 0.0, text[start:end]) for start, end in sentences]
    found = []
    inside = False
    before = sentences[0][0] if sentences else 0
    for start, end in sentences:
        inside = inside and not _PARAGRAPH_END.search(text, before, start)
        one = _one(text, start, end, language, inside)
        found.append(one)
        inside, before = one.ends_inside, end
    return found


def _one(text: str, start: int, end: int, language: str, inside: bool) -> Quoted:
    outside = []
    begins, at, quoted = inside, start, 0
    for mark in _MARK.finditer(text, start, end):
        place = mark.start()
        opens = _opens(text, place, start, end, language, inside)
        if opens != inside:
            quoted += place - at if inside else 0
            outside += [] if inside else [text[at:place]]
            inside, at = opens, place + 1
    quoted += end - at if inside else 0
    outside += [] if inside else [text[at:end]]
    if _DASH.match(text, start) and not begins:
        return Quoted(False, False, 1.0, " ".join(re.split(r"\s[—–-]", text[start:end])[1:]))
    return Quoted(begins, inside, quoted / max(1, end - start), " ".join(outside))


def _opens(text: str, place: int, start: int, end: int, language: str, inside: bool) -> bool:
    """Whether a quotation is open after this mark."""
    mark = text[place]
    if mark == "„" or mark in "«»":
        return mark == "„" or (mark == "«") != (profile.writing(language).guillemets_inwards)
    if mark == "”":
        return False if inside else _stands_before_word(text, place, start, end)
    return not inside


def _stands_before_word(text: str, place: int, start: int, end: int) -> bool:
    return (place == start or text[place - 1].isspace()) and place + 1 < end and text[place + 1].isalnum()


def is_attributed(one: Quoted, cues: Cues) -> bool:
    """Whether the words outside the quotation marks say who speaks."""
    return cues.said.search(fold(one.outside)) is not None


def names_speaker(one: Quoted, cues: Cues) -> bool:
    """... and name them by more than a pronoun."""
    outside = fold(one.outside)
    return cues.said.search(outside) is not None and cues.said_pronoun.search(outside) is None
