"""Does a sentence mislead without the one before or after it? By the cues of its language (`cues/`)."""

from __future__ import annotations

import re
from enum import IntEnum

from bot.core.cues import Cues

FIRST_WORDS = 12  # words among which "however" still turns the whole sentence
SHORT = 6  # words of an answer, or of an afterthought, that says nothing by itself
_QUESTION = re.compile(r"[?؟;？][\"'”’»›)]*$")
_COLON = re.compile(r"[:：][\"'”’»]*$")


class Need(IntEnum):
    """How badly a sentence needs its neighbour. WEAK: to be understood; FIRM: to be whole; STRONG: to stay true."""

    NONE = 0
    WEAK = 1
    FIRM = 2
    STRONG = 3


def of_previous(previous: str, sentence: str, cues: Cues) -> Need:
    """Whether `sentence` needs the one before it; both folded."""
    if asks(previous) or _COLON.search(previous) or follows(sentence, cues) or cues.announces.search(previous):
        return Need.STRONG
    if turns(sentence, cues) or cues.starts_half.match(previous):
        return Need.FIRM
    if cues.reported.search(sentence) and not cues.said.search(sentence):
        return Need.STRONG
    return Need.WEAK if leans(sentence, cues) or is_said_by_pronoun(sentence, cues) else Need.NONE


def of_next(sentence: str, following: str, cues: Cues) -> Need:
    """Whether `sentence` needs the one after it; both folded."""
    if asks(sentence) or _COLON.search(sentence) or follows(following, cues) or takes_back(following, cues):
        return Need.STRONG
    if turns(following, cues) or cues.starts_half.match(sentence) or is_answered(sentence, following, cues):
        return Need.FIRM
    return Need.NONE


def is_answered(sentence: str, following: str, cues: Cues) -> bool:
    """Whether hearsay is followed by a sentence about it: one that leans on it, denies or doubts."""
    if not cues.hearsay.search(sentence):
        return False
    return leans(following, cues) or cues.denies.search(following) is not None


def follows(sentence: str, cues: Cues) -> bool:
    """Whether it begins as a comment on the sentence before it does: "This is false", "So says a memo"."""
    return cues.starts_following.match(sentence) is not None and not cues.starts_expletive.match(sentence)


def is_said_by_pronoun(sentence: str, cues: Cues) -> bool:
    """Whether the first who is said to speak is only "she"."""
    pronoun, said = cues.said_pronoun.search(sentence), cues.said.search(sentence)
    return pronoun is not None and (said is None or said.start() >= pronoun.start())


def asks(sentence: str) -> bool:
    return _QUESTION.search(sentence) is not None


def turns(sentence: str, cues: Cues) -> bool:
    """Whether it is the other half of a "but"."""
    if cues.starts_contrast.match(sentence):
        return True
    inside = cues.contrast_inside.search(sentence)
    return inside is not None and sentence.count(" ", 0, inside.start()) < FIRST_WORDS


def takes_back(sentence: str, cues: Cues) -> bool:
    """Whether it denies, corrects or doubts what was said just before."""
    empty = cues.starts_expletive.match(sentence)
    about = cues.about.search(sentence, empty.end() if empty else 0) is not None
    if cues.denies.search(sentence):
        return about or leans(sentence, cues) or sentence.count(" ") < SHORT
    return cues.doubts.search(sentence) is not None and (about or leans(sentence, cues))


def leans(sentence: str, cues: Cues) -> bool:
    """Whether its subject, or its first words, mean something said before."""
    if cues.starts_expletive.match(sentence):
        return False
    return any(
        pattern.match(sentence) is not None
        for pattern in (cues.starts_pronoun, cues.starts_leaning, cues.later_pronoun)
    )
